// Margin numbers glued to their paragraphs; all texts made up here.
#include <set>

#include "cli/case/margin_number.h"
#include "cli/case/markup.h"
#include "support.h"

namespace althing::cli {
namespace {

MarginOptions options(int to) {
  return {.from = 1, .to = to, .heading_lines = {"Opening"}, .stops = {{"IN WITNESS", "closing words"}, {"ANNEX", "an annex"}}};
}

constexpr std::string_view kText =
    "<meta x='1' />\n\n## A title\n\n####Another\n\nOpening\n\n1While boats sail.\n\n"
    "### Article  1  \n\n####Boats\n\n21.1 a) Boats shall float<sup>*or swim</sup>.\n\n3b) Harbours shall be open.\n\n"
    "41.2 *Rope:* twisted yarn:\n\n-of hemp; or\n\n-of wool.\n\nAnd nothing else.\n\n"
    "### Article  2  \n\n####Oars\n\n52.1 *Oar*A long [blade](x/y.md).\n\n"
    "IN WITNESS whereof.\n\n###ANNEX 1 \n\n1.1. Not a provision.\n";

TEST(MarginNumber, SplitsOnTheExpectedNext) {
  const auto out = split_margin_numbers(kText, options(5));
  ASSERT_TRUE(out) << out.error().text();
  ASSERT_EQ(out->provisions.size(), 5u);
  const auto& p = out->provisions;
  EXPECT_EQ(p[0].label, "Opening");
  EXPECT_EQ(p[0].text, "While boats sail.");
  EXPECT_EQ(p[1].label, "1.1 a)");
  EXPECT_EQ(p[1].heading, "Article 1: Boats");
  EXPECT_EQ(p[1].text, "Boats shall float*.");
  EXPECT_EQ(p[1].note, "* or swim");
  EXPECT_EQ(p[2].label, "1.1 b)");
  EXPECT_EQ(p[2].text, "Harbours shall be open.");
  EXPECT_EQ(p[3].text, "Rope: twisted yarn:\n\n- of hemp; or\n- of wool.\n\nAnd nothing else.");
  EXPECT_EQ(p[4].text, "Oar A long blade.");
  EXPECT_EQ(p[4].heading, "Article 2: Oars");
}

TEST(MarginNumber, EveryLineIsInOnePlace) {
  const auto out = split_margin_numbers(kText, options(5));
  ASSERT_TRUE(out);
  std::multiset<std::size_t> seen(out->headings.begin(), out->headings.end());
  for (const auto& p : out->provisions) seen.insert(p.lines.begin(), p.lines.end());
  for (const auto& r : out->rest) seen.insert(r.lines.begin(), r.lines.end());
  std::size_t number = 0, filled = 0;
  for (std::string_view rest = kText; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    ++number;
    if (end > 0) {
      ++filled;
      EXPECT_EQ(seen.count(number), 1u) << "line " << number;
    }
    rest.remove_prefix(end + 1);
  }
  EXPECT_EQ(seen.size(), filled);
}

TEST(MarginNumber, RestSaysWhy) {
  const auto out = split_margin_numbers(kText, options(5));
  ASSERT_TRUE(out);
  std::map<std::string, std::string> why;
  for (const auto& r : out->rest) why[r.title] = r.reason;
  EXPECT_EQ(why["IN WITNESS whereof."], "closing words");
  EXPECT_EQ(why["ANNEX 1"], "an annex");
  EXPECT_EQ(why["A title"], "a title with no numbered provision under it");
}

TEST(MarginNumber, RefusesAGap) {
  const auto out = split_margin_numbers("11.1 One.\n\n31.2 Three.\n", options(3));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().message, "line 3: expected No. 2, found another number: \"31.2 Three.\"");
}

TEST(MarginNumber, RefusesANumberOfAnotherArticle) {
  // "110.1" would read as No. 1, section 10.1; under Article 1 it cannot be.
  const auto out = split_margin_numbers("### Article 1\n\n110.1 Far away.\n", options(1));
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().message.find("section 10.1 is not of this article"), std::string::npos) << out.error().message;
}

TEST(MarginNumber, TellsLongNumbersFromSections) {
  std::string text = "### Article 1\n\n";
  for (int n = 1; n <= 12; ++n) text += std::to_string(n) + "1." + std::to_string(n) + " Words.\n\n";
  const auto out = split_margin_numbers(text, options(12));
  ASSERT_TRUE(out) << out.error().text();
  EXPECT_EQ(out->provisions[10].label, "1.11");
  EXPECT_EQ(out->provisions[11].label, "1.12");
}

TEST(MarginNumber, RefusesTooFewAndTooMany) {
  EXPECT_FALSE(split_margin_numbers("11.1 One.\n", options(2)));
  const auto more = split_margin_numbers("11.1 One.\n21.2 Two.\n", options(1));
  ASSERT_FALSE(more);
  EXPECT_NE(more.error().message.find("the last one is No. 1"), std::string::npos) << more.error().message;
  EXPECT_TRUE(split_margin_numbers("11.1 One.\r\n21.2 Two.", options(2)));
}

TEST(MarginNumber, RefusesMarkupItDoesNotKnow) {
  EXPECT_FALSE(split_margin_numbers("11.1 One <b>two</b>.\n", options(1)));
  EXPECT_FALSE(split_margin_numbers("11.1 One<sup>*two.\n", options(1)));
  EXPECT_FALSE(split_margin_numbers("11.1 *One.\n", options(1)));
  EXPECT_FALSE(split_margin_numbers("11.1 [One](two.\n", options(1)));
}

TEST(Markup, FootnoteBeforeAWord) {
  const auto line = plain_line("an agency<sup>*or club</sup>from here, agency<sup>*or club</sup>: x");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->text, "an agency* from here, agency*: x");
  ASSERT_EQ(line->notes.size(), 1u);
}

}  // namespace
}  // namespace althing::cli
