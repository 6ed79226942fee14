// Likeness of texts and side-by-side rows of a diff.
#include "web/kit/similarity.h"

#include <gtest/gtest.h>

#include "web/kit/limits.h"
#include "web/kit/word_diff.h"

namespace althing::web {
namespace {

int like(std::string_view a, std::string_view b) { return likeness(word_pairs(a), word_pairs(b)); }

constexpr std::string_view kText = "Members shall keep the lines open in times of unrest and shall tell the public why a line was cut.";

TEST(Similarity, TheSameWordsAreAlikeHoweverTheyAreSet) {
  EXPECT_EQ(like(kText, kText), 100);
  EXPECT_EQ(like(kText, "MEMBERS shall keep\nthe lines open, in times of unrest; and shall tell the public *why* a line was cut"), 100);
  EXPECT_EQ(like("Ünder ÉTÉ ΑΒΓ ЖИЗНЬ", "ünder été αβγ жизнь"), 100);
}

TEST(Similarity, OneWordChangedIsStillAlikeAndOtherTextsAreNot) {
  const int changed = like(kText, "Members shall keep the lines open in times of war and shall tell the public why a line was cut.");
  EXPECT_GE(changed, 85);
  EXPECT_LT(changed, 100);
  EXPECT_LT(like(kText, "A state may charge for the use of its exchange, at rates that it makes known to all beforehand."), 10);
}

TEST(Similarity, APartOfALongerTextIsFound) {
  const std::string longer = "We have met and we say this. " + std::string(kText) + " Nothing else was on the table that day, and so we went home.";
  EXPECT_EQ(like(kText, longer), 100);
  EXPECT_EQ(like(longer, kText), 100);
}

TEST(Similarity, FewWordsAreNoFind) {
  EXPECT_LT(like("keep the lines", kText), 20);
  EXPECT_EQ(like("open", "open"), 100);
  EXPECT_EQ(like("", ""), 0);
  EXPECT_EQ(like("...", kText), 0);
}

// At the limit seven shared pairs are measured against both texts, eight against the smaller one.
TEST(Similarity, FewPairsLimit) {
  const std::string filler = " x1 x2 x3 x4 x5 x6 x7 x8 x9 y1 y2 y3 y4 y5 y6 y7 y8 y9";
  ASSERT_EQ(kFewPairs, 8U);
  EXPECT_LT(like("a b c d e f g h", "a b c d e f g h" + filler), 50);
  EXPECT_EQ(like("a b c d e f g h i", "a b c d e f g h i" + filler), 100);
}

TEST(Similarity, ReadsNoMoreThanItsLimit) {
  const std::string head(kMaxSimilarBytes, 'a');
  EXPECT_EQ(word_pairs(head + " b c d"), word_pairs(head));
  EXPECT_NE(word_pairs(head.substr(4) + " b c d"), word_pairs(head.substr(4)));
}

TEST(Similarity, IdeographsCountSingly) {
  EXPECT_EQ(word_pairs("保持线路畅通").size(), 5U);
  EXPECT_EQ(word_pairs("保持，线路。畅通").size(), 5U);
}

std::string side(const WordDiff& diff) {
  std::string out;
  for (const DiffRun& run : diff.runs) out += (run.kind == DiffRun::Kind::same ? "=" : run.kind == DiffRun::Kind::deleted ? "-" : "+") + run.text;
  return out;
}

TEST(DiffRows, LineBesideLine) {
  const std::string before = "One two.\n\nThree four five.\nLast.", after = "One two.\n\nThree six five.\nLast, and more.";
  const auto rows = diff_rows(word_diff(before, after));
  std::string left, right;
  for (const auto& [a, b] : rows) {
    for (const DiffRun& run : a.runs) left += run.text;
    for (const DiffRun& run : b.runs) right += run.text;
  }
  EXPECT_EQ(left, before);
  EXPECT_EQ(right, after);
  ASSERT_GE(rows.size(), 4U);
  EXPECT_EQ(side(rows[0].first), "=One two.\n");
  EXPECT_EQ(side(rows[2].first), "=Three -four= five.\n");
  EXPECT_EQ(side(rows[2].second), "=Three +six= five.\n");
  EXPECT_TRUE(diff_rows(word_diff("", "")).empty());
}

}  // namespace
}  // namespace althing::web
