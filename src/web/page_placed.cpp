// Lists of incidents, events and steps by filters; countries; one country.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "web/alerts.h"
#include "web/page_follow.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

using index::PlacedQuery;

constexpr std::size_t kListed = 25;

void filter_form(View& view, const PlacedKind& kind, const PlacedQuery& query) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"action", view.url(kind.list)}});
  country_filter(view, {kind.type}, query.country);
  kind_filter(view, kind, query.kind, "kind", t.tr("Kind"));
  if (kind.type == "incident") {
    std::vector<Option> extents{{"", t.tr("Any")}};
    for (const std::string_view one : {"national", "regional", "local", "network"}) extents.push_back({one, extent_word(t, one)});
    select(h, "f-extent", "extent", t.tr("Extent"), extents, query.extent);
  }
  if (kind.type != "step") {
    select(h, "f-backing", "backing", t.tr("Corroborated"),
           {{"", t.tr("Any")}, {"some", t.tr("by anybody")}, {"independent", t.tr("by independent members")}, {"none", t.tr("by nobody yet")}, {"disputed", t.tr("disputed")}}, query.backing);
  }
  field(h, {.id = "f-from", .name = "from", .label = t.tr("Began on or after"), .value = query.from ? format_time(*query.from).substr(0, 10) : std::string(), .type = "date", .narrow = true});
  field(h, {.id = "f-to", .name = "to", .label = t.tr("Began on or before"), .value = query.to ? format_time(*query.to - 1).substr(0, 10) : std::string(), .type = "date", .narrow = true});
  if (kind.type != "step") field(h, {.id = "f-label", .name = "label", .label = t.tr("Label"), .value = query.label, .narrow = true});
  for (const auto& [name, id] : {std::pair{"author", query.author}, {"instrument", query.instrument}, {"dossier", query.dossier}}) {
    if (id) h.single("input", {{"type", "hidden"}, {"name", name}, {"value", to_hex(*id)}});
  }
  if (query.ongoing) h.single("input", {{"type", "hidden"}, {"name", "ongoing"}, {"value", "1"}});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

// What the form does not show: of whom, of which text, in which dossier.
void narrowed(View& view, const PlacedQuery& query) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (!query.author && !query.instrument && !query.dossier && !query.ongoing) return;
  h.open("dl", {{"class", "facts"}});
  if (query.author) {
    const auto member = view.reader.member(*query.author);
    fact(h, t.tr("Recorded by"), member_link(view, *query.author, member ? std::string_view(member->name) : std::string_view()));
  }
  if (query.instrument) fact(h, t.tr("Belongs to"), item_link(view, *query.instrument));
  if (query.dossier) fact(h, t.tr("In the dossier"), item_link(view, *query.dossier));
  if (query.ongoing) fact(h, t.tr("State"), t.tr("going on when it was recorded"));
  h.close();
}

