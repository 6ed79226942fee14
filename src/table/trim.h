// Text without the blanks around it, the parts of a cell that holds several, and the start of a long one.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace althing::table {

inline constexpr std::string_view kBlanks = " \t", kSpaces = " \t\n\r";

inline std::string_view trimmed(std::string_view text, std::string_view spaces = kBlanks) {
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// The parts between separators that are not blank; the whole if there is no separator.
inline std::vector<std::string_view> parts_of(std::string_view cell, std::string_view separator) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t end = separator.empty() ? std::string_view::npos : cell.find(separator);
    if (const auto part = trimmed(cell.substr(0, end), kSpaces); !part.empty()) out.push_back(part);
    if (end == std::string_view::npos) return out;
    cell.remove_prefix(end + separator.size());
  }
}

/// At most kQuoted bytes of valid UTF-8, no character cut: what a refusal quotes of a cell.
inline constexpr std::size_t kQuoted = 80;
inline std::string_view start_of(std::string_view text) {
  std::size_t at = std::min(text.size(), kQuoted);
  while (at > 0 && at < text.size() && (text[at] & 0xc0) == 0x80) --at;
  return text.substr(0, at);
}

}  // namespace althing::table
