// The first page (what the assembly is, who sits in it, what is open), the page about this node, and the
// script, stylesheet and icons under /assets/.
#include <fmt/format.h>

#include <utility>

#include "http/negotiate.h"
#include "http/problem.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_poll.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kHomeStatements = 5;
constexpr std::size_t kHomeActs = 8;
constexpr std::size_t kHomeOpen = 3;       // of each kind of thing going on
constexpr std::size_t kHomeLookedAt = 12;  // newest of each kind

void statement_list(View& view, const std::vector<index::StatementInfo>& statements) {
  Html& h = view.h;
  h.open("ul", {{"class", "list"}});
  for (const index::StatementInfo& s : statements) {
    const index::StatementVersion* now = nullptr;
    for (const auto& version : s.versions) now = version.current || now == nullptr ? &version : now;
    if (now == nullptr) continue;
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("statement/" + to_hex(s.act.id))}});
    h.raw(title_of(view, now->act, now->title)).close();
    closing_badge(view, now->closes);
    h.text(" ").el("span", {{"class", "muted"}},
                   view.t.ntrf("{n} signature", "{n} signatures", static_cast<std::uint64_t>(now->signatures)));
    h.close();
  }
  h.close();
}

// One thing that is open now: what it is, its title, until when.
void going_row(View& view, std::string_view type, const std::string& path, const Raw& title, std::string_view closes) {
  Html& h = view.h;
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url(path)}}).raw(title).close();
  h.open("p", {{"class", "cluster"}}).el("span", {{"class", "muted"}}, type_word(view.t, type));
  if (closes.empty()) badge(h, Badge::open, view.t.tr("Open"));
  else closing_badge(view, closes);
  h.close().close();
}

// The newest that members can take part in: votes, questions, texts under discussion, actions.
void going_on(View& view) {
  const Translator& t = view.t;
  Html before = std::exchange(view.h, Html());
  std::size_t shown = 0;
  const auto more = [&] { return shown++ < kHomeOpen; };
  for (const index::PollInfo& poll : view.reader.polls(kHomeLookedAt)) {
    if (phase_of(poll, view.now) == Phase::open && more()) going_row(view, "poll", "poll/" + to_hex(poll.act.id), title_of(view, poll.act, poll.shown.title), poll.spec.closes);
  }
  shown = 0;
  for (const index::Item& one : view.reader.items("call", kHomeLookedAt)) {
    const auto call = view.reader.call(one.act.id);
    if (call && !call->withdrawn && is_open(call->closes, view.now) && more()) going_row(view, "call", "call/" + to_hex(one.act.id), title_of(view, call->act, call->shown.title), call->closes);
  }
  shown = 0;
  for (const index::Item& one : view.reader.items("propose", kHomeLookedAt)) {
    const auto proposal = shown < kHomeOpen ? view.reader.proposal(one.act.id) : std::nullopt;
    if (!proposal || proposal->versions.empty() || standing_of(view, *proposal).stage != Stage::discussed || !more()) continue;
    const index::ProposalVersion& v = proposal->versions[current_at(*proposal)];
    going_row(view, "propose", "proposal/" + to_hex(one.act.id), title_of(view, v.words, v.shown.title), {});
  }
  shown = 0;
  for (const index::ActionInfo& action : view.reader.actions(kHomeLookedAt)) {
    const auto begins = parse_time(action.begins);
    if (!action.withdrawn && is_open(action.until, view.now) && (!begins || *begins <= view.now) && more()) {
      going_row(view, "action", "action/" + to_hex(action.act.id), title_of(view, action.act, action.shown.title), action.until);
    }
  }
  const Raw list = std::exchange(view.h, std::move(before)).take();
  if (list.str().empty()) return;
  view.h.el("h2", {}, t.tr("Going on now")).open("ul", {{"class", "list"}}).raw(list).close();
}