Result<PageSpec> list(View& view, std::string_view type) {
  const Translator& t = view.t;
  Html& h = view.h;
  const PlacedKind& kind = placed_kind(type);
  TRY(PlacedQuery query, read_placed_query(view.request, type));
  query.limit = kListed;
  // What is to come, unless a day is asked for.
  if (type == "step" && !query.from && view.query("past").empty()) query.from = view.now / 86'400 * 86'400;
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr(kind.title));
  h.el("h1", {}, t.tr(kind.title));
  h.el("p", {{"class", "lede"}}, t.tr(kind.lede));
  h.open("p").el("a", {{"class", "button"}, {"href", view.url(fmt::format("{}/new", kind.list))}}, t.tr(kind.record));
  if (type == "incident") h.text(" ").link(view.url("alerts"), t.tr("Alerts"));
  h.close();
  filter_form(view, kind, query);
  narrowed(view, query);
  const index::PlacedPage page = view.reader.placed(query);
  if (page.rows.empty()) h.el("p", {{"role", "status"}}, t.tr(kind.none));
  else if (page.total > index::kMaxPlacedCounted) h.el("p", {{"role", "status"}}, t.trf("More than {n} match.", {{"n", t.number(index::kMaxPlacedCounted)}}));
  else if (page.total >= 0) h.el("p", {{"role", "status"}}, t.ntrf("{n} matches.", "{n} match.", static_cast<std::uint64_t>(page.total)));
  h.open("ul", {{"class", "list"}});
  for (const index::PlacedInfo& row : page.rows) placed_row(view, row);
  h.close();
  const std::string filters = placed_query_text(query);
  const auto with = [&](std::string_view path, std::string_view more = {}) {
    return fmt::format("{}{}{}{}{}", path, filters.empty() && more.empty() ? "" : "?", filters, filters.empty() || more.empty() ? "" : "&", more);
  };
  if (page.more && page.next) h.open("p").link(with(view.url(kind.list), "after=" + cursor_text(*page.next)), query.oldest_first ? t.tr("Later ones") : t.tr("Earlier ones")).close();
  h.el("h2", {}, t.tr("This list elsewhere"));
  h.open("p", {{"class", "cluster"}});
  h.link(with(fmt::format("/{}.csv", kind.list)), t.tr("As a table (CSV)")).link(with(fmt::format("/{}.json", kind.list)), t.tr("As JSON"));
  h.link(with(view.url(fmt::format("{}.atom", kind.list))), t.tr("Feed (Atom)")).link(with(view.url(fmt::format("{}.ics", kind.list))), t.tr("As a calendar"));
  h.link(view.url(map_address(query)), t.tr("On the world map")).link(view.url(timeline_address(query)), t.tr("On the timeline")).close();
  return PageSpec{.title = std::string(t.tr(kind.title)), .path = with(kind.list), .section = Section::instruments, .no_index = !filters.empty()};
}

struct CountryRow {
  std::int64_t incidents = 0, events = 0;
  std::map<std::string, std::int64_t> kinds;
};

std::map<std::string, CountryRow> country_rows(View& view) {
  std::map<std::string, CountryRow> out;
  for (const index::PlacedCount& one : view.reader.placed_counts("incident")) {
    out[one.country].incidents += one.n;
    out[one.country].kinds[one.kind] += one.n;
  }
  for (const index::PlacedCount& one : view.reader.placed_counts("event")) {
    if (!one.country.empty()) out[one.country].events += one.n;
  }
  return out;
}

Result<PageSpec> countries(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr("Countries"));
  h.el("h1", {}, t.tr("Countries"));
  h.el("p", {{"class", "lede"}}, t.tr("How many incidents and events are recorded of each country. A number says how much was recorded, not how much happened."));
  const auto rows = country_rows(view);
  if (rows.empty()) h.el("p", {{"role", "status"}}, t.tr("No incident is recorded here that matches."));
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [code, row] : rows) names.emplace_back(t.country(code), code);
  std::sort(names.begin(), names.end());
  table(h, "countries", t.tr("Countries"), {{t.tr("Country")}, {t.tr("Incidents"), true}, {t.tr("Events"), true}, {t.tr("Kinds of incident")}}, [&] {
    for (const auto& [name, code] : names) {
      const CountryRow& row = rows.at(code);
      h.open("tr");
      cell(h, Html().link(view.url("country/" + code), name).take());
      number_cell(h, t, row.incidents);
      number_cell(h, t, row.events);
      Html kinds;
      for (const auto& [kind, n] : row.kinds) {
        if (&kind != &row.kinds.begin()->first) kinds.text(" · ");
        kinds.link(fmt::format("{}?country={}&kind={}", view.url("incidents"), code, kind), fmt::format("{} {}", placed_kind_word(t, kind), t.number(n)));
      }
      cell(h, kinds.take());
      h.close();
    }
  });
  return PageSpec{.title = std::string(t.tr("Countries")), .path = "countries", .section = Section::instruments, .wide = true};
}

