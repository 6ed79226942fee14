#include "table/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "table/trim.h"

namespace althing::table {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

Error Csv::bad(Errc code, std::string why, std::uint64_t line) const { return {code, fmt::format("line {}", line > 0 ? line : line_), std::move(why)}; }

Result<Csv> Csv::open(std::string_view text) {
  if (text.size() > kMaxTableBytes) return fail(Errc::too_large, "table", fmt::format("may have {} bytes, got {}", kMaxTableBytes, text.size()));
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Csv out(text);
  Row head;
  TRY(const bool any, out.next(head));
  if (!any) return fail(Errc::malformed, "table", "has no head");
  for (const std::string& cell : head.cells) out.columns_.emplace_back(trimmed(cell));
  return out;
}

Result<bool> Csv::next(Row& row) {
  while (true) {
    TRY(const bool any, read(row));
    if (!any) return false;
    if (std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
    if (row.cells.size() < columns_.size()) row.cells.resize(columns_.size());
    return true;
  }
}

Result<bool> Csv::read(Row& row) {
  row.cells.clear();
  row.line = line_;
  if (at_ == text_.size()) return false;
  do {
    if (row.cells.size() == kMaxColumns) return fail(bad(Errc::too_large, fmt::format("has more than {} cells", kMaxColumns)));
    TRY_VOID(read_cell(row.cells.emplace_back()));
    const std::string& cell = row.cells.back();
    if (cell.find('\0') != std::string::npos) return fail(bad(Errc::malformed, "holds a zero byte: no text, or in UTF-16; a table is UTF-8", row.line));
    if (!is_utf8(cell)) return fail(bad(Errc::malformed, "is no UTF-8; convert the table first (iconv -t UTF-8)", row.line));
  } while (more_in_row_);
  return true;
}

// Leaves at_ behind the comma or line end that closes the cell.
Result<void> Csv::read_cell(std::string& cell) {
  if (at_ < text_.size() && text_[at_] == '"') {
    for (++at_;; ++at_) {
      if (at_ == text_.size()) return fail(bad(Errc::malformed, "a quote is not closed"));
      const char c = text_[at_];
      if (c == '"') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      line_ += c == '\n' ? 1U : 0U;
      cell += c;
      if (cell.size() > kMaxCellBytes) return fail(bad(Errc::too_large, fmt::format("a cell may have {} bytes", kMaxCellBytes)));
    }
    ++at_;
  } else {
    const std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
    cell = text_.substr(at_, end - at_);
    if (cell.ends_with('\r')) cell.pop_back();
    if (cell.size() > kMaxCellBytes) return fail(bad(Errc::too_large, fmt::format("a cell may have {} bytes", kMaxCellBytes)));
    at_ = end;
  }
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  more_in_row_ = false;
  if (at_ == text_.size()) return {};
  if (text_[at_] == ',') more_in_row_ = true;
  else if (text_[at_] == '\n') ++line_;
  else return fail(bad(Errc::malformed, "text stands behind a closing quote"));
  ++at_;
  return {};
}

}  // namespace althing::table
