// Details: whose they are, what every node accepts, limits and one past, and making them.
#include "act/detail.h"

#include "act/detail_members.h"
#include "act/limits.h"
#include "act/support.h"

namespace althing::act::test {
namespace {

std::string detail_bytes(json::Value members, int key = 1) {
  CountingRandom random;
  const auto bytes = make_detail(std::move(members), test_key(key).key(), random);
  EXPECT_TRUE(bytes) << bytes.error().text();
  return bytes ? *bytes : std::string();
}

// A detail's bytes without make_detail's own check.
std::string raw_detail(json::Value members) {
  members = with(std::move(members), "by", key_text(test_key(1).key()));
  if (members.at("salt") == nullptr) members = with(std::move(members), "salt", "AAAAAAAAAAAAAAAAAAAAAA");
  return json::write(members);
}

std::string refusal(const std::string& bytes) {
  const auto detail = parse_detail(bytes);
  return detail ? "passes" : std::string(errc_token(detail.error().code)) + " " + detail.error().field;
}

Act act_with(const std::string& detail, int key = 1) {
  const json::Value body = with(good_body(*find_type("join"), false), "detail", to_hex(sha256(detail)));
  const auto note = sign_act(body, test_key(key));
  return *open_entry(*note);
}

TEST(Detail, IsMadeReadAndOpened) {
  const std::string bytes = detail_bytes(json::object({{"name", "A name"}, {"lang", "en"}}));
  EXPECT_EQ(bytes, "{\"by\":\"" + key_text(test_key(1).key()) + "\",\"lang\":\"en\",\"name\":\"A name\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw\"}");
  const auto detail = open_detail(act_with(bytes), bytes);
  ASSERT_TRUE(detail) << detail.error().text();
  EXPECT_EQ(detail->text_at("name"), "A name");
  EXPECT_EQ(detail->commitment, sha256(bytes));
  EXPECT_EQ(detail->by, test_key(1).key());
  EXPECT_EQ(detail->bytes, bytes);
}

TEST(Detail, BelongsToOneActOfItsAuthor) {
  const std::string bytes = detail_bytes(json::object({{"name", "A name"}}));
  const auto changed = open_detail(act_with(bytes), bytes + " ");
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().field, "detail");
  const auto copied = open_detail(act_with(bytes, 2), bytes);  // a copycat cites someone else's detail
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().field, "by");
  EXPECT_EQ(copied.error().code, Errc::schema);
  EXPECT_FALSE(open_detail(signed_act(good_body(*find_type("leave"), false)), bytes));
}

TEST(Detail, SaltAndAuthorAreRequired) {
  EXPECT_EQ(refusal(raw_detail(json::object({}))), "passes");
  EXPECT_EQ(refusal(json::write(without(*json::parse(raw_detail(json::object({}))), "salt"))), "schema salt");
  EXPECT_EQ(refusal(json::write(without(*json::parse(raw_detail(json::object({}))), "by"))), "schema by");
  for (const char* salt : {"", "AAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB",
                           "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAA+A"}) {
    EXPECT_EQ(refusal(raw_detail(json::object({{"salt", salt}}))), "schema salt") << salt;
  }
  EXPECT_EQ(refusal(raw_detail(json::object({{"salt", 5}}))), "schema salt");
}

TEST(Detail, JsonRules) {
  EXPECT_EQ(refusal(""), "malformed ");
  EXPECT_EQ(refusal("[]"), "malformed ");
  EXPECT_EQ(refusal("\"x\""), "malformed ");
  EXPECT_EQ(refusal(R"({"name":"a","name":"b"})"), "malformed name");
  EXPECT_EQ(refusal("{\"name\":\"\xff\"}"), "malformed ");
  EXPECT_EQ(refusal(R"({"name":"\ud800"})"), "malformed ");
  EXPECT_EQ(refusal(R"({"x":1.5})"), "malformed ");
  json::Value deep = "x";
  for (int i = 0; i < kMaxDetailDepth - 1; ++i) deep = json::Array{deep};
  EXPECT_EQ(refusal(raw_detail(json::object({{"x", deep}}))), "passes");
  EXPECT_EQ(refusal(raw_detail(json::object({{"x", json::Array{deep}}}))), "too_large ");
  // Any spelling counts: the exact bytes are committed to.
  std::string spaced = raw_detail(json::object({{"name", "x"}}));
  spaced.insert(1, " \n\t");
  EXPECT_EQ(refusal(spaced), "passes");
}

TEST(Detail, BytesAtTheLimitAndOneMore) {
  const std::size_t rest = raw_detail(json::object({{"x", ""}})).size();
  EXPECT_EQ(refusal(raw_detail(json::object({{"x", std::string(kMaxDetailBytes - rest, 'x')}}))), "passes");
  EXPECT_EQ(refusal(raw_detail(json::object({{"x", std::string(kMaxDetailBytes - rest + 1, 'x')}}))), "too_large ");
}

