#include "web/kit/markdown.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

std::string html(std::string_view source) { return markdown(source).html.str(); }

std::string repeat(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++n;
  return n;
}

TEST(Markdown, BlocksAndSpans) {
  EXPECT_EQ(html("# Title\n\nOne *two* **three** `<four>`\nfive"),
            "<h3 dir=\"auto\">Title</h3>\n<p dir=\"auto\">One <em>two</em> <strong>three</strong> "
            "<code>&lt;four&gt;</code>\nfive</p>\n");
  EXPECT_EQ(html("- a\n- b"), "<ul dir=\"auto\"><li>a</li>\n<li>b</li>\n</ul>\n");
  EXPECT_EQ(html("7. a"), "<ol dir=\"auto\" start=\"7\"><li>a</li>\n</ol>\n");
  EXPECT_EQ(html("> q"), "<blockquote dir=\"auto\"><p>q</p>\n</blockquote>\n");
  EXPECT_EQ(html("```js\na<b\n```"), "<pre dir=\"auto\">a&lt;b\n</pre>\n");
  EXPECT_EQ(html("a\n\n---\n\nb  \nc"),
            "<p dir=\"auto\">a</p>\n<hr>\n<p dir=\"auto\">b<br>\nc</p>\n");
  EXPECT_NE(html("###### deep").find("<h6"), std::string::npos);
  EXPECT_EQ(markdown("# x", {.top_heading = 2}).html.str(), "<h2 dir=\"auto\">x</h2>\n");
}

TEST(Markdown, LinksLeadOutsideOnly) {
  EXPECT_EQ(html("[a](https://b.example/?x=1&y=\"2\")"),
            "<p dir=\"auto\"><a href=\"https://b.example/?x=1&amp;y=%222%22\" rel=\"nofollow "
            "noopener ugc\">a</a></p>\n");
  EXPECT_NE(html("<mailto:a@b.example>").find("href=\"mailto:a@b.example\""), std::string::npos);
  EXPECT_NE(html("see https://b.example/x now").find("href=\"https://b.example/x\""),
            std::string::npos);
  EXPECT_EQ(html("[a](/en/record) [b](#x) [c](//evil.example)"), "<p dir=\"auto\">a b c</p>\n");
}

TEST(Markdown, BareAddressesBecomeLinks) {
  const auto linked = [](std::string_view source) {
    const std::string out = html(source);
    const std::size_t from = out.find("href=\"") + 6;
    return from < 6 ? std::string() : out.substr(from, out.find('"', from) - from);
  };
  EXPECT_EQ(linked("(see https://b.example/x)."), "https://b.example/x");
  EXPECT_EQ(linked("https://b.example/x_(y), and"), "https://b.example/x_(y)");
  EXPECT_EQ(linked("https://b.example/?a=1&b=2!"), "https://b.example/?a=1&amp;b=2");
  EXPECT_EQ(linked("`https://b.example/`"), "");
  EXPECT_EQ(linked("xhttps://b.example/ https:// http"), "");
  EXPECT_EQ(count(html("[https://a.example](https://b.example/)"), "<a "), 1U);
  EXPECT_EQ(count(html("https://a.example https://b.example"), "<a "), 2U);
  const std::string fits = "https://b.example/" + std::string(kMaxBareUrlBytes - 18, 'x');
  EXPECT_EQ(linked(fits), fits);
  EXPECT_EQ(linked(fits + "y"), fits);
}

// md4c 0.4.8 once left a span here that it had not entered (found by the fuzzer).
TEST(Markdown, UnbalancedEventsOfTheParserDoNotReachThePage) {
  const std::string out =
      html("> x\n\n> ](http:yyyyyyy//D \"e\") `f` ![2](h*tyyyy//D \"e\") `f` ![2](h*tbp*");
  EXPECT_EQ(count(out, "<em>"), count(out, "</em>"));
  EXPECT_EQ(count(out, "<blockquote"), count(out, "</blockquote>"));
}

TEST(Markdown, ImagesAreShownAsLinks) {
  EXPECT_EQ(html("![a *b*](https://c.example/i.png)"),
            "<p dir=\"auto\"><a href=\"https://c.example/i.png\" rel=\"nofollow noopener ugc\">a "
            "<em>b</em></a></p>\n");
  EXPECT_EQ(count(html("[![a](https://c.example/i.png)](https://d.example/)"), "<a "), 1U);
}

TEST(Markdown, HtmlIsShownAsText) {
  const std::string out = html(
      "<script>alert(1)</script>\n\n<div onclick=x>\n\na <img src=x onerror=alert(1)> b <!-- c "
      "-->");
  EXPECT_EQ(out.find("<script"), std::string::npos);
  EXPECT_EQ(out.find("<img"), std::string::npos);
  EXPECT_EQ(out.find("<div"), std::string::npos);
  EXPECT_EQ(out.find("<!--"), std::string::npos);
  EXPECT_NE(out.find("&lt;script&gt;"), std::string::npos);
}

