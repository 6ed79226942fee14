// Characters that deceive are refused from a local client; names as people write them are not.
#include "act/text_hygiene.h"

#include "act/detail.h"
#include "act/support.h"
#include "base/utf8.h"

namespace althing::act::test {
namespace {

std::string of(std::initializer_list<char32_t> code_points) {
  std::string out;
  for (char32_t c : code_points) append_utf8(out, c);
  return out;
}

// "" or the refused code point.
std::string fault(std::string_view text, bool multi_line = false) {
  const auto found = find_text_fault(text, multi_line);
  return found ? code_point_name(found->code_point) : "";
}

TEST(Hygiene, NamesAsPeopleWriteThem) {
  const std::string names[] = {
      "Sigr\u00ed\u00f0ur \u00de\u00f3rsd\u00f3ttir", "O'Neill-Garc\u00eda, Jr.", "\u0418\u0432\u0430\u043d",
      of({0x645, 0x62d, 0x645, 0x651, 0x62f}),                                       // Arabic with shadda
      of({0x645, 0x6cc, 0x200c, 0x62e, 0x648, 0x627, 0x647, 0x645}),                 // Persian, ZWNJ
      of({0x5e9, 0x5dc, 0x5d5, 0x5dd, 0x5f3}),                                       // Hebrew with geresh
      of({0x915, 0x94d, 0x200d, 0x937}), of({0x915, 0x94d, 0x200c, 0x937}),          // Hindi, both joiners
      of({0xdc1, 0xdca, 0x200d, 0xdbb, 0xdd3}),                                      // Sinhala shri
      of({0x9b0, 0x200d, 0x9cd, 0x9af}),                                             // Bengali, joiner before the virama
      of({0x5c71, 0x7530, 0x592a, 0x90ce}), of({0x845b, 0xe0100}), of({0xae40}),     // Japanese (with variant), Korean
      of({0x1f469, 0x200d, 0x1f4bb}), of({0x1f468, 0x1f3fd, 0x200d, 0x1f680}), of({0x2764, 0xfe0f, 0x200d, 0x1f525}),
      of({0x1f3f3, 0xfe0f, 0x200d, 0x1f308}), of({0x31, 0xfe0f, 0x20e3}), of({0x1f1ee, 0x1f1f8}), of({0x2122, 0xfe0f}),
      of({0x75, 0x308, 0x304}), "",
  };
  for (const std::string& name : names) EXPECT_EQ(fault(name), "") << name;
}

TEST(Hygiene, DeceivingCharactersAnywhere) {
  for (const char32_t c : {0x00, 0x07, 0x0d, 0x1b, 0x7f, 0x80, 0x9f, 0x61c, 0x180e, 0x200b, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060,
                           0x2064, 0x2066, 0x2069, 0x206a, 0x3164, 0xfdd0, 0xfeff, 0xfff9, 0xfffe, 0xffff, 0x1d173, 0x1fffe,
                           0xe0001, 0xe0041, 0xe007f, 0x10ffff, 0x34f, 0x115f, 0xffa0}) {
    for (const bool multi_line : {false, true}) {
      EXPECT_EQ(fault("a" + of({c}) + "b", multi_line), code_point_name(c));
      EXPECT_EQ(fault(of({c}), multi_line), code_point_name(c));
    }
  }
}

TEST(Hygiene, SpelledOutNothingIsLeft) {
  EXPECT_EQ(spelled_out("a" + of({0x200b}) + "b\n", true), "a[U+200B]b\n");
  EXPECT_EQ(spelled_out("a\n" + of({0x200f}), false), "a[U+000A][U+200F]");
  EXPECT_EQ(spelled_out(of({0x1f468, 0x200d, 0x1f469}), false), of({0x1f468, 0x200d, 0x1f469}));  // a joiner where it belongs
  EXPECT_EQ(spelled_out(of({0x200d, 0x200d, 0x202e}), true), "[U+200D][U+200D][U+202E]");
  for (char32_t c = 1; c < 0x11000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    for (const bool multi_line : {false, true}) EXPECT_EQ(fault(spelled_out("x" + of({c}) + "y", multi_line), multi_line), "") << static_cast<std::uint32_t>(c);
  }
}

TEST(Hygiene, WhatSteersIsNoMatterOfTaste) {
  for (const char32_t c : {0x07, 0x0d, 0x1b, 0x7f, 0x9f, 0x61c, 0x202a, 0x202e, 0x2066, 0x2069}) {
    EXPECT_TRUE(is_steering(c));
    EXPECT_NE(fault("a" + of({c}) + "b", true), "");
  }
  for (const char32_t c : {0x09, 0x0a, 0x41, 0xad, 0x200b, 0x200e, 0x200f}) EXPECT_FALSE(is_steering(c));
}

TEST(Hygiene, LinesAndMarksInTextsOnly) {
  for (const char32_t c : {0x09, 0x0a, 0xad, 0x200e, 0x200f}) {
    EXPECT_EQ(fault("a" + of({c}) + "b", true), "");
    EXPECT_EQ(fault("a" + of({c}) + "b", false), code_point_name(c));
  }
}

TEST(Hygiene, JoinersAndSelectorsOnlyWhereTheyMeanSomething) {
  EXPECT_EQ(fault(of({'a', 0x200d, 'b'})), "U+200D");
  EXPECT_EQ(fault(of({'a', 0x200c, 'b'})), "U+200C");
  EXPECT_EQ(fault(of({0x200d, 'b'})), "U+200D");
  EXPECT_EQ(fault(of({0x645, 0x200c})), "U+200C");
  EXPECT_EQ(fault(of({0x645, 0x200c, 0x200c, 0x62e})), "U+200C");
  EXPECT_EQ(fault(of({0x645, 0x200c, 'a'})), "U+200C");
  EXPECT_EQ(fault(of({0x645, 0x200d, 0x915})), "U+200D") << "two scripts";
  EXPECT_EQ(fault(of({0x1f469, 0x200c, 0x1f4bb})), "U+200C");
  EXPECT_EQ(fault(of({0x1f469, 0x200d})), "U+200D");
  EXPECT_EQ(fault(of({'a', 0xfe0f})), "U+FE0F");
  EXPECT_EQ(fault(of({0xfe0f})), "U+FE0F");
  EXPECT_EQ(fault(of({0x2764, 0xfe0f, 0xfe0f})), "U+FE0F");
  EXPECT_EQ(fault(of({'a', 0xe0100})), "U+E0100");
}

TEST(Hygiene, OfADetailNamesTheMember) {
  const auto check = [](json::Value members) {
    CountingRandom random;
    const auto detail = parse_detail(*make_detail(std::move(members), test_key(1).key(), random));
    const auto ok = check_local_text(*detail);
    return ok ? "passes" : ok.error().field;
  };
  const std::string evil = of({'x', 0x202e, 'y'});
  EXPECT_EQ(check(json::object({{"name", "A name"}, {"text", "Two\nlines"}, {"note", "a\n"}, {"reason", "a\tb"}})), "passes");
  EXPECT_EQ(check(json::object({{"name", evil}})), "name");
  EXPECT_EQ(check(json::object({{"name", "two\nlines"}})), "name");
  EXPECT_EQ(check(json::object({{"actors", json::Array{"good", evil}}})), "actors[1]");
  EXPECT_EQ(check(json::object({{"free", json::object({{"x", json::Array{evil}}})}})), "free[0]");
  EXPECT_EQ(check(json::object({{"free", json::object({{evil, 1}})}})), "free");
  EXPECT_EQ(check(json::object({{"free", "two\nlines"}})), "free");
  EXPECT_EQ(check(json::object({{evil, 1}})), "");
  EXPECT_EQ(check(json::object({{"name", "<script>alert(1)</script>"}})), "passes") << "escaping is the page's work";
}

}  // namespace
}  // namespace althing::act::test