TEST(Detail, KnownMembersAtTheirLimitsAndOnePast) {
  for (const DetailMember& m : detail_members()) {
    SCOPED_TRACE(m.name);
    const std::string name(m.name);
    for (const json::Value& wrong : {json::Value(nullptr), json::Value(json::Object()), json::Value(3)}) {
      if (m.prose == Prose::count && wrong.integer() != nullptr) continue;
      EXPECT_EQ(refusal(raw_detail(json::object({{name, wrong}}))), "schema " + name);
    }
    if (m.prose == Prose::count) {
      EXPECT_EQ(refusal(raw_detail(json::object({{name, 1}}))), "passes");
      EXPECT_EQ(refusal(raw_detail(json::object({{name, static_cast<std::int64_t>(m.max)}}))), "passes");
      for (const std::int64_t n : {std::int64_t{0}, static_cast<std::int64_t>(m.max) + 1}) {
        EXPECT_NE(refusal(raw_detail(json::object({{name, n}}))), "passes") << n;
      }
    }
    if (m.prose == Prose::line || m.prose == Prose::text) {
      std::string text;
      for (std::size_t i = 0; i < m.max; ++i) text += i % 1000 ? "x" : "\xc3\xa9";  // counted in code points
      EXPECT_EQ(refusal(raw_detail(json::object({{name, text}}))), "passes");
      EXPECT_EQ(refusal(raw_detail(json::object({{name, text + "y"}}))), "too_large " + name);
    }
    if (m.prose == Prose::lines || m.prose == Prose::links) {
      json::Array items(m.max, m.prose == Prose::links ? "https://example.org/" : "An actor");
      EXPECT_EQ(refusal(raw_detail(json::object({{name, items}}))), "passes");
      items.push_back(items[0]);
      EXPECT_EQ(refusal(raw_detail(json::object({{name, items}}))), "too_large " + name);
      EXPECT_EQ(refusal(raw_detail(json::object({{name, json::Array{1}}}))), "schema " + name + "[0]");
    }
  }
  json::Object cells;
  for (std::size_t i = 0; i < kMaxCells; ++i) cells.set("column " + std::to_string(i), "a\nb");
  EXPECT_EQ(refusal(raw_detail(json::object({{"cells", cells}}))), "passes");
  cells.set("one more", "x");
  EXPECT_EQ(refusal(raw_detail(json::object({{"cells", cells}}))), "too_large cells");
  const auto one_cell = [](const std::string& column, const json::Value& cell) {
    json::Object one;
    one.set(column, cell);
    return refusal(raw_detail(json::object({{"cells", one}})));
  };
  EXPECT_EQ(one_cell(std::string(kMaxNameChars, 'x'), std::string(kMaxTextChars, 'x')), "passes");
  EXPECT_EQ(one_cell(std::string(kMaxNameChars + 1, 'x'), "x"), "too_large cells");
  EXPECT_EQ(one_cell("x", std::string(kMaxTextChars + 1, 'x')), "too_large cells");
  EXPECT_EQ(one_cell("x", 1), "schema cells");
  EXPECT_EQ(refusal(raw_detail(json::object({{"actors", json::Array{std::string(kMaxNameChars + 1, 'x')}}}))), "too_large actors[0]");
  EXPECT_EQ(refusal(raw_detail(json::object({{"own_member", json::Array{1, "any"}}}))), "passes");
}

TEST(Detail, FormsOfKnownMembers) {
  const auto check = [](std::string_view name, const char* text) { return refusal(raw_detail(json::object({{name, text}}))); };
  for (const char* lang : {"en", "fr", "pt-BR", "zh-Hant", "sr-Latn-RS", "haw"}) EXPECT_EQ(check("lang", lang), "passes") << lang;
  for (const char* lang : {"", "e", "EN", "engl", "en-", "en--x", "en_US", "en-a", "en-123456789"}) {
    EXPECT_EQ(check("lang", lang), "schema lang") << lang;
  }
  for (const char* date : {"1988", "1988-12", "1988-12-09", "1988-12-09T10:00:00Z"}) EXPECT_EQ(check("date", date), "passes");
  for (const char* date : {"", "88", "1988-13", "1988-02-30", "9 December 1988"}) EXPECT_EQ(check("date", date), "schema date");
  EXPECT_EQ(check("media", "application/pdf"), "passes");
  for (const char* media : {"pdf", "text/", "/x", "text/html; charset=x", "Text/HTML"}) EXPECT_EQ(check("media", media), "schema media");
  EXPECT_EQ(check("filename", "paper 1.pdf"), "passes");
  for (const char* file : {"", ".", "..", "../x", "a/b", "a\\\\b"}) EXPECT_EQ(check("filename", file), "schema filename") << file;
}

TEST(Detail, Links) {
  for (const char* url : {"http://example.org", "https://example.org/a?b=c#d", "mailto:a@example.org",
                          "http://abcdefghijklmnop.onion/x", "https://example.org:8443/", "https://[::1]/"}) {
    EXPECT_TRUE(is_link(url)) << url;
  }
  for (const char* url : {"", "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org", "https://",
                          "https:///x", "https://a b", "https://example.org/<x>", "https://example.org/\"", "HTTPS://example.org",
                          "https://good.example@evil.example/", "https://ex\xc3\xa4mple.org", "mailto:", "mailto:nobody",
                          "https://:80/", " https://example.org"}) {
    EXPECT_FALSE(is_link(url)) << url;
  }
  EXPECT_TRUE(is_link("https://e.org/" + std::string(kMaxLinkChars - 14, 'x')));
  EXPECT_FALSE(is_link("https://e.org/" + std::string(kMaxLinkChars - 13, 'x')));
}

TEST(Detail, MakingRefusesWhatNodesWould) {
  CountingRandom random;
  EXPECT_EQ(make_detail(json::object({{"name", std::string(201, 'x')}}), test_key(1).key(), random).error().field, "name");
  EXPECT_FALSE(make_detail(json::Array{}, test_key(1).key(), random));
  EXPECT_FALSE(make_detail(json::object({{"name", "\xff"}}), test_key(1).key(), random));
}

}  // namespace
}  // namespace althing::act::test
