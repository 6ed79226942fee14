// Cosignatures of this node's own checkpoints: when a quorum is reached, what it dates, what survives a restart; and
// the allowance of a peer.
#include "node/cosignatures.h"

#include <gtest/gtest.h>

#include "node/limits.h"
#include "node/quota.h"
#include "record/fake_fs.h"
#include "support/acts.h"

namespace althing::node {
namespace {

constexpr UnixSeconds kNow = 1'800'000'000;

class CosignaturesTest : public ::testing::Test {
 protected:
  CosignaturesTest() : held_(fs_, "node") {
    held_.on_time = [&](CosignedTime time) { dated_.push_back(time); };
  }
  tlog::NoteSigner witness(std::uint64_t n) const { return {"w" + std::to_string(n), test::key_number(100 + n)}; }
  tlog::VerifierKey key(std::uint64_t n) const { return witness(n).verifier(tlog::SignatureType::cosignature); }
  std::string note(std::uint64_t size) const { return tlog::sign_checkpoint({log_.name, size, sha256("root " + std::to_string(size)), {}}, log_); }
  std::string line(std::uint64_t n, std::uint64_t size, UnixSeconds at) const {
    const auto signature = tlog::cosign(note_text(note(size)), witness(n), at);
    return tlog::signature_line(signature.name, signature.id, as_bytes(signature.bytes));
  }
  Result<void> add(std::uint64_t n, std::uint64_t size, UnixSeconds at = kNow) { return held_.add(size, note(size), key(n), line(n, size, at), std::max(at, kNow)); }
  void two_of_three() {
    std::string text;
    for (std::uint64_t n = 1; n <= 3; ++n) text += "witness w" + std::to_string(n) + " " + key(n).vkey() + "\n";
    held_.set_policy(*tlog::parse_policy(text + "group g 2 w1 w2 w3\nquorum g\n"));
  }

