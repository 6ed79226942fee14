// althing import TABLE MAPPING: published tables as acts of the watch file, by a node.
#pragma once

#include "cli/command.h"
#include "cli/import/limits.h"

namespace althing::cli {

struct TableImport {
  std::string table, mapping, report;  // report: where the CSV goes, "" = nowhere
  bool dry_run = false, withdraw_gone = false, withdraw_many = false, all_rows = false;
  std::size_t batch = kActsPerBatch;
  std::int64_t patience = kPatienceSeconds;
};

/// kRefused if the node refused a row; an error of its own if it was not reached to the end: the report is given before.
Result<int> import_table(Context& context, const TableImport& options);

}  // namespace althing::cli
