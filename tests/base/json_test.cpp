// Strict reading and RFC 8785 writing. Which spellings are canonical is in tests/vectors/json.json
// (tests/act/vectors_test.cpp); here is what reading refuses and how values behave.
#include "base/json.h"

#include <gtest/gtest.h>

namespace althing::json {
namespace {

std::string again(std::string_view text, int depth = 16) {
  const auto value = parse(text, depth);
  return value ? write(*value) : std::string(errc_token(value.error().code)) + ": " + value.error().field;
}

TEST(Json, OtherSpellingsAreReadAndWrittenCanonically) {
  EXPECT_EQ(again(" { \"b\" : [ 1 , 2 ] , \"a\" : null }\n"), R"({"a":null,"b":[1,2]})");
  EXPECT_EQ(again(R"(["\u0041\/\u00e9\ud83d\ude00"])"), "[\"A/\xc3\xa9\xf0\x9f\x98\x80\"]");
  EXPECT_EQ(again("-0"), "0");
  EXPECT_EQ(again("9007199254740991"), "9007199254740991");
  EXPECT_EQ(again("-9007199254740991"), "-9007199254740991");
}

TEST(Json, EscapingOfRfc8785) {
  std::string out;
  write_string(out, std::string_view("\0\x01\b\t\n\x0b\f\r\x1f \"\\/\x7f", 14));
  EXPECT_EQ(out, "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7f\"");
  EXPECT_EQ(again(out), out);
}

TEST(Json, EscapesAtEveryPlaceOfALongString) {
  for (int c = 0; c < 256; ++c) {
    std::string one;
    write_string(one, std::string(1, static_cast<char>(c)));
    for (std::size_t before = 0; before < 18; ++before) {
      for (const std::size_t after : {std::size_t{0}, std::size_t{3}, std::size_t{8}, std::size_t{17}}) {
        std::string out;
        write_string(out, std::string(before, 'a') + static_cast<char>(c) + std::string(after, '\xc3'));
        ASSERT_EQ(out, "\"" + std::string(before, 'a') + one.substr(1, one.size() - 2) + std::string(after, '\xc3') + "\"") << c;
      }
    }
  }
}

TEST(Json, Refusals) {
  for (const char* bad : {"", " ", "{", "}", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}", "tru", "nul", "NaN",
                          "Infinity", "01", "+1", ".5", "1.", "1.0", "1e2", "1E400", "0x1", "9007199254740992", "-9007199254740992",
                          "18446744073709551615", "18446744073709551616", "1 2", "\"\t\"", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
                          "\"\\udc00\\ud800\"", "\"abc", "\xef\xbb\xbf{}", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "[1]x", "/**/1"}) {
    EXPECT_EQ(again(bad), "malformed: ") << bad;
  }
  EXPECT_EQ(again(std::string_view("{}\0", 3)), "malformed: ");
}

TEST(Json, NamesTwice) {
  EXPECT_EQ(again(R"({"a":1,"a":2})"), "malformed: a");
  EXPECT_EQ(again(R"({"b":1,"a":2,"b":3})"), "malformed: b");
  EXPECT_EQ(again(R"({"a":1,"\u0061":2})"), "malformed: a");
  EXPECT_EQ(again(R"([{"x":{"y":1,"y":1}}])"), "malformed: y");
}

TEST(Json, DepthAtItsLimitAndOneMore) {
  EXPECT_EQ(again("1", 0), "1");
  EXPECT_EQ(again("[]", 0), "too_large: ");
  EXPECT_EQ(again("[[[]]]", 3), "[[[]]]");
  EXPECT_EQ(again("[[[[]]]]", 3), "too_large: ");
  EXPECT_EQ(again(R"({"a":{"b":{}}})", 3), R"({"a":{"b":{}}})");
  EXPECT_EQ(again(R"({"a":{"b":{"c":[]}}})", 3), "too_large: ");
  EXPECT_EQ(again(std::string(100000, '[') + std::string(100000, ']')), "too_large: ");
}

TEST(Json, ObjectsKeepNamesSorted) {
  Object object;
  for (const char* name : {"b", "a", "c", "a"}) object.set(name, name);
  EXPECT_EQ(write(object), R"({"a":"a","b":"b","c":"c"})");
  EXPECT_TRUE(object.remove("b"));
  EXPECT_FALSE(object.remove("b"));
  EXPECT_EQ(object.size(), 2U);
  EXPECT_EQ(object.find("b"), nullptr);
  const Value value(std::move(object));
  EXPECT_EQ(value.text_at("a"), "a");
  EXPECT_EQ(value.text_at("zz"), "");
  EXPECT_EQ(Value(3).at("a"), nullptr);
  EXPECT_EQ(Value(3).text_at("a"), "");
}

TEST(Json, ManyMembersComeBack) {
  Object object;
  for (int i = 0; i < 3000; ++i) object.set("n" + std::to_string(i), i);
  const std::string text = write(object);
  EXPECT_EQ(again(text), text);
}

}  // namespace
}  // namespace althing::json
