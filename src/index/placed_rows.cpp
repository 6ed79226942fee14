#include "index/placed_rows.h"

#include <algorithm>
#include <chrono>

#include "assembly/rules.h"
#include "assembly/watch/rows.h"
#include "index/sqlite_state.h"

namespace althing::index {
namespace {

using assembly::kNone;
using assembly::payload_part;

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    out.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return out;
}

// "2026-01-05T..." to 202601.
int month_of(std::string_view time) {
  int out = 0;
  for (const std::size_t at : {0, 1, 2, 3, 5, 6}) out = out * 10 + (time[at] - '0');
  return out;
}

UnixSeconds seconds_of(std::chrono::sys_days day) { return std::chrono::sys_seconds(day).time_since_epoch().count(); }

// The first second behind the minute, hour, day, month or year that begins then.
UnixSeconds grain_end(UnixSeconds at, Grain grain) {
  using namespace std::chrono;
  const year_month_day day{floor<days>(sys_seconds(seconds(at)))};
  switch (grain) {
    case Grain::minute: return at + 60;
    case Grain::hour: return at + 3'600;
    case Grain::day: return at + 86'400;
    case Grain::month: return seconds_of((day.year() / day.month() + months(1)) / 1);
    case Grain::year: return seconds_of((day.year() + years(1)) / 1 / 1);
    case Grain::unknown: break;
  }
  return at;
}

Grain grain_of(std::string_view precision) {
  static constexpr std::string_view kWords[] = {"minute", "hour", "day", "month", "year"};
  const auto at = std::find(std::begin(kWords), std::end(kWords), precision);
  return static_cast<Grain>(at - std::begin(kWords));  // else unknown, the one behind them
}

void add_to_counts(SqliteState& tables, std::string_view type, std::string_view country, std::string_view kind, std::int64_t month, int delta) {
  tables.prepared("INSERT INTO placed_count VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET n = n + ?5").run_with(type, country, kind, month, delta);
  tables.prepared("INSERT INTO placed_total VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = n + ?4").run_with(type, country, kind, delta);
}

void remove_placed(SqliteState& tables, std::uint64_t slot) {
  Query& q = tables.prepared("SELECT type, kind, country, month, labels FROM placed WHERE slot = ?").bind(slot);
  if (!q.step()) return;
  const std::string type = q.text(0), kind = q.text(1), country = q.text(2);
  const std::int64_t month = q.integer(3);
  const bool labels = q.integer(4) != 0;
  q.reset();
  add_to_counts(tables, type, country, kind, month, -1);
  if (labels) tables.prepared("DELETE FROM placed_label WHERE slot = ?").bind(slot).run();
  tables.prepared("DELETE FROM placed WHERE slot = ?").bind(slot).run();
}

}  // namespace

bool is_placed(std::string_view kind) { return kind == "incident" || kind == "event" || kind == "step"; }

PlacedTokens placed_tokens(std::string_view type, std::string_view payload) {
  PlacedTokens out;
  out.type = type;
  if (type == "step") {
    const auto part = [&](std::size_t n) { return std::string(payload_part(payload, n)); };
    out.src = part(0), out.kind = part(1), out.from = part(2), out.to = part(3), out.country = part(4), out.watcher = part(5);
    out.precision = "minute";
    return out;
  }
  const assembly::watch::Placed row = assembly::watch::read_placed(payload);
  out.src = row.src, out.kind = row.kind, out.country = row.country, out.region = row.region;
  out.from = row.from, out.to = row.to, out.precision = row.precision, out.end = row.end;
  out.embargo = row.embargo, out.extent = row.extent;
  out.labels = list_of(row.labels);
  return out;
}

std::optional<PlacedSpan> placed_span(const PlacedTokens& row) {
  const auto from = parse_time(row.from);
  if (!from) return std::nullopt;
  PlacedSpan out;
  out.begins = *from;
  out.grain = grain_of(row.precision);
  const auto to = parse_time(row.to);
  out.ends = row.end == "ongoing" ? kNoEnd : grain_end(to ? *to : *from, out.grain);
  return out;
}

void put_placed(SqliteState& tables, const assembly::SlotRow& slot) {
  remove_placed(tables, slot.id);
  if (!slot.active) return;
  const PlacedTokens row = placed_tokens(slot.kind, slot.payload);
  const auto span = placed_span(row);
  if (!span) return;  // no fold lets such a row count
  std::optional<std::int64_t> reach;
  if (span->ends > (span->begins - ((span->begins % 86'400) + 86'400) % 86'400) + 86'400) reach = span->ends;
  std::optional<std::int64_t> parent;
  if (slot.subject != kNone) {
    if (const std::uint64_t of = tables.get(slot.subject).slot; of != 0) parent = static_cast<std::int64_t>(of);
  }
  const std::int64_t owner = slot.owner == kNone ? -1 : static_cast<std::int64_t>(slot.owner);
  tables.prepared("INSERT INTO placed(slot, row, type, kind, country, extent, begins, month, ongoing, owner, parent, backed, doubted, labels, reach, grain) "
                  "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .run_with(slot.id, slot.winner, row.type, row.kind, row.country, row.extent, span->begins, month_of(row.from), row.end == "ongoing", owner, parent,
                tables.count(slot.winner, "corroborate"), tables.count(slot.winner, "dispute"), !row.labels.empty(), reach, static_cast<int>(span->grain));
  for (const std::string& label : row.labels) {
    tables.prepared("INSERT INTO placed_label VALUES(?, ?, ?, ?, ?)").run_with(row.type, label, span->begins, slot.winner, slot.id);
  }
  add_to_counts(tables, row.type, row.country, row.kind, month_of(row.from), 1);
}

void count_placed(SqliteState& tables, assembly::ActNo version, std::string_view name, std::int64_t delta) {
  if (name == "corroborate") tables.prepared("UPDATE placed SET backed = backed + ?2 WHERE row = ?1").bind(version, delta).run();
  else tables.prepared("UPDATE placed SET doubted = doubted + ?2 WHERE row = ?1").bind(version, delta).run();
}

}  // namespace althing::index
