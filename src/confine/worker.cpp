// See worker.h. The lists are short enough to be read whole.
#include "confine/worker.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "confine/confine.h"
#include "confine/filter.h"
#include "confine/landlock.h"
#include "confine/privileges.h"

namespace althing::confine {
namespace {

// Enough to parse bytes in memory.
constexpr const char* kWorker[] = {"read", "readv", "pread64", "write", "writev", "close", "lseek", "fstat", "munmap", "mremap", "madvise", "brk", "mincore", "futex", "rseq",
                                   "set_robust_list", "exit", "exit_group", "sched_yield", "sched_getaffinity", "rt_sigaction", "rt_sigprocmask",
                                   "rt_sigreturn", "sigaltstack", "restart_syscall", "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage",
                                   "getrandom", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "sysinfo", "uname", "getcpu"};
constexpr const char* kFiles[] = {"stat", "lstat", "newfstatat", "fstatat64", "statx", "access", "faccessat", "faccessat2", "getdents64", "readlink", "readlinkat", "fcntl"};
// What the helper needs beside: to be told of a file, to make a worker and confine it, to end it.
constexpr const char* kHelper[] = {"recvmsg", "sendto", "poll", "ppoll", "clone", "wait4", "waitid", "kill", "seccomp", "prctl", "prlimit64", "setrlimit", "getrlimit",
                                   "dup", "clock_nanosleep", "nanosleep", "set_tid_address", "getppid"};
constexpr const char* kDeadly[] = {"execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "mount", "umount2", "chroot", "setns", "unshare", "bpf",
                                   "io_uring_setup", "userfaultfd", "perf_event_open", "keyctl", "add_key", "init_module", "finit_module", "open_by_handle_at"};
constexpr const char* kForSanitizers[] = {"mmap", "mprotect", "prlimit64", "tgkill", "readlink", "readlinkat", "open", "openat", "stat", "newfstatat", "sched_setaffinity",
                                          "personality", "fcntl", "access", "getdents64", "lstat"};

void add_memory(Filter& filter) {
  filter.add(SCMP_ACT_ALLOW, "mmap", {masked(2, PROT_EXEC, 0)});
  filter.add(SCMP_ACT_ALLOW, "mprotect", {masked(2, PROT_EXEC, 0)});
}

void add_reading(Filter& filter) {
  filter.add(SCMP_ACT_ALLOW, kFiles);
  constexpr std::uint64_t kWrites = 03 | 0100 | 01000;  // O_ACCMODE, O_CREAT, O_TRUNC
  filter.add(SCMP_ACT_ALLOW, "open", {masked(1, kWrites, 0)});
  filter.add(SCMP_ACT_ALLOW, "openat", {masked(2, kWrites, 0)});
}

Result<void> load(Filter& filter) {
  if (const int status = filter.load(); status != 0) return fail(Errc::forbidden, "sandbox", std::string("seccomp: ") + std::strerror(-status));
  return {};
}

Result<void> limit(int what, std::uint64_t soft, std::uint64_t hard) {
  const rlimit value{soft, hard};
  if (::setrlimit(static_cast<__rlimit_resource>(what), &value) != 0) return fail(Errc::forbidden, "sandbox", std::string("a limit: ") + std::strerror(errno));
  return {};
}

}  // namespace

Result<bool> confine_helper(const HelperOptions& options) {
  if (::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) return fail(Errc::unsupported, "sandbox", "this kernel has no seccomp");
  TRY_VOID(no_core_dumps());
  TRY_VOID(drop_capabilities(false));
  TRY_VOID(no_new_privileges());
  std::vector<std::string> readable = options.readable;
  if (is_sanitized()) readable = {"/"};
  TRY(const int landlock, restrict_files({}, readable));
  Filter filter;
  if (!filter.made()) return fail(Errc::forbidden, "sandbox", "seccomp: no filter can be made");
  if (is_sanitized()) filter.add(SCMP_ACT_ALLOW, kForSanitizers);
  else filter.add(SCMP_ACT_KILL_PROCESS, kDeadly);
  filter.add(SCMP_ACT_ALLOW, kWorker);
  filter.add(SCMP_ACT_ALLOW, kHelper);
  if (!is_sanitized()) {
    add_memory(filter);
    if (landlock > 0) add_reading(filter);
    filter.add(SCMP_ACT_ALLOW, "tgkill");
  }
  filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
  TRY_VOID(load(filter));
  return landlock > 0;
}

Result<void> confine_worker(const WorkerLimits& limits, bool files) {
  TRY_VOID(limit(RLIMIT_CORE, 0, 0));
  TRY_VOID(limit(RLIMIT_FSIZE, 0, 0));
  TRY_VOID(limit(RLIMIT_NOFILE, 32, 32));
  TRY_VOID(limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.cpu_seconds), static_cast<std::uint64_t>(limits.cpu_seconds) + 1));
  if (!is_sanitized() && limits.memory_now > 0) {
    TRY_VOID(limit(RLIMIT_DATA, limits.memory_now + limits.memory_bytes, limits.memory_now + limits.memory_bytes));
  }
  Filter filter;
  if (!filter.made()) return fail(Errc::forbidden, "sandbox", "seccomp: no filter can be made");
  if (is_sanitized()) filter.add(SCMP_ACT_ALLOW, kForSanitizers);
  else filter.add(SCMP_ACT_KILL_PROCESS, kDeadly);
  filter.add(SCMP_ACT_ALLOW, kWorker);
  if (!is_sanitized()) {
    add_memory(filter);
    if (files) add_reading(filter);
    filter.add(SCMP_ACT_ALLOW, "tgkill", {is(0, static_cast<std::uint64_t>(::getpid()))});  // abort()
  }
  return load(filter);
}

std::uint64_t written_memory() {
  std::FILE* file = std::fopen("/proc/self/status", "re");
  if (file == nullptr) return 0;
  char line[256];
  std::uint64_t kib = 0;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    unsigned long long found = 0;
    if (std::sscanf(line, "VmData: %llu kB", &found) == 1) kib = found;
  }
  std::fclose(file);
  return kib * 1024;
}

}  // namespace althing::confine
