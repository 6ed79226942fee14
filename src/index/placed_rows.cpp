#include "index/placed_rows.h"

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

void add_to_month(SqliteState& tables, const PlacedTokens& row, int delta) {
  tables.prepared("INSERT INTO placed_count VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET n = n + ?5")
      .run_with(row.type, row.country, row.kind, month_of(row.from), delta);
}

void remove_placed(SqliteState& tables, std::uint64_t slot) {
  Query& q = tables.prepared("SELECT type, kind, country, month, labels FROM placed WHERE slot = ?").bind(slot);
  if (!q.step()) return;
  const std::string type = q.text(0), kind = q.text(1), country = q.text(2);
  const std::int64_t month = q.integer(3);
  const bool labels = q.integer(4) != 0;
  q.reset();
  tables.prepared("UPDATE placed_count SET n = n - 1 WHERE type = ? AND country = ? AND kind = ? AND month = ?").bind(type, country, kind, month).run();
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

void put_placed(SqliteState& tables, const assembly::SlotRow& slot) {
  remove_placed(tables, slot.id);
  if (!slot.active) return;
  const PlacedTokens row = placed_tokens(slot.kind, slot.payload);
  const auto begins = parse_time(row.from);
  if (!begins) return;  // no fold lets such a row count
  std::optional<std::int64_t> parent;
  if (slot.subject != kNone) {
    if (const std::uint64_t of = tables.get(slot.subject).slot; of != 0) parent = static_cast<std::int64_t>(of);
  }
  const std::int64_t owner = slot.owner == kNone ? -1 : static_cast<std::int64_t>(slot.owner);
  tables.prepared("INSERT INTO placed(slot, row, type, kind, country, extent, begins, month, ongoing, owner, parent, backed, doubted, labels) "
                  "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .run_with(slot.id, slot.winner, row.type, row.kind, row.country, row.extent, *begins, month_of(row.from), row.end == "ongoing", owner, parent,
                tables.count(slot.winner, "corroborate"), tables.count(slot.winner, "dispute"), !row.labels.empty());
  for (const std::string& label : row.labels) {
    tables.prepared("INSERT INTO placed_label VALUES(?, ?, ?, ?, ?)").run_with(row.type, label, *begins, slot.winner, slot.id);
  }
  add_to_month(tables, row, 1);
}

void count_placed(SqliteState& tables, assembly::ActNo version, std::string_view name, std::int64_t delta) {
  if (name == "corroborate") tables.prepared("UPDATE placed SET backed = backed + ?2 WHERE row = ?1").bind(version, delta).run();
  else tables.prepared("UPDATE placed SET doubted = doubted + ?2 WHERE row = ?1").bind(version, delta).run();
}

}  // namespace althing::index
