// Polls: the list.
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kListed = 50;

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {}, t.tr("Polls"));
  h.el("h1", {}, t.tr("Polls"));
  h.el("p", {{"class", "lede"}}, t.tr("Choices put to the members, with their rules and results."));
  const auto all = view.reader.items("poll", kListed);
  if (all.empty()) h.el("p", {}, t.tr("No poll has been opened here yet."));
  h.open("ul", {{"class", "list"}});
  for (const index::Item& one : all) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("acts/" + to_hex(one.act.id))}});
    h.raw(title_of(view, one.act, one.shown.title)).close();
    h.open("span", {{"class", "muted"}}).raw(author_link(view, one.act)).close().close();
  }
  h.close();
  return PageSpec{.title = std::string(t.tr("Polls")), .path = "polls", .section = Section::polls};
}

}  // namespace

void add_poll_pages(http::Router& router, App& app) { add_page(router, app, "/{lang}/polls", "Polls, newest first", list); }

}  // namespace althing::web
