// Evidence of forks: kept for good, once, within bounds, and never on somebody's word.
#include "peer/evidence.h"

#include <gtest/gtest.h>

#include "peer/limits.h"
#include "record/fake_fs.h"
#include "support/acts.h"
#include "tlog/tree.h"

namespace althing::peer {
namespace {

constexpr const char* kDir = "node/record/fork";

// Two roots of one size by one key.
Fork fork_of(std::uint64_t key, const std::string& story) {
  const tlog::NoteSigner log{"log" + std::to_string(key) + ".example", test::key_number(key)};
  const auto note = [&](const std::string& root) { return tlog::sign_checkpoint({log.name, 7, sha256(root), {}}, log); };
  return {log.verifier(), note("one"), note(story), {}, {}};
}

TEST(Evidence, IsKeptOnceAndForGood) {
  FakeFs fs;
  const Fork fork = fork_of(1, "two");
  {
    Evidence held(fs, kDir);
    ASSERT_TRUE(held.load());
    EXPECT_TRUE(*held.keep(fork));
    EXPECT_FALSE(*held.keep(fork));
    EXPECT_EQ(held.count("log1.example"), 1U);
    EXPECT_EQ(held.count("log2.example"), 0U);
  }
  fs.crash(FakeFs::Crash::lose_all, 1);
  Evidence again(fs, kDir);
  ASSERT_TRUE(again.load());
  ASSERT_EQ(again.all().size(), 1U);
  EXPECT_TRUE(again.all().front().second == fork);
  EXPECT_EQ(again.all().front().first, sha256(tlog::write_fork(fork)));
}

TEST(Evidence, WhatShowsNothingIsNotTaken) {
  FakeFs fs;
  Evidence held(fs, kDir);
  EXPECT_EQ(held.keep(fork_of(1, "one")).error().code, Errc::conflict);  // the same tree twice
  Fork other = fork_of(1, "two");
  other.log = fork_of(2, "two").log;
  EXPECT_FALSE(held.keep(other));
  EXPECT_TRUE(held.all().empty());
  EXPECT_FALSE(fs.exists(kDir) && !fs.list(kDir)->empty());
}

TEST(Evidence, WhatWasDamagedIsPassedOver) {
  FakeFs fs;
  Evidence held(fs, kDir);
  ASSERT_TRUE(*held.keep(fork_of(1, "two")));
  ASSERT_TRUE(*held.keep(fork_of(2, "two")));
  const std::string path = join_path(kDir, tlog::fork_name(tlog::write_fork(fork_of(1, "two"))));
  std::string text = *fs.read_file(path);
  text[text.size() / 2] ^= 1;
  ASSERT_TRUE(fs.replace_file(path, as_bytes(text)));
  ASSERT_TRUE(fs.replace_file(join_path(kDir, "stray"), as_bytes(tlog::write_fork(fork_of(3, "two")))));
  Evidence again(fs, kDir);
  ASSERT_TRUE(again.load());
  EXPECT_EQ(again.all().size(), 1U);
  EXPECT_EQ(again.count("log2.example"), 1U);
}

TEST(Evidence, OfOneLogABoundedNumber) {
  FakeFs fs;
  Evidence held(fs, kDir);
  for (std::size_t i = 0; i < kMaxForks; ++i) ASSERT_TRUE(*held.keep(fork_of(1, "story " + std::to_string(i))));
  EXPECT_FALSE(*held.keep(fork_of(1, "one more")));
  EXPECT_TRUE(*held.keep(fork_of(2, "another log")));
}

TEST(Evidence, ADiskThatFailsKeepsNothing) {
  FakeFs fs;
  Evidence held(fs, kDir);
  fs.before = [](std::uint64_t, FakeFs::Op op, const std::string&) -> std::optional<Error> {
    if (op == FakeFs::Op::sync) return Error{Errc::storage, {}, "the disk failed"};
    return std::nullopt;
  };
  EXPECT_EQ(held.keep(fork_of(1, "two")).error().code, Errc::storage);
  fs.before = {};
  EXPECT_TRUE(*held.keep(fork_of(1, "two")));
}

}  // namespace
}  // namespace althing::peer
