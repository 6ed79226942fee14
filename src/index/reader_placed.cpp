// Reader: events, incidents and steps by filters, and how many there are.
#include <algorithm>

#include "assembly/rules.h"
#include "index/placed_rows.h"
#include "index/placed_sql.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::SlotRow;

PlacedInfo SqliteReader::placed_info(const SlotRow& slot) {
  PlacedInfo out;
  const ActRow row = state_.get(slot.winner);
  static_cast<Item&>(out) = item(row);
  out.tokens = placed_tokens(row.type, row.payload);
  if (row.subject != kNone) out.parent = current_item(id_of(row.subject));
  out.backing = backing_of(row);
  out.cursor = {parse_time(out.tokens.from).value_or(0), row.no};
  return out;
}

std::optional<PlacedInfo> SqliteReader::placed_row(const act::ActId& any_version, std::string_view type) {
  const auto slot = row_slot(any_version, type);
  return slot ? std::optional(placed_info(*slot)) : std::nullopt;
}

std::optional<SqliteReader::PlacedWhose> SqliteReader::placed_whose(const PlacedQuery& query) {
  PlacedWhose out;
  if (query.author) {
    const auto join = state_.find(*query.author);
    if (!join) return std::nullopt;
    out.owner = static_cast<std::int64_t>(*join);
  }
  if (query.instrument) {
    const auto no = state_.find(*query.instrument);
    const std::uint64_t slot = no ? state_.get(*no).slot : 0;
    if (slot == 0) return std::nullopt;
    out.parent = static_cast<std::int64_t>(slot);
  }
  return out;
}

PlacedPage SqliteReader::placed(const PlacedQuery& query) {
  if (query.dossier) return placed_in_dossier(query);
  const auto whose = placed_whose(query);
  if (!whose) return {};
  const auto& [owner, parent] = *whose;
  const PlacedWay way = placed_way(query);
  const std::int64_t low = query.from.value_or(INT64_MIN), high = query.to ? *query.to - 1 : INT64_MAX;
  PlacedPage page;
  const bool independent = query.backing == "independent";
  const bool plain = query.extent.empty() && query.label.empty() && query.backing.empty() && !query.ongoing && !query.author && !query.instrument && !query.from && !query.to;
  if (independent) {
    page.total = -1;
  } else if (plain) {
    Query& sum = state_.prepared("SELECT coalesce(sum(n), 0) FROM placed_total WHERE type = ?1 AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3)").bind(query.type, query.country, query.kind);
    sum.step();
    page.total = std::min(sum.integer(0), kMaxPlacedCounted + 1);
    sum.reset();
  } else {
    Query& count = state_.prepared(placed_sql(query, way, PlacedAsk::count)).bind(query.type, query.country, query.kind, query.extent, owner, parent, low, high, query.label, kMaxPlacedCounted + 1);
    count.step();
    page.total = count.integer(0);
    count.reset();
  }
  const std::int64_t first = query.oldest_first ? INT64_MIN : INT64_MAX;
  const std::int64_t at = query.after ? query.after->begins : first;
  const std::int64_t row = query.after ? static_cast<std::int64_t>(query.after->row) : (query.oldest_first ? INT64_MIN : INT64_MAX);
  const std::int64_t bottom = query.after && query.oldest_first ? std::max(low, at) : low, top = query.after && !query.oldest_first ? std::min(high, at) : high;
  struct Hit {
    std::uint64_t slot;
    PlacedCursor cursor;
  };
  std::vector<Hit> found;
  const std::size_t wanted = (independent ? kIndependentLookedAt : query.limit) + 1;
  Query& q = state_.prepared(placed_sql(query, way, PlacedAsk::rows)).bind(query.type, query.country, query.kind, query.extent, owner, parent, bottom, top, query.label, wanted, at, row);
  while (q.step()) found.push_back({static_cast<std::uint64_t>(q.integer(0)), {q.integer(1), static_cast<ActNo>(q.integer(2))}});
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i + 1 == wanted || page.rows.size() == query.limit) {
      page.more = true;
      break;
    }
    page.next = found[i].cursor;
    PlacedInfo info = placed_info(state_.get_slot(found[i].slot));
    if (!independent || info.backing.independent > 0) page.rows.push_back(std::move(info));
  }
  if (!page.more) page.next.reset();
  return page;
}

