#include "sheet/pdf.h"

#include <gtest/gtest.h>

#include <algorithm>

// What fontconfig and glib keep until the process ends is theirs.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\nleak:libglib\nleak:libpango\n"; }
extern "C" const char* __lsan_default_suppressions();

namespace althing::sheet {
namespace {

Letter letter() {
  Letter out;
  out.lang = "en";
  out.letterhead = "Coalition for an Open Network";
  out.title = "Keep the drafts open";
  out.facts = {{"Signatures", "2"}};
  out.paragraphs = {"We ask for open meetings.", "\u0646\u0637\u0644\u0628 \u0627\u062c\u062a\u0645\u0627\u0639\u0627\u062a \u0645\u0641\u062a\u0648\u062d\u0629"};
  out.annex_title = "Signatories";
  out.annex = {"Ada Example", "Example Library"};
  out.qr_text = "https://node.example.org/en/acts/ab";
  out.qr_caption = "Proof";
  out.made = 1'700'000'000;
  return out;
}

std::size_t pages(const std::string& pdf) {
  std::size_t n = 0;
  constexpr std::string_view kPage = "/Type /Page";  // "/Type /Pages" is their list
  for (std::size_t at = pdf.find(kPage); at != std::string::npos; at = pdf.find(kPage, at + 1)) n += pdf[at + kPage.size()] != 's' ? 1U : 0U;
  return n;
}

TEST(Pdf, IsAWholeFileWithItsTitle) {
  const auto pdf = write_pdf(letter());
  ASSERT_TRUE(pdf.has_value()) << pdf.error().text();
  EXPECT_TRUE(pdf->starts_with("%PDF-1."));
  EXPECT_NE(pdf->find("%%EOF"), std::string::npos);
  EXPECT_NE(pdf->find("Keep the drafts open"), std::string::npos);
  EXPECT_EQ(pages(*pdf), 2u);
}

TEST(Pdf, TheSameLetterGivesTheSameBytes) {
  EXPECT_EQ(*write_pdf(letter()), *write_pdf(letter()));
}

TEST(Pdf, LongTextsAndAnnexesTakeMorePages) {
  Letter one = letter();
  for (int i = 0; i < 200; ++i) one.paragraphs.push_back("A paragraph of some length that fills most of a line and a bit of the next one, as paragraphs do.");
  one.annex.assign(kMaxAnnexRows, "Somebody of some name, Example Organisation (is)");
  const auto pdf = write_pdf(one);
  ASSERT_TRUE(pdf.has_value()) << pdf.error().text();
  EXPECT_GT(pages(*pdf), 12u);
  one.rtl = true;
  EXPECT_TRUE(write_pdf(one).has_value());
}

TEST(Pdf, RefusesWhatIsOverItsLimits) {
  Letter one = letter();
  one.annex.assign(kMaxAnnexRows + 1, "x");
  EXPECT_EQ(write_pdf(one).error().field, "annex");
  one = letter();
  one.paragraphs = {std::string(kMaxLetterBytes + 1, 'x')};
  EXPECT_EQ(write_pdf(one).error().code, Errc::too_large);
}

}  // namespace
}  // namespace althing::sheet
