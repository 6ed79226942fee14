#include "sheet/card.h"

#include <gtest/gtest.h>

namespace althing::sheet {
namespace {

Card card() {
  return {.lang = "en", .rtl = false, .head = "Coalition for an Open Network", .title = "Keep the drafts open", .figure = "1,204", .label = "signatures"};
}

std::uint32_t number_at(const std::string& png, std::size_t at) {
  std::uint32_t n = 0;
  for (std::size_t i = at; i < at + 4; ++i) n = n << 8 | static_cast<unsigned char>(png[i]);
  return n;
}

TEST(Card, IsAPngOfTheSizeThatThePageTells) {
  const auto png = write_card(card());
  ASSERT_TRUE(png.has_value()) << png.error().text();
  ASSERT_TRUE(png->starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(png->substr(12, 4), "IHDR");
  EXPECT_EQ(number_at(*png, 16), static_cast<std::uint32_t>(kCardWidth));
  EXPECT_EQ(number_at(*png, 20), static_cast<std::uint32_t>(kCardHeight));
  EXPECT_LT(png->size(), 100'000u);
}

TEST(Card, SameWordsSameBytesOtherWordsOtherPicture) {
  const std::string first = *write_card(card());
  EXPECT_EQ(*write_card(card()), first);
  Card other = card();
  other.title = "Keep the doors open";
  EXPECT_NE(*write_card(other), first);
  other = card();
  other.rtl = true;
  EXPECT_NE(*write_card(other), first);
  other = card();
  other.figure = "";
  EXPECT_NE(*write_card(other), first);
}

TEST(Card, LongTitlesAreCutAndLongerOnesRefused) {
  Card one = card();
  one.title = std::string(kMaxCardTitle, 'x');
  EXPECT_TRUE(write_card(one).has_value());
  one.title += 'x';
  EXPECT_EQ(write_card(one).error().field, "title");
  one.title = "";
  EXPECT_TRUE(write_card(one).has_value());
}

}  // namespace
}  // namespace althing::sheet