Result<PageSpec> country(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string code(view.param("cc"));
  if (code.size() != 2 || code.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) return fail(Errc::not_found, "cc", "a country is two small letters");
  const std::string name = t.country(code);
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}, {view.url("countries"), std::string(t.tr("Countries"))}}, name);
  h.el("h1", {}, name);
  const auto rows = country_rows(view);
  const auto at = rows.find(code);
  if (at == rows.end()) h.el("p", {{"role", "status"}}, t.tr("Nothing is recorded of this country here."));
  else {
    table(h, "kinds", t.tr("Kinds of incident"), {{t.tr("Kind")}, {t.tr("Incidents"), true}}, [&] {
      for (const auto& [kind, n] : at->second.kinds) {
        h.open("tr");
        cell(h, Html().link(fmt::format("{}?country={}&kind={}", view.url("incidents"), code, kind), placed_kind_word(t, kind)).take());
        number_cell(h, t, n);
        h.close();
      }
    });
  }
  h.open("p").link(view.url("timeline?country=" + code), t.tr("On the timeline")).close();
  for (const std::string_view type : {"incident", "event", "step"}) {
    const PlacedKind& kind = placed_kind(type);
    PlacedQuery query;
    query.type = type;
    query.country = code;
    query.limit = 10;
    query.oldest_first = type == "step";
    if (type == "step") query.from = view.now / 86'400 * 86'400;
    const index::PlacedPage page = view.reader.placed(query);
    if (page.rows.empty()) continue;
    h.el("h2", {}, t.tr(kind.title)).open("ul", {{"class", "list"}});
    for (const index::PlacedInfo& row : page.rows) placed_row(view, row);
    h.close();
    h.open("p").link(fmt::format("{}?country={}", view.url(kind.list), code), t.tr("All of them")).close();
  }
  return PageSpec{.title = name, .path = "country/" + code, .section = Section::instruments};
}

// The ways into the file.
Result<PageSpec> watch(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {}, t.tr("What it watches"));
  h.el("h1", {}, t.tr("What it watches"));
  h.el("p", {{"class", "lede"}}, t.tr("What governments do to networks and to the people on them: the texts, the moments, the incidents, who says what of them, and the evidence."));
  h.open("ul", {{"class", "list"}});
  const auto entry = [&](std::string_view path, std::string_view title, std::string_view words) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url(path)}}).text(title).close();
    h.el("p", {{"class", "muted small"}}, words).close();
  };
  entry("instruments", t.tr("Instruments"), t.tr("Treaties, laws and programmes this assembly follows, provision by provision, with what each actor wants of them."));
  for (const std::string_view type : {"incident", "event", "step"}) entry(placed_kind(type).list, t.tr(placed_kind(type).title), t.tr(placed_kind(type).lede));
  entry("alerts", t.tr("Alerts"), t.tr("When something is cut or blocked, and when it is reachable again: as it was recorded, newest first."));
  entry("claims", t.tr("Claims"), t.tr("What was said, word for word, by whom and in whose pay, and what the evidence makes of it."));
  entry("dossiers", t.tr("Dossiers"), t.tr("Files that join what belongs together."));
  entry("plans", t.tr("Timing analyses"), t.tr("Do incidents begin around chosen moments more often than chance allows? Each analysis is fixed in the record before its result is shown."));
  entry("map", t.tr("World map"), t.tr("How many incidents and events are recorded of each country, as a picture and as a table."));
  entry("timeline", t.tr("Timeline"), t.tr("Texts, events, steps and incidents on one axis."));
  entry("countries", t.tr("Countries"), t.tr("How many incidents and events are recorded of each country. A number says how much was recorded, not how much happened."));
  h.close();
  return PageSpec{.title = std::string(t.tr("What it watches")), .path = "watch", .section = Section::instruments};
}

}  // namespace

void add_placed_row_pages(http::Router& router, App& app);  // page_placed_row.cpp

void add_placed_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/watch", "The ways into the watch file", watch);
  add_page(router, app, "/{lang}/incidents", "Incidents by filters, latest first", [](View& view) { return list(view, "incident"); });
  add_page(router, app, "/{lang}/events", "Events by filters, latest first", [](View& view) { return list(view, "event"); });
  add_page(router, app, "/{lang}/steps", "Upcoming steps by filters, next first", [](View& view) { return list(view, "step"); });
  add_page(router, app, "/{lang}/countries", "How many incidents and events are recorded of each country", countries);
  add_page(router, app, "/{lang}/country/{cc}", "What is recorded of one country", country);
  add_placed_row_pages(router, app);
  add_placed_files(router, app);
  add_map_page(router, app);
  add_timeline_page(router, app);
  add_claim_pages(router, app);
  add_dossier_pages(router, app);
  add_plan_pages(router, app);
  add_alert_pages(router, app);
  add_watch_forms(router, app);
}

}  // namespace althing::web