void groups(View& view, const index::AssemblyInfo& assembly) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("Who sits in it"));
  h.el("p", {}, t.tr("Decisions are taken by groups, and no group outvotes another. A seat is given by vouchers of members, never by this node."));
  h.open("dl", {{"class", "facts"}});
  for (const index::GroupInfo& group : assembly.groups) {
    const std::string seats = t.ntrf("{n} seat", "{n} seats", static_cast<std::uint64_t>(group.seats));
    fact(h, group_label(view, group.group), Html().link(view.url("members") + "?group=" + url_component(group.group), seats).take());
  }
  fact(h, t.tr("members in all"), Html().link(view.url("members"), t.number(assembly.members)).take());
  h.close();
}

void instruments(View& view) {
  const Translator& t = view.t;
  const auto list = view.reader.instruments();
  if (list.empty()) return;
  Html& h = view.h;
  h.el("h2", {}, t.tr("What it watches")).open("ul", {{"class", "list"}});
  std::size_t shown = 0;
  for (const index::InstrumentInfo& i : list) {
    if (++shown > 6) break;
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("instrument/" + to_hex(i.act.id))}});
    h.raw(title_of(view, i.act, i.shown.title)).close();
    h.el("span", {{"class", "muted"}},
         t.ntrf("{n} provision", "{n} provisions", static_cast<std::uint64_t>(i.provisions)) + " · " +
             t.ntrf("{n} position", "{n} positions", static_cast<std::uint64_t>(i.positions)));
    h.close();
  }
  h.close();
  h.open("p").link(view.url("instruments"), t.tr("All instruments")).close();
}

void newest_acts(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  table(h, "newest", t.tr("The newest acts in the record"), {{t.tr("Act")}, {t.tr("By")}, {t.tr("When")}}, [&] {
    std::size_t shown = 0;
    for (const index::ActInfo& act : view.reader.newest(4 * kHomeActs)) {
      if (act.type == "mark" || shown++ >= kHomeActs) continue;  // a log tells the time; nobody did anything
      h.open("tr");
      cell(h, act_link(view, act.id, type_word(t, act.type)));
      cell(h, author_link(view, act));
      cell(h, days_of(view, act));
      h.close();
    }
  });
  h.open("p").link(view.url("record"), t.tr("The whole record")).close();
}

Result<PageSpec> home(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto assembly = view.reader.assembly();
  if (!assembly) return fail(Errc::overloaded, std::string(t.tr("the index is still being built")));
  h.open("h1").raw(assembly->name.empty() ? Html().text(t.tr("An assembly")).take() : bdi(assembly->name)).close();
  h.el("p", {{"class", "lede"}},
       t.tr("An assembly without a secretariat: every membership, text and signature here is a signed act in a record that anyone can copy and check."));
  if (!assembly->text.empty()) h.open("div", {{"class", "prose"}}).raw(markdown(assembly->text).html).close();
  going_on(view);
  const auto statements = view.reader.statements(kHomeStatements);
  h.el("h2", {}, t.tr("Statements"));
  if (statements.empty()) h.el("p", {}, t.tr("No statement yet."));
  else statement_list(view, statements);
  h.open("p", {{"class", "cluster"}}).el("a", {{"class", "button"}, {"href", view.url("statements")}}, t.tr("Read and sign"));
  h.link(view.url("new"), t.tr("Write a statement")).close();
  instruments(view);
  groups(view, *assembly);
  h.open("p", {{"class", "cluster"}}).link(view.url("join"), t.tr("Become a member")).link(view.url("key"), t.tr("Make a key")).close();
  h.el("h2", {}, t.tr("What happened last"));
  newest_acts(view);
  PageSpec spec;
  spec.description = assembly->name;
  return spec;
}

