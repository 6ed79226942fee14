// The rows that a mapping took from a table as acts of the watch file, not yet signed: one act for each country of
// a row. What an act cannot say is refused with the row's line, the column and the reason. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "table/take.h"

namespace althing::cli {

struct RowAct {
  std::uint64_t line = 0;
  std::string row;     // Record::id
  std::string src;     // the same, or "<row>.<country>" if the mapping splits countries
  json::Object leaf;   // act, kind, country, from, precision, src ...: what the act says of itself
  json::Object words;  // its detail without salt and by
};

struct RowActs {
  std::vector<RowAct> acts;  // in the order of the table; those of one row stand together
  std::vector<table::LineNote> refused, remarks;
};

/// usage: the mapping has no [act]; malformed: it names what the act's type does not know, "act.kind: ...".
Result<void> check_act_columns(const table::Mapping& mapping);

/// @param mapping passed check_act_columns; the table was taken by it
/// @param now incidents that begin later are refused
RowActs row_acts(const table::Taken& taken, const table::Mapping& mapping, UnixSeconds now);

/// "event" or "incident".
std::string_view act_type(const table::Mapping& mapping);

}  // namespace althing::cli
