// What text comes of files that are what they say, and of those that are not. In this process: the files are
// the tests' own.
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "extract/charset.h"
#include "extract/parsers.h"
#include "extract/pdf_maker.h"
#include "extract/tidy.h"

namespace althing::extract {
namespace {

using test::page_of;
using test::pdf_with;

std::string utf16(std::string_view ascii, bool little, bool mark) {
  std::string out;
  const auto unit = [&](char high, char low) { out += little ? std::string{low, high} : std::string{high, low}; };
  if (mark) unit('\xfe', '\xff');
  for (const char c : ascii) unit('\0', c);
  return out;
}

Outcome read(std::string_view bytes, const Limits& limits = {}) { return read_file(bytes, limits); }
std::string all_of(const Outcome& outcome) {
  std::string out;
  for (const std::string& page : outcome.pages) out += page + "\n";
  return out;
}

TEST(ReadPdf, GivesThePagesInOrder) {
  const Outcome got = read(pdf_with({page_of({"Article 1", "Networks stay open."}), page_of({"Article 2"})}));
  ASSERT_EQ(got.reason, "");
  EXPECT_EQ(got.kind, "pdf");
  ASSERT_EQ(got.pages.size(), 2u);
  EXPECT_EQ(got.pages[0], "Article 1\nNetworks stay open.");
  EXPECT_EQ(got.pages[1], "Article 2");
  EXPECT_FALSE(got.cut);
}

TEST(ReadPdf, ReadsCompressedContent) {
  const Outcome got = read(pdf_with({test::deflated(page_of({"Packed words"}))}, "/Filter /FlateDecode"));
  EXPECT_EQ(all_of(got), "Packed words\n");
}

TEST(ReadPdf, KeepsAnEmptyPageInItsPlace) {
  const Outcome got = read(pdf_with({"", page_of({"second"})}));
  EXPECT_EQ(got.pages, (std::vector<std::string>{"", "second"}));
}

TEST(ReadPdf, SaysThatThereIsNoText) { EXPECT_EQ(read(pdf_with({"0 0 10 10 re f\n"})).reason, why::kEmpty); }

TEST(ReadPdf, SaysThatItIsDamaged) {
  const std::string whole = pdf_with({page_of({"words"})});
  EXPECT_EQ(read("%PDF-1.7\nnothing of the kind").reason, why::kDamaged);
  // Cut anywhere it is read as far as it goes, or said to be damaged; never more than was in it.
  for (std::size_t size = 9; size < whole.size(); size += 13) {
    const Outcome got = read(std::string_view(whole).substr(0, size));
    EXPECT_TRUE(got.reason == why::kDamaged || got.reason == why::kEmpty || all_of(got) == "words\n") << size << " " << got.reason << all_of(got);
  }
}

TEST(ReadPdf, SaysThatItWantsAPassword) {
  const std::string file = test::pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>",
                                         "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + std::string(64, '1') + "> /U <" + std::string(64, '2') + "> >>"},
                                        "/Encrypt 3 0 R /ID [<" + std::string(32, '0') + "> <" + std::string(32, '0') + ">]");
  EXPECT_EQ(read(file).reason, why::kLocked);
}

TEST(ReadPdf, StopsAtTheLimitsAndNotBefore) {
  Limits limits;
  limits.pages = 2;
  EXPECT_FALSE(read(pdf_with({page_of({"one"}), page_of({"two"})}), limits).cut);
  const Outcome third = read(pdf_with({page_of({"one"}), page_of({"two"}), page_of({"three"})}), limits);
  EXPECT_TRUE(third.cut);
  EXPECT_EQ(all_of(third), "one\ntwo\n");
  limits = {};
  limits.page_bytes = 3;
  EXPECT_FALSE(read(pdf_with({page_of({"one"})}), limits).cut);
  const Outcome longer = read(pdf_with({page_of({"ones"}), page_of({"two"})}), limits);
  EXPECT_TRUE(longer.cut);
  EXPECT_EQ(all_of(longer), "one\ntwo\n");
  limits = {};
  limits.text_bytes = 6;
  EXPECT_FALSE(read(pdf_with({page_of({"one"}), page_of({"two"})}), limits).cut);
  EXPECT_TRUE(read(pdf_with({page_of({"one"}), page_of({"twos"})}), limits).cut);
}

TEST(ReadPdf, ReadsEastAsianTextByTheTables) {
  // A predefined character map, no ToUnicode: needs the tables of poppler-data.
  std::vector<std::string> objects{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
                                   "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
                                   "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>",
                                   test::stream_of("BT /F1 12 Tf 72 720 Td <7F517EDC> Tj ET\n"),
                                   "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
                                   "/FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /ItalicAngle 0 /Ascent 800 /Descent -200 /StemV 80 /FontBBox [0 0 1000 1000] >> /DW 1000 >>"};
  EXPECT_EQ(all_of(read(test::pdf_of(objects))), "网络\n");
}

TEST(ReadHtml, GivesWhatPeopleSee) {
  const Outcome got = read("<!DOCTYPE html><html><head><title>The law</title><style>p{color:red}</style><script>var secret='no'</script></head>"
                           "<body><h1>Article&nbsp;1</h1><p>Networks  stay\n<b>open</b>.<script>document.write('x')</script></p><ul><li>one<li>two</ul>"
                           "<template>ghost</template><table><tr><td>a<td>b</table></body></html>");
  ASSERT_EQ(got.reason, "");
  EXPECT_EQ(got.kind, "html");
  EXPECT_EQ(all_of(got), "The law\n\nArticle\u00a01\n\nNetworks stay open.\n\none\ntwo\n\na\tb\n");
}

TEST(ReadHtml, DropsAScriptThatIsNeverClosed) {
  EXPECT_EQ(all_of(read("<html><body><p>seen</p><script>hidden <p>still hidden</p>")), "seen\n");
}

TEST(ReadHtml, DecodesWhatTheFileSays) {
  EXPECT_EQ(all_of(read("<html><meta charset=\"windows-1251\"><p>\xd1\xe5\xf2\xfc</p>")), "Сеть\n");
  EXPECT_EQ(all_of(read("<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\"><p>R\xe9seau \x93x\x94</p>")), "Réseau “x”\n");
  EXPECT_EQ(all_of(read("\xEF\xBB\xBF<html><meta charset=windows-1251><p>Сеть</p>")), "Сеть\n");  // the mark wins
  EXPECT_EQ(all_of(read("<html><meta charset=nobody-knows><p>plain</p>")), "plain\n");
  EXPECT_EQ(all_of(read("<html><meta charset=utf-8><p>R\xe9seau</p>")), "R\uFFFDseau\n");  // it lied
}

TEST(ReadHtml, DecodesUtf16) {
  const std::string page = "<html><head><meta charset=\"utf-16\"><script>no</script></head><p>wide words</p></html>";
  for (const bool little : {true, false}) {
    for (const bool mark : {true, false}) EXPECT_EQ(all_of(read(utf16(page, little, mark))), "wide words\n") << little << mark;
  }
}

TEST(ReadHtml, StandsDeepNesting) {
  std::string deep = "<html><body>";
  for (int i = 0; i < 20'000; ++i) deep += "<div><b>";
  EXPECT_EQ(all_of(read(deep + "bottom")), "bottom\n");
}

TEST(ReadText, TakesUtf8AndWhatIsNot) {
  EXPECT_EQ(all_of(read("one\r\ntwo\rthree  \n\n\n\nfour")), "one\ntwo\nthree\n\nfour\n");
  EXPECT_EQ(all_of(read("caf\xe9 \x96 r\xe9seau")), "café – réseau\n");
  EXPECT_EQ(all_of(read(utf16("wide plain text", true, true))), "wide plain text\n");
  EXPECT_EQ(read("   \n").reason, why::kEmpty);
  EXPECT_EQ(read("").reason, why::kEmpty);
}

TEST(ReadText, RefusesWhatIsNamedTextAndIsNot) {
  EXPECT_EQ(read(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)).reason, why::kKind);
  EXPECT_EQ(read(std::string("PK\x03\x04\x14\0\0\0\x08\0", 10)).reason, why::kKind);
  EXPECT_EQ(read("words" + std::string(10, '\x01')).reason, why::kKind);
  EXPECT_EQ(read(std::string(10'000, 'a') + std::string("\0", 1)).reason, why::kKind);  // behind what is looked at first
}

TEST(ReadText, CutsAtALineAndNeverInACharacter) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "línea " + std::to_string(i) + "\n";
  const Outcome got = read(text);
  ASSERT_GT(got.pages.size(), 2u);
  EXPECT_EQ(got.pages[1].rfind("línea", 0), 0u);
  std::string wide;
  for (int i = 0; i < 9000; ++i) wide += "网";
  for (const std::string& part : read(wide).pages) EXPECT_TRUE(is_utf8(part));
  std::string joined;
  for (const std::string& part : read(wide).pages) joined += part;
  EXPECT_EQ(joined, wide);
}

TEST(ReadText, StopsAtTheLimitsAndNotBefore) {
  Limits limits;
  limits.file_bytes = 10;
  EXPECT_EQ(read(std::string(10, 'a'), limits).reason, "");
  EXPECT_EQ(read(std::string(11, 'a'), limits).reason, why::kSize);
  limits = {};
  limits.markup_bytes = 10;
  EXPECT_FALSE(read(std::string(10, 'a'), limits).cut);
  EXPECT_TRUE(read(std::string(11, 'a'), limits).cut);
  EXPECT_FALSE(read("<html>aaaa", limits).cut);
  EXPECT_TRUE(read("<html>aaaab", limits).cut);
  EXPECT_EQ(all_of(read("<html>aaaab", limits)), "aaaa\n");
}

TEST(Tidy, ShowsLettersInsteadOfTheirForms) {
  EXPECT_EQ(tidy("o\uFB03ce \uFB01ne"), "office fine");
  EXPECT_EQ(tidy("\uFEF7"), "\u0644\u0623");
  EXPECT_EQ(tidy("net\u00ADwork\uFEFF \x01x"), "network x");
}

}  // namespace
}  // namespace althing::extract
