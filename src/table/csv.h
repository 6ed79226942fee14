// Tables as people publish them: CSV by RFC 4180, read a row at a time out of a text in memory. A byte
// order mark is skipped; lines end in LF or CRLF; cells in quotes may hold commas, line ends and doubled
// quotes. Rows may be shorter or longer than the head: what is missing is empty. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::table {

inline constexpr std::size_t kMaxTableBytes = 256u << 20;
inline constexpr std::size_t kMaxColumns = 2'000, kMaxCellBytes = 64u << 10;

struct Row {
  std::uint64_t line = 0;  // in the file, from 1, where the row begins
  std::vector<std::string> cells;
};

class Csv {
 public:
  /// Reads the head. The text must outlive this. malformed or too_large with "line N".
  static Result<Csv> open(std::string_view text);
  /// Names as they stand, without spaces around them.
  const std::vector<std::string>& columns() const { return columns_; }
  /// The next row with a cell for each column, at least; false at the end. Rows without any text are skipped.
  /// malformed: no UTF-8, a zero byte, a quote that is not closed, text behind a closing quote; too_large: over a limit above.
  Result<bool> next(Row& row);

 private:
  explicit Csv(std::string_view text) : text_(text) {}
  Result<bool> read(Row& row);
  Result<void> read_cell(std::string& cell);
  /// @param line where the row began; 0: where the reader is
  Error bad(Errc code, std::string why, std::uint64_t line = 0) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  bool more_in_row_ = false;
  std::vector<std::string> columns_;
};

}  // namespace althing::table
