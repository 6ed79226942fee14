// How a query of rows with a place and a time is asked of SQLite: by which index, with which conditions.
#pragma once

#include <string>
#include <string_view>

#include "index/watch.h"

namespace althing::index {

/// Which index answers, and which filters it answers by itself.
struct PlacedWay {
  std::string_view index, where;
};
PlacedWay placed_way(const PlacedQuery& query);
/// Only rows whose beginning is known less exactly than to the day. Its statements have the parameter ?10 too: the finest
/// Grain that is not asked for.
PlacedWay placed_vague_way();

enum class PlacedAsk {
  rows,   // slot, begins, row; in order, behind (?11, ?12), at most ?10
  count,  // how many, at most ?10
  all,    // how many
};
/// Parameters: ?1 type, ?2 country, ?3 kind, ?4 extent ("" = any), ?5 owner (-1 = any), ?6 parent (NULL = any), ?7 and ?8 first and
/// last beginning, ?9 label.
std::string placed_sql(const PlacedQuery& query, const PlacedWay& way, PlacedAsk ask);

}  // namespace althing::index
