// Which page a visitor gets while the index moves: alone the newest, in a crowd one that rests.
#include "web/page_cache.h"

#include <gtest/gtest.h>

namespace althing::web {
namespace {

CachedPage page(const std::string& html, std::uint64_t folded, std::int64_t written_ms, std::int64_t took_us = 1000) {
  return {html, "tag", folded, written_ms, took_us};
}

TEST(PageCache, WhoeverIsAloneHasTheNewest) {
  PageCache cache;
  EXPECT_EQ(cache.find("a", 5, 1'000), nullptr);
  cache.keep("a", page("five", 5, 1'000));
  ASSERT_NE(cache.find("a", 5, 1'001), nullptr);
  EXPECT_EQ(cache.find("a", 5, 1'001)->html, "five");
  EXPECT_EQ(cache.find("a", 6, 1'002), nullptr);
  EXPECT_EQ(cache.find("b", 5, 1'001), nullptr);
}

TEST(PageCache, ABusyPageRestsForTwentyTimesItsWriting) {
  PageCache cache;
  cache.keep("a", page("five", 5, 10'000));
  for (std::uint32_t i = 0; i < kBusyPerSecond; ++i) EXPECT_NE(cache.find("a", 5, 10'001), nullptr);
  EXPECT_NE(cache.find("a", 6, 10'019), nullptr);
  EXPECT_EQ(cache.find("a", 6, 10'020), nullptr);   // this one writes it
  EXPECT_NE(cache.find("a", 6, 10'021), nullptr);   // the others do not wait
  cache.keep("a", page("six", 6, 10'030));
  EXPECT_EQ(cache.find("a", 6, 10'031)->html, "six");
  EXPECT_EQ(cache.find("a", 7, 13'040), nullptr) << "no longer busy";
}

TEST(PageCache, NoPageRestsLongerThanASecondAndNoneIsOlderThanTheLimit) {
  PageCache cache;
  cache.keep("a", page("heavy", 5, 10'000, 900'000));
  for (std::uint32_t i = 0; i < kBusyPerSecond; ++i) cache.find("a", 5, 10'900);
  EXPECT_NE(cache.find("a", 6, 10'999), nullptr);
  EXPECT_EQ(cache.find("a", 6, 10'000 + kMaxRestMs), nullptr);
  EXPECT_NE(cache.find("a", 5, 10'000 + kMaxPageAgeMs), nullptr);
  EXPECT_EQ(cache.find("a", 5, 10'001 + kMaxPageAgeMs), nullptr);
}

TEST(PageCache, MemoryIsBounded) {
  PageCache cache;
  cache.keep("huge", page(std::string(kMaxCachedPageBytes / 8, 'x'), 1, 0));
  EXPECT_EQ(cache.find("huge", 1, 1), nullptr);
  const std::string large(kMaxCachedPageBytes / 10, 'x');
  for (int i = 0; i < 9; ++i) cache.keep(std::to_string(i), page(large, 1, 0));
  EXPECT_NE(cache.find("0", 1, 1), nullptr);
  cache.keep("9", page(large, 1, 0));
  EXPECT_EQ(cache.find("0", 1, 1), nullptr);
  EXPECT_NE(cache.find("9", 1, 1), nullptr);
}

}  // namespace
}  // namespace althing::web
