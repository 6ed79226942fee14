#include "peer/leaf_set.h"

#include <gtest/gtest.h>

#include "support/acts.h"

namespace althing::peer {
namespace {

Hash leaf(std::uint64_t n) { return sha256("leaf " + std::to_string(n)); }

TEST(LeafSet, HoldsWhatWasPutInAndNothingElse) {
  test::SeededRandom random;
  LeafSet set(random);
  constexpr std::uint64_t kCount = 20'000;  // grows several times
  for (std::uint64_t n = 0; n < kCount; ++n) ASSERT_TRUE(set.insert(leaf(n)));
  EXPECT_EQ(set.size(), kCount);
  for (std::uint64_t n = 0; n < kCount; ++n) {
    ASSERT_TRUE(set.contains(leaf(n)));
    ASSERT_FALSE(set.insert(leaf(n)));
    ASSERT_FALSE(set.contains(leaf(kCount + n)));
  }
  EXPECT_EQ(set.size(), kCount);
}

// Leaves that differ in one bit or share most of their bytes are told apart.
TEST(LeafSet, NearbyLeavesDiffer) {
  test::SeededRandom random(3);
  LeafSet set(random);
  const Hash one = leaf(1);
  set.insert(one);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Hash other = one;
    other.data[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(set.contains(other)) << bit;
  }
  EXPECT_FALSE(set.contains(Hash{}));
  EXPECT_TRUE(set.insert(Hash{}));
  EXPECT_TRUE(set.contains(Hash{}));
}

}  // namespace
}  // namespace althing::peer
