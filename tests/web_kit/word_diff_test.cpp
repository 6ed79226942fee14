#include "web/kit/word_diff.h"

#include <gtest/gtest.h>

#include <random>

#include "web/kit/limits.h"

namespace althing::web {
namespace {

using Kind = DiffRun::Kind;

std::string side(const WordDiff& diff, Kind dropped) {
  std::string out;
  for (const DiffRun& run : diff.runs) {
    if (run.kind != dropped) out += run.text;
  }
  return out;
}

std::string show(std::string_view a, std::string_view b) {
  return render_diff(word_diff(a, b)).str();
}

TEST(WordDiff, EqualAndEmpty) {
  EXPECT_EQ(show("same words", "same words"), "same words");
  EXPECT_EQ(show("", "new"), "<ins>new</ins>");
  EXPECT_EQ(show("old", ""), "<del>old</del>");
  EXPECT_TRUE(word_diff("", "").runs.empty());
}

TEST(WordDiff, SentencesOfARegulation) {
  EXPECT_EQ(show("Members recognise the right of each State to regulate its telecommunication.",
                 "Members recognise the sovereign right of each State to regulate its networks."),
            "Members recognise the <ins>sovereign </ins>right of each State to regulate its "
            "<del>telecommunication</del><ins>networks</ins>.");
  EXPECT_EQ(show("These rules shall apply to services offered to the public.",
                 "These rules shall apply to services, including those of agencies, offered to the "
                 "public."),
            "These rules shall apply to services<ins>, including those of agencies,</ins> offered "
            "to the public.");
}

TEST(WordDiff, SharedPhrasesBetweenEditsStay) {
  EXPECT_EQ(show("Members recognise the right of each State.",
                 "Members recognise the sovereign right of States."),
            "Members recognise the <ins>sovereign </ins>right of <del>each "
            "State</del><ins>States</ins>.");
}

TEST(WordDiff, ARewrittenPhraseIsOneDeletionAndOneInsertion) {
  const WordDiff diff = word_diff("The parties met. We agreed on nothing of weight. They left.",
                                  "The parties met. Everybody left the hall in anger. They left.");
  ASSERT_EQ(diff.runs.size(), 4U) << render_diff(diff).str();
  EXPECT_EQ(diff.runs[1].kind, Kind::deleted);
  EXPECT_EQ(diff.runs[2].kind, Kind::inserted);
}

TEST(WordDiff, OtherScripts) {
  EXPECT_EQ(show("国际电信规则", "国际电信新规则"), "国际电信<ins>新</ins>规则");
  EXPECT_EQ(show("Право каждого государства", "Право всякого государства"),
            "Право <del>каждого</del><ins>всякого</ins> государства");
}

TEST(WordDiff, TextIsEscapedAndHiddenCharactersShown) {
  EXPECT_EQ(show("a <b>", "a <i>\u202E"), "a &lt;<del>b&gt;</del><ins>i&gt;[U+202E]</ins>");
}

TEST(WordDiff, FallsBackWhenTooDifferent) {
  std::string a;
  std::string b;
  for (int i = 0; i < 30; ++i) {
    a += "alpha" + std::to_string(i) + " ";
    b += "omega" + std::to_string(i) + " ";
  }
  const WordDiff diff = word_diff(a, b);
  EXPECT_TRUE(diff.too_different);
  ASSERT_EQ(diff.runs.size(), 2U);
  EXPECT_EQ(diff.runs[0].text, a);
  EXPECT_FALSE(word_diff("one two", "six seven").too_different)
      << "short texts are shown as they are";
}

TEST(WordDiff, BoundsOnEditsAndTokens) {
  // Each changed word is one deletion and one insertion; equal words stand between, so a quarter is
  // shared.
  const auto text = [](int changed, char mark) {
    std::string out;
    for (int i = 0; i < changed; ++i)
      out += "a stable phrase of words " + std::string(1, mark) + std::to_string(i) + " ";
    return out;
  };
  EXPECT_FALSE(word_diff(text(kMaxDiffEdits / 2, 'x'), text(kMaxDiffEdits / 2, 'y')).too_different);
  EXPECT_TRUE(
      word_diff(text(kMaxDiffEdits / 2 + 1, 'x'), text(kMaxDiffEdits / 2 + 1, 'y')).too_different);
  const std::string dots(kMaxDiffTokens, '.');
  EXPECT_FALSE(word_diff(dots, dots.substr(1)).too_different);
  EXPECT_TRUE(word_diff(dots + ".", dots).too_different);
}

// Random texts over a small vocabulary, so that coincidences abound.
TEST(WordDiff, AlwaysGivesBothTextsBack) {
  const char* vocabulary[] = {"the ", "right", " ", ",", "État ", "規",
                              "\n",   "of",    ".", "é", "x1 "};
  std::mt19937 random(20121203);
  for (int round = 0; round < 3000; ++round) {
    std::string texts[2];
    for (std::string& text : texts) {
      for (auto n = random() % 40; n > 0; --n) text += vocabulary[random() % std::size(vocabulary)];
    }
    const WordDiff diff = word_diff(texts[0], texts[1]);
    ASSERT_EQ(side(diff, Kind::inserted), texts[0]);
    ASSERT_EQ(side(diff, Kind::deleted), texts[1]);
    for (std::size_t i = 1; i < diff.runs.size(); ++i) {
      ASSERT_LT(diff.runs[i - 1].kind == Kind::same      ? 0
                : diff.runs[i - 1].kind == Kind::deleted ? 1
                                                         : 2,
                diff.runs[i].kind == Kind::same      ? 3
                : diff.runs[i].kind == Kind::deleted ? 1
                                                     : 2);
      ASSERT_FALSE(diff.runs[i].text.empty());
    }
    ASSERT_EQ(word_diff(texts[0], texts[1]).runs, diff.runs);
  }
}

TEST(WordDiff, SqueezeSpace) {
  EXPECT_EQ(squeeze_space("  a \n\t b\u00A0c  "), "a b c");
  EXPECT_EQ(squeeze_space(" \n "), "");
}

}  // namespace
}  // namespace althing::web
