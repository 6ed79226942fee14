// The order of giving up, and which files stay in reach. See confine.h.
#include "confine/confine.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "confine/landlock.h"
#include "confine/privileges.h"
#include "confine/syscalls.h"

namespace althing::confine {
namespace {

namespace files = std::filesystem;

// The folder, and where its own links lead: an operator may keep record/ or index.db on another disk.
// Of a linked file the folder it lies in, since a database makes its journal beside it.
std::vector<std::string> writable(const std::string& dir) {
  std::vector<std::string> out{dir, "/dev/null"};
  std::error_code none;
  for (files::directory_iterator at(dir, none), end; !none && at != end; at.increment(none)) {
    if (!at->is_symlink(none)) continue;
    // By hand, since it may lead to a file that is still to be made; an absolute one replaces the folder.
    const files::path target = files::weakly_canonical(files::path(dir) / files::read_symlink(at->path(), none), none);
    if (target.empty()) continue;
    out.push_back(files::is_directory(target, none) ? target.string() : target.parent_path().string());
  }
  return out;
}

// What libraries read while a server runs: names of hosts, time zones, shared objects, fonts, devices, /proc.
// Nobody's home is among it.
std::vector<std::string> readable() {
  if (is_sanitized()) return {"/"};
  return {"/etc", "/usr", "/lib", "/lib64", "/var/cache/fontconfig", "/dev", "/proc", "/sys/devices/system", "/run/systemd/resolve"};
}

}  // namespace

bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#elif defined(__has_feature)
  return __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
  return false;
#endif
}

Result<void> leave_root(const Options& options) {
  if (::geteuid() != 0) return {};
  struct stat owner {};
  if (::stat(options.dir.c_str(), &owner) != 0) return {};  // opening it will say what is wrong
  if (owner.st_uid == 0) {
    if (options.allow_root) return {};
    return fail(Errc::usage, "root", "a node does not run as root: give the folder to a user (chown -R USER " + options.dir +
                                         ") and start as that user, or as root, which then becomes it; or say --allow-root");
  }
  if (::setgroups(0, nullptr) != 0 || ::setresgid(owner.st_gid, owner.st_gid, owner.st_gid) != 0 ||
      ::setresuid(owner.st_uid, owner.st_uid, owner.st_uid) != 0) {
    return fail(Errc::forbidden, "root", std::string("cannot become the folder's owner: ") + std::strerror(errno));
  }
  if (::setuid(0) == 0) return fail(Errc::forbidden, "root", "the system gave root back");
  return {};
}

Result<Report> confine(const Options& options) {
  Report report;
  TRY_VOID(no_core_dumps());
  TRY_VOID(drop_capabilities(options.keep_low_ports));
  TRY_VOID(no_new_privileges());
  report.done = {"no core dumps", "no capabilities", "no new privileges"};
  // Temporary files of the database hold what people wrote: they belong into the folder, not into /tmp.
  ::setenv("SQLITE_TMPDIR", options.dir.c_str(), 1);
  TRY(const int landlock, restrict_files(writable(options.dir), readable()));
  if (landlock > 0) report.done.push_back("Landlock " + std::to_string(landlock));
  else report.missing.push_back("Landlock (Linux 5.19 or newer, switched on): files outside the folder are guarded by their modes alone");
  TRY(const bool seccomp, restrict_syscalls());
  if (seccomp) report.done.push_back("seccomp");
  else report.missing.push_back("seccomp: every system call stays possible");
  return report;
}

}  // namespace althing::confine