  FakeFs fs_;
  tlog::NoteSigner log_{"log.example", test::key_number(60)};
  Cosignatures held_;
  std::vector<CosignedTime> dated_;
};

TEST_F(CosignaturesTest, WithoutAPolicyOneSuffices) {
  ASSERT_TRUE(add(1, 5));
  EXPECT_EQ(held_.best().size, 5U);
  EXPECT_EQ(held_.best().note, note(5) + line(1, 5, kNow));
  EXPECT_EQ(held_.with(note(5)), held_.best().note);
  EXPECT_EQ(held_.with(note(6)), note(6));
  ASSERT_EQ(dated_.size(), 1U);
  EXPECT_EQ(dated_[0].size, 5U);
  EXPECT_EQ(dated_[0].at, kNow);
}

TEST_F(CosignaturesTest, AQuorumMustMeetOnOneCheckpoint) {
  two_of_three();
  ASSERT_TRUE(add(1, 5));
  ASSERT_TRUE(add(2, 6));
  ASSERT_TRUE(add(9, 6));  // a stranger counts for nothing
  EXPECT_EQ(held_.best().size, 0U);
  EXPECT_TRUE(dated_.empty());
  EXPECT_EQ(held_.with(note(6)), note(6) + line(2, 6, kNow) + line(9, 6, kNow));
  ASSERT_TRUE(add(3, 6));
  EXPECT_EQ(held_.best().size, 6U);
  EXPECT_EQ(held_.newest(), (std::pair<std::uint64_t, std::size_t>(6, 3)));
  ASSERT_TRUE(add(1, 5));  // late: an older one is forgotten
  EXPECT_EQ(held_.best().size, 6U);
  ASSERT_TRUE(add(1, 7));
  EXPECT_EQ(held_.best().size, 6U);  // the newest that reached it stays
}

TEST_F(CosignaturesTest, TheTimeIsThatOfTheLastOneNeeded) {
  two_of_three();
  ASSERT_TRUE(add(1, 5, kNow - 20));
  ASSERT_TRUE(add(2, 5, kNow - 10));
  ASSERT_TRUE(add(3, 5, kNow));
  ASSERT_EQ(dated_.size(), 1U);
  EXPECT_EQ(dated_[0].at, kNow - 10);
}

TEST_F(CosignaturesTest, AClockFarFromOursDatesNothing) {
  two_of_three();
  ASSERT_TRUE(add(1, 5, kNow - kMaxSkewSeconds - 1));
  ASSERT_TRUE(add(2, 5, kNow));
  EXPECT_EQ(held_.best().size, 5U);  // it has cosigned all the same
  EXPECT_TRUE(dated_.empty());
  ASSERT_TRUE(held_.add(5, note(5), key(3), line(3, 5, kNow + kMaxSkewSeconds), kNow));
  ASSERT_EQ(dated_.size(), 1U);
  EXPECT_EQ(dated_[0].at, kNow + kMaxSkewSeconds);
}

TEST_F(CosignaturesTest, OneTimeAMinuteIsKeptAndTheLastComesWhenItIsOver) {
  ASSERT_TRUE(add(1, 5, kNow));
  ASSERT_TRUE(add(1, 6, kNow + 10));
  ASSERT_TRUE(add(1, 7, kNow + 20));
  ASSERT_TRUE(held_.tick(kNow + kCosignedTimeSeconds - 1));
  EXPECT_EQ(dated_.size(), 1U);
  ASSERT_TRUE(held_.tick(kNow + kCosignedTimeSeconds));
  ASSERT_EQ(dated_.size(), 2U);
  EXPECT_EQ(dated_[1].size, 7U);
  EXPECT_EQ(dated_[1].at, kNow + 20);
  ASSERT_TRUE(held_.tick(kNow + 1000));
  EXPECT_EQ(dated_.size(), 2U);
  ASSERT_TRUE(add(1, 8, kNow + 20 + kCosignedTimeSeconds));
  EXPECT_EQ(dated_.size(), 3U);
}

TEST_F(CosignaturesTest, WhatIsNotTheWitnessesIsRefused) {
  EXPECT_EQ(held_.add(5, note(5), key(1), line(2, 5, kNow), kNow).error().code, Errc::signature);
  EXPECT_EQ(held_.add(5, note(5), key(1), line(1, 6, kNow), kNow).error().code, Errc::signature);
  EXPECT_FALSE(held_.add(5, note(5), key(1), "nonsense\n", kNow));
  ASSERT_TRUE(held_.add(5, note(5), key(1), line(2, 5, kNow) + line(1, 5, kNow), kNow));  // several lines: ours is among them
  EXPECT_EQ(held_.newest().second, 1U);
}

TEST_F(CosignaturesTest, ARestartForgetsNothingKept) {
  ASSERT_TRUE(add(1, 5));
  ASSERT_TRUE(add(2, 5));
  const std::string best = held_.best().note;
  Cosignatures again(fs_, "node");
  ASSERT_TRUE(again.load(log_.verifier()));
  EXPECT_EQ(again.best().size, 5U);
  std::vector<std::string> lines;
  EXPECT_EQ(again.best().note.size(), best.size());
  EXPECT_EQ(again.newest().second, 2U);
  EXPECT_EQ(again.with(note(5)).size(), best.size());
  ASSERT_EQ(again.times().size(), 1U);
  EXPECT_EQ(again.times()[0].at, kNow);
  Cosignatures other(fs_, "node");  // of another log key: a restored folder
  ASSERT_TRUE(other.load(tlog::NoteSigner{"log.example", test::key_number(61)}.verifier()));
  EXPECT_EQ(other.best().size, 0U);
}

TEST(Quota, TenHoursAtOnceThenByTheHour) {
  Quota quota;
  quota.set(360, 0);
  EXPECT_EQ(quota.left(0), 3600U);
  quota.take(3600);
  EXPECT_EQ(quota.left(0), 0U);
  EXPECT_EQ(quota.wait_ms(), 10'001);
  EXPECT_EQ(quota.left(9'000), 0U);
  EXPECT_EQ(quota.left(10'001), 1U);
  quota.take(500);  // a tile is taken whole, and owed
  EXPECT_EQ(quota.left(20'000), 0U);
  EXPECT_EQ(quota.wait_ms(), kQuotaWaitMs);
  EXPECT_EQ(quota.left(20'000'000'000), 3600U);
  quota.set(0, 0);
  EXPECT_EQ(quota.left(0), ~std::uint64_t{0});
  EXPECT_EQ(quota.wait_ms(), 0);
}

}  // namespace
}  // namespace althing::node
