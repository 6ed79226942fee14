// The helper and its workers, with files that are made to hurt: each costs one worker, and the next file is read.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "base/time.h"
#include "confine/confine.h"
#include "extract/helper.h"
#include "extract/pdf_maker.h"

namespace althing::extract {
namespace {

Limits quick() {
  Limits limits;
  limits.cpu_seconds = 2;
  limits.wall_ms = 20'000;
  return limits;
}

std::unique_ptr<Helper> start(const Limits& limits) {
  auto helper = Helper::start(limits);
  EXPECT_TRUE(helper.has_value()) << helper.error().text();
  return std::move(*helper);
}

const std::string kGood = test::pdf_with({test::page_of({"good words"})});

void expect_good(Helper& helper) {
  const auto got = helper.read(kGood);
  ASSERT_TRUE(got.has_value()) << got.error().text();
  EXPECT_EQ(got->reason, "");
  EXPECT_EQ(got->pages, std::vector<std::string>{"good words"});
}

void expect_reason(Helper& helper, std::string_view file, std::string_view reason) {
  const auto got = helper.read(file);
  ASSERT_TRUE(got.has_value()) << got.error().text();
  EXPECT_EQ(got->reason, reason);
  EXPECT_TRUE(got->pages.empty());
  expect_good(helper);
}

TEST(Helper, ReadsEachKind) {
  const auto helper = start(quick());
  expect_good(*helper);
  EXPECT_EQ(helper->read("<html><p>markup")->pages, std::vector<std::string>{"markup"});
  EXPECT_EQ(helper->read("plain")->pages, std::vector<std::string>{"plain"});
  EXPECT_EQ(helper->read(std::string(3, '\0'))->reason, why::kKind);
  EXPECT_EQ(helper->read("")->reason, why::kEmpty);
}

TEST(Helper, EndsAFileThatLoops) { expect_reason(*start(quick()), test::loops(), why::kTime); }

TEST(Helper, EndsAFileWhoseTimeIsOver) {
  Limits limits;
  limits.wall_ms = 300;
  limits.cpu_seconds = 30;
  const auto helper = start(limits);
  const auto got = helper->read(test::loops());
  ASSERT_TRUE(got.has_value()) << got.error().text();
  EXPECT_EQ(got->reason, why::kTime);
}

TEST(Helper, StandsABomb) {
  // 400 MB of spaces in some kilobytes: read away in no memory, or ended; and no text in either case.
  const auto helper = start(quick());
  const auto got = helper->read(test::bomb(400u << 20));
  ASSERT_TRUE(got.has_value()) << got.error().text();
  EXPECT_TRUE(got->reason == why::kEmpty || got->reason == why::kTime || got->reason == why::kMemory || got->reason == why::kDamaged) << got->reason;
  expect_good(*helper);
}

TEST(Helper, EndsAFileThatSwells) {
  Limits limits = quick();
  limits.memory_bytes = 24u << 20;
  limits.cpu_seconds = 20;
  const auto helper = start(limits);
  std::string text;
  while (text.size() < (15u << 20)) text += "a line of a text that is well within what a file may be\n";
  expect_reason(*helper, text, why::kMemory);
}

TEST(Helper, RefusesOneByteMoreThanAFileMayHave) {
  Limits limits = quick();
  limits.file_bytes = 5'000;
  const auto helper = start(limits);
  EXPECT_EQ(helper->read(std::string(5'000, 'a'))->reason, "");
  EXPECT_EQ(helper->read(std::string(5'001, 'a'))->reason, why::kSize);
}

TEST(Helper, CutsLongTexts) {
  Limits limits = quick();
  limits.text_bytes = 100;
  const auto got = start(limits)->read(std::string(101, 'a'));
  ASSERT_TRUE(got.has_value());
  EXPECT_TRUE(got->cut);
  EXPECT_EQ(got->pages, std::vector<std::string>{std::string(100, 'a')});
}

TEST(Helper, HasNothingToGiveAway) {
  const auto helper = start(quick());
  std::ifstream status("/proc/" + std::to_string(helper->pid()) + "/status");
  std::string line, seccomp, privileges, capabilities;
  while (std::getline(status, line)) {
    if (line.starts_with("Seccomp:")) seccomp = line.substr(9);
    if (line.starts_with("NoNewPrivs:")) privileges = line.substr(12);
    if (line.starts_with("CapEff:")) capabilities = line.substr(8);
  }
  EXPECT_EQ(seccomp, "2");
  EXPECT_EQ(privileges, "1");
  EXPECT_EQ(capabilities, "0000000000000000");
}

TEST(Helper, IsGoneAndSaysSo) {
  const auto helper = start(quick());
  ::kill(helper->pid(), SIGKILL);
  const auto got = helper->read("text");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Errc::overloaded);
}

TEST(Helper, LetsGoWhenItIsCancelled) {
  Limits limits;
  const auto helper = start(limits);
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    helper->cancel();
  });
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(helper->read(test::loops()).has_value());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  other.join();
}

}  // namespace
}  // namespace althing::extract
