// What a confined process cannot do, tried; and that each try would succeed, or be refused otherwise,
// without confinement, so that the tests of refusals can fail.
#include "confine/confine.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "confine/probe.h"

namespace althing::confine {
namespace {

class Confine : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/althing-confine-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    std::filesystem::create_directory(root_ + "/data");
    options_.dir = root_ + "/data";
    options_.allow_root = true;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  // Exit code of a child that runs `body`; -signal if it was ended.
  static int child(const std::function<int()>& body) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(body());
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }

  std::string root_;
  Options options_;
};

// "Name:<tab>value" of /proc/self/status.
std::string status_line(const std::string& name) {
  std::ifstream file("/proc/thread-self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return line.substr(line.find_first_not_of(" \t", name.size() + 1));
  }
  return "?";
}

bool has_landlock(const Report& report) {
  for (const std::string& line : report.missing) if (line.starts_with("Landlock")) return false;
  return true;
}

TEST_F(Confine, RefusesWhatANodeNeverDoesAndLetsTheRestBe) {
  ASSERT_EQ(child([&] { return confine(options_) ? 0 : 1; }), 0);
  const auto verdicts = probe(options_);
  ASSERT_TRUE(verdicts) << verdicts.error().text();
  ASSERT_GT(verdicts->size(), 10u);
  for (const Verdict& verdict : *verdicts) EXPECT_TRUE(verdict.good()) << verdict.what << ": " << verdict.how;
  EXPECT_TRUE(std::filesystem::is_empty(options_.dir));
}

TEST_F(Confine, AnUnconfinedProcessCanDoThem) {
  const auto verdicts = probe(options_, false);
  ASSERT_TRUE(verdicts);
  int happened = 0;
  for (const Verdict& verdict : *verdicts) {
    happened += verdict.happened ? 1 : 0;
    // What every machine allows; the rest depends on being root or on where the test runs.
    for (const char* what : {"run a program", "make a process", "use a local socket", "run memory it can write", "run memory it wrote",
                             "write beside the folder", "signal another process", "listen", "make a thread"}) {
      if (verdict.what != what) continue;
      EXPECT_TRUE(verdict.happened) << verdict.what << ": " << verdict.how;
    }
  }
  EXPECT_GE(happened, 9);
}

TEST_F(Confine, ShowsInProcAndBindsThreads) {
  EXPECT_EQ(child([&] {
    const auto report = confine(options_);
    if (!report) return 1;
    rlimit core{1, 1};
    if (::getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0) return 2;
    int status = 0;
    std::thread([&] {
      if (status_line("NoNewPrivs") != "1") status = 3;
      else if (status_line("Seccomp") != "2") status = 4;
      else if (status_line("CapPrm") != "0000000000000000" || status_line("CapEff") != "0000000000000000") status = 5;
      else if (has_landlock(*report) && std::ofstream(root_ + "/outside").good()) status = 6;
      else if (!std::ofstream(options_.dir + "/inside").good()) status = 7;
    }).join();
    return status;
  }), 0);
}

TEST_F(Confine, KeepsLowPortsOnlyWhenAsked) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  options_.keep_low_ports = true;
  EXPECT_EQ(child([&] { return !confine(options_) ? 1 : status_line("CapEff") == "0000000000000400" ? 0 : 2; }), 0);
}

TEST_F(Confine, FollowsTheFoldersOwnLinks) {
  std::filesystem::create_directory(root_ + "/disk");
  std::filesystem::create_directory(root_ + "/other");
  std::filesystem::create_symlink(root_ + "/disk", options_.dir + "/record");
  std::filesystem::create_symlink(root_ + "/other/index.db", options_.dir + "/index.db");
  EXPECT_EQ(child([&] {
    if (!confine(options_)) return 1;
    if (!std::ofstream(options_.dir + "/record/tile").good()) return 2;
    if (!std::ofstream(options_.dir + "/index.db").good() || !std::ofstream(root_ + "/other/index.db-wal").good()) return 3;
    return 0;
  }), 0);
}

TEST_F(Confine, RootLeavesOrIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  options_.allow_root = false;
  const auto refused = leave_root(options_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_NE(refused.error().message.find("--allow-root"), std::string::npos);
  std::filesystem::permissions(root_, std::filesystem::perms::all);
  ASSERT_EQ(::chown(options_.dir.c_str(), 65534, 65533), 0);
  EXPECT_EQ(child([&] {
    if (!leave_root(options_) || ::getuid() != 65534 || ::geteuid() != 65534 || ::getgid() != 65533 || ::getgroups(0, nullptr) != 0) return 1;
    if (::setuid(0) == 0 || ::seteuid(0) == 0) return 2;
    return std::ofstream(options_.dir + "/mine").good() ? 0 : 3;
  }), 0);
}

}  // namespace
}  // namespace althing::confine
