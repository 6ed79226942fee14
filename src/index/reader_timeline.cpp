// Reader: how many rows of the watch file begin in each span of a time axis, and which reach into it from before.
#include <algorithm>

#include "index/placed_rows.h"
#include "index/placed_sql.h"
#include "index/sqlite_reader.h"

namespace althing::index {
namespace {

// Everything of a dossier, in whatever order.
PlacedQuery whole(PlacedQuery query) {
  query.from.reset();
  query.to.reset();
  query.after.reset();
  query.limit = kMaxDossierRows;
  return query;
}

}  // namespace

PlacedDensity SqliteReader::placed_density(const PlacedQuery& query, const std::vector<UnixSeconds>& bounds, Grain vaguest) {
  PlacedDensity out;
  if (bounds.size() < 2) return out;
  out.counts.resize(bounds.size() - 1);
  if (query.dossier) {
    for (const PlacedInfo& row : placed_in_dossier(whole(query)).rows) {
      const auto span = placed_span(row.tokens);
      if (!span || span->begins < bounds.front() || span->begins >= bounds.back()) continue;
      const auto behind = std::upper_bound(bounds.begin(), bounds.end(), span->begins);
      if (span->grain > vaguest) ++out.vague;
      else ++out.counts[static_cast<std::size_t>(behind - bounds.begin()) - 1];
    }
    return out;
  }
  const auto whose = placed_whose(query);
  if (!whose) return out;
  const std::string vague_sql = placed_sql(query, placed_vague_way(), PlacedAsk::all);
  const auto vague_in = [&](UnixSeconds from, UnixSeconds to) {
    Query& q = state_.prepared(vague_sql).bind(query.type, query.country, query.kind, query.extent, whose->owner, whose->parent, from, to - 1, query.label, static_cast<int>(vaguest));
    q.step();
    const std::int64_t n = q.integer(0);
    q.reset();
    return n;
  };
  out.vague = vague_in(bounds.front(), bounds.back());
  const std::string sql = placed_sql(query, placed_way(query), PlacedAsk::all);
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    Query& q = state_.prepared(sql).bind(query.type, query.country, query.kind, query.extent, whose->owner, whose->parent, bounds[i], bounds[i + 1] - 1, query.label);
    q.step();
    out.counts[i] = q.integer(0);
    q.reset();
    if (out.vague > 0 && out.counts[i] > 0) out.counts[i] -= vague_in(bounds[i], bounds[i + 1]);
  }
  return out;
}

std::vector<PlacedInfo> SqliteReader::placed_reaching(const PlacedQuery& query, UnixSeconds at, std::size_t limit) {
  std::vector<PlacedInfo> out;
  if (query.dossier) {
    PlacedQuery all = whole(query);
    all.oldest_first = false;
    for (PlacedInfo& row : placed_in_dossier(all).rows) {
      const auto span = placed_span(row.tokens);
      if (span && span->begins < at && span->ends > at && out.size() < limit) out.push_back(std::move(row));
    }
    return out;
  }
  const auto whose = placed_whose(query);
  if (!whose) return out;
  Query& q = state_.prepared("SELECT w.slot FROM placed w INDEXED BY placed_long WHERE w.type = ?1 AND w.reach > ?7 AND w.begins < ?7 AND (?2 = '' OR w.country = ?2) AND (?3 = '' OR w.kind = ?3) "
                             "AND (?5 < 0 OR w.owner = ?5) AND (?6 IS NULL OR w.parent = ?6) AND (?4 = '' OR w.extent = ?4) "
                             "AND (?8 = '' OR EXISTS(SELECT 1 FROM placed_label l WHERE l.slot = w.slot AND l.label = ?8)) ORDER BY w.begins DESC, w.row DESC LIMIT ?9")
                 .bind(query.type, query.country, query.kind, query.extent, whose->owner, whose->parent, at, query.label, limit);
  std::vector<std::uint64_t> slots;
  while (q.step()) slots.push_back(static_cast<std::uint64_t>(q.integer(0)));
  for (const std::uint64_t slot : slots) out.push_back(placed_info(state_.get_slot(slot)));
  return out;
}

}  // namespace althing::index
