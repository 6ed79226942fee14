// The table of rows with a place and a time: kept beside the slots whose rows they are, so that filters are
// index look-ups. What is in it follows from slots and counters alone.
#pragma once

#include "index/watch.h"

namespace althing::index {

class SqliteState;

/// True iff slots of this kind have a row there.
bool is_placed(std::string_view kind);
PlacedTokens placed_tokens(std::string_view type, std::string_view payload);

/// After the slot was written.
void put_placed(SqliteState& tables, const assembly::SlotRow& slot);
/// After a counter was changed: corroborations and disputes of a version.
void count_placed(SqliteState& tables, assembly::ActNo version, std::string_view name, std::int64_t delta);

}  // namespace althing::index
