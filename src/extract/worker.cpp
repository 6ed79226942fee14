#include "extract/worker.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>

#include "confine/confine.h"
#include "extract/parsers.h"

// Builds with AddressSanitizer map terabytes, so there memory is counted by its hooks instead of by the kernel.
#if defined(__SANITIZE_ADDRESS__)
extern "C" {  // as in sanitizer/allocator_interface.h, which Debian's g++ comes without
int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t), void (*)(const volatile void*));
std::size_t __sanitizer_get_allocated_size(const volatile void*);
}
#define ALTHING_COUNTS_MEMORY 1
#endif

namespace althing::extract {
namespace {

[[noreturn]] void no_memory() { ::_exit(kWorkerNoMemory); }

#ifdef ALTHING_COUNTS_MEMORY
std::size_t allocated = 0, may_allocate = 0;

void count_memory(std::uint64_t most) {
  may_allocate = static_cast<std::size_t>(most);
  __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, std::size_t size) {
        allocated += size;
        if (allocated > may_allocate) no_memory();
      },
      [](const volatile void* at) {
        const std::size_t size = at == nullptr ? 0 : __sanitizer_get_allocated_size(at);
        allocated -= size < allocated ? size : allocated;
      });
}
#else
void count_memory(std::uint64_t) {}
#endif

std::string read_all(int in, std::size_t most) {
  std::string out;
  char piece[64 << 10];
  for (;;) {
    const ssize_t got = ::read(in, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) ::_exit(kWorkerFault);
    if (got == 0 || out.size() > most) return out;  // one past the limit is enough to say so
    out.append(piece, static_cast<std::size_t>(got));
  }
}

void write_all(int out, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(out, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) ::_exit(kWorkerFault);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

}  // namespace

void work(int in, int out, const Limits& limits, const confine::WorkerLimits& confined, bool files) {
  std::set_new_handler(no_memory);
  if (!confine::confine_worker(confined, files)) ::_exit(kWorkerUnconfined);
  count_memory(limits.memory_bytes);
  try {
    const std::string file = read_all(in, limits.file_bytes);
    write_all(out, write_outcome(read_file(file, limits)));
  } catch (const std::bad_alloc&) {
    no_memory();
  } catch (...) {
    ::_exit(kWorkerFault);
  }
  ::_exit(kWorkerDone);
}

}  // namespace althing::extract
