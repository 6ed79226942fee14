// Calls: the list.
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kListed = 50;

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {}, t.tr("Calls"));
  h.el("h1", {}, t.tr("Calls"));
  h.el("p", {{"class", "lede"}}, t.tr("Questions asked of groups or of everybody, and the answers."));
  const auto all = view.reader.items("call", kListed);
  if (all.empty()) h.el("p", {}, t.tr("No call has been made here yet."));
  h.open("ul", {{"class", "list"}});
  for (const index::Item& one : all) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("acts/" + to_hex(one.act.id))}});
    h.raw(title_of(view, one.act, one.shown.title)).close();
    h.open("span", {{"class", "muted"}}).raw(author_link(view, one.act)).close().close();
  }
  h.close();
  return PageSpec{.title = std::string(t.tr("Calls")), .path = "calls", .section = Section::calls};
}

}  // namespace

void add_call_pages(http::Router& router, App& app) { add_page(router, app, "/{lang}/calls", "Calls, newest first", list); }

}  // namespace althing::web
