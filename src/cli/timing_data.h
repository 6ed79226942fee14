// Published tables, taken by their mappings, as what a timing analysis looks at.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "table/take.h"
#include "timing/analysis.h"

namespace althing::cli {

/// "label=value", or "label=beginning*". A record fits if one of its labels of that name does.
struct LabelTest {
  std::string label, value;
  bool begins = false;
  bool fits(const table::Record& record) const;
};
/// usage with the text quoted.
Result<LabelTest> read_label_test(const std::string& text);

/// Which records of a table are looked at: those that fit all of `only` and none of `without`.
struct Choice {
  std::vector<LabelTest> only, without;
  bool fits(const table::Record& record) const;
};

struct TimingInput {
  timing::Data data;
  // Left out of the analysis, by reason, with the lines of the tables.
  std::map<std::string, std::vector<std::uint64_t>> incidents_left_out, events_left_out;
};

/// The span: as given, else the days that both tables cover. usage: a table without a record that can be
/// looked at, or days of which no table knows anything in common.
Result<TimingInput> timing_input(const table::Taken& incidents, const Choice& of_incidents, const table::Taken& events, const Choice& of_events,
                                 std::optional<timing::Day> first, std::optional<timing::Day> last);

}  // namespace althing::cli
