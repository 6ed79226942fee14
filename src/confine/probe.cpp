// See probe.h. An attempt answers 0 or the error number; a child hands it on as its exit code.
#include "confine/probe.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <pthread.h>

namespace althing::confine {
namespace {

constexpr int kNotConfined = 127;

int status_of(long result) { return result < 0 ? errno : 0; }

int open_and_close(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}

int try_program(const std::string&) {
  char name[] = "/bin/true";
  char* arguments[] = {name, nullptr};
  char* environment[] = {nullptr};
  return status_of(::execve(name, arguments, environment));
}

int try_process(const std::string&) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  if (child > 0) ::waitpid(child, nullptr, 0);
  return status_of(child);
}

int try_socket(int family, int type) {
  const int fd = ::socket(family, type, 0);
  if (fd >= 0) ::close(fd);
  return status_of(fd);
}

int try_memory(int first, int later) {
  void* page = ::mmap(nullptr, 4096, first, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return errno;
  return later == first ? 0 : status_of(::mprotect(page, 4096, later));
}

int try_namespace(const std::string&) { return status_of(::unshare(CLONE_NEWUSER)); }
int try_mount(const std::string&) { return status_of(::mount("none", "/mnt", "tmpfs", MS_RDONLY, nullptr)); }
int try_trace(const std::string&) { return status_of(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }
int try_packets(const std::string&) { return try_socket(AF_PACKET, SOCK_RAW); }
int try_netlink(const std::string&) { return try_socket(AF_NETLINK, SOCK_RAW); }
int try_local_socket(const std::string&) { return try_socket(AF_UNIX, SOCK_STREAM); }
int try_written_code(const std::string&) { return try_memory(PROT_READ | PROT_WRITE | PROT_EXEC, PROT_READ | PROT_WRITE | PROT_EXEC); }
int try_later_code(const std::string&) { return try_memory(PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC); }
int try_dumpable(const std::string&) { return status_of(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)); }
int try_signal(const std::string&) { return status_of(::kill(::getppid(), 0)); }
int try_keys(const std::string&) { return status_of(::syscall(SYS_keyctl, 0, 0, 0, 0, 0)); }
int try_home(const std::string&) { return open_and_close("/home", O_RDONLY | O_DIRECTORY); }
int try_outside(const std::string& dir) {
  const std::string path = dir + "/../.althing-probe";
  const int status = open_and_close(path, O_WRONLY | O_CREAT);
  if (status == 0) ::unlink(path.c_str());
  return status;
}

int try_folder(const std::string& dir) {
  const std::string under = dir + "/.probe", file = under + "/a", moved = dir + "/.probe-b";
  if (::mkdir(under.c_str(), 0700) != 0) return errno;
  int status = open_and_close(file, O_WRONLY | O_CREAT);
  if (status == 0) status = status_of(::rename(file.c_str(), moved.c_str()));
  ::unlink(file.c_str());
  ::unlink(moved.c_str());
  ::rmdir(under.c_str());
  return status;
}

int try_thread(const std::string&) {
  pthread_t thread{};
  const int status = ::pthread_create(&thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
  return status != 0 ? status : ::pthread_join(thread, nullptr);
}

int try_listen(const std::string&) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return errno;
  return status_of(::listen(fd, 1));
}

int try_system_file(const std::string&) { return open_and_close("/etc/passwd", O_RDONLY); }

struct Attempt {
  const char* what;
  int (*run)(const std::string& dir);
  bool may = false;
  bool sanitizers_may = false;  // their run-time needs it, so such builds let it through
};

constexpr Attempt kAttempts[] = {
    {"run a program", try_program}, {"make a process", try_process, false, true}, {"trace a process", try_trace, false, true},
    {"make a namespace", try_namespace}, {"mount a file system", try_mount}, {"see raw packets", try_packets},
    {"speak netlink", try_netlink}, {"use a local socket", try_local_socket}, {"run memory it can write", try_written_code, false, true},
    {"run memory it wrote", try_later_code, false, true}, {"make itself dumpable", try_dumpable, false, true},
    {"signal another process", try_signal, false, true}, {"use the kernel's key ring", try_keys}, {"read homes", try_home, false, true},
    {"write beside the folder", try_outside}, {"write, rename and remove in the folder", try_folder, true}, {"make a thread", try_thread, true},
    {"listen", try_listen, true}, {"read the system's files", try_system_file, true},
};

Result<Verdict> run(const Attempt& attempt, const Options& options, bool confined) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return fail(Errc::forbidden, "sandbox", std::string("fork: ") + std::strerror(errno));
  if (child == 0) {
    if (confined && !(leave_root(options) && confine(options))) ::_exit(kNotConfined);
    ::_exit(attempt.run(options.dir));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fail(Errc::forbidden, "sandbox", std::string("wait: ") + std::strerror(errno));
  }
  Verdict out{attempt.what, attempt.may || (is_sanitized() && attempt.sanitizers_may), false, {}};
  if (WIFSIGNALED(status)) {
    out.how = WTERMSIG(status) == SIGSYS ? "the process is ended" : "signal " + std::to_string(WTERMSIG(status));
    return out;
  }
  if (WEXITSTATUS(status) == kNotConfined) return fail(Errc::forbidden, "sandbox", "a process could not be confined");
  out.happened = WEXITSTATUS(status) == 0;
  out.how = out.happened ? "it works" : std::strerror(WEXITSTATUS(status));
  return out;
}

}  // namespace

Result<std::vector<Verdict>> probe(const Options& options, bool confined) {
  std::vector<Verdict> out;
  for (const Attempt& attempt : kAttempts) {
    TRY(Verdict verdict, run(attempt, options, confined));
    out.push_back(std::move(verdict));
  }
  return out;
}

}  // namespace althing::confine
