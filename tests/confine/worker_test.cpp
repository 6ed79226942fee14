// What a process that reads strangers' files cannot do, tried after it gave everything up; and that the tries
// succeed before, so that the tests of refusals can fail.
#include "confine/worker.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <vector>

#include "confine/confine.h"

namespace althing::confine {
namespace {

constexpr int kNotConfined = 120, kWorks = 0;

int status_of(long result) {
  if (result >= 0) return kWorks;
  return errno;
}

// A helper's child's child, where `body` is tried: its exit code, -signal if it was ended.
int in_worker(const std::function<int()>& body, bool confined, const WorkerLimits& limits = {60, 0, 0}) {
  const pid_t helper = ::fork();
  if (helper == 0) {
    const Result<bool> files = confined ? confine_helper({{}}) : Result<bool>(true);
    if (!files) ::_exit(kNotConfined);
    const pid_t worker = ::fork();
    if (worker == 0) {
      if (confined && !confine_worker(limits, *files)) ::_exit(kNotConfined);
      ::_exit(body());
    }
    int status = 0;
    if (worker < 0 || ::waitpid(worker, &status, 0) != worker) ::_exit(kNotConfined);
    ::_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
  }
  int status = 0;
  EXPECT_EQ(::waitpid(helper, &status, 0), helper);
  const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  EXPECT_NE(code, kNotConfined);
  return code;
}

int open_for(const char* path, int flags) {
  const int fd = ::open(path, flags, 0600);
  const int status = status_of(fd);
  if (fd >= 0) ::close(fd);
  return status;
}
int run_true() {
  char name[] = "/bin/true";
  char* arguments[] = {name, nullptr};
  char* environment[] = {nullptr};
  return status_of(::execve(name, arguments, environment));
}
int make_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  if (child > 0) ::waitpid(child, nullptr, 0);
  return status_of(child);
}

struct Try {
  const char* what;
  std::function<int()> body;
  bool sanitized_may = false;  // the sanitizers' run-time needs it
};

std::vector<Try> tries() {
  return {{"speak to the network", [] { return status_of(::socket(AF_INET, SOCK_STREAM, 0)); }},
          {"speak to this machine", [] { return status_of(::socket(AF_UNIX, SOCK_STREAM, 0)); }},
          {"make a pair of sockets", [] { int ends[2]; return status_of(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends)); }},
          {"read the list of users", [] { return open_for("/etc/passwd", O_RDONLY); }, true},
          {"write a file", [] { return open_for("/tmp/.althing-worker-test", O_WRONLY | O_CREAT); }},
          {"make a folder", [] { return status_of(::mkdir("/tmp/.althing-worker-dir", 0700)); }},
          {"run a program", run_true},
          {"make a process", make_process},
          {"end its helper", [] { return status_of(::kill(::getppid(), 0)); }},
          {"become dumpable again", [] { return status_of(::prctl(PR_SET_DUMPABLE, 1)); }}};
}

TEST(Worker, CanDoNothingButRead) {
  for (const Try& one : tries()) {
    if (is_sanitized() && one.sanitized_may) continue;
    EXPECT_EQ(in_worker(one.body, false), kWorks) << one.what << ": the try itself fails";
    ::rmdir("/tmp/.althing-worker-dir");
    ::unlink("/tmp/.althing-worker-test");
    EXPECT_NE(in_worker(one.body, true), kWorks) << one.what;
  }
}

TEST(Worker, StillReadsAndWritesItsPipes) {
  EXPECT_EQ(in_worker([] {
              std::vector<char> memory(8u << 20, 'x');
              char byte = memory[12345];
              return ::write(2, "", 0) == 0 && byte == 'x' ? kWorks : 1;
            }, true), kWorks);
}

TEST(Worker, EndsWhenItsTimeIsOver) {
  const int code = in_worker([] {
    const volatile bool go_on = true;
    while (go_on) {}
    return 0;
  }, true, {1, 0, 0});
  EXPECT_TRUE(code == 128 + SIGXCPU || code == 128 + SIGKILL) << code;
}

TEST(Worker, HasNoMoreMemoryThanItMay) {
  if (is_sanitized()) GTEST_SKIP() << "counted by the sanitizer's hooks there (tests/extract)";
  const std::uint64_t now = written_memory();
  ASSERT_GT(now, 0u);
  const auto take = [](std::size_t size) {
    return [size] {
      void* memory = std::malloc(size);
      const int code = memory == nullptr ? 1 : kWorks;
      std::free(memory);
      return code;
    };
  };
  EXPECT_EQ(in_worker(take(16u << 20), true, {60, 32u << 20, now}), kWorks);
  EXPECT_EQ(in_worker(take(64u << 20), true, {60, 32u << 20, now}), 1);
}

}  // namespace
}  // namespace althing::confine
