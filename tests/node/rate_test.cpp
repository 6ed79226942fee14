// Token buckets: at the limit, one past it, refill, debt and bounded memory.
#include "node/rate.h"

#include <gtest/gtest.h>

namespace althing::node {
namespace {

TEST(Rate, GrantsTheBurstAndRefusesOneMore) {
  RateLimiter limiter({1, 3}, 100);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", 1, 0), 0);
  EXPECT_EQ(limiter.take("a", 1, 0), 1);
  EXPECT_EQ(limiter.take("b", 1, 0), 0);
}

TEST(Rate, RefillsWithTime) {
  RateLimiter limiter({2, 2}, 100);
  EXPECT_EQ(limiter.take("a", 2, 0), 0);
  EXPECT_EQ(limiter.take("a", 1, 499), 1);
  EXPECT_EQ(limiter.take("a", 1, 1000), 0);
}

TEST(Rate, AClockThatGoesBackGrantsNothingTwice) {
  RateLimiter limiter({1, 2}, 100);
  EXPECT_EQ(limiter.take("a", 2, 10'000), 0);
  EXPECT_GT(limiter.take("a", 1, 0), 0);
  EXPECT_GT(limiter.take("a", 1, 10'000), 0);
  EXPECT_EQ(limiter.take("a", 1, 11'000), 0);
}

TEST(Rate, ARequestLargerThanTheBucketLeavesItInDebt) {
  RateLimiter limiter({1, 10}, 100);
  EXPECT_EQ(limiter.take("a", 20, 0), 0);
  EXPECT_GT(limiter.take("a", 1, 1000), 0);
  EXPECT_EQ(limiter.take("a", 1, 12'000), 0);
}

TEST(Rate, ZeroIsNoLimit) {
  RateLimiter limiter({0, 0}, 100);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limiter.take("a", 1, 0), 0);
}

TEST(Rate, AFloodOfNamesDoesNotGrowMemory) {
  RateLimiter limiter({1, 2}, 50);
  for (int i = 0; i < 1000; ++i) limiter.take(std::to_string(i), 2, 0);
  EXPECT_LE(limiter.size(), 50u);
}

}  // namespace
}  // namespace althing::node