Result<PageSpec> about(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto assembly = view.reader.assembly();
  trail(view, {}, t.tr("About this node"));
  h.el("h1", {}, t.tr("About this node"));
  h.el("p", {{"class", "lede"}}, t.tr("This is one of any number of equal copies. No copy is the main one; what counts is the record of signed acts that they share."));
  h.el("h2", {}, t.tr("What it can and cannot do"));
  h.open("ul");
  h.el("li", {}, t.tr("It logs every well-formed act for good. It cannot change one, or sign in your name: your key stays with you."));
  h.el("li", {}, t.tr("It can withhold words from its own pages, and must say so in its moderation log with a reason. Other nodes are not bound by it."));
  h.el("li", {}, t.tr("It counts by the rules of the assembly. Anyone with a copy of the record computes the same result."));
  h.el("li", {}, t.tr("It keeps no addresses, sets no cookies and loads nothing from elsewhere."));
  h.close();
  h.el("h2", {}, t.tr("Who is who"));
  h.open("dl", {{"class", "facts"}});
  if (assembly) {
    fact(h, t.tr("Assembly"), act_link(view, assembly->id, to_hex(assembly->id)));
    fact(h, t.tr("Founded"), t.time_html(assembly->founded));
  }
  Html origin, key;
  hash(origin, view.app.node().record().origin());
  hash(key, act::key_text(view.app.node().operator_key()));
  fact(h, t.tr("Name of its log"), origin.take());
  fact(h, t.tr("Key of those who run it"), key.take());
  fact(h, t.tr("Running since"), t.time_html(view.app.node().started()));
  h.close();
  h.open("p", {{"class", "cluster"}}).link(view.url("record"), t.tr("The record")).link(view.url("moderation"), t.tr("Moderation log"));
  h.link(view.url("verify"), t.tr("Verify this yourself")).link("/openapi.json", t.tr("Interface for programs")).close();
  PageSpec spec;
  spec.title = std::string(t.tr("About this node"));
  spec.path = "about";
  return spec;
}

http::Response asset(const Site& site, const http::Request& request) {
  const Assets::Match match = site.assets.match(request.params.get("name"));
  if (match.asset == nullptr) return http::problem(Error{Errc::not_found, "name", "no such asset, or an old version of one"});
  http::Response response = http::respond(200, match.asset->type, std::string(match.asset->bytes));
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  return http::cached(request, std::move(response), match.asset->hash, match.immutable ? http::kImmutable : http::kRevalidate);
}

http::Response to_language(const Site& site, const http::Request& request) {
  const auto& langs = site.catalogs.langs();
  const auto choice = http::negotiate_language(request.headers.joined("Accept-Language"), langs);
  http::Response response = http::redirect(303, fmt::format("/{}/", langs[choice.value_or(0)]));
  response.headers.set("Vary", "Accept-Language");
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

}  // namespace

void add_home_pages(http::Router& router, App& app) {
  const Site& site = site_of(app);
  router.add({http::Method::get, "/", http::sync([&site](const http::Request& q) { return to_language(site, q); }), 0, "pages",
              "To the first page in the reader's language", "", {}, {}, {{303, "text/html", "To /{lang}/."}}});
  for (const std::string_view each : site.catalogs.langs()) {
    const std::string lang(each);
    router.add({http::Method::get, "/" + lang, http::sync([lang](const http::Request&) { return http::redirect(303, "/" + lang + "/"); }), 0, "pages",
                "To the first page in this language", "", {}, {}, {{303, "text/html", "To it."}}});
  }
  router.add({http::Method::get, "/assets/{name}", http::sync([&site](const http::Request& q) { return asset(site, q); }), 0, "pages",
              "Stylesheet, script, icons", "Names that hold the hash of the content never change.",
              {{"name", "path", "File name."}}, {}, {{200, "text/css", "The file."}, {404, "application/problem+json", "Not here.", "Problem"}}});
  add_page(router, app, "/{lang}/", "First page", home);
  add_page(router, app, "/{lang}/about", "About this node", about);
}

}  // namespace althing::web
