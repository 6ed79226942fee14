// Alerts by filters: what began and what ended, as a page, a feed and JSON, and to be followed by this browser.
#include <fmt/format.h>

#include "http/negotiate.h"
#include "web/alerts.h"
#include "web/page_feed.h"
#include "web/page_follow.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;
using index::PlacedQuery;

// Only what a row keeps while it goes on; the rest would make it come and go without anything having happened.
Result<PlacedQuery> read_filter(const Request& request) {
  for (const char* other : {"backing", "ongoing", "instrument", "dossier", "from", "to", "order", "after"}) {
    if (request.query.find(other) != nullptr) return fail(Errc::malformed, other, "is no filter of alerts; country, kind, extent, label and author are");
  }
  return read_placed_query(request, "incident");
}

std::string alert_words(const Translator& t, const Alert& alert) {
  const std::string_view kind = placed_kind_word(t, alert.tokens.kind);
  if (alert.kind == AlertKind::ended) return t.trf("{kind}: ended", {{"kind", kind}});
  return alert.kind == AlertKind::began ? t.trf("{kind}: began", {{"kind", kind}}) : t.trf("{kind}: goes on again", {{"kind", kind}});
}

void filter_form(View& view, const PlacedQuery& query) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"action", view.url("alerts")}});
  country_filter(view, {"incident"}, query.country);
  kind_filter(view, placed_kind("incident"), query.kind, "kind", t.tr("Kind"));
  field(h, {.id = "f-label", .name = "label", .label = t.tr("Label"), .hint = t.tr("Such as service:messenger."), .value = query.label, .narrow = true});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

std::string with_filters(std::string path, const PlacedQuery& query) {
  const std::string filters = placed_query_text(query);
  return filters.empty() ? path : path + "?" + filters;
}

// What the filters say, for a title: "Iceland · shutdown · service:messenger".
std::string filter_words(const Translator& t, const PlacedQuery& query) {
  std::string out;
  const auto add = [&](std::string_view text) { out += (out.empty() || text.empty() ? "" : " · ") + std::string(text); };
  if (!query.country.empty()) add(t.country(query.country));
  if (!query.kind.empty()) add(placed_kind_word(t, query.kind));
  if (!query.extent.empty()) add(extent_word(t, query.extent));
  add(query.label);
  return out.empty() ? std::string(t.tr("All incidents")) : out;
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const PlacedQuery query, read_filter(view.request));
  const Alerts found = alerts(view.reader, query);
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}, {view.url("incidents"), std::string(t.tr("Incidents"))}}, t.tr("Alerts"));
  h.el("h1", {}, t.tr("Alerts"));
  h.el("p", {{"class", "lede"}}, t.tr("When something is cut or blocked, and when it is reachable again: as it was recorded, newest first."));
  filter_form(view, query);
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("follow?alerts=" + url_component(placed_query_text(query)) + "&title=" + url_component(filter_words(t, query)))}}, t.tr("Follow these alerts")).close();
  if (found.list.empty()) h.el("p", {{"role", "status"}}, t.tr("Nothing of this kind is recorded here."));
  h.open("ul", {{"class", "list"}});
  for (const Alert& alert : found.list) {
    h.open("li").open("p", {{"class", "list__title"}}).text(alert_words(t, alert)).text(" · ");
    h.open("a", {{"href", view.url("incident/" + to_hex(alert.version.act.id))}}).raw(title_of(view, alert.version.act, alert.version.shown.title)).close().close();
    h.open("p", {{"class", "muted small"}}).raw(span_words(t, alert.tokens));
    if (const Raw place = place_words(view, alert.tokens); !place.empty()) h.text(" · ").raw(place);
    h.text(" · ").raw(days_of(view, alert.version.act)).close().close();
  }
  h.close();
  if (found.cut) h.el("p", {{"class", "muted"}}, t.tr("Older ones are in the list of incidents."));
  h.el("h2", {}, t.tr("This list elsewhere")).open("p", {{"class", "cluster"}});
  h.link(with_filters("/alerts.json", query), t.tr("As JSON")).link(with_filters(view.url("alerts.atom"), query), t.tr("Feed (Atom)"));
  h.link(with_filters(view.url("incidents"), query), t.tr("The incidents themselves")).close();
  return PageSpec{.title = std::string(t.tr("Alerts")), .path = with_filters("alerts", query), .section = Section::instruments, .no_index = !placed_query_text(query).empty()};
}

Result<PageSpec> feed(View& view) {
  const Translator& t = view.t;
  TRY(const PlacedQuery query, read_filter(view.request));
  AtomFeed out = feed_start(view, fmt::format("{}: {}", t.tr("Alerts"), filter_words(t, query)), with_filters("alerts.atom", query), with_filters("alerts", query));
  for (const Alert& alert : alerts(view.reader, query).list) {
    AtomEntry entry = feed_entry(view, alert.version);
    entry.id += "#" + std::string(alert_token(alert.kind));
    entry.title = fmt::format("{} · {}", alert_words(t, alert), entry.title);
    out.entries.push_back(std::move(entry));
  }
  view.instead = http::respond(200, "application/atom+xml; charset=utf-8", write_atom(out));
  return PageSpec{};
}

Result<Response> as_json(App& app, const Request& request) {
  TRY(const PlacedQuery query, read_filter(request));
  index::ActNo since = 0;
  if (const std::string* text = request.query.find("since")) {
    const auto n = parse_decimal(*text);
    if (!n || *n > (std::uint64_t{1} << 53)) return fail(Errc::malformed, "since", "must be a whole number");
    since = *n;
  }
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  const Alerts found = alerts(*reader, query, since);
  json::Array list;
  for (const Alert& alert : found.list) {
    json::Value one = json::object({{"alert", std::string(alert_token(alert.kind))}, {"id", to_hex(alert.version.act.id)}, {"index", alert.version.act.no}, {"kind", alert.tokens.kind},
                                    {"from", alert.tokens.from}, {"precision", alert.tokens.precision}, {"title", alert.version.shown.title}, {"page", read_path(alert.version.act)}});
    if (!alert.tokens.country.empty()) one.object()->set("country", alert.tokens.country);
    if (!alert.tokens.to.empty()) one.object()->set("to", alert.tokens.to);
    list.push_back(std::move(one));
  }
  Response response = http::respond_json(200, json::object({{"alerts", std::move(list)}, {"cut", found.cut}, {"next", reader->folded()}}));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

}  // namespace

void add_alert_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/alerts", "Incidents that began or ended, by filters, newest first", page);
  add_page(router, app, "/{lang}/alerts.atom", "The same as a feed", feed);
  router.add({http::Method::get, "/alerts.json", http::sync_result([&app](const Request& request) { return as_json(app, request); }), 0, "pages",
              "Incidents that began or ended, newest first", "Ask again with since = `next`.",
              {{"country", "query", "Two letters.", false}, {"kind", "query", "One of the kinds of docs/acts.md.", false}, {"extent", "query", "national, regional, local or network.", false},
               {"label", "query", "A label of the row.", false}, {"author", "query", "Join of the member who recorded it.", false},
               {"since", "query", "Only what was logged here from this entry on.", false, "integer"}}, {},
              {{200, "application/json", "{alerts, cut, next}."}, {400, "application/problem+json", "A filter cannot be read.", "Problem"}}});
}

}  // namespace althing::web
