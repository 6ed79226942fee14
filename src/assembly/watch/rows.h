// What the watch file's rules keep of a row (ActRow::payload), and how it is read again. Parts stand
// between bars; tokens and times have none.
//   instrument "src|kind|embargo"       provision "src|number|from|embargo"
//   position   "src|option|embargo"     document  "src|sha256|provenance|embargo"
//   event      "src|kind|country|region|from|to|precision|end|embargo|label,label,"
//   incident   the same and "|extent"
//   corroborate "|embargo"              claim "src|embargo"          check "|verdict|embargo"
//   dossier "src|with,with,"            part "row|with,with,"
//   step "src|kind|when|until|country|watcher"     window: its members as JSON
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "act/act.h"

namespace althing::assembly::watch {

/// An event or incident as its payload says it. Views into the payload.
struct Placed {
  std::string_view src, kind, country, region, from, to, precision, end, embargo, labels, extent;
};
Placed read_placed(std::string_view payload);

/// Until when the words of a row of this type are kept back; "" if they are not. Of other types "".
std::string_view embargo_of(std::string_view type, std::string_view payload);

/// "" or what is wrong with a row in itself, "member: words": times of an event or incident (the first moment that
/// the precision leaves open, so that one day has one spelling), an embargo without words, a verdict without evidence,
/// a step that ends before it begins, the days of an analysis plan. For acts of these types that pass their schema.
std::string row_fault(const act::Act& act);

/// True iff the time is the first moment of its minute, hour, day, month or year. "unknown": always.
bool is_first_moment(std::string_view time, std::string_view precision);

}  // namespace althing::assembly::watch
