// A list of incidents, events or steps by its filters as CSV, JSON, Atom and iCalendar: the same address with another
// ending. Long lists go on by `Link: <...>; rel="next"` (CSV) and `next` (JSON); whole tables are under /export.
#include <fmt/format.h>

#include "http/negotiate.h"
#include "http/problem.h"
#include "web/kit/atom.h"
#include "web/kit/csv.h"
#include "web/kit/icalendar.h"
#include "web/kit/markdown.h"
#include "web/page_feed.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

constexpr int kRemindDays = 1;  // before an upcoming step
constexpr std::size_t kRowsOfFile = 1'000, kEntriesOfFeed = 50, kDatesOfFile = 500;

using index::PlacedInfo;
using index::PlacedPage;
using index::PlacedQuery;

std::string next_target(std::string_view path, const PlacedQuery& query, const PlacedPage& page) {
  const std::string filters = placed_query_text(query);
  return fmt::format("{}?{}{}after={}", path, filters, filters.empty() ? "" : "&", cursor_text(*page.next));
}

http::Response file(const http::Request& request, std::string_view type, std::string bytes, const std::string& name) {
  const std::string tag = to_hex(sha256(bytes)).substr(0, 24);
  http::Response response = http::respond(200, std::string(type), std::move(bytes));
  for (const auto& [header, value] : file_headers()) response.headers.set(header, value);
  if (!name.empty()) response.headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return http::cached(request, std::move(response), tag, http::kRevalidate);
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += (out.empty() ? "" : " ") + one;
  return out;
}

std::string lines_of(const json::Value& detail, std::string_view member) {
  std::string out;
  const json::Value* list = detail.at(member);
  if (list == nullptr || list->array() == nullptr) return out;
  for (const json::Value& one : *list->array()) {
    if (one.string() != nullptr) out += (out.empty() ? "" : "; ") + *one.string();
  }
  return out;
}

constexpr std::string_view kHeader =
    "kind,country,region,from,to,precision,end,extent,title,targets,justification,cause,text,source,labels,belongs_to,corroborations,independent,disputes,embargo,watcher,src,author,author_name,act,permalink\r\n";

void csv_row(std::string& out, const PlacedInfo& row, const std::string& base) {
  const index::PlacedTokens& t = row.tokens;
  const json::Value& detail = row.shown.detail;
  const auto line = [&](std::string_view text) { csv_cell(out, text, TextKind::line); };
  for (const std::string* token : {&t.kind, &t.country, &t.region, &t.from, &t.to, &t.precision, &t.end, &t.extent}) line(*token);
  line(row.shown.title);
  line(lines_of(detail, "targets"));
  for (const char* member : {"justification", "cause"}) csv_cell(out, detail.text_at(member), TextKind::prose);
  csv_cell(out, row.shown.text, TextKind::prose);
  line(detail.text_at("source"));
  line(joined(t.labels));
  line(row.parent ? to_hex(row.parent->act.id) : std::string());
  for (const std::int64_t n : {row.backing.all, row.backing.independent, row.backing.disputes}) line(std::to_string(n));
  line(t.embargo);
  line(t.watcher);
  line(t.src);
  const auto& who = row.act.acting_for ? row.act.acting_for : row.act.member;
  line(who ? to_hex(*who) : std::string());
  line(row.act.member_name);
  line(to_hex(row.act.id));
  csv_cell(out, fmt::format("{}/acts/{}", base, to_hex(row.act.id)), TextKind::line, true);
}

json::Value row_value(const PlacedInfo& row) {
  const index::PlacedTokens& t = row.tokens;
  json::Value out = json::object({{"id", to_hex(row.act.id)}, {"type", t.type}, {"kind", t.kind}, {"from", t.from}, {"precision", t.precision}, {"title", row.shown.title}, {"at", format_time(row.act.at)},
                                  {"corroborations", row.backing.all}, {"independent", row.backing.independent}, {"disputes", row.backing.disputes}});
  json::Object& o = *out.object();
  for (const auto& [name, token] : {std::pair{"country", &t.country}, {"region", &t.region}, {"to", &t.to}, {"end", &t.end}, {"extent", &t.extent}, {"embargo", &t.embargo}, {"src", &t.src}, {"watcher", &t.watcher}}) {
    if (!token->empty()) o.set(name, *token);
  }
  if (!t.labels.empty()) o.set("labels", json::Array(t.labels.begin(), t.labels.end()));
  if (row.parent) o.set(t.type == "incident" ? "order" : "of", to_hex(row.parent->act.id));
  const auto& who = row.act.acting_for ? row.act.acting_for : row.act.member;
  if (who) o.set("author", to_hex(*who));
  if (!row.act.member_name.empty()) o.set("author_name", row.act.member_name);
  if (!row.shown.detail.is_null()) o.set("detail", row.shown.detail);
  return out;
}

