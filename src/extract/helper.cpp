// Both ends of the control socket: a message is one byte and two pipe ends (the file, the outcome); the
// answer, when the worker has ended, says how.
#include "extract/helper.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/thread.h"
#include "extract/worker.h"

namespace althing::extract {
namespace {

constexpr int kWorkerNice = 15;              // pages and acknowledgements first
constexpr std::int64_t kAnswerGraceMs = 5'000;  // beyond the worker's time, before the helper is given up
constexpr int kLookMs = 5;                   // between looks whether a worker has ended

struct Ended {
  std::int32_t exit_code = -1;  // >= 0: by itself
  std::int32_t signal = 0;
  std::int32_t late = 0;        // ended by the helper
  std::int32_t refused = 0;     // no process was made
};

std::int64_t now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void close_all(std::initializer_list<int> list) {
  for (const int fd : list) {
    if (fd >= 0) ::close(fd);
  }
}

// --- in the helper ------------------------------------------------------------------------------------

// Waits for the worker, and ends it when its time is over or nobody waits for the answer any more.
Ended wait_for(pid_t worker, int control, std::int64_t wall_ms) {
  Ended out;
  const std::int64_t deadline = now_ms() + wall_ms;
  for (;;) {
    int status = 0;
    const pid_t got = ::waitpid(worker, &status, WNOHANG);
    if (got == worker) {
      if (WIFEXITED(status)) out.exit_code = WEXITSTATUS(status);
      else out.signal = WTERMSIG(status);
      return out;
    }
    pollfd hung_up{control, POLLRDHUP, 0};
    const bool left = ::poll(&hung_up, 1, kLookMs) > 0;
    if (left || now_ms() >= deadline) {
      out.late = 1;
      ::kill(worker, SIGKILL);
      if (left) ::_exit(0);
    }
  }
}

bool receive_pipes(int control, int (&pipes)[2]) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char room[CMSG_SPACE(sizeof pipes)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = room;
  message.msg_controllen = sizeof room;
  ssize_t got = 0;
  do got = ::recvmsg(control, &message, 0);
  while (got < 0 && errno == EINTR);
  const cmsghdr* head = got == 1 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (head == nullptr || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof pipes)) return false;
  std::memcpy(pipes, CMSG_DATA(head), sizeof pipes);
  return true;
}

[[noreturn]] void serve(int control, const Limits& limits, bool files, std::uint64_t memory_now) {
  const confine::WorkerLimits confined{limits.cpu_seconds, limits.memory_bytes, memory_now};
  int pipes[2] = {-1, -1};
  while (receive_pipes(control, pipes)) {
    const pid_t self = ::getpid();
    const pid_t worker = ::fork();
    if (worker == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != self) ::_exit(kWorkerFault);
      ::close(control);
      work(pipes[0], pipes[1], limits, confined, files);
    }
    close_all({pipes[0], pipes[1]});
    Ended ended;
    if (worker < 0) ended.refused = 1;
    else ended = wait_for(worker, control, limits.wall_ms);
    if (::send(control, &ended, sizeof ended, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof ended)) break;
  }
  ::_exit(0);
}

// What workers look up: tables of East Asian character sets.
constexpr const char* kTables = "/usr/share/poppler";

[[noreturn]] void be_helper(int control, const Limits& limits) {
  name_this_thread("althing-reader");
  // The node's end of the socket tells when to stop; a signal to the group must not come first.
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_IGN);
  give_way(kWorkerNice);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Nothing of the process it was made from: no file, no terminal but standard error's place.
  for (int fd = 0; fd < 1024; ++fd) {
    if (fd != control) ::close(fd);
  }
  for (int fd = 0; fd < 3; ++fd) {
    if (fd != control) static_cast<void>(::open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY));
  }
  const std::uint64_t memory_now = confine::written_memory();
  const Result<bool> files = confine::confine_helper({{kTables}});
  const char word = !files ? (files.error().code == Errc::unsupported ? 'u' : 'f') : 'y';
  static_cast<void>(::send(control, &word, 1, MSG_NOSIGNAL));
  if (!files) ::_exit(1);
  serve(control, limits, *files, memory_now);
}

// --- in the node --------------------------------------------------------------------------------------

bool send_pipes(int control, int in, int out) {
  char byte = 'r';
  iovec data{&byte, 1};
  const int pipes[2] = {in, out};
  alignas(cmsghdr) char room[CMSG_SPACE(sizeof pipes)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = room;
  message.msg_controllen = sizeof room;
  cmsghdr* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof pipes);
  std::memcpy(CMSG_DATA(head), pipes, sizeof pipes);
  return ::sendmsg(control, &message, MSG_NOSIGNAL) == 1;
}

