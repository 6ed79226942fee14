// The timeline: texts, events, steps and incidents on one axis, with zoom by address, and the same rows and numbers as tables.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "web/page_follow.h"
#include "web/page_timeline.h"

namespace althing::web {
namespace {

constexpr std::int64_t kDay = 86'400;

std::string_view lane_title(const Translator& t, std::string_view type) { return type == "instrument" ? t.tr("Instruments") : t.tr(placed_kind(type).title); }

// The list behind a lane, in a span or without one; "" for texts, whose list has no times.
std::string list_url(const View& view, const TimelineQuery& query, std::string_view type, std::optional<std::pair<UnixSeconds, UnixSeconds>> span) {
  if (type == "instrument") return view.url("instruments");
  index::PlacedQuery q = lane_query(query, type);
  if (span) q.from = span->first, q.to = span->second;
  const std::string filters = placed_query_text(q);
  return view.url(placed_kind(type).list) + (filters.empty() ? "" : "?" + filters);
}

std::string row_text(const Translator& t, const TimelineRow& row) {
  std::string out = fmt::format("{}: {}", row.what, row.title);
  if (!row.country.empty()) out += fmt::format(" ({})", t.country(row.country));
  return out;
}

AxisMark mark_of(const View& view, const TimelineRow& row) {
  AxisMark out;
  out.from = row.span.begins;
  out.to = row.span.ends;
  out.sure = row.span.grain >= index::Grain::month ? out.from : out.to;
  if (row.span.ends == index::kNoEnd) {
    out.to = std::max(view.now, out.from);
    out.sure = row.span.grain >= index::Grain::month ? out.from : std::clamp(row.recorded, out.from, out.to);
  }
  out.title = row_text(view.t, row);
  out.url = view.url(row.url);
  return out;
}

std::vector<AxisLane> picture_lanes(View& view, const TimelineQuery& query, const Axis& axis, const std::vector<TimelineLane>& lanes) {
  std::vector<AxisLane> out;
  for (const TimelineLane& lane : lanes) {
    AxisLane drawn;
    drawn.title = fmt::format("{}: {}", lane_title(view.t, lane.type), view.t.number(lane.counts.empty() ? static_cast<std::int64_t>(lane.rows.size()) : lane.total));
    if (lane.too_many) drawn.title = std::string(lane_title(view.t, lane.type));
    for (const TimelineRow& row : lane.rows) {
      if (row.span.grain != index::Grain::unknown) drawn.marks.push_back(mark_of(view, row));
    }
    for (std::size_t i = 0; i < lane.counts.size(); ++i) {
      if (lane.counts[i] == 0) continue;
      TimelineQuery closer = query;
      closer.from = axis.bounds[i], closer.to = axis.bounds[i + 1];
      drawn.columns.push_back({i, lane.counts[i], fmt::format("{}: {}", column_text(axis, i), view.t.number(lane.counts[i])), view.url(timeline_address(closer))});
    }
    out.push_back(std::move(drawn));
  }
  return out;
}

void form(View& view, const TimelineQuery& query) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"action", view.url("timeline")}});
  country_filter(view, {"incident", "event", "step"}, query.country);
  kind_filter(view, placed_kind("incident"), query.kind, "kind", t.tr("Kind of incident"));
  kind_filter(view, placed_kind("event"), query.event, "event", t.tr("Kind of event"));
  const std::string from = query.from ? format_time(*query.from).substr(0, 10) : "", to = query.to ? format_time(*query.to - 1).substr(0, 10) : "";
  field(h, {.id = "f-from", .name = "from", .label = t.tr("From"), .value = from, .type = "date", .narrow = true});
  field(h, {.id = "f-to", .name = "to", .label = t.tr("To"), .value = to, .type = "date", .narrow = true});
  field(h, {.id = "f-label", .name = "label", .label = t.tr("Label"), .value = query.label, .narrow = true});
  for (const auto& [name, id] : {std::pair{"instrument", query.instrument}, {"dossier", query.dossier}}) {
    if (id) h.single("input", {{"type", "hidden"}, {"name", name}, {"value", to_hex(*id)}});
  }
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  if (!query.instrument && !query.dossier) return;
  h.open("dl", {{"class", "facts"}});
  if (query.instrument) fact(h, t.tr("Belongs to"), item_link(view, *query.instrument));
  if (query.dossier) fact(h, t.tr("In the dossier"), item_link(view, *query.dossier));
  h.close();
}