TEST(Markdown, NoSchemeTrickMakesALink) {
  for (std::string_view link :
       {"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](<java\tscript:alert(1)>)",
        "[x](javascript&colon;alert(1))", "[x](javascript&#58;alert(1))",
        "[x](javascript&#x3A;alert(1))", "[x](&#106;avascript:alert(1))",
        "[x](&Tab;javascript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>", "[x](vbscript:x)", "[x][r]\n\n[r]: javascript:alert(1)",
        "![x](javascript:alert(1))", "[x](\\javascript:alert(1))", "[x](<\x01javascript:alert(1)>)",
        "[x](\u200Bjavascript:alert(1))"}) {
    EXPECT_EQ(html(link).find("<a "), std::string::npos) << link << "\n" << html(link);
  }
}

TEST(Markdown, QuotesCannotLeaveAnAttribute) {
  const std::string out = html(
      "[x](https://a.example/\"onmouseover=alert(1)) [y](https://a.example/&quot;onx=1 \"t\\\" "
      "onx=2\")");
  // Two quotes for dir, and href and rel in every link; any other would be one that got away.
  EXPECT_EQ(count(out, "\""), 2 + 4 * count(out, "<a ")) << out;
}

TEST(Markdown, EntitiesAreDecodedHereOrNotAtAll) {
  EXPECT_EQ(
      html("&lt;b&gt; &amp; &sect; &#65; &#x202E; &#0; &#xD800; &rlm; &bogus;"),
      "<p dir=\"auto\">&lt;b&gt; &amp; § A [U+202E] \uFFFD \uFFFD &amp;rlm; &amp;bogus;</p>\n");
}

TEST(Markdown, HiddenCharactersAreShown) {
  EXPECT_EQ(html("pay \u202Eme\u200B"), "<p dir=\"auto\">pay [U+202E]me[U+200B]</p>\n");
  EXPECT_EQ(html(std::string_view("a\0b\xff", 4)), "<p dir=\"auto\">a\uFFFDb\uFFFD</p>\n");
}

TEST(Markdown, DepthIsLimitedTheTextStays) {
  const auto quotes = [](int n) { return html(repeat("> ", static_cast<std::size_t>(n)) + "x"); };
  // The paragraph is one of the levels.
  EXPECT_EQ(count(quotes(kMaxMarkdownDepth - 1), "<p>"), 1U);
  EXPECT_EQ(count(quotes(kMaxMarkdownDepth), "<p>"), 0U);
  EXPECT_EQ(count(quotes(kMaxMarkdownDepth + 5), "</blockquote>"),
            static_cast<std::size_t>(kMaxMarkdownDepth));
  EXPECT_NE(quotes(kMaxMarkdownDepth + 5).find("x"), std::string::npos);
}

TEST(Markdown, InputAndOutputAreBounded) {
  EXPECT_FALSE(markdown(std::string(kMaxMarkdownBytes, 'a')).cut);
  EXPECT_TRUE(markdown(std::string(kMaxMarkdownBytes + 1, 'a')).cut);
  const Rendered grown = markdown(std::string(kMaxMarkdownBytes, '"') + "x");
  EXPECT_TRUE(grown.cut);
  // One reference definition used by many: the output, not the input, is what explodes.
  const std::string bomb =
      "[a]: https://b.example/" + std::string(60000, 'c') + "\n\n" + repeat("[a] ", 40000);
  const Rendered out = markdown(bomb);
  EXPECT_TRUE(out.cut);
  EXPECT_LE(out.html.str().size(), kMaxMarkdownHtmlBytes + 200000);
  EXPECT_TRUE(out.html.str().ends_with("</p>\n") || out.html.str().ends_with("</p>"))
      << "elements are closed after a cut";
}

// Nested and repeated marks of every kind, 50,000 of each. Nothing timed is asserted finely: these
// run in milliseconds, a quadratic parser would need minutes.
TEST(Markdown, BombsAreDullQuickAndSmall) {
  const std::int64_t start = steady_ms();
  for (std::string_view part :
       {">",        "> ",  "[",     "]",      "[]",      "![",         "[a](",        "*",
        "**a",      "_a ", "*a_",   "`",      "`a``",    "- ",         "1. ",         "<",
        "</",       "&",   "&#",    "~",      "http://", "https://a.", "http://\\\\", "xhttp://",
        "[a]: b\n", "# ",  "\\",    "((",     "\"",      "<a b='",     "<!--",        "]]>",
        "|",        "\t",  "a\n> ", "* a\n ", "[a][a]"}) {
    const Rendered out = markdown(repeat(part, 50000));
    EXPECT_LE(out.html.str().size(), kMaxMarkdownHtmlBytes * 2) << part;
    EXPECT_LE(markdown_text(repeat(part, 50000), 1000).size(), 1000U);
  }
  std::string growing;
  for (int i = 1; i < 300; ++i) growing += repeat(">", static_cast<std::size_t>(i)) + "a\n";
  markdown(growing);
  EXPECT_LT(steady_ms() - start, 60000);
}

TEST(MarkdownText, WordsOnly) {
  EXPECT_EQ(
      markdown_text("# Title\n\nOne *two* [three](https://x.example)\nfour &amp; <b>\n\n- a\n- b",
                    1000),
      "Title\nOne two three four & <b>\na\nb");
  EXPECT_EQ(markdown_text("äää", 3), "ä");
  EXPECT_EQ(markdown_text("", 10), "");
}

}  // namespace
}  // namespace althing::web
