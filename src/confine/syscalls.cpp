// The lists of system calls and what is done with each. See syscalls.h; why: docs/decisions/0040.
#include "confine/syscalls.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "confine/confine.h"
#include "confine/filter.h"

namespace althing::confine {
namespace {

// By name: what one architecture lacks (open on arm64) or libseccomp does not know is left out.
constexpr const char* kAllowed[] = {
    // files, within what Landlock and their modes leave
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "open", "openat", "close",
    "close_range", "stat", "fstat", "lstat", "newfstatat", "fstatat64", "statx", "lseek", "access", "faccessat", "faccessat2",
    "getdents64", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "truncate",
    "ftruncate", "fallocate", "fadvise64", "fsync", "fdatasync", "sync_file_range", "flock", "fcntl", "readlink", "readlinkat", "getcwd", "dup", "dup2", "dup3", "pipe",
    "pipe2", "statfs", "fstatfs", "umask", "chmod", "fchmod", "fchmodat", "fchown", "sendfile", "utimensat",
    // memory; new mappings and protections have rules of their own
    "munmap", "mremap", "madvise", "brk", "msync", "mlock", "munlock", "membarrier", "mincore",
    // threads
    "futex", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "exit", "exit_group", "sched_yield",
    "sched_getaffinity", "sched_getparam", "sched_getscheduler", "setpriority", "getpriority", "gettid", "arch_prctl", "getcpu",
    // signals
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "rt_sigpending", "sigaltstack", "restart_syscall",
    "signalfd4", "pause",
    // time
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrusage", "timerfd_create",
    "timerfd_settime", "timerfd_gettime",
    // sockets; which families can be made is a rule of its own
    "bind", "listen", "accept", "accept4", "connect", "getsockname", "getpeername", "getsockopt", "setsockopt", "sendto", "recvfrom",
    "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "shutdown", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "epoll_pwait2", "eventfd2", "poll", "ppoll", "select", "pselect6",
    // about oneself
    "getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "uname", "sysinfo",
    "getrandom", "getrlimit",
};

// Nothing of ours makes these: whoever does has taken the process over, and it ends.
constexpr const char* kDeadly[] = {
    "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "mount", "umount2", "pivot_root", "chroot", "move_mount",
    "open_tree", "fsopen", "fsmount", "setns", "unshare", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "add_key", "request_key",
    "keyctl", "open_by_handle_at", "iopl", "ioperm", "modify_ldt", "swapon", "swapoff", "reboot", "acct", "quotactl",
};

// The sanitizers' run-time: its leak check makes a process that traces this one, its reports run a symbolizer.
constexpr const char* kForSanitizers[] = {"ptrace", "getdents", "clone", "wait4", "prctl", "process_vm_readv",
                                           "personality", "kill", "tgkill", "sched_setaffinity", "prlimit64", "mmap", "mprotect"};

// Calls that are good or bad by their arguments.
void add_conditional(Filter& filter) {
  constexpr std::uint64_t kNewNamespaces =
      CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
  // Threads, and neither processes nor namespaces. clone3 hides its flags behind a pointer; glibc takes clone instead.
  filter.add(SCMP_ACT_ALLOW, "clone", {masked(0, CLONE_THREAD | kNewNamespaces, CLONE_THREAD)});
  filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
  // No memory that is written and executed, and none made executable later.
  filter.add(SCMP_ACT_ALLOW, "mmap", {masked(2, PROT_EXEC, 0)});
  filter.add(SCMP_ACT_ALLOW, "mmap", {masked(2, PROT_EXEC | PROT_WRITE, PROT_EXEC)});
  filter.add(SCMP_ACT_ALLOW, "mprotect", {masked(2, PROT_EXEC, 0)});
  for (const unsigned family : {unsigned{AF_INET}, unsigned{AF_INET6}}) filter.add(SCMP_ACT_ALLOW, "socket", {is(0, family)});
  for (const std::uint64_t request : {std::uint64_t{FIONBIO}, std::uint64_t{FIONREAD}, std::uint64_t{TCGETS}, std::uint64_t{TIOCGWINSZ}}) {
    filter.add(SCMP_ACT_ALLOW, "ioctl", {is(1, request)});
  }
  for (const int option : {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP}) {
    filter.add(SCMP_ACT_ALLOW, "prctl", {is(0, static_cast<std::uint64_t>(option))});
  }
  const auto self = static_cast<std::uint64_t>(::getpid());
  filter.add(SCMP_ACT_ALLOW, "tgkill", {is(0, self)});  // abort()
  filter.add(SCMP_ACT_ALLOW, "prlimit64", {is(0, 0)});
}

}  // namespace

Result<bool> restrict_syscalls() {
  if (::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) return false;  // EINVAL: built without
  Filter filter;
  if (!filter.made()) return fail(Errc::forbidden, "sandbox", "seccomp: no filter can be made");
  const std::uint32_t deadly = is_sanitized() ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS;
  if (is_sanitized()) filter.add(SCMP_ACT_ALLOW, kForSanitizers);
  else filter.add(deadly, kDeadly);
  filter.add(SCMP_ACT_ALLOW, kAllowed);
  add_conditional(filter);
  if (const int status = filter.load(); status != 0) {
    return fail(Errc::forbidden, "sandbox", std::string("seccomp: ") + std::strerror(-status));
  }
  return true;
}

}  // namespace althing::confine
