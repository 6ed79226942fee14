// Text without the blanks around it.
#pragma once

#include <string_view>

namespace althing::table {

inline constexpr std::string_view kBlanks = " \t", kSpaces = " \t\n\r";

inline std::string_view trimmed(std::string_view text, std::string_view spaces = kBlanks) {
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace althing::table
