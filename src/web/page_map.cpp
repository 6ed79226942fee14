// The world map: how many incidents, events or steps are recorded of each country, as a picture, as the same
// numbers in a table, and as CSV. Filters are those that the counters answer: the kind of row, its kind, and months.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "http/negotiate.h"
#include "web/kit/csv.h"
#include "web/kit/world.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

constexpr int kFirstMonth = 0, kLastMonth = 999'912;  // as placed_counts takes them

struct MapQuery {
  const PlacedKind* rows = nullptr;
  std::string kind;
  std::optional<int> from, to;  // year * 100 + month
  bool by_name = false;
};

std::string month_text(int month) { return fmt::format("{:04}-{:02}", month / 100, month % 100); }

// "2024-03..." to 202403.
int month_number(std::string_view text) {
  int out = 0;
  for (const std::size_t at : {0, 1, 2, 3, 5, 6}) out = out * 10 + (text[at] - '0');
  return out;
}

Result<std::optional<int>> read_month(const http::Request& request, const char* name) {
  const std::string_view text = request.query.get(name);
  if (text.empty()) return std::optional<int>();
  if (text.size() != 7 || !parse_date(std::string(text) + "-01")) return fail(Errc::malformed, name, "must be a month, YYYY-MM");
  return std::optional(month_number(text));
}

Result<MapQuery> read_map_query(const http::Request& request) {
  MapQuery out;
  const std::string_view rows = request.query.get("rows");
  for (const std::string_view type : {"incident", "event", "step"}) {
    if (rows == placed_kind(type).list || (rows.empty() && out.rows == nullptr)) out.rows = &placed_kind(type);
  }
  if (out.rows == nullptr) return fail(Errc::malformed, "rows", "must be one of incidents, events, steps");
  out.kind = request.query.get("kind");
  const auto& kinds = out.rows->kinds;
  if (!out.kind.empty() && std::find(kinds.begin(), kinds.end(), out.kind) == kinds.end()) return fail(Errc::malformed, "kind", fmt::format("must be one of {}", fmt::join(kinds, ", ")));
  TRY(out.from, read_month(request, "from"));
  TRY(out.to, read_month(request, "to"));
  if (out.from && out.to && *out.to < *out.from) return fail(Errc::malformed, "to", "is before `from`");
  const std::string_view order = request.query.get("order");
  if (!order.empty() && order != "name" && order != "number") return fail(Errc::malformed, "order", "must be one of name, number");
  out.by_name = order == "name";
  return out;
}

void add(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, url_component(value));
}

// "?rows=events&kind=coup&from=2024-01": this page's address.
std::string address(const MapQuery& query, bool with_kind = true) {
  std::string out;
  if (query.rows->list != "incidents") add(out, "rows", query.rows->list);
  if (with_kind) add(out, "kind", query.kind);
  add(out, "from", query.from ? month_text(*query.from) : "");
  add(out, "to", query.to ? month_text(*query.to) : "");
  if (query.by_name) add(out, "order", "name");
  return out;
}

// The list of the same rows: months as their first and last days.
std::string list_address(const MapQuery& query, std::string_view country) {
  std::string out;
  add(out, "country", country);
  add(out, "kind", query.kind);
  // A list of steps begins today unless told otherwise.
  add(out, "from", query.from ? month_text(*query.from) + "-01" : query.rows->list == "steps" ? "1970-01-01" : "");
  if (query.to) {
    const std::chrono::year_month_day_last last{std::chrono::year(*query.to / 100) / (*query.to % 100) / std::chrono::last};
    add(out, "to", fmt::format("{}-{:02}", month_text(*query.to), static_cast<unsigned>(last.day())));
  }
  return out;
}

struct Counts {
  std::map<std::string, std::int64_t> by_country;  // not the rows without one
  std::int64_t all = 0, nowhere = 0, greatest = 0;
};

Counts counts_of(index::Reader& reader, const MapQuery& query) {
  Counts out;
  for (const index::PlacedCount& one : reader.placed_counts(query.rows->type, query.from.value_or(kFirstMonth), query.to.value_or(kLastMonth))) {
    if (!query.kind.empty() && one.kind != query.kind) continue;
    out.all += one.n;
    if (one.country.empty()) out.nowhere += one.n;
    else out.greatest = std::max(out.greatest, out.by_country[one.country] += one.n);
  }
  return out;
}

