// Comparing what machines read in files: line breaks mean nothing, long texts are compared by lines.
#include "web/kit/text_diff.h"

#include <gtest/gtest.h>

#include "web/kit/limits.h"

namespace althing::web {
namespace {

using How = TextDiff::How;

std::string shown(const TextDiff& diff) {
  std::string out;
  for (const DiffRun& run : diff.runs) {
    const bool same = run.kind == DiffRun::Kind::same;
    out += same ? run.text : (run.kind == DiffRun::Kind::deleted ? "[-" : "[+") + run.text + "]";
  }
  return out;
}

TEST(TextDiff, SeesWordsAndNotLineBreaks) {
  const TextDiff diff = text_diff("Networks shall\nstay open on\nall days.", "Networks   shall stay closed\non all days.");
  EXPECT_EQ(diff.how, How::words);
  EXPECT_EQ(shown(diff), "Networks shall\nstay [-open][+closed] on\nall days.");
  EXPECT_EQ(diff.changes, 1u);
  const TextDiff same = text_diff("one two\nthree", "one\ntwo three");
  EXPECT_EQ(same.changes, 0u);
  EXPECT_EQ(same.how, How::words);
  EXPECT_EQ(text_diff("", "").changes, 0u);
  EXPECT_EQ(text_diff("word ", "word").changes, 0u);
}

std::string lines(std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += "line " + std::to_string(i) + " says that number\n";
  return out;
}

TEST(TextDiff, ComparesLongTextsByLinesAndTheirWords) {
  const std::size_t n = kMaxDiffTokens / 4;  // of ten tokens each: too many words
  const TextDiff diff = text_diff(lines(0, n) + "the end is near\n" + lines(0, 50), lines(0, n) + "the end is far\n" + lines(0, 50));
  EXPECT_EQ(diff.how, How::lines);
  EXPECT_EQ(diff.changes, 1u);
  ASSERT_EQ(diff.runs.size(), 4u);
  EXPECT_EQ(diff.runs[1].text + "|" + diff.runs[2].text, "near|far");
}

TEST(TextDiff, SaysSoWhenThereIsTooLittleToCompare) {
  std::string other;
  for (int i = 0; i < 2000; ++i) other += "quite different " + std::to_string(i * 7919) + ";\n";
  const TextDiff diff = text_diff(lines(0, 2000), other);
  EXPECT_EQ(diff.how, How::none);
  EXPECT_TRUE(diff.runs.empty());
  EXPECT_EQ(text_diff(lines(0, kMaxDiffTokens), lines(0, kMaxDiffTokens - 1) + "x").how, How::lines);
  EXPECT_EQ(text_diff(lines(0, kMaxDiffTokens + 1), lines(0, kMaxDiffTokens - 1) + "x").how, How::none);
}

TEST(TextDiff, LeavesOutTheMiddleOfWhatIsEqual) {
  const std::string text = lines(0, 100);
  const Skipped both = skip_middle(text, true, true);
  EXPECT_GT(both.words, 100u);
  EXPECT_TRUE(text.starts_with(both.head));
  EXPECT_TRUE(text.ends_with(both.tail));
  EXPECT_GE(both.head.size(), kDiffContext);
  EXPECT_LE(both.head.size() + both.tail.size(), 4 * kDiffContext);
  EXPECT_TRUE(skip_middle(text, false, true).head.empty());
  EXPECT_TRUE(skip_middle(text, true, false).tail.empty());
  EXPECT_EQ(skip_middle(std::string(3 * kDiffContext, 'a'), true, true).words, 0u);
  EXPECT_EQ(skip_middle(std::string(3 * kDiffContext + 1, 'a'), true, true).words, 1u);
  std::string wide;
  for (int i = 0; i < 2000; ++i) wide += "网";
  const Skipped cut = skip_middle(wide, true, true);
  EXPECT_EQ(cut.head.size() % 3, 0u);
  EXPECT_EQ(cut.tail.size() % 3, 0u);
}

}  // namespace
}  // namespace althing::web
