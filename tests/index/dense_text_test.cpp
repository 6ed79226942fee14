#include "index/dense_text.h"

#include <gtest/gtest.h>

namespace althing::index {
namespace {

TEST(DenseText, SplitsScriptsWithoutSpaces) {
  EXPECT_EQ(dense_text("abc"), "");
  EXPECT_EQ(dense_text("公民社会"), "公 民 社 会");
  EXPECT_EQ(dense_text("a 公b民"), "公 民");
  EXPECT_EQ(close_dense("公 民 社 会"), "公民社会");
  EXPECT_EQ(close_dense("an open letter"), "an open letter");
  EXPECT_EQ(close_dense("\x02公 民\x03 社"), "\x02公民\x03社");
}

TEST(DenseText, MakesQueriesOfWhateverPeopleType) {
  EXPECT_EQ(fts_query(""), "");
  EXPECT_EQ(fts_query("  \t\"\" "), "");
  EXPECT_EQ(fts_query("open letter"), "\"open\" AND \"letter\"*");
  EXPECT_EQ(fts_query("open "), "\"open\"");
  EXPECT_EQ(fts_query("a OR b"), "\"a\" AND \"OR\" AND \"b\"*");
  EXPECT_EQ(fts_query("公民"), "dense : \"公 民\"");
  EXPECT_EQ(fts_query("NGO公民x"), "\"NGO\" AND dense : \"公 民\" AND \"x\"*");
  EXPECT_EQ(fts_query("\xff\xfe"), "");
  EXPECT_EQ(fts_query(std::string_view("a\0b", 3)), "\"a\" AND \"b\"*");
  // 12 words and 100 characters are looked at, no more.
  std::string many;
  for (int i = 0; i < 13; ++i) many += "w ";
  std::string twelve = "\"w\"";
  for (int i = 1; i < 12; ++i) twelve += " AND \"w\"";
  EXPECT_EQ(fts_query(many.substr(0, 24)), twelve);
  EXPECT_EQ(fts_query(many), twelve);
  EXPECT_EQ(fts_query(std::string(101, 'x')), "\"" + std::string(100, 'x') + "\"*");
}

}  // namespace
}  // namespace althing::index
