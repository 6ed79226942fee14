// Scanning helpers of the readers: a cursor over one line, numbers by hand (no locale, no
// exceptions), and words that quote what was found. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::tally {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text);
/// For messages: the text, cut and with odd bytes replaced, in quotes.
std::string quoted(std::string_view text);
/// Bytes as UTF-8: what is not is taken as ISO 8859-1, which old tally sheets use.
std::string to_utf8(std::string_view text);
bool iequal(std::string_view a, std::string_view b);

/// A decimal number as integer times 10^-decimals, trailing zeros dropped.
struct Decimal {
  std::int64_t value = 0;
  int decimals = 0;
};
/// [+-]digits[.digits], nothing else (no exponent). malformed: not that; too_large: beyond `most`
/// units or more than `max_decimals` digits after the point.
Result<Decimal> parse_number(std::string_view text, std::int64_t most, int max_decimals);
/// The same value at 10^decimals units (decimals >= number.decimals).
std::int64_t at_scale(Decimal number, int decimals);
/// Digits only, at most `most`.
Result<std::int64_t> parse_count(std::string_view text, std::int64_t most);

/// "12.5" of 1250 in hundredths.
std::string decimal_text(std::int64_t value, std::int64_t scale);
/// Always with all digits: "12.50".
std::string fixed_text(__int128 value, int decimals);

/// Comma, or semicolon if the line has those and no comma.
inline char csv_separator(std::string_view first_line) {
  return first_line.find(',') == std::string_view::npos &&
                 first_line.find(';') != std::string_view::npos
             ? ';'
             : ',';
}
/// Splits a line at `separator`. A cell may stand in quotes ("" is a quote inside them); what
/// follows a closing quote belongs to the cell. Blanks around cells are dropped. `open`: a quote is
/// not closed, the record goes on in the next line. too_large beyond kMaxColumns.
Result<void> split_csv(std::string_view line, char separator, std::vector<std::string>& out,
                       bool& open);

}  // namespace althing::tally
