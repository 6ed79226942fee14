// Characters that deceive the eye: controls, bidi overrides, zero-width and filler characters.
// People sign what they see, so nothing is silently removed: a hidden character is shown as
// [U+202E]. Pure, thread-safe. (The act room refuses most of these in local submissions; replicated
// acts carry whatever their author wrote, hence this second line at the page.)
#pragma once

#include <string>
#include <string_view>

namespace althing::web {

enum class TextKind {
  line,   // names, titles: one line; line breaks become spaces, LRM/RLM/ALM are hidden too
  prose,  // texts: line breaks, tabs, soft hyphens and LRM/RLM/ALM belong there
};

/// Whether a character is invisible or reorders its neighbours. ZWJ and ZWNJ are not hidden here:
/// they depend on their neighbours, see `visible`.
bool is_hidden(char32_t code_point, TextKind kind);

/// The text with hidden characters spelled out ("[U+202E]", repeats as "[U+200B x12]"), stray
/// ZWJ/ZWNJ included, bad UTF-8 replaced by U+FFFD, combining marks capped at kMaxCombiningRun.
/// Not escaped for HTML.
std::string visible(std::string_view text, TextKind kind);

/// visible(text, line), cut to `max` code points with a final ellipsis.
std::string visible_line(std::string_view text, std::size_t max);

/// Every invalid byte of bad UTF-8 replaced by U+FFFD; valid text comes back unchanged.
std::string scrub_utf8(std::string_view text);

}  // namespace althing::web
