#include "base/toml.h"

#include <gtest/gtest.h>

namespace althing {
namespace {

std::string fault(std::string_view text) {
  const auto parsed = parse_toml(text);
  return parsed ? "none" : parsed.error().message;
}

// What toml++ would look at as a space of Unicode, and call unreachable.
TEST(Toml, NothingBeyondAsciiOutsideOfQuotes) {
  EXPECT_EQ(fault("\u00e9 = 1"), "line 1: a character beyond ASCII stands outside of quotes");
  EXPECT_EQ(fault("a = 1\n[t\u00e9]\n"), "line 2: a character beyond ASCII stands outside of quotes");
  EXPECT_EQ(fault("a = \"\"\"x\n\"\"\"\u2003\n"), "line 2: a character beyond ASCII stands outside of quotes");
  EXPECT_EQ(fault("a = ''''''' \u00e9"), "line 1: a character beyond ASCII stands outside of quotes");
  EXPECT_EQ(fault("a = \"\\\\\" \u00e9"), "line 1: a character beyond ASCII stands outside of quotes");
}

TEST(Toml, WithinQuotesAndCommentsAnything) {
  const auto parsed = parse_toml("\ufeff\"\u00e9\" = '\u00e9' # \u00e9 \"\n\"\u00e8\\\"\u00e8\" = \"\"\"\u4e2d\n\"x\" \\\"\"\" \u4e2d\"\"\"\"\"\nb = '''\\'''\nc = 'x\\' # \u00e9\nd = '''\u00e9'x''''\n");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ((*parsed)["\u00e9"].value_or(std::string()), "\u00e9");
  EXPECT_EQ((*parsed)["\u00e8\"\u00e8"].value_or(std::string()), "\u4e2d\n\"x\" \"\"\" \u4e2d\"\"");
  EXPECT_EQ((*parsed)["d"].value_or(std::string()), "\u00e9'x'");
}

TEST(Toml, WhatIsNotClosed) {
  for (const char* text : {"a = \"", "a = '", "a = \"\"\"", "a = '''x''", "a = \"\\", "\"", "a = \"x\n\u00e9", "[ /x]"}) EXPECT_NE(fault(text), "none") << text;
}

}  // namespace
}  // namespace althing
