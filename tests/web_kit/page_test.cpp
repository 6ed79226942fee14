#include "web/kit/page.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "crypto/sha256.h"
#include "web/kit/limits.h"
#include "web/kit/parts.h"

namespace althing::web {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++n;
  return n;
}

class Pages : public ::testing::Test {
 protected:
  const Translator& en() const { return catalogs_.english(); }
  NodeFacts facts() const { return {"Open <b>Rivers</b> \u202Ex", "0123/abcd", 1284}; }
  template <class F>
  std::string part(F&& write) const {
    Html h;
    write(h);
    return h.take().str();
  }

  Assets assets_;
  Catalogs catalogs_{true};
  Shell shell_{assets_, catalogs_};
};

TEST_F(Pages, AssetsHaveTheHashOfTheirContentInTheirUrl) {
  const Asset* css = assets_.find("althing.css");
  ASSERT_NE(css, nullptr);
  EXPECT_GT(css->bytes.size(), 1000U);
  EXPECT_EQ(css->hash, to_hex(sha256(css->bytes)).substr(0, 8));
  EXPECT_EQ(assets_.url("althing.css"), "/assets/althing." + css->hash + ".css");
  EXPECT_EQ(css->type, "text/css; charset=utf-8");
  const auto exact = assets_.match("althing." + css->hash + ".css");
  EXPECT_EQ(exact.asset, css);
  EXPECT_TRUE(exact.immutable);
  EXPECT_EQ(assets_.match("althing.css").asset, css);
  EXPECT_FALSE(assets_.match("althing.css").immutable);
  for (std::string_view file :
       {"althing.00000000.css", "", "../althing.css", "messages.json", "en.mo", "ALTHING.CSS"}) {
    EXPECT_EQ(assets_.match(file).asset, nullptr) << file;
  }
  EXPECT_EQ(assets_.url("none.css"), "");
  EXPECT_NE(assets_.find("favicon.svg"), nullptr);
}

TEST_F(Pages, ShellIsWholeAndEscaped) {
  const std::string page =
      shell_.page(en(), facts(),
                  {.title = "A <i>title", .path = "members", .section = Section::members}, Raw());
  EXPECT_TRUE(
      page.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\"><head><meta "
                       "charset=\"utf-8\"><title>A &lt;i&gt;title · Open &lt;b&gt;"));
  EXPECT_EQ(count(page, "<b>"), 0U);
  EXPECT_EQ(count(page, "<i>"), 0U);
  EXPECT_NE(page.find("[U+202E]x"), std::string::npos);
  EXPECT_EQ(count(page, "aria-current=\"page\""), 1U);
  EXPECT_EQ(count(page, "<script"), 0U) << "no page loads a script it does not need";
  EXPECT_EQ(count(page, " style="), 0U);
  EXPECT_NE(page.find("class=\"skip\" href=\"#main\""), std::string::npos);
  EXPECT_NE(page.find("<main class=\"page\" id=\"main\">"), std::string::npos);
  EXPECT_NE(page.find("1,284 acts"), std::string::npos);
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_EQ(count(page, "<title>"), 1U) << "the mark's own title is gone";
}

TEST_F(Pages, ScriptPagesCarryEveryMessage) {
  const std::string page = shell_.page(
      en(), facts(), {.title = "Sign", .path = "key", .wide = true, .script = true}, Raw());
  if (assets_.find("althing.js") == nullptr) GTEST_SKIP() << "built without the browser part";
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_NE(page.find("<script type=\"module\" src=\"/assets/althing."), std::string::npos);
  const std::string open = "<script type=\"application/json\" id=\"althing-messages\">";
  const std::size_t from = page.find(open) + open.size();
  const auto map =
      json::parse(std::string_view(page).substr(from, page.find("</script>", from) - from), 2);
  ASSERT_TRUE(map.has_value());
  std::string_view source;
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == "messages.json") source = file.bytes;
  }
  EXPECT_EQ(*map, *json::parse(source, 2)) << "English is its own translation";
}

TEST_F(Pages, RightToLeft) {
  const std::string page =
      shell_.page(*catalogs_.find("qps"), facts(), {.title = "x", .path = "record"}, Raw());
  EXPECT_NE(page.find("<html lang=\"ar-x-qps\" dir=\"rtl\">"), std::string::npos);
  EXPECT_NE(page.find("href=\"/qps/members\""), std::string::npos);
  EXPECT_NE(page.find("hreflang=\"en\" href=\"/en/record\""), std::string::npos);
}

