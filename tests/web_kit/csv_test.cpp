#include "web/kit/csv.h"

#include <gtest/gtest.h>

namespace althing::web {
namespace {

std::string cell(std::string_view text, TextKind kind = TextKind::line, bool last = false) {
  std::string out;
  csv_cell(out, text, kind, last);
  return out;
}

TEST(Csv, QuotesAndEnds) {
  EXPECT_EQ(cell("Ada"), "\"Ada\",");
  EXPECT_EQ(cell("say \"x\", y", TextKind::line, true), "\"say \"\"x\"\", y\"\r\n");
  EXPECT_EQ(cell(""), "\"\",");
}

TEST(Csv, RunsNoFormula) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
    EXPECT_EQ(cell(text), "\"'" + std::string(text) + "\",");
  }
  EXPECT_EQ(cell("\t=1", TextKind::prose), "\"'\t=1\",");
  EXPECT_EQ(cell("1=1"), "\"1=1\",");
}

TEST(Csv, SpellsOutWhatDeceives) {
  EXPECT_EQ(cell("Ada\u202Enow\u202C"), "\"Ada[U+202E]now[U+202C]\",");
  EXPECT_EQ(cell("\u200B=1"), "\"[U+200B]=1\",");
  EXPECT_EQ(cell("two\nlines"), "\"two lines\",");
  EXPECT_EQ(cell("two\nlines", TextKind::prose), "\"two\nlines\",");
}

}  // namespace
}  // namespace althing::web
