// UTF-8 by the table of well-formed byte sequences (Unicode, table 3-7).
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace althing {
namespace {

TEST(Utf8, EveryCodePointComesBack) {
  std::string all;
  std::size_t count = 0;
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (c == 0xd800) c = 0xe000;
    std::string one;
    append_utf8(one, c);
    std::size_t at = 0;
    ASSERT_TRUE(is_utf8(one)) << static_cast<std::uint32_t>(c);
    ASSERT_TRUE(next_code_point(one, at) == c);
    ASSERT_EQ(at, one.size());
    if (c % 4097 == 0) all += one, ++count;
  }
  EXPECT_TRUE(is_utf8(all));
  EXPECT_EQ(count_code_points(all), count);
}

TEST(Utf8, MalformedSequences) {
  const std::string_view bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe1\x80",
                                  "\xe1\x80\x41", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf1\x80\x80",
                                  "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff"};
  for (std::string_view text : bad) {
    EXPECT_FALSE(is_utf8(text));
    // at every distance from the end of an ASCII run, since those are skipped eight at a time
    for (std::size_t before = 0; before < 17; ++before) {
      EXPECT_FALSE(is_utf8(std::string(before, 'x') + std::string(text)));
      EXPECT_FALSE(is_utf8(std::string(before, 'x') + std::string(text) + std::string(17, 'y')));
    }
  }
}

TEST(Utf8, GoodOnesAtEveryDistance) {
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      EXPECT_TRUE(is_utf8(std::string(before, 'x') + "\xf0\x9f\x98\x80" + std::string(after, 'y')));
    }
  }
  EXPECT_TRUE(is_utf8(""));
}

}  // namespace
}  // namespace althing