// A dossier's rows are few: they are read and sorted.
PlacedPage SqliteReader::placed_in_dossier(const PlacedQuery& query) {
  PlacedPage page;
  const auto dossier = row_slot(*query.dossier, "dossier");
  if (!dossier) return page;
  std::optional<std::uint64_t> parent;
  if (query.instrument) {
    const auto no = state_.find(*query.instrument);
    parent = no ? state_.get(*no).slot : 0;
  }
  std::vector<std::uint64_t> seen;
  for (const SlotRow& part : part_slots(*dossier, kMaxDossierRows)) {
    const auto row = parse_hex<act::ActId>(assembly::payload_part(part.payload, 0));
    const auto no = row ? state_.find(*row) : std::nullopt;
    if (!no) continue;
    const ActRow act = state_.get(*no);
    if (act.type != query.type || act.slot == 0 || std::find(seen.begin(), seen.end(), act.slot) != seen.end()) continue;
    seen.push_back(act.slot);
    const SlotRow slot = state_.get_slot(act.slot);
    if (!slot.active) continue;
    PlacedInfo info = placed_info(slot);
    const PlacedTokens& t = info.tokens;
    const bool fits = (query.country.empty() || t.country == query.country) && (query.kind.empty() || t.kind == query.kind) && (query.extent.empty() || t.extent == query.extent) &&
                      (query.label.empty() || std::find(t.labels.begin(), t.labels.end(), query.label) != t.labels.end()) && (!query.ongoing || t.end == "ongoing") &&
                      (!query.from || info.cursor.begins >= *query.from) && (!query.to || info.cursor.begins < *query.to) &&
                      (!query.author || (slot.owner != kNone && id_of(slot.owner) == *query.author)) &&
                      (!parent || (slot.subject != kNone && state_.get(slot.subject).slot == *parent)) &&
                      (query.backing.empty() || (query.backing == "none" && info.backing.all == 0) || (query.backing == "some" && info.backing.all > 0) ||
                       (query.backing == "independent" && info.backing.independent > 0) || (query.backing == "disputed" && info.backing.disputes > 0));
    if (fits) page.rows.push_back(std::move(info));
  }
  const auto place = [](const PlacedInfo& one) { return std::pair(one.cursor.begins, one.cursor.row); };
  std::sort(page.rows.begin(), page.rows.end(), [&](const auto& a, const auto& b) { return query.oldest_first ? place(a) < place(b) : place(b) < place(a); });
  page.total = static_cast<std::int64_t>(page.rows.size());
  if (query.after) {
    const auto after = std::pair(query.after->begins, query.after->row);
    std::erase_if(page.rows, [&](const auto& one) { return query.oldest_first ? place(one) <= after : place(one) >= after; });
  }
  if (page.rows.size() > query.limit) {
    page.more = true;
    page.rows.resize(query.limit);
    page.next = page.rows.back().cursor;
  }
  return page;
}

std::vector<PlacedCount> SqliteReader::placed_counts(std::string_view type, int from_month, int to_month) {
  std::vector<PlacedCount> out;
  const bool all = from_month <= 0 && to_month >= 999'912;
  Query& q = all ? state_.prepared("SELECT country, kind, n FROM placed_total WHERE type = ? AND n > 0").bind(type)
                 : state_.prepared("SELECT country, kind, sum(n) FROM placed_count WHERE type = ? AND month >= ? AND month <= ? GROUP BY country, kind HAVING sum(n) > 0").bind(type, from_month, to_month);
  while (q.step()) out.push_back({q.text(0), q.text(1), q.integer(2)});
  return out;
}

std::vector<MonthCount> SqliteReader::placed_months(std::string_view type, const std::string& country, const std::string& kind) {
  std::vector<MonthCount> out;
  Query& q = state_.prepared("SELECT month, sum(n) FROM placed_count WHERE type = ?1 AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3) GROUP BY month HAVING sum(n) > 0 ORDER BY month")
                 .bind(type, country, kind);
  while (q.step()) out.push_back({static_cast<int>(q.integer(0)), q.integer(1)});
  return out;
}

std::vector<std::pair<ActNo, PlacedTokens>> SqliteReader::placed_scan(std::string_view type, ActNo after, std::size_t limit) {
  std::vector<std::pair<ActNo, PlacedTokens>> out;
  const std::int64_t from = after == kNone ? -1 : static_cast<std::int64_t>(after);
  Query& q = state_.prepared("SELECT w.row, s.payload FROM placed w INDEXED BY placed_row CROSS JOIN slot s WHERE w.row > ?2 AND w.type = ?1 AND s.id = w.slot ORDER BY w.row LIMIT ?3")
                 .bind(type, from, limit);
  while (q.step()) out.emplace_back(static_cast<ActNo>(q.integer(0)), placed_tokens(type, q.text(1)));
  return out;
}

}  // namespace althing::index
