// What a reader follows. The list lies in the reader's browser and is never sent as a whole; without script
// the page tells of feeds, which do the same.
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {}, t.tr("What you follow"));
  h.el("h1", {}, t.tr("What you follow"));
  h.el("p", {{"class", "lede"}}, t.tr("A list that stays in this browser: nobody else sees what you follow. Every item's page has a link \"Follow this\" at its foot."));
  h.el("div", {{"data-althing", "follow"}, {"hidden", true}}, "");
  const auto add = parse_hex<act::ActId>(view.query("add"));
  h.open("div", {{"data-althing-nojs", ""}});
  h.el("p", {}, t.tr("Without script, a feed reader does the same, and so does the command line:"));
  h.open("ul");
  if (add) h.open("li").link(view.url("feed/item/" + to_hex(*add) + ".atom"), t.tr("Feed of the item you came from")).close();
  h.open("li").link(view.url("feed.atom"), t.tr("Feed of everything")).close();
  for (const std::string_view list : {"calls", "proposals", "polls", "statements", "actions", "deliveries"}) {
    h.open("li").link(view.url("feed/" + std::string(list) + ".atom"), "feed/" + std::string(list) + ".atom").close();
  }
  h.close().close();
  h.el("h2", {}, t.tr("To feed a mailing list"));
  h.el("p", {}, t.tr("This runs a command for each new act, with the act as JSON on its standard input, and goes on where it stopped:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, "althing follow --exec ./to-the-list.sh --kind statement --kind outcome --state follow.state --node " + node_url(view));
  return PageSpec{.title = std::string(t.tr("What you follow")), .path = "follow", .script = true, .no_index = true};
}

}  // namespace

void add_follow_pages(http::Router& router, App& app) { add_page(router, app, "/{lang}/follow", "What a reader follows, kept in the browser", page); }

}  // namespace althing::web
