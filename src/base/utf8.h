// UTF-8 as the standard has it (no surrogates, no overlong forms, at most U+10FFFF). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace althing {

bool is_utf8(std::string_view text);
/// Code point at text[at]; advances `at`. The text must be valid UTF-8 and at < size.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);
/// Number of code points of valid UTF-8.
std::size_t count_code_points(std::string_view text);

}  // namespace althing
