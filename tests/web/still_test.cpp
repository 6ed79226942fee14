// Still pages: names of files, links, and what becomes of scripts and forms. The whole copy is looked at by
// tests/e2e/still.mjs.
#include "web/still.h"

#include <gtest/gtest.h>

#include "web/still_tags.h"

namespace althing::web {
namespace {

StillCopy copy_with(std::vector<std::string> live) {
  return {.bases = {"http://127.0.0.1:8080"}, .address = "https://a.example.org", .live = std::move(live), .made = 1'700'000'000, .origin = "log", .size = 3};
}
const Catalogs& catalogs() {
  static const Catalogs made;
  return made;
}
std::string target_of(std::string_view href, std::string_view from = "/en/members?page=2") {
  const auto link = still_link(copy_with({}), href, from);
  return link ? link->target : "none";
}

TEST(Still, FilesAreNamedAfterTargets) {
  EXPECT_EQ(still_file("/", true), "index.html");
  EXPECT_EQ(still_file("/en/", true), "en/index.html");
  EXPECT_EQ(still_file("/en/members", true), "en/members/index.html");
  EXPECT_EQ(still_file("/en/members?group=users&page=2", true), "en/members/q,group=users,page=2.html");
  EXPECT_EQ(still_file("/en/feed.atom", false), "en/feed.atom");
  EXPECT_EQ(still_file("/acts/ab/proof", false), "acts/ab/proof");
  EXPECT_EQ(still_file("/en/x.csv?country=FR", false), "en/x,country=FR.csv");
  // What a name cannot say is told apart by its hash; nothing leads out of the folder.
  EXPECT_NE(still_file("/en/s?q=a%20b", true), still_file("/en/s?q=a_20b", true));
  EXPECT_EQ(still_file("/en/s?q=../../x", true).find("/../"), std::string::npos);
  EXPECT_NE(still_file("/en/s?q=../../x", true).find("q,q=.._.._x-"), std::string::npos);
}

TEST(Still, LongNamesAreCutAtTheLimit) {
  const std::string fits = "/en/s?q=" + std::string(116, 'a'), over = fits + "a", other = fits + "b";  // "q,q=" and 116 are 120
  EXPECT_EQ(still_file(fits, true), "en/s/q,q=" + std::string(116, 'a') + ".html");
  EXPECT_NE(still_file(over, true), still_file(other, true));
  EXPECT_LE(still_file(over, true).size(), std::string("en/s/").size() + 140);
}

TEST(Still, LinksWithinTheCopy) {
  EXPECT_EQ(target_of("/en/polls"), "/en/polls");
  EXPECT_EQ(target_of("http://127.0.0.1:8080/en/polls?b=2&a=1&c="), "/en/polls?a=1&b=2");
  EXPECT_EQ(target_of("http://127.0.0.1:8080"), "/");
  EXPECT_EQ(target_of("?page=3"), "/en/members?page=3");
  EXPECT_EQ(still_link(copy_with({}), "/en/about#rules", "/en/")->fragment, "rules");
  for (const char* elsewhere : {"https://example.org/", "http://127.0.0.1:80801/en/", "//example.org/x", "mailto:a@example.org", "#main", "page", ""}) EXPECT_EQ(target_of(elsewhere), "none") << elsewhere;
}

TEST(Still, WhatOnlyANodeAnswers) {
  for (const char* yes : {"/en/proposals/new?on=ab", "/en/follow?add=ab", "/en/members?group=users&q=x", "/en/search?q=x", "/en/map?kind=coup", "/en/timeline?from=2024-01-01"}) EXPECT_TRUE(asks_a_node(yes)) << yes;
  for (const char* no : {"/en/proposals/new", "/en/members?group=users", "/en/polls?state=open", "/en/map"}) EXPECT_FALSE(asks_a_node(no)) << no;
}

constexpr std::string_view kHead = "<!doctype html>\n<html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\"><title>T</title><link rel=\"stylesheet\" href=\"/assets/a.css\">";

std::string page(std::string_view head, std::string_view main, std::vector<std::string> live = {}) {
  const std::string html = std::string(kHead) + std::string(head) + "</head><body><main class=\"page\" id=\"main\">" + std::string(main) + "</main></body></html>\n";
  const StillFiles files = [](const std::string& target) -> std::optional<std::string> {
    if (target == "/assets/a.css") return "assets/a.css";
    if (target == "/en/live" || target == "/en/polls" || target == "/en/proposals/new") return still_file(target, true);
    return std::nullopt;
  };
  return still_page(copy_with(std::move(live)), catalogs(), html, "/en/x/y", "en/x/y/index.html", files);
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Still, LinksLeadFromFileToFile) {
  const std::string out = page("", "<p><a href=\"/en/polls\">a</a><a href=\"https://example.org/?a=1&amp;b\">b</a><a href=\"#main\">c</a></p>");
  EXPECT_TRUE(has(out, "<link rel=\"stylesheet\" href=\"../../../assets/a.css\">")) << out;
  EXPECT_TRUE(has(out, "<a href=\"../../../en/polls/index.html\">a</a>"));
  EXPECT_TRUE(has(out, "<a href=\"https://example.org/?a=1&amp;b\">b</a><a href=\"#main\">c</a>"));
  EXPECT_TRUE(has(out, "script-src 'none'"));
}

TEST(Still, ALinkWithoutItsTargetLeadsToANode) {
  const std::string_view main = "<p><a href=\"/en/gone\">a</a><a href=\"/en/proposals/new?on=ab\">b</a></p>";
  const std::string without = page("<link rel=\"alternate\" hreflang=\"fr\" href=\"/fr/x/y\">", main);
  EXPECT_TRUE(has(without, "<a href=\"../../../en/live/index.html\">a</a><a href=\"../../../en/proposals/new/index.html\">b</a>")) << without;
  EXPECT_FALSE(has(without, "hreflang"));
  const std::string with = page("", main, {"https://n.example.org"});
  EXPECT_TRUE(has(with, "<a href=\"https://n.example.org/en/gone\">a</a><a href=\"https://n.example.org/en/proposals/new?on=ab\">b</a>")) << with;
}

TEST(Still, FormsGiveWayAndScriptsGo) {
  const std::string_view main = "<h1>List</h1><form class=\"filters\" action=\"/en/x/y\"><input name=\"q\"></form><p>rows at http://127.0.0.1:8080/en/ and http%3A%2F%2F127.0.0.1%3A8080</p>"
                                "<form method=\"post\" action=\"/en/submit\"><textarea name=\"note\"></textarea></form>";
  const std::string out = page("<script type=\"application/json\" id=\"m\">{}</script>", main, {"https://n.example.org"});
  for (const char* gone : {"<form", "<input", "<textarea", "<script", "127.0.0.1"}) EXPECT_FALSE(has(out, gone)) << gone << out;
  EXPECT_TRUE(has(out, "Searching and choosing what is listed works <a href=\"https://n.example.org/en/x/y\">")) << out;
  EXPECT_TRUE(has(out, "What is filled in here is sent <a href=\"https://n.example.org/en/x/y\">"));
  EXPECT_TRUE(has(out, "rows at https://a.example.org/en/ and https%3A%2F%2Fa.example.org"));
}

TEST(Still, APageToActKeepsItsTitleAndSaysWhereANodeIs) {
  const std::string_view script = "<script type=\"module\" src=\"/assets/a.js\"></script>";
  const std::string_view main = "<nav class=\"crumbs\"><a href=\"/en/polls\">Polls</a></nav><h1>Sign</h1><p>Fill in</p><form><button>Go</button></form>";
  const std::string out = page(script, main, {"https://n.example.org"});
  EXPECT_TRUE(has(out, "<h1>Sign</h1>"));
  EXPECT_TRUE(has(out, "../../../en/polls/index.html"));
  EXPECT_TRUE(has(out, "This needs a live node"));
  EXPECT_TRUE(has(out, "<a href=\"https://n.example.org/en/x/y\">"));
  for (const char* gone : {"Fill in", "<button", "<script"}) EXPECT_FALSE(has(out, gone)) << gone;
  EXPECT_TRUE(has(page(script, main), "Ask whoever gave you this copy"));
}

TEST(Still, TagsAreReadAsTheyAreWritten) {
  // What is not changed stays byte for byte; odd input ends the reading, never the program.
  for (const std::string_view same : {"a < b", "<p hidden>x</p>", "<a href=\"/x?a=1&amp;b=&#39;2\" title=\"&lt;\">y</a>", "<br/>", "<link rel=\"x\" href=\"y\"/>", "<", "<a", "<a href=", "<a href=\"x", "<!-- c --><b>"}) {
    EXPECT_EQ(edit_tags(same, [](Tag&) { return true; }), same);
  }
  EXPECT_EQ(edit_tags("<a href=\"/x\" hidden>y</a><i/>", [](Tag& tag) {
              if (tag.name == "a") tag.set("href", "\"&");
              return tag.name != "i";
            }),
            "<a href=\"&quot;&amp;\" hidden>y</a>");
  EXPECT_EQ(replace_elements("<form>1</form><format>2</format><form a=\"b\">3</form><form>", "form", [](const Tag& tag) { return tag.attrs.empty() ? "." : "!"; }), ".<format>2</format>!<form>");
}

}  // namespace
}  // namespace althing::web
