// What became of every row of an imported table, in words, as JSON and as CSV. Each row ends in exactly one place, so
// that the numbers add up to the rows. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/import/sender.h"
#include "cli/import/table_plan.h"

namespace althing::cli {

/// In the order of the summary. A row that makes several acts is where the first of these is that one of them is, and
/// `updated` if some are new or changed and others not.
enum class RowEnd { refused_by_node, not_sent, updated, fresh, unchanged, refused, dropped };
/// "refused-by-node", "new" ...
std::string_view end_word(RowEnd end);

struct ReportLine {
  std::uint64_t line = 0;  // 0: of a row that the table does not have
  std::string outcome, src, act, reason;
};

struct TableReport {
  std::uint64_t rows = 0;
  std::map<RowEnd, std::uint64_t> ends;  // of rows; they add up to `rows`
  std::map<RowEnd, std::uint64_t> acts;  // of acts
  std::size_t gone = 0, withdrawn = 0;
  std::map<std::string, std::size_t> unmatched;
  std::vector<table::LineNote> remarks;
  std::vector<ReportLine> lines;         // by line; gone rows at the end
  bool dry_run = false;
};

/// @param sent of the fresh and changed acts in their order, then of the withdrawals if there are any; nullptr: a dry run
TableReport report_of(const table::Taken& taken, const RowActs& rows, const TablePlan& plan, const Sent* sent, bool withdraw);

std::string report_text(const TableReport& report, bool all_rows);
json::Value report_json(const TableReport& report);
/// line,outcome,src,act,reason; formulas and hidden characters neutralised as in every CSV of a node.
std::string report_csv(const TableReport& report);

}  // namespace althing::cli
