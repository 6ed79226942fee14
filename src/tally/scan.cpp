#include "tally/scan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "tally/limits.h"

namespace althing::tally {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (is_blank(text.front()) || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::string out = "\"";
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte >= 0x7f ? '?' : c;
  }
  return out + (text.size() > kShown ? "...\"" : "\"");
}

bool iequal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

Result<Decimal> parse_number(std::string_view text, std::int64_t most, int max_decimals) {
  const std::string_view whole = text;
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto point = text.find('.');
  std::string_view digits = text.substr(0, point);
  std::string_view fraction =
      point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (digits.empty() || (point != std::string_view::npos && fraction.empty())) {
    return fail(Errc::malformed, fmt::format("{} is not a number", quoted(whole)));
  }
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  Decimal out;
  __int128 value = 0;
  const __int128 ceiling = static_cast<__int128>(most);
  for (const char c : digits) {
    if (!is_digit(c))
      return fail(Errc::malformed, fmt::format("{} is not a number", quoted(whole)));
    value = value * 10 + (c - '0');
    if (value > ceiling)
      return fail(Errc::too_large, fmt::format("{} is more than {}", quoted(whole), most));
  }
  for (const char c : fraction) {
    if (!is_digit(c))
      return fail(Errc::malformed, fmt::format("{} is not a number", quoted(whole)));
  }
  if (fraction.size() > static_cast<std::size_t>(max_decimals)) {
    return fail(Errc::too_large,
                fmt::format("{} has more than {} decimals", quoted(whole), max_decimals));
  }
  if (value == ceiling && !fraction.empty()) {
    return fail(Errc::too_large, fmt::format("{} is more than {}", quoted(whole), most));
  }
  for (const char c : fraction) value = value * 10 + (c - '0');
  out.value = static_cast<std::int64_t>(negative ? -value : value);
  out.decimals = static_cast<int>(fraction.size());
  return out;
}

std::int64_t at_scale(Decimal number, int decimals) {
  for (int i = number.decimals; i < decimals; ++i) number.value *= 10;
  return number.value;
}

Result<std::int64_t> parse_count(std::string_view text, std::int64_t most) {
  if (text.empty()) return fail(Errc::malformed, "a number is missing");
  for (const char c : text) {
    if (!is_digit(c))
      return fail(Errc::malformed, fmt::format("{} is not a whole number", quoted(text)));
  }
  TRY(const Decimal number, parse_number(text, most, 0));
  return number.value;
}

std::string fixed_text(__int128 value, int decimals) {
  const bool negative = value < 0;
  unsigned __int128 left = static_cast<unsigned __int128>(negative ? -value : value);
  std::string out;
  for (int i = 0; left != 0 || i <= decimals; ++i) {
    if (i == decimals && decimals > 0) out.insert(out.begin(), '.');
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(left % 10)));
    left /= 10;
  }
  return negative ? "-" + out : out;
}

std::string decimal_text(std::int64_t value, std::int64_t scale) {
  int decimals = 0;
  for (std::int64_t s = scale; s > 1; s /= 10) ++decimals;
  std::string out = fixed_text(value, decimals);
  if (decimals > 0) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  return out;
}

Result<void> split_csv(std::string_view line, char separator, std::vector<std::string>& out,
                       bool& open) {
  out.clear();
  open = false;
  std::size_t at = 0;
  while (true) {
    std::string cell;
    while (at < line.size() && is_blank(line[at]) && line[at] != separator) ++at;
    if (at < line.size() && line[at] == '"') {
      ++at;
      while (true) {
        const auto quote = line.find('"', at);
        if (quote == std::string_view::npos) {
          open = true;
          return {};
        }
        cell.append(line.substr(at, quote - at));
        at = quote + 1;
        if (at >= line.size() || line[at] != '"') break;
        cell += '"';
        ++at;
      }
    }
    const auto end = std::min(line.find(separator, at), line.size());
    cell.append(trim(line.substr(at, end - at)));
    at = end;
    if (out.size() >= kMaxColumns)
      return fail(Errc::too_large, fmt::format("more than {} columns", kMaxColumns));
    out.push_back(std::move(cell));
    if (at >= line.size()) return {};
    ++at;
  }
}

}  // namespace althing::tally
