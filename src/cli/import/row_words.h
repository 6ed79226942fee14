// The words of one row: cells cleaned of what deceives, filled into the mapping's forms, cut to what a detail
// takes. Whatever is changed on the way is remarked on; the cells themselves stand in the detail's `cells`. Pure.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "table/take.h"

namespace althing::cli {

/// Makes the words of the rows of one table. The table and mapping must outlive it. One thread.
class RowWords {
 public:
  RowWords(const table::Taken& taken, const table::Mapping& mapping);

  /// The cell of a column that the mapping reads, without blanks around it.
  std::string_view cell(const table::Record& record, const std::string& column) const;

  /// The detail without salt and by. schema, "COLUMN: holds U+202E, ...": a cell with a character that reorders text or
  /// steers terminals; "title: ...": no form of the title fits.
  Result<json::Object> words(const table::Record& record, std::vector<std::string>& remarks) const;

 private:
  using Cells = std::vector<std::string>;  // cleaned, by their place in the row; "" if not kept
  Result<Cells> clean(const table::Record& record, std::vector<std::string>& remarks) const;
  std::string filled(const table::Words& words, const Cells& cells) const;
  void add_links(json::Object& out, const Cells& cells, std::vector<std::string>& remarks) const;
  void add_targets(json::Object& out, const Cells& cells, std::vector<std::string>& remarks) const;

  const table::ActColumns& act_;
  std::unordered_map<std::string, std::size_t> place_;     // of the columns that the mapping reads
  std::vector<std::pair<std::string, std::size_t>> kept_;  // name in `cells`, place
};

}  // namespace althing::cli
