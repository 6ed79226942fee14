#include "act/text_hygiene.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace althing::act {
namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool is_in(char32_t c, const Range (&ranges)[N]) {
  return std::any_of(std::begin(ranges), std::end(ranges), [c](Range r) { return c >= r.first && c <= r.last; });
}

// Letters and marks of scripts in which a joiner changes the written word. Cursive scripts join on both
// sides; in the Indic ones a joiner stands beside a virama and chooses the form of the cluster.
constexpr Range kCursive[] = {{0x610, 0x61a}, {0x620, 0x65f}, {0x66e, 0x6d3}, {0x6d5, 0x6dc}, {0x6df, 0x6e8},
                              {0x6ea, 0x6ef}, {0x6fa, 0x6fc}, {0x710, 0x74a}, {0x74d, 0x7b1}, {0x7ca, 0x7f5},
                              {0x840, 0x85b}, {0x860, 0x86a}, {0x870, 0x887}, {0x889, 0x88e}, {0x898, 0x8e1},
                              {0x8e3, 0x8ff}, {0x1820, 0x18aa}, {0xfb50, 0xfbb1}, {0xfbd3, 0xfd3d},
                              {0xfd50, 0xfdc7}, {0xfe70, 0xfefc}};
constexpr Range kIndic[] = {{0x900, 0x963}, {0x971, 0x9e3}, {0x9f0, 0xa63}, {0xa70, 0xae3}, {0xaf9, 0xb63},
                            {0xb71, 0xbe5}, {0xc00, 0xc63}, {0xc80, 0xce3}, {0xcf1, 0xd63}, {0xd7a, 0xde5},
                            {0xdf2, 0xdf3}, {0x1000, 0x103f}, {0x1050, 0x108f}, {0x1780, 0x17d3}};
constexpr Range kEmoji[] = {{0x231a, 0x231b}, {0x2328, 0x2328}, {0x23cf, 0x23fa}, {0x25aa, 0x25fe}, {0x2600, 0x27bf},
                            {0x2190, 0x21ff}, {0x2b00, 0x2bff}, {0x1f000, 0x1faff}};
constexpr Range kIdeograph[] = {{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};
constexpr Range kInvisible[] = {{0x34f, 0x34f}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180e, 0x180e}, {0x200b, 0x200b},
                                {0x2060, 0x2064}, {0x206a, 0x206f}, {0x3164, 0x3164}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
                                {0xfff9, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}};

bool is_noncharacter(char32_t c) { return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef); }

// Before a joiner in an emoji sequence: the pictograph, its skin tone or its presentation selector.
bool is_emoji_part(char32_t c) { return is_in(c, kEmoji) || c == 0xfe0f; }

bool joiner_fits(char32_t joiner, char32_t before, char32_t after) {
  if (is_in(before, kCursive) && is_in(after, kCursive)) return true;
  if (is_in(before, kIndic) && is_in(after, kIndic)) return true;
  return joiner == 0x200d && is_emoji_part(before) && is_in(after, kEmoji);
}

// Selectors choose a glyph of the character before; anywhere else they are invisible ballast.
bool selector_fits(char32_t selector, char32_t before) {
  if (selector >= 0xe0100) return is_in(before, kIdeograph);
  if (selector <= 0x180f) return before >= 0x1820 && before <= 0x18aa;
  if (selector < 0xfe0e) return is_in(before, kIdeograph) || (before >= 0x2190 && before <= 0x2bff);
  const bool keycap = (before >= '0' && before <= '9') || before == '#' || before == '*';
  const bool sign = before == 0xa9 || before == 0xae || (before >= 0x203c && before <= 0x3299);
  return keycap || sign || is_in(before, kEmoji);
}

bool is_selector(char32_t c) {
  return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) || (c >= 0x180b && c <= 0x180d) || c == 0x180f;
}

// The reason to refuse `c` between its neighbours (0 = edge of the text), or "".
std::string_view fault(char32_t c, char32_t before, char32_t after, bool multi_line) {
  if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
    return multi_line && (c == '\n' || c == '\t') ? "" : "is a control character";
  }
  if (c < 0xad) return {};
  if (c == 0xad) return multi_line ? "" : "is invisible";
  if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x61c) return "is a bidirectional control";
  if (c == 0x200e || c == 0x200f) return multi_line ? "" : "is a bidirectional control";
  if (c == 0x2028 || c == 0x2029) return "is a line separator";
  if (c == 0x200c || c == 0x200d) {
    return joiner_fits(c, before, after) ? "" : "is an invisible joiner outside a word that needs it";
  }
  if (is_in(c, kInvisible)) return "is invisible";
  if (is_selector(c)) return selector_fits(c, before) ? "" : "is a variation selector with nothing to vary";
  if (c >= 0xe0000 && c <= 0xe0fff) return "is a tag character";
  if (is_noncharacter(c)) return "is no character";
  return {};
}

}  // namespace

std::optional<TextFault> find_text_fault(std::string_view text, bool multi_line) {
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    std::size_t ahead = at;
    const char32_t after = at < text.size() ? next_code_point(text, ahead) : 0;
    if (const std::string_view why = fault(c, before, after, multi_line); !why.empty()) return TextFault{c, why};
    before = c;
  }
  return std::nullopt;
}

bool is_steering(char32_t c) {
  if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return c != '\n' && c != '\t';
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x61c;
}

std::string spelled_out(std::string_view text, bool multi_line) {
  std::string out;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    std::size_t ahead = at;
    const char32_t after = at < text.size() ? next_code_point(text, ahead) : 0;
    if (fault(c, before, after, multi_line).empty()) {
      append_utf8(out, c);
      before = c;
    } else {
      out += "[" + code_point_name(c) + "]";
      before = ']';  // what a joiner or selector behind it would stand beside
    }
  }
  return out;
}

std::string code_point_name(char32_t code_point) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(code_point));
}

}  // namespace althing::act
