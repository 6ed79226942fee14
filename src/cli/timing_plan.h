// A timing analysis that a `window` act fixed, computed anew from a record alone (docs/timing.md).
#pragma once

#include <optional>
#include <string>

#include "cli/command.h"

namespace althing::cli {

struct PlanOptions {
  std::string plan;    // the act's id
  std::string record;  // data folder, record, export, or a node's address
  std::optional<std::uint64_t> entries;  // only the first so many of its log
};

/// Checks the record, folds it, and prints the report. usage: "plan"; not_found: no such act in force among the
/// entries; corrupt: the record has faults; else the errors of fold_record() and timing::analyse().
Result<int> plan_command(Context& context, const PlanOptions& options);

}  // namespace althing::cli
