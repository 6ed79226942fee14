// The maps that stand in for indexes during a rebuild. That folding over them is right is shown by
// assembly's FoldProperty.
#include "index/bulk_maps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace althing::index {
namespace {

TEST(TagMap, FindsAllNumbersOfAPrefixInOrder) {
  std::mt19937_64 random(7);
  TagMap map;
  std::map<std::int64_t, std::vector<std::uint64_t>> expected;
  EXPECT_TRUE(map.candidates(1).empty());
  for (std::uint64_t no = 0; no < 50'000; ++no) {
    // A few prefixes with many numbers, many with one; near ones and far ones.
    const auto prefix = static_cast<std::int64_t>(no % 3 == 0 ? random() % 50 : random());
    map.put(prefix, no);
    expected[prefix].push_back(no);
  }
  std::size_t exact = 0;
  for (const auto& [prefix, numbers] : expected) {
    const auto found = map.candidates(prefix);
    ASSERT_TRUE(std::is_sorted(found.begin(), found.end()));
    ASSERT_TRUE(std::includes(found.begin(), found.end(), numbers.begin(), numbers.end())) << prefix;
    exact += found == numbers;
  }
  EXPECT_GT(exact + 10, expected.size());  // a shared tag is rare
}

TEST(TagMap, ANumberMayComeLate) {
  TagMap map;
  for (const std::uint64_t no : {5u, 900u, 3u, 7u}) map.put(42, no);
  EXPECT_EQ(map.candidates(42), (std::vector<std::uint64_t>{3, 5, 7, 900}));
  EXPECT_TRUE(map.candidates(43).empty());
}

}  // namespace
}  // namespace althing::index