TEST_F(Pages, SecurityHeaders) {
  std::string csp;
  for (const auto& [name, value] : page_headers()) {
    if (name == "Content-Security-Policy") csp = value;
  }
  EXPECT_TRUE(csp.starts_with("default-src 'none';"));
  for (std::string_view bad : {"unsafe", "http:", "https:", "data:", "*"})
    EXPECT_EQ(csp.find(bad), std::string::npos) << bad;
  EXPECT_NE(csp.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_NE(csp.find("base-uri 'none'"), std::string::npos);
}

TEST_F(Pages, FieldsTieHintAndErrorToTheirControl) {
  const std::string out = part([](Html& h) {
    field(h, {.id = "c",
              .name = "country",
              .label = "Country",
              .hint = "Two letters",
              .error = "Enter two <letters>",
              .value = "\"><script>",
              .narrow = true,
              .required = true});
  });
  EXPECT_NE(out.find("aria-describedby=\"c-h c-e\" aria-invalid=\"true\""), std::string::npos)
      << out;
  EXPECT_NE(out.find("id=\"c-h\""), std::string::npos);
  EXPECT_NE(out.find("id=\"c-e\""), std::string::npos);
  EXPECT_NE(out.find("field field--short field--error"), std::string::npos);
  EXPECT_EQ(out.find("<script"), std::string::npos);
  const std::string area = part([](Html& h) {
    field(h, {.id = "t", .name = "t", .label = "T", .value = "</textarea>\n", .rows = 4});
  });
  EXPECT_NE(area.find(">\n&lt;/textarea&gt;\n</textarea>"), std::string::npos) << area;
}

TEST_F(Pages, PageNumbers) {
  EXPECT_EQ(*parse_page(""), 1U);
  EXPECT_EQ(*parse_page("7"), 7U);
  EXPECT_EQ(*parse_page(std::to_string(kMaxPageNumber)), kMaxPageNumber);
  for (const std::string& bad :
       {std::string("0"), std::string("-1"), std::string("01"), std::string("x"),
        std::to_string(kMaxPageNumber + 1), std::string("99999999999999999999")}) {
    const auto parsed = parse_page(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().field, "page");
  }
  EXPECT_EQ(page_count(0), 1U);
  EXPECT_EQ(page_count(kRowsPerPage), 1U);
  EXPECT_EQ(page_count(kRowsPerPage + 1), 2U);
}

std::string plain_pages(std::string html) {
  std::string out;
  bool tag = false;
  for (char c : html) {
    if (c == '<')
      tag = true;
    else if (c == '>') {
      tag = false;
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (!tag)
      out += c;
  }
  return out;
}

TEST_F(Pages, Pagination) {
  const auto show = [&](std::uint64_t page, std::uint64_t n) {
    return plain_pages(part([&](Html& h) { pages(h, en(), "/en/x", "q=a%20b", page, n); }));
  };
  EXPECT_EQ(show(1, 1), "");
  EXPECT_EQ(show(1, 2), "1 2 Next ");
  EXPECT_EQ(show(2, 3), "Previous 1 2 3 Next ");
  EXPECT_EQ(show(1, 20), "1 2 3 … 20 Next ");
  EXPECT_EQ(show(10, 20), "Previous 1 … 8 9 10 11 12 … 20 Next ");
  EXPECT_EQ(show(4, 7), "Previous 1 2 3 4 5 6 7 Next ");
  EXPECT_EQ(show(20, 20), "Previous 1 … 18 19 20 ");
  EXPECT_EQ(show(99, 3), "Previous 1 2 3 ") << "beyond the end there is a way back";
  const std::string html = part([&](Html& h) { pages(h, en(), "/en/x", "q=a%20b", 1, 2); });
  EXPECT_NE(html.find("href=\"/en/x?q=a%20b&amp;page=2\""), std::string::npos) << html;
}

TEST_F(Pages, SmallParts) {
  EXPECT_EQ(part([](Html& h) { badge(h, Badge::is_void, "Void"); }),
            "<span class=\"badge badge--void\">Void</span>");
  EXPECT_EQ(part([&](Html& h) { option_tag(h, en(), "sup"); }),
            "<abbr class=\"tag tag--sup\" title=\"suppress\">SUP</abbr>");
  EXPECT_EQ(part([&](Html& h) { option_tag(h, en(), "<x>"); }),
            "<span class=\"tag\">&lt;x&gt;</span>");
  EXPECT_EQ(
      part([&](Html& h) { crumbs(h, en(), {{"/en/", "Home"}, {"javascript:x", "<b>"}}, "here"); }),
      "<nav class=\"crumbs\" aria-label=\"You are here\"><ol><li><a "
      "href=\"/en/\"><bdi>Home</bdi></a></li>"
      "<li><a><bdi>&lt;b&gt;</bdi></a></li><li><bdi>here</bdi></li></ol></nav>");
  EXPECT_EQ(part([](Html& h) { box(h, Box::error, "No", Raw()); }),
            "<div class=\"box box--error\" role=\"alert\"><p class=\"box__title\">No</p></div>");
  const std::string t = part([&](Html& h) {
    table(h, "t1", "Acts", {{"Index", true}, {"Act"}}, [&] {
      h.el("tr", {}, [&] {
        number_cell(h, en(), 1204);
        cell(h, "<a>");
      });
    });
  });
  EXPECT_NE(t.find("<tbody><tr><td "
                   "class=\"number\">1,204</td><td>&lt;a&gt;</td></tr></tbody></table></div>"),
            std::string::npos)
      << t;
  EXPECT_EQ(part([](Html& h) { choices(h, "c", "cap", "As", {{"person", "a person"}}, "person"); }),
            "<fieldset class=\"field\"><legend>As</legend><div class=\"choice\"><input "
            "type=\"radio\" id=\"c-person\" "
            "name=\"cap\" value=\"person\" checked><label for=\"c-person\">a "
            "person</label></div></fieldset>");
}

}  // namespace
}  // namespace althing::web
