// How the columns of a published table become dated records of countries: a mapping in TOML, described in
// docs/watch-mappings.md. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "table/act_columns.h"

namespace althing::table {

inline constexpr std::size_t kMaxMappingBytes = 256 * 1024;
inline constexpr std::size_t kMaxForms = 32, kMaxLabels = 32, kMaxFilters = 32;

enum class Kind { incident, event };

/// Either one column and the forms of its cells, or columns for year, month and day.
struct DateColumns {
  std::string column;
  std::vector<std::string> forms;
  std::string year, month, day;
  std::string separator;  // between the two ends of a range in one cell; "" = no ranges
};

struct Label {
  std::string name, column, split;
  std::map<std::string, std::string> values;  // of cells, as they are to be called; others stay as they are
};

struct Filter {
  std::string column;
  std::vector<std::string> values;
  std::string why;  // of a drop
};

struct Mapping {
  Kind kind = Kind::incident;
  std::string source;           // token; begins every id
  std::string about;
  std::vector<std::string> id;  // columns that tell a row from others and stay when it is corrected
  std::string country, country_split;
  std::map<std::string, std::string> countries;  // names that are not to be matched by country_code()
  DateColumns start;
  std::optional<DateColumns> end;
  bool drop_bad_end = false;    // an end that cannot be read or is before the start is left out and remarked on, not refused
  std::vector<Label> labels;
  std::vector<Filter> keep;     // a row must fit all
  std::vector<Filter> drop;     // and none of these
  std::optional<ActColumns> act;  // what an import needs beside these
};

/// malformed with the member's name ("start.forms") and the reason; an unknown member is refused.
Result<Mapping> read_mapping(std::string_view toml);

/// Every column that the mapping reads, each once.
std::vector<std::string> columns_of(const Mapping& mapping);

}  // namespace althing::table