void form(View& view, const MapQuery& query) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("p", {{"class", "cluster"}});
  for (const std::string_view type : {"incident", "event", "step"}) {
    MapQuery other = query;
    other.rows = &placed_kind(type);
    if (other.rows == query.rows) h.el("strong", {}, t.tr(other.rows->title));
    else h.link(view.url("map") + address(other, false), t.tr(other.rows->title));
  }
  h.close();
  h.open("form", {{"class", "filters"}, {"action", view.url("map")}});
  kind_filter(view, *query.rows, query.kind, "kind", t.tr("Kind"));
  const std::string from = query.from ? month_text(*query.from) : "", to = query.to ? month_text(*query.to) : "";
  field(h, {.id = "f-from", .name = "from", .label = t.tr("From the month"), .hint = t.tr("Such as 2024-03"), .value = from, .type = "month", .narrow = true});
  field(h, {.id = "f-to", .name = "to", .label = t.tr("To the month"), .hint = t.tr("Such as 2024-03"), .value = to, .type = "month", .narrow = true});
  if (query.rows->list != "incidents") h.single("input", {{"type", "hidden"}, {"name", "rows"}, {"value", query.rows->list}});
  if (query.by_name) h.single("input", {{"type", "hidden"}, {"name", "order"}, {"value", "name"}});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

void picture(View& view, const Counts& counts) {
  const Translator& t = view.t;
  Html& h = view.h;
  const World& world = site_of(view.app).world;
  if (world.empty()) {
    h.el("p", {{"class", "muted"}}, t.tr("This program was built without its map; the table has the same numbers."));
    return;
  }
  const std::vector<CountClass> classes = count_classes(counts.greatest);
  std::map<std::size_t, std::int64_t> countries;  // by look
  for (const auto& [code, n] : counts.by_country) ++countries[look_of(classes, n)];
  h.open("figure").raw(world_map(world, [&](std::string_view code) {
    const auto at = counts.by_country.find(std::string(code));
    const std::int64_t n = at == counts.by_country.end() ? 0 : at->second;
    return MapCountry{look_of(classes, n), fmt::format("{}: {}", t.country(code), t.number(n)), view.url(fmt::format("country/{}", code))};
  }));
  h.open("figcaption").open("ul", {{"class", "legend"}});
  const auto entry = [&](std::size_t look, std::string_view words) { h.open("li").raw(class_swatch(look)).text(words).close(); };
  entry(0, t.tr("none recorded"));
  for (const CountClass& one : classes) {
    const std::string range = one.from == one.to ? t.number(one.from) : fmt::format("{}–{}", t.number(one.from), t.number(one.to));
    entry(one.look, fmt::format("{} ({})", range, t.ntrf("{n} country", "{n} countries", static_cast<std::uint64_t>(countries[one.look]))));
  }
  h.close();
  h.el("p", {{"class", "muted small"}}, t.tr("Each country leads to its page; the table below has the same numbers and links. Outlines: Natural Earth; codes: ISO 3166-1. They do not say whose land is whose.")).close().close();
}

