// Entry bundles: what is written is read back, and nothing else is read.
#include "tlog/bundle.h"

#include <gtest/gtest.h>

namespace althing::tlog {
namespace {

TEST(Bundle, BytesAndBack) {
  const std::vector<std::string> entries = {"", "a", "two\nlines\n", std::string(300, 'x')};
  const auto bytes = write_bundle(entries);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->substr(0, 5), std::string("\0\0\0\1a", 5));
  EXPECT_EQ(bytes->substr(17, 2), std::string("\x01\x2c", 2));
  const auto parsed = parse_bundle(*bytes, 4);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(std::equal(parsed->begin(), parsed->end(), entries.begin(), entries.end()));
  EXPECT_EQ(parse_bundle("", 0)->size(), 0u);
}

TEST(Bundle, EntryLimit) {
  std::string bundle;
  ASSERT_TRUE(append_entry(bundle, std::string(kMaxLeafBytes, 'x')));
  const std::string before = bundle;
  EXPECT_EQ(append_entry(bundle, std::string(kMaxLeafBytes + 1, 'x')).error().code,
            Errc::too_large);
  EXPECT_EQ(bundle, before);
  EXPECT_EQ(parse_bundle(bundle, 1)->at(0).size(), kMaxLeafBytes);
}

TEST(Bundle, WidthLimit) {
  std::vector<std::string> entries(kTileWidth, "e");
  const auto full = write_bundle(entries);
  ASSERT_TRUE(full);
  EXPECT_EQ(parse_bundle(*full, kTileWidth)->size(), kTileWidth);
  entries.emplace_back("e");
  EXPECT_EQ(write_bundle(entries).error().code, Errc::too_large);
  EXPECT_EQ(parse_bundle(*full + std::string("\0\1e", 3), kTileWidth + 1).error().code,
            Errc::too_large);
}

TEST(Bundle, EveryTruncationAndExtensionIsRefused) {
  const std::vector<std::string> entries = {"one", "", "three"};
  const std::string bytes = *write_bundle(entries);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(parse_bundle(bytes.substr(0, size), 3).error().code, Errc::corrupt) << size;
  }
  EXPECT_EQ(parse_bundle(bytes + "x", 3).error().code, Errc::corrupt);
  EXPECT_EQ(parse_bundle(bytes, 2).error().code, Errc::corrupt);
  EXPECT_EQ(parse_bundle(bytes, 4).error().code, Errc::corrupt);
}

TEST(Bundle, OpensOnlyUnderItsTile) {
  const std::vector<std::string> entries = {"one", "two"};
  const std::string bytes = *write_bundle(entries);
  std::vector<Hash> hashes = {leaf_hash(as_bytes("one")), leaf_hash(as_bytes("two"))};
  EXPECT_TRUE(open_bundle(bytes, hashes));
  hashes[1].data[31] ^= 1;
  const auto refused = open_bundle(bytes, hashes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::corrupt);
  EXPECT_NE(refused.error().message.find("entry 1"), std::string::npos);
}

}  // namespace
}  // namespace althing::tlog