struct Asked {
  PlacedQuery query;
  PlacedPage page;
};
Result<Asked> ask(index::Reader& reader, const http::Request& request, std::string_view type, std::size_t limit) {
  Asked out;
  TRY(out.query, read_placed_query(request, type));
  out.query.limit = limit;
  out.page = reader.placed(out.query);
  return out;
}

Result<http::Response> as_csv(App& app, const http::Request& request, std::string_view type) {
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  TRY(const Asked asked, ask(*reader, request, type, kRowsOfFile));
  std::string out(kHeader);
  for (const PlacedInfo& row : asked.page.rows) csv_row(out, row, app.options().base_url);
  const PlacedKind& kind = placed_kind(type);
  http::Response response = file(request, "text/csv; charset=utf-8; header=present", std::move(out), fmt::format("{}.csv", kind.list));
  if (asked.page.more && asked.page.next) response.headers.set("Link", fmt::format("<{}>; rel=\"next\"", next_target(fmt::format("/{}.csv", kind.list), asked.query, asked.page)));
  return response;
}

Result<http::Response> as_json(App& app, const http::Request& request, std::string_view type) {
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  TRY(const Asked asked, ask(*reader, request, type, kRowsOfFile));
  json::Array rows;
  for (const PlacedInfo& row : asked.page.rows) rows.push_back(row_value(row));
  const PlacedKind& kind = placed_kind(type);
  json::Value out = json::object({{std::string(kind.list), std::move(rows)}, {"total", asked.page.total >= 0 && asked.page.total <= index::kMaxPlacedCounted ? json::Value(asked.page.total) : json::Value()},
                                  {"next", nullptr}});
  if (asked.page.more && asked.page.next) out.object()->set("next", next_target(fmt::format("/{}.json", kind.list), asked.query, asked.page));
  http::Response response = http::respond_json(200, out);
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

Result<http::Response> counts_json(App& app, const http::Request&) {
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  json::Object out;
  for (const std::string_view type : {"incident", "event", "step"}) {
    json::Array rows;
    for (const index::PlacedCount& one : reader->placed_counts(type)) rows.push_back(json::object({{"country", one.country}, {"kind", one.kind}, {"n", one.n}}));
    out.set(std::string(placed_kind(type).list), std::move(rows));
  }
  http::Response response = http::respond_json(200, json::Value(std::move(out)));
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

Result<PageSpec> as_atom(View& view, std::string_view type) {
  TRY(const Asked asked, ask(view.reader, view.request, type, kEntriesOfFeed));
  const PlacedKind& kind = placed_kind(type);
  const std::string filters = placed_query_text(asked.query), ending = filters.empty() ? "" : "?" + filters;
  AtomFeed feed = feed_start(view, view.t.tr(kind.title), fmt::format("{}.atom{}", kind.list, ending), fmt::format("{}{}", kind.list, ending));
  for (const PlacedInfo& row : asked.page.rows) feed.entries.push_back(feed_entry(view, row));
  view.instead = file(view.request, "application/atom+xml; charset=utf-8", write_atom(feed), {});
  return PageSpec{};
}

Result<PageSpec> as_calendar(View& view, std::string_view type) {
  TRY(const Asked asked, ask(view.reader, view.request, type, kDatesOfFile));
  const PlacedKind& kind = placed_kind(type);
  std::vector<CalendarEvent> events;
  for (const PlacedInfo& row : asked.page.rows) events.push_back(placed_date(view, row));
  const auto assembly = view.reader.assembly();
  view.instead = file(view.request, "text/calendar; charset=utf-8",
                      write_calendar(fmt::format("{} · {}", view.t.tr(kind.title), assembly ? visible_line(assembly->name, 120) : std::string("Althing")), events), fmt::format("{}.ics", kind.list));
  return PageSpec{};
}

}  // namespace

CalendarEvent placed_date(View& view, const PlacedInfo& row) {
  CalendarEvent event;
  event.uid = fmt::format("{}-{}@althing", to_hex(row.act.id), row.tokens.type);
  event.stamp = row.act.at;
  event.start = parse_time(row.tokens.from).value_or(0);
  const auto to = parse_time(row.tokens.to);
  // A last day counts whole.
  event.end = to ? *to + (row.tokens.precision == "day" ? 86'400 : 0) : row.tokens.precision == "day" ? event.start + 86'400 : 0;
  event.summary = fmt::format("{}: {}", placed_kind_word(view.t, row.tokens.kind), plain_title(view, row.act, row.shown.title));
  event.description = markdown_text(row.shown.text, 600);
  if (const auto join = parse_hex<act::ActId>(row.tokens.watcher)) {
    const auto member = view.reader.member(*join);
    event.description += fmt::format("{}{}: {}", event.description.empty() ? "" : "\n", view.t.tr("Watched by"), member && !member->name.empty() ? visible_line(member->name, 120) : short_id(*join));
  }
  event.url = node_url(view) + view.url(read_path(row.act));
  event.category = row.tokens.type;
  if (row.tokens.type == "step") event.remind_days = kRemindDays;
  return event;
}

void add_placed_files(http::Router& router, App& app) {
  const std::vector<http::ParamDoc> filters = {
      {"country", "query", "Two letters.", false}, {"kind", "query", "One of the kinds of docs/acts.md.", false}, {"extent", "query", "national, regional, local or network.", false},
      {"label", "query", "A label of the row.", false}, {"backing", "query", "none, some, independent or disputed.", false}, {"ongoing", "query", "1: going on when it was recorded.", false},
      {"author", "query", "Join of the member who recorded it.", false}, {"instrument", "query", "Instrument or dossier it names.", false}, {"dossier", "query", "Dossier it was put into.", false},
      {"from", "query", "Began on or after this day.", false}, {"to", "query", "Began on or before this day.", false}, {"order", "query", "oldest or newest first.", false},
      {"after", "query", "Where to go on; see `next`.", false}};
  for (const std::string_view type : {"incident", "event", "step"}) {
    const std::string name(placed_kind(type).list);
    const auto add = [&](const std::string& pattern, http::Handler handler, const std::string& summary, const char* media) {
      http::Route route;
      route.pattern = pattern;
      route.tag = "watch";
      route.summary = summary;
      route.handler = std::move(handler);
      route.params = filters;
      if (pattern.find("{lang}") != std::string::npos) route.params.insert(route.params.begin(), {"lang", "path", "Language."});
      route.responses = {{200, media, "The rows."}, {400, "application/problem+json", "A filter that cannot be read.", "Problem"}};
      router.add(std::move(route));
    };
    add("/" + name + ".csv", http::sync_result([&app, type](const http::Request& r) { return as_csv(app, r, type); }), "Rows in force by filters, at most 1,000; `Link` leads on", "text/csv");
    add("/" + name + ".json", http::sync_result([&app, type](const http::Request& r) { return as_json(app, r, type); }), "Rows in force by filters with their words, at most 1,000; `next` leads on", "application/json");
    add("/{lang}/" + name + ".atom", http::sync([&app, type](const http::Request& r) { return make_page(app, r, [type](View& view) { return as_atom(view, type); }); }), "A list by its filters as a feed", "application/atom+xml");
    add("/{lang}/" + name + ".ics", http::sync([&app, type](const http::Request& r) { return make_page(app, r, [type](View& view) { return as_calendar(view, type); }); }), "A list by its filters as a calendar", "text/calendar");
  }
  router.add({http::Method::get, "/watch/counts.json", http::sync_result([&app](const http::Request& r) { return counts_json(app, r); }), 0, "watch", "Rows in force by country and kind", "", {}, {},
              {{200, "application/json", "{incidents, events, steps}: arrays of {country, kind, n}."}}});
}

}  // namespace althing::web