void numbers(View& view, const MapQuery& query, const Counts& counts) {
  const Translator& t = view.t;
  Html& h = view.h;
  struct Row {
    std::string name, code;
    std::int64_t n;
  };
  std::vector<Row> rows;
  for (const auto& [code, n] : counts.by_country) rows.push_back({t.country(code), code, n});
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return !query.by_name && a.n != b.n ? a.n > b.n : std::pair(a.name, a.code) < std::pair(b.name, b.code); });
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Recorded in all"), t.number(counts.all));
  fact(h, t.tr("Countries"), t.number(static_cast<std::int64_t>(rows.size())));
  if (counts.nowhere > 0) fact(h, t.tr("Without a country"), t.number(counts.nowhere));
  h.close();
  if (rows.empty()) {
    h.el("p", {{"role", "status"}}, t.tr(query.rows->none));
    return;
  }
  h.open("p", {{"class", "cluster"}}).text(t.tr("Sorted:"));
  for (const bool by_name : {false, true}) {
    MapQuery other = query;
    other.by_name = by_name;
    const std::string_view words = by_name ? t.tr("by name") : t.tr("by number");
    if (by_name == query.by_name) h.el("strong", {}, words);
    else h.link(view.url("map") + address(other) + "#numbers", words);
  }
  h.close();
  const World& world = site_of(view.app).world;
  table(h, "numbers", t.tr(query.rows->title), {{t.tr("Country")}, {t.tr("Number"), true}}, [&] {
    for (const Row& row : rows) {
      h.open("tr");
      Html name;
      name.link(view.url("country/" + row.code), row.name);
      if (!world.empty() && !world.has(row.code)) name.text(" · ").text(t.tr("not on the map"));
      cell(h, name.take());
      h.open("td", {{"class", "number"}}).link(view.url(query.rows->list) + list_address(query, row.code), t.number(row.n)).close();
      h.close();
    }
  });
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const MapQuery query, read_map_query(view.request));
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr("World map"));
  h.el("h1", {}, t.tr("World map"));
  h.el("p", {{"class", "lede"}}, t.tr("How many incidents and events are recorded of each country. A number says how much was recorded, not how much happened."));
  form(view, query);
  const Counts counts = counts_of(view.reader, query);
  picture(view, counts);
  numbers(view, query, counts);
  h.el("h2", {}, t.tr("The same rows elsewhere")).open("p", {{"class", "cluster"}});
  h.link(view.url(query.rows->list) + list_address(query, {}), t.tr("As a list"));
  h.link("/map.csv" + address(query), t.tr("As a table (CSV)")).link("/watch/counts.json", t.tr("All counts as JSON"));
  h.close();
  return PageSpec{.title = std::string(t.tr("World map")), .path = "map" + address(query), .section = Section::instruments, .wide = true, .no_index = !address(query).empty()};
}

// The table with where each row of it comes from. Countries by code; rows without a country have an empty one.
Result<http::Response> as_csv(App& app, const http::Request& request) {
  TRY(const MapQuery query, read_map_query(request));
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  const Counts counts = counts_of(*reader, query);
  const Translator& t = site_of(app).catalogs.english();
  std::string out = "country,country_name,n,permalink\r\n";
  const auto row = [&](const std::string& code, std::int64_t n) {
    csv_cell(out, code, TextKind::line);
    csv_cell(out, code.empty() ? std::string() : t.country(code), TextKind::line);
    csv_cell(out, std::to_string(n), TextKind::line);
    csv_cell(out, code.empty() ? std::string() : fmt::format("{}/{}.csv{}", app.options().base_url, query.rows->list, list_address(query, code)), TextKind::line, true);
  };
  if (counts.nowhere > 0) row({}, counts.nowhere);
  for (const auto& [code, n] : counts.by_country) row(code, n);
  const std::string tag = to_hex(sha256(out)).substr(0, 24);
  http::Response response = http::respond(200, "text/csv; charset=utf-8; header=present", std::move(out));
  for (const auto& [header, value] : file_headers()) response.headers.set(header, value);
  response.headers.set("Content-Disposition", "attachment; filename=\"map.csv\"");
  return http::cached(request, std::move(response), tag, http::kRevalidate);
}

}  // namespace

std::string map_address(const index::PlacedQuery& query) {
  MapQuery out;
  out.rows = &placed_kind(query.type);
  out.kind = query.kind;
  if (query.from) out.from = month_number(format_time(*query.from));
  if (query.to) out.to = month_number(format_time(*query.to - 1));
  return "map" + address(out);
}

void add_map_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/map", "How many incidents, events or steps are recorded of each country, as a map and a table", page);
  http::Route route;
  route.pattern = "/map.csv";
  route.tag = "watch";
  route.summary = "How many incidents, events or steps are recorded of each country";
  route.handler = http::sync_result([&app](const http::Request& request) { return as_csv(app, request); });
  route.params = {{"rows", "query", "incidents (the default), events or steps.", false}, {"kind", "query", "One of the kinds of docs/acts.md.", false},
                  {"from", "query", "Began in or after this month, YYYY-MM.", false}, {"to", "query", "Began in or before this month.", false}, {"order", "query", "Of the page: number or name.", false}};
  route.responses = {{200, "text/csv", "One row a country with the list behind it."}, {400, "application/problem+json", "A filter that cannot be read.", "Problem"}};
  router.add(std::move(route));
}

}  // namespace althing::web