bool ready(int fd, short what, std::int64_t deadline) {
  pollfd one{fd, what, 0};
  for (;;) {
    const std::int64_t left = deadline - now_ms();
    if (left <= 0) return false;
    const int got = ::poll(&one, 1, static_cast<int>(left));
    if (got > 0) return true;
    if (got == 0 || errno != EINTR) return false;
  }
}

// A worker that is gone closes the pipe; then what it left behind tells more than an error here.
void put(int fd, std::string_view bytes, std::int64_t deadline) {
  while (!bytes.empty() && ready(fd, POLLOUT, deadline)) {
    const ssize_t done = ::write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), 4096));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
}

// nullopt-like: too much, or too late.
bool take(int fd, std::string& out, std::size_t most, std::int64_t deadline) {
  char piece[64 << 10];
  while (ready(fd, POLLIN, deadline)) {
    const ssize_t got = ::read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    if (out.size() + static_cast<std::size_t>(got) > most) return false;
    out.append(piece, static_cast<std::size_t>(got));
  }
  return false;
}

Outcome failed(const Ended& ended) {
  if (ended.late != 0 || ended.signal == SIGXCPU || ended.signal == SIGKILL) return no_text("", why::kTime);
  return no_text("", ended.exit_code == kWorkerNoMemory ? why::kMemory : why::kCrash);
}

// SIGPIPE of a worker that is gone; once pending it stays so, unseen, for this thread.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &set, &before_);
    sigpending(&set);
    was_pending_ = sigismember(&set, SIGPIPE) == 1;
  }
  ~NoPipeSignal() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    const timespec none{};
    if (!was_pending_) static_cast<void>(::sigtimedwait(&set, nullptr, &none));
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t before_{};
  bool was_pending_ = false;
};

tl::unexpected<Error> gone() {
  return fail(Errc::overloaded, "reader", "the process that reads files is gone; it comes back when the node is started again");
}

}  // namespace

Result<std::unique_ptr<Helper>> Helper::start(const Limits& limits) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return fail(Errc::storage, "reader", std::string("no socket: ") + std::strerror(errno));
  const pid_t pid = ::fork();
  if (pid == 0) be_helper(ends[1], limits);
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return fail(Errc::storage, "reader", std::string("no process: ") + std::strerror(errno));
  }
  std::unique_ptr<Helper> helper(new Helper(ends[0], pid, limits));
  char word = 'f';
  if (!ready(ends[0], POLLIN, now_ms() + kAnswerGraceMs) || ::recv(ends[0], &word, 1, 0) != 1 || word == 'f') {
    return fail(Errc::forbidden, "reader", "the process that reads files could not be confined");
  }
  if (word == 'u') return fail(Errc::unsupported, "reader", "this kernel has no seccomp, so no file is read");
  return helper;
}

Helper::~Helper() {
  if (control_ >= 0) ::close(control_);
  static_cast<void>(::waitpid(pid_, nullptr, 0));  // a confined node may not; then init does
}

void Helper::cancel() { static_cast<void>(::shutdown(control_, SHUT_RDWR)); }

Result<Outcome> Helper::read(std::string_view file) {
  if (file.size() > limits_.file_bytes) return no_text("", why::kSize);
  const std::lock_guard lock(mutex_);
  const NoPipeSignal quiet;
  int in[2] = {-1, -1}, out[2] = {-1, -1};
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) {
    close_all({in[0], in[1], out[0], out[1]});
    return fail(Errc::overloaded, "reader", std::string("no pipe: ") + std::strerror(errno));
  }
  const bool sent = send_pipes(control_, in[0], out[1]);
  close_all({in[0], out[1]});
  const std::int64_t deadline = now_ms() + limits_.wall_ms + kAnswerGraceMs;
  std::string text;
  bool whole = false;
  if (sent) put(in[1], file, deadline);
  ::close(in[1]);
  if (sent) whole = take(out[0], text, max_outcome_bytes(limits_), deadline);
  ::close(out[0]);
  Ended ended;
  if (!sent || !ready(control_, POLLIN, deadline) || ::recv(control_, &ended, sizeof ended, 0) != static_cast<ssize_t>(sizeof ended)) return gone();
  if (ended.refused != 0) return fail(Errc::overloaded, "reader", "the system has no process left");
  if (ended.exit_code == kWorkerUnconfined) return fail(Errc::forbidden, "reader", "the system does not confine the process that would read the file");
  if (ended.exit_code != kWorkerDone) return failed(ended);
  auto outcome = whole ? parse_outcome(text, limits_) : Result<Outcome>(fail(Errc::malformed, "too much"));
  return outcome ? std::move(*outcome) : no_text("", why::kCrash);
}

}  // namespace althing::extract
