#include "web/kit/hidden.h"

#include <gtest/gtest.h>

#include "web/kit/limits.h"

namespace althing::web {
namespace {

TEST(Hidden, OrdinaryTextComesBackUnchanged) {
  for (const char* text : {"Aud the Deep-Minded", "Жанна д’Арк", "محمد علي", "王小明",
                           "Zoë Ångström", "👩‍🌾 farmer", "می‌خواهم"}) {
    EXPECT_EQ(visible(text, TextKind::line), text);
    EXPECT_EQ(visible(text, TextKind::prose), text);
  }
}

TEST(Hidden, OverridesAndZeroWidthAreSpelledOut) {
  EXPECT_EQ(visible("a\u202Eb", TextKind::line), "a[U+202E]b");
  EXPECT_EQ(visible("a\u200Bb", TextKind::prose), "a[U+200B]b");
  EXPECT_EQ(visible("a\uFEFFb\u2066c\U000E0041", TextKind::prose), "a[U+FEFF]b[U+2066]c[U+E0041]");
  EXPECT_EQ(visible("a\x01"
                    "b\x7f",
                    TextKind::line),
            "a[U+0001]b[U+007F]");
  EXPECT_EQ(visible("\uFDD0\uFFFE", TextKind::line), "[U+FDD0][U+FFFE]");
}

TEST(Hidden, RepeatsAreCounted) {
  std::string text;
  for (int i = 0; i < 12; ++i) text += "\u200B";
  EXPECT_EQ(visible("x" + text + "y", TextKind::line), "x[U+200B x12]y");
}

TEST(Hidden, MarksOfDirectionBelongInProseOnly) {
  EXPECT_EQ(visible("a\u200Fb", TextKind::prose), "a\u200Fb");
  EXPECT_EQ(visible("a\u200Fb", TextKind::line), "a[U+200F]b");
}

TEST(Hidden, JoinersOnlyBetweenLettersThatJoin) {
  EXPECT_EQ(visible("pay\u200Dpal", TextKind::line), "pay[U+200D]pal");
  EXPECT_EQ(visible("\u200Cab", TextKind::line), "[U+200C]ab");
  EXPECT_EQ(visible("می\u200Cخواهم", TextKind::line), "می\u200Cخواهم");
}

TEST(Hidden, LineBreaksOnALineBecomeSpaces) {
  EXPECT_EQ(visible("ä\n\tb", TextKind::line), "ä  b");
  EXPECT_EQ(visible("ä\nb", TextKind::prose), "ä\nb");
}

TEST(Hidden, CombiningMarksAreCapped) {
  std::string at_limit = "a";
  for (std::size_t i = 0; i < kMaxCombiningRun; ++i) at_limit += "\u0301";
  EXPECT_EQ(visible(at_limit, TextKind::line), at_limit);
  EXPECT_EQ(visible(at_limit + "\u0301" + "b", TextKind::line), at_limit + "b");
}

TEST(Hidden, LineIsCutAtItsLimitWithAnEllipsis) {
  EXPECT_EQ(visible_line("ääää", 4), "ääää");
  EXPECT_EQ(visible_line("äääää", 4), "ääää…");
}

TEST(Hidden, BadUtf8IsReplaced) {
  EXPECT_EQ(scrub_utf8("a\xff"
                       "b"),
            "a\uFFFDb");
  EXPECT_EQ(scrub_utf8("a\xc3"), "a\uFFFD");
  EXPECT_EQ(scrub_utf8("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(visible("\xe2\x80", TextKind::line), "\uFFFD\uFFFD");
  EXPECT_EQ(scrub_utf8("Þing"), "Þing");
}

}  // namespace
}  // namespace althing::web
