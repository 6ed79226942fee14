#include "web/kit/html.h"

#include <gtest/gtest.h>

#include "web/kit/limits.h"

namespace althing::web {
namespace {

TEST(Html, ElementsAttributesAndText) {
  Html h;
  h.open("ul", {{"class", "list"}, {"data-n", 3}});
  h.el("li", {{"hidden", true}, {"inert", false}}, "one");
  h.el("li", {}, [&] { h.link("/en/x?a=1&b=2", "two"); });
  h.single("br").close();
  EXPECT_EQ(h.take().str(),
            "<ul class=\"list\" data-n=\"3\"><li hidden>one</li><li><a "
            "href=\"/en/x?a=1&amp;b=2\">two</a></li><br></ul>");
}

TEST(Html, EverythingPeopleWriteIsEscapedInEveryPlace) {
  const std::string evil = "\"'><script>alert(1)</script>&amp;";
  Html h;
  h.el("p", {{"title", evil}, {"class", evil}}, evil);
  h.name(evil);
  const std::string out = h.take().str();
  EXPECT_EQ(out.find("<script"), std::string::npos);
  EXPECT_EQ(out.find("\"'>"), std::string::npos);
  EXPECT_NE(out.find("&amp;amp;"), std::string::npos);
}

TEST(Html, ControlsAndBadUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(escape(std::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(escape("x\x1b<\xff>ä"), "x\uFFFD&lt;\uFFFD&gt;ä");
  EXPECT_EQ(escape("ok\t\n"), "ok\t\n");
  EXPECT_EQ(escape("\xf0\x9f\x8c\xbe<"), "🌾&lt;");
}

TEST(Html, NamesAreIsolatedAndShown) {
  EXPECT_EQ(bdi("Ada \u202Egnp.exe").str(), "<bdi>Ada [U+202E]gnp.exe</bdi>");
  EXPECT_EQ(bdi("<b>").str(), "<bdi>&lt;b&gt;</bdi>");
  const std::string fits(kMaxLineCodePoints, 'x');
  EXPECT_EQ(bdi(fits).str(), "<bdi>" + fits + "</bdi>");
  EXPECT_EQ(bdi(fits + "x").str(), "<bdi>" + fits + "…</bdi>");
}

TEST(SafeUrl, LetsTheThreeSchemesAndRelativeThrough) {
  for (const char* url : {"http://a.example/", "HTTPS://a.example/?q=1#f", "mailto:a@b.example",
                          "/en/x", "?q=a:b", "#top", "x/y:z", "."}) {
    EXPECT_EQ(safe_url(url), url);
  }
  EXPECT_EQ(safe_url(" https://a.example/a b"), "https://a.example/a%20b");
  EXPECT_EQ(safe_url("https://a.example/\u202Ex"), "https://a.example/%E2%80%AEx");
}

TEST(SafeUrl, RefusesEverythingElse) {
  for (std::string_view url :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
        "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example/",
        "/\\evil.example", "\\\\evil.example", "https:evil", "http:/\\evil", "blob:x", "", "x\x7f",
        "\xff"}) {
    EXPECT_EQ(safe_url(url), "") << url;
  }
}

TEST(SafeUrl, UrlAttributesAreCheckedByTheirName) {
  Html h;
  h.el("a", {{"href", "javascript:alert(1)"}}, "x");
  h.single("img", {{"src", "data:image/svg+xml,x"}, {"alt", "data:ok"}});
  h.el("form", {{"action", "javascript:x"}, {"method", "post"}}, "");
  h.el("button", {{"formaction", "JAVASCRIPT:x"}}, "");
  EXPECT_EQ(h.take().str(),
            "<a>x</a><img alt=\"data:ok\"><form method=\"post\"></form><button></button>");
}

TEST(Html, AttributesHideNothing) {
  Html h;
  h.el("p", {{"aria-label", "Ada\u202Enow\u200B"}, {"title", "caf\u00e9"}}, "x");
  EXPECT_EQ(h.take().str(), "<p aria-label=\"Ada[U+202E]now[U+200B]\" title=\"caf\u00e9\">x</p>");
}

TEST(Html, UrlComponentLeavesUnreservedOnly) {
  EXPECT_EQ(url_component("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(url_component("a b&c=d/é"), "a%20b%26c%3Dd%2F%C3%A9");
}

TEST(Html, JsonDataCannotEndItsElement) {
  Html h;
  h.json_data("althing-messages", R"({"a":"</script><!--<script>"})");
  EXPECT_EQ(h.take().str(),
            "<script type=\"application/json\" id=\"althing-messages\">"
            "{\"a\":\"\\u003c/script>\\u003c!--\\u003cscript>\"}</script>");
}

TEST(HtmlDeath, UnbalancedIsAProgrammersError) {
  EXPECT_DEATH(Html().close(), "");
  EXPECT_DEATH(Html().open("p").take(), "");
}

}  // namespace
}  // namespace althing::web
