// Evidence of a fork: made of two trees of one key, checked, and taken apart.
#include "tlog/fork.h"

#include <gtest/gtest.h>

#include "tlog/limits.h"
#include "tlog/keys.h"
#include "tlog/tree.h"

namespace althing::tlog {
namespace {

std::string origin(std::uint8_t seed) { return std::string(64, 'a') + "/" + to_hex(sha256(test_signer("x", seed).pair.key().view())).substr(0, 32); }
const std::string kOrigin = origin(5);

NoteSigner signer() { return test_signer(kOrigin, 5); }

// A tree whose leaves from `from` on are of another branch.
MemoryTree tree(std::uint64_t size, std::uint64_t from = ~std::uint64_t{0}) {
  MemoryTree out;
  for (std::uint64_t i = 0; i < size; ++i) out.append(sha256((i < from ? "leaf " : "other ") + std::to_string(i)));
  return out;
}
std::string note(const MemoryTree& tree) { return sign_checkpoint({kOrigin, tree.size(), tree.root(), {}}, signer()); }

Fork fork_of(std::uint64_t small, std::uint64_t large, std::uint64_t from) {
  const auto a = tree(small);
  auto b = tree(large, from);
  Fork out{signer().verifier(), note(a), note(b), {}, {}};
  if (small < large) {
    out.root = *root_of(small, b);
    out.proof = *prove_consistency(small, large, b);
  }
  return out;
}

TEST(Fork, ContradictionsAreShownAtEverySizeAndSurviveWriting) {
  for (const auto& [small, large, from] : std::vector<std::array<std::uint64_t, 3>>{{1, 1, 0}, {1, 2, 0}, {3, 7, 2}, {8, 8, 7}, {8, 9, 0}, {300, 1000, 299}}) {
    const Fork fork = fork_of(small, large, from);
    const auto shown = verify_fork(fork);
    ASSERT_TRUE(shown.has_value()) << small << " " << large << " " << shown.error().text();
    EXPECT_EQ(shown->smaller.size, small);
    EXPECT_EQ(shown->larger.size, large);
    const auto again = parse_fork(write_fork(fork));
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_EQ(write_fork(*again), write_fork(fork));
    EXPECT_TRUE(verify_fork(*again).has_value());
  }
}

TEST(Fork, AnHonestLogCannotBeAccused) {
  EXPECT_EQ(verify_fork(fork_of(5, 9, 7)).error().code, Errc::conflict);    // parted later than the smaller size
  EXPECT_EQ(verify_fork(fork_of(5, 5, 7)).error().code, Errc::conflict);
  EXPECT_EQ(verify_fork(fork_of(0, 5, 0)).error().code, Errc::conflict);
  Fork fork = fork_of(5, 9, 7);
  fork.root = sha256("made up");  // a root the larger tree never had
  EXPECT_EQ(verify_fork(fork).error().code, Errc::conflict);
}

TEST(Fork, WhatDoesNotHoldIsRefused) {
  const Fork good = fork_of(3, 7, 2);
  Fork fork = good;
  std::swap(fork.smaller, fork.larger);
  EXPECT_EQ(verify_fork(fork).error().field, "smaller");
  fork = good;
  fork.log = test_signer(kOrigin, 6).verifier();  // no other key can be made to speak for it
  EXPECT_EQ(verify_fork(fork).error().code, Errc::wrong_place);
  fork.log = test_signer("elsewhere.example/log", 6).verifier();
  EXPECT_EQ(verify_fork(fork).error().code, Errc::signature);
  fork = good;
  fork.proof.pop_back();
  EXPECT_FALSE(verify_fork(fork).has_value());
  EXPECT_EQ(parse_fork(std::string(kMaxForkBytes + 1, ' ')).error().code, Errc::too_large);
  EXPECT_EQ(parse_fork("{}").error().field, "format");
  fork = good;
  fork.smaller.clear();
  EXPECT_EQ(parse_fork(write_fork(fork)).error().field, "smaller");
}

}  // namespace
}  // namespace althing::tlog
