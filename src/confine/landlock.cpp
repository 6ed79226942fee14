// Landlock by its three system calls; glibc has no functions for them. See landlock.h.
#include "confine/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace althing::confine {
namespace {

// Rights that came later than the headers of Debian 12 may know; the kernel says which it has.
constexpr std::uint64_t kRefer = 1u << 13, kTruncate = 1u << 14, kIoctlDevice = 1u << 15;
constexpr int kFirstUsable = 2, kWithTruncate = 3, kWithIoctl = 5;

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kWrite = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | kRefer | kTruncate;
// Handled and granted to no path: execution, devices, sockets, pipes and links in the file system.
constexpr std::uint64_t kNever = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                                 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM | kIoctlDevice;
// Those that a rule on a file, not a folder, may name.
constexpr std::uint64_t kOnFiles = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;

tl::unexpected<Error> refused(const char* what) {
  return fail(Errc::forbidden, "sandbox", std::string("Landlock, ") + what + ": " + std::strerror(errno));
}

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { if (fd >= 0) ::close(fd); }
  int fd;
};

Result<void> allow(int ruleset, const std::string& path, std::uint64_t rights) {
  const Descriptor at(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (at.fd < 0) return {};  // what is not there needs no rule
  struct stat info {};
  if (::fstat(at.fd, &info) != 0) return refused(path.c_str());
  landlock_path_beneath_attr rule{};
  rule.allowed_access = S_ISDIR(info.st_mode) ? rights : rights & kOnFiles;
  rule.parent_fd = at.fd;
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) return refused(path.c_str());
  return {};
}

}  // namespace

Result<int> restrict_files(std::span<const std::string> writable, std::span<const std::string> readable) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < kFirstUsable) return 0;
  std::uint64_t known = kRead | kWrite | kNever;
  if (version < kWithTruncate) known &= ~kTruncate;
  if (version < kWithIoctl) known &= ~kIoctlDevice;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = known;
  const Descriptor ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0)));
  if (ruleset.fd < 0) return refused("create");
  for (const std::string& path : writable) TRY_VOID(allow(ruleset.fd, path, (kRead | kWrite) & known));
  for (const std::string& path : readable) TRY_VOID(allow(ruleset.fd, path, kRead));
  if (::syscall(SYS_landlock_restrict_self, ruleset.fd, 0) != 0) return refused("restrict");
  return static_cast<int>(version);
}

}  // namespace althing::confine