// Earlier, later, closer, wider: addresses. Half of the span stays in sight.
void zoom(View& view, const TimelineQuery& query, const Axis& axis) {
  const Translator& t = view.t;
  const std::int64_t length = (axis.to - axis.from) / kDay, half = std::max<std::int64_t>(length / 2, 1);
  const std::int64_t shorter = half, longer = std::min(2 * length, kMaxAxisDays);
  view.h.open("nav", {{"aria-label", t.tr("Move along the time")}}).open("p", {{"class", "cluster"}});
  const auto to = [&](std::string_view words, UnixSeconds from, std::int64_t days) {
    TimelineQuery other = query;
    other.from = std::max(from, kFirstDay), other.to = std::min(from + days * kDay, kLastDay);
    if (*other.from >= *other.to || (*other.from == axis.from && *other.to == axis.to)) return;
    view.h.link(view.url(timeline_address(other)), words);
  };
  to(t.tr("Earlier"), axis.from - half * kDay, length);
  to(t.tr("Later"), axis.from + half * kDay, length);
  to(t.tr("Closer"), axis.from + (length - shorter) / 2 * kDay, shorter);
  to(t.tr("Wider"), axis.from - (longer - length) / 2 * kDay, longer);
  if (query.from || query.to) {
    TimelineQuery other = query;
    other.from.reset(), other.to.reset();
    view.h.link(view.url(timeline_address(other)), t.tr("Everything"));
  }
  view.h.close().close();
}

void notes(View& view, const TimelineQuery& query, const std::vector<TimelineLane>& lanes) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<const TimelineRow*> unknown;
  for (const TimelineLane& lane : lanes) {
    if (lane.too_many) {
      h.open("p", {{"role", "status"}}).el("strong", {}, lane_title(t, lane.type)).text(": ");
      h.text(t.trf("More than {n} match.", {{"n", t.number(index::kMaxPlacedCounted)}})).text(" ").text(t.tr("Come closer or use fewer filters to see them here.")).text(" ");
      h.link(list_url(view, query, lane.type, std::nullopt), t.tr("As a list")).close();
    }
    if (lane.vague > 0) {
      h.open("p").el("strong", {}, lane_title(t, lane.type)).text(": ");
      h.text(t.ntrf("{n} is known less exactly than a column is wide and stands in none.", "{n} are known less exactly than a column is wide and stand in none.", static_cast<std::uint64_t>(lane.vague))).close();
    }
    if (lane.more_reach) {
      h.open("p").el("strong", {}, lane_title(t, lane.type)).text(": ");
      h.text(t.trf("More than {n} began before this span and reach into it; the latest of them are shown.", {{"n", t.number(static_cast<std::int64_t>(kLaneReaching))}})).close();
    }
    for (const TimelineRow& row : lane.rows) {
      if (row.span.grain == index::Grain::unknown) unknown.push_back(&row);
    }
  }
  if (unknown.empty()) return;
  h.el("h2", {}, t.tr("Not on the axis: their time is not exactly known")).open("ul");
  for (const TimelineRow* row : unknown) h.open("li").open("a", {{"href", view.url(row->url)}}).name(row->title).close().text(" · ").text(row->what).text(" · ").raw(row->when).close();
  h.close();
}

void rows_table(View& view, const std::vector<TimelineLane>& lanes) {
  const Translator& t = view.t;
  std::vector<const TimelineRow*> rows;
  for (const TimelineLane& lane : lanes) {
    for (const TimelineRow& row : lane.rows) {
      if (row.span.grain != index::Grain::unknown) rows.push_back(&row);
    }
  }
  if (rows.empty()) return;
  std::stable_sort(rows.begin(), rows.end(), [](const TimelineRow* a, const TimelineRow* b) { return a->span.begins < b->span.begins; });
  table(view.h, "rows", t.tr("What is on the axis, by time"), {{t.tr("When")}, {t.tr("What")}, {t.tr("Title")}, {t.tr("Where")}}, [&] {
    for (const TimelineRow* row : rows) {
      view.h.open("tr");
      cell(view.h, row->by_record ? t.trh("recorded {date}", {{"date", row->when}}) : row->when);
      cell(view.h, row->what);
      cell(view.h, Html().open("a", {{"href", view.url(row->url)}}).name(row->title).close().take());
      cell(view.h, row->country.empty() ? Raw() : Html().link(view.url("country/" + row->country), t.country(row->country)).take());
      view.h.close();
    }
  });
}

