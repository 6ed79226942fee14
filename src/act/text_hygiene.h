// Characters that deceive a reader (bidi overrides, invisible letters, tags, controls), refused at
// first submission by a local client only: what a peer logged is shown with them neutralised instead.
// The list is docs/format-detail.md, "Characters". Pure, thread-safe; own tables, no locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace althing::act {

struct TextFault {
  char32_t code_point = 0;
  std::string_view why;  // "is a bidirectional control", ...
};

/// The first deceiving character of valid UTF-8, if any.
/// @param multi_line allows newline, tab, soft hyphen and the marks U+200E, U+200F
std::optional<TextFault> find_text_fault(std::string_view text, bool multi_line);

/// Whether the character reorders the text around it or steers a terminal: bidirectional controls U+061C, U+202A-202E,
/// U+2066-2069 (not the marks U+200E and U+200F, which texts need) and control characters other than newline and tab.
bool is_steering(char32_t code_point);

/// Every deceiving character of valid UTF-8 written out: "[U+200B]".
std::string spelled_out(std::string_view text, bool multi_line);

/// "U+202E".
std::string code_point_name(char32_t code_point);

}  // namespace althing::act
