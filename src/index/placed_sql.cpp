#include "index/placed_sql.h"

namespace althing::index {

// The filters that `where` has not are looked at row by row in the same index, which holds their columns. Every parameter
// stands in every statement, so that binding is one line.
PlacedWay placed_way(const PlacedQuery& q) {
  if (q.instrument) return {"placed_parent", "parent = ?6 AND parent IS NOT NULL AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3) AND (?5 < 0 OR owner = ?5)"};
  if (q.author) return {"placed_owner", "owner = ?5 AND ?6 IS NULL AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3)"};
  if (q.backing == "some" || q.backing == "independent") return {"placed_backed", "backed > 0 AND ?5 < 0 AND ?6 IS NULL AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3)"};
  if (q.backing == "disputed") return {"placed_doubted", "doubted > 0 AND ?5 < 0 AND ?6 IS NULL AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3)"};
  if (q.ongoing) return {"placed_ongoing", "ongoing = 1 AND ?5 < 0 AND ?6 IS NULL AND (?2 = '' OR country = ?2) AND (?3 = '' OR kind = ?3)"};
  if (!q.country.empty() && !q.kind.empty()) return {"placed_both", "country = ?2 AND kind = ?3 AND ?5 < 0 AND ?6 IS NULL"};
  if (!q.country.empty()) return {"placed_country", "country = ?2 AND ?3 = '' AND ?5 < 0 AND ?6 IS NULL"};
  if (!q.kind.empty()) return {"placed_kind", "kind = ?3 AND ?2 = '' AND ?5 < 0 AND ?6 IS NULL"};
  if (!q.extent.empty()) return {"placed_extent", "extent = ?4 AND ?2 = '' AND ?3 = '' AND ?5 < 0 AND ?6 IS NULL"};
  return {"placed_time", "?2 = '' AND ?3 = '' AND ?5 < 0 AND ?6 IS NULL"};
}

PlacedWay placed_vague_way() {
  return {"placed_vague", "w.grain >= 3 AND w.grain > ?10 AND (?2 = '' OR w.country = ?2) AND (?3 = '' OR w.kind = ?3) AND (?5 < 0 OR w.owner = ?5) AND (?6 IS NULL OR w.parent = ?6)"};
}

std::string placed_sql(const PlacedQuery& q, const PlacedWay& way, PlacedAsk ask) {
  std::string from = "placed w INDEXED BY " + std::string(way.index), label = " AND ?9 = ''";
  std::string begins = "w.begins", row = "w.row";
  std::string where = std::string(way.where);
  if (!q.label.empty()) {
    from = "placed_label l CROSS JOIN placed w";
    label = " AND l.label = ?9 AND w.slot = l.slot";
    begins = "l.begins", row = "l.row";
    // By the label's own order; the rest is looked at.
    if (way.index != "placed_vague") where = "(?2 = '' OR w.country = ?2) AND (?3 = '' OR w.kind = ?3) AND (?5 < 0 OR w.owner = ?5) AND (?6 IS NULL OR w.parent = ?6)";
  }
  const std::string what = ask == PlacedAsk::rows ? "w.slot, " + begins + ", " + row : ask == PlacedAsk::count ? "1" : "count(*)";
  std::string out = "SELECT " + what + " FROM " + from + " WHERE " + (q.label.empty() ? "w.type = ?1" : "l.type = ?1") + " AND " +
                    where + label + " AND (?4 = '' OR w.extent = ?4) AND " + begins + " >= ?7 AND " + begins + " <= ?8";
  if (q.backing == "none") out += " AND w.backed = 0";
  if (q.backing == "some" || q.backing == "independent") out += " AND w.backed > 0";
  if (q.backing == "disputed") out += " AND w.doubted > 0";
  if (q.ongoing) out += " AND w.ongoing = 1";
  if (ask == PlacedAsk::all) return out;
  if (ask == PlacedAsk::count) return "SELECT count(*) FROM (" + out + " LIMIT ?10)";
  const std::string_view order = q.oldest_first ? "" : " DESC";
  if (q.oldest_first) out += " AND (" + begins + " > ?11 OR " + row + " > ?12)";
  else out += " AND (" + begins + " < ?11 OR " + row + " < ?12)";
  return out + " ORDER BY " + begins + std::string(order) + ", " + row + std::string(order) + " LIMIT ?10";
}

}  // namespace althing::index