void counts_table(View& view, const TimelineQuery& query, const Axis& axis, const TimelineLane& lane) {
  const Translator& t = view.t;
  const std::string id = fmt::format("counts-{}", lane.type);
  table(view.h, id, fmt::format("{}: {}", lane_title(t, lane.type), t.tr("how many began when")), {{t.tr("When")}, {t.tr("Number"), true}}, [&] {
    for (std::size_t i = 0; i < lane.counts.size(); ++i) {
      if (lane.counts[i] == 0) continue;
      TimelineQuery closer = query;
      closer.from = axis.bounds[i], closer.to = axis.bounds[i + 1];
      view.h.open("tr");
      cell(view.h, Html().link(view.url(timeline_address(closer)), column_text(axis, i)).take());
      view.h.open("td", {{"class", "number"}}).link(list_url(view, query, lane.type, std::pair(axis.bounds[i], axis.bounds[i + 1])), t.number(lane.counts[i])).close();
      view.h.close();
    }
  });
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const TimelineQuery query, read_timeline_query(view.request));
  const auto [from, to] = timeline_span(view, query);
  const Axis axis = make_axis(from, to);
  const std::vector<TimelineLane> lanes = timeline_lanes(view, query, axis);
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr("Timeline"));
  h.el("h1", {}, t.tr("Timeline"));
  h.el("p", {{"class", "lede"}}, t.tr("Texts, events, steps and incidents on one axis."));
  form(view, query);
  zoom(view, query, axis);
  h.open("p", {{"role", "status"}}).raw(t.trh("{from} to {to}", {{"from", t.day_html(axis.from)}, {"to", t.day_html(axis.to - kDay)}})).text(" (UTC)").close();
  const std::string_view name = t.tr("The axis");
  h.open("figure").open("div", {{"class", "table-scroll"}, {"role", "region"}, {"aria-label", name}, {"tabindex", 0}, {"dir", "ltr"}});
  h.raw(draw_axis(t, axis, picture_lanes(view, query, axis, lanes), view.now, t.tr("now"))).close();
  h.open("figcaption", {{"class", "muted small"}});
  h.text(t.tr("Time runs from left to right, in UTC. Solid: as far as it is known. Dashed: not known more exactly, or going on when it was recorded. Many rows of a kind are columns: how many began in that time. The tables below have the same rows, numbers and links."));
  h.close().close();
  notes(view, query, lanes);
  bool any = false;
  for (const TimelineLane& lane : lanes) any = any || !lane.rows.empty() || !lane.counts.empty() || lane.too_many;
  if (!any) h.el("p", {{"role", "status"}}, t.tr("Nothing is recorded here that matches."));
  rows_table(view, lanes);
  for (const TimelineLane& lane : lanes) {
    if (!lane.counts.empty()) counts_table(view, query, axis, lane);
  }
  h.el("h2", {}, t.tr("The same rows elsewhere")).open("p", {{"class", "cluster"}});
  for (const TimelineLane& lane : lanes) h.link(list_url(view, query, lane.type, std::pair(axis.from, axis.to)), lane_title(t, lane.type));
  h.close();
  return PageSpec{.title = std::string(t.tr("Timeline")), .path = timeline_address(query), .section = Section::instruments, .wide = true, .no_index = timeline_address(query) != "timeline"};
}

}  // namespace

std::string timeline_address(const index::PlacedQuery& query) {
  TimelineQuery out;
  out.country = query.country, out.label = query.label, out.instrument = query.instrument, out.dossier = query.dossier;
  if (query.type == "incident") out.kind = query.kind;
  if (query.type == "event") out.event = query.kind;
  out.from = query.from, out.to = query.to;
  if (out.from && out.to && (*out.to - *out.from) / kDay > kMaxAxisDays) out.from.reset();
  return timeline_address(out);
}

void add_timeline_page(http::Router& router, App& app) { add_page(router, app, "/{lang}/timeline", "Texts, events, steps and incidents on one time axis", page); }

}  // namespace althing::web
