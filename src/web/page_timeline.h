// What the timeline shows: its filters as the address has them, and for each lane either its rows or how many there are in
// each column of the axis. Functions of (reader, query); they write nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/kit/timeline.h"
#include "web/page_placed.h"

namespace althing::web {

/// Rows of one kind that are drawn one by one; of more, how many begin in each column.
inline constexpr std::size_t kLaneRows = 100;
/// Rows that began before the span and reach into it; drawn with the others.
inline constexpr std::size_t kLaneReaching = 50;
/// Instruments, documents and provisions looked at.
inline constexpr std::size_t kLaneTexts = 2'000;

/// What addresses can say: 1 January of the year 0, and the day behind 31 December 9999.
inline constexpr UnixSeconds kFirstDay = -62'167'219'200, kLastDay = 253'402'300'800;

struct TimelineQuery {
  std::string country, label;
  std::string kind, event;                       // of incidents, of events
  std::optional<act::ActId> instrument, dossier;
  std::optional<UnixSeconds> from, to;           // [from, to), whole days; unset: as the rows need
};
/// malformed, naming the parameter: country, label, kind, event, instrument, dossier, from, to.
Result<TimelineQuery> read_timeline_query(const http::Request& request);
/// "timeline?country=is&from=2024-01-01&to=2024-12-31".
std::string timeline_address(const TimelineQuery& query);
/// The same filters as a list of that type has them; without from and to.
index::PlacedQuery lane_query(const TimelineQuery& query, std::string_view type);

/// One row as the axis and the table show it.
struct TimelineRow {
  index::PlacedSpan span;
  UnixSeconds recorded = 0;      // of what was going on then
  bool by_record = false;        // no time of its own is told: it stands where it was recorded
  Raw when;
  std::string what, title, url;  // "election", plain title, path below the language
  std::string country;
};
struct TimelineLane {
  std::string_view type;         // "instrument", "event", "step", "incident"
  std::vector<TimelineRow> rows; // by their beginnings
  std::vector<std::int64_t> counts;  // one for each column; a lane has one or the other
  std::int64_t total = 0;        // of the span; kMaxPlacedCounted + 1: more than that
  std::int64_t vague = 0;        // begin in the span and are in no column
  bool too_many = false;         // for columns with these filters: neither rows nor counts
  bool more_reach = false;       // more than kLaneReaching began before
};
/// The span that holds every row of the filters, or what is left of it beside the ends that are asked for.
std::pair<UnixSeconds, UnixSeconds> timeline_span(View& view, const TimelineQuery& query);
/// Instruments with their documents, events, steps, incidents; steps and texts have no labels and are left out under one.
std::vector<TimelineLane> timeline_lanes(View& view, const TimelineQuery& query, const Axis& axis);

}  // namespace althing::web
