// Takes the rows of a table by a mapping. Every row ends in exactly one place: a record, a refusal with
// its reason, or a drop that the mapping asked for. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "table/csv.h"
#include "table/mapping.h"
#include "table/when.h"

namespace althing::table {

struct Record {
  std::uint64_t line = 0;              // in the file
  std::string id;                      // "<source>.<16 hex>", of the mapping's id columns: stays when other cells are corrected
  std::vector<std::string> countries;  // codes, at least one
  When start;
  std::optional<When> end;             // nothing: not told, or going on
  std::multimap<std::string, std::string> labels;  // by the mapping's names
  std::vector<std::string> cells;      // the row as it stands
};

struct LineNote {
  std::uint64_t line = 0;
  std::string text;     // "column: reason"
  std::string id = {};  // of the row, as in Record: also of rows that were not taken
};

struct Taken {
  std::vector<std::string> columns;
  std::vector<Record> records;
  std::vector<LineNote> refused;                    // rows not taken, and why
  std::vector<LineNote> dropped;                    // by the mapping's own rules
  std::vector<LineNote> remarks;                    // odd cells of rows that were taken
  std::map<std::string, std::size_t> unmatched;     // names of countries without a code, and how many rows
  std::uint64_t rows = 0;                           // = records + refused + dropped
};

/// malformed: "line N" of a file that is no CSV, or a column that the mapping names and the file does not have, or twice.
Result<Taken> take_rows(std::string_view csv, const Mapping& mapping);

}  // namespace althing::table
