#include "web/kit/hidden.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Default-ignorable and format characters (Unicode 15, DerivedCoreProperties) without the ones that
// ordinary text needs: joiners, variation selectors, soft hyphen.
constexpr Range kHidden[] = {
    {0x0000, 0x0008},   {0x000b, 0x000c},   {0x000e, 0x001f},   {0x007f, 0x009f},
    {0x034f, 0x034f},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x200b, 0x200b},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff}, {0xe01f0, 0xe0fff}};

bool is_combining(char32_t c) {
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0483 && c <= 0x0489) ||
         (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff) ||
         (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

bool is_joiner(char32_t c) { return c == 0x200c || c == 0x200d; }

// Scripts that join (Arabic to Tibetan and beyond) and emoji sequences; never Latin, Greek,
// Cyrillic.
bool may_join(char32_t c) {
  return (c >= 0x0590 && c <= 0x1fff && !is_hidden(c, TextKind::prose)) ||
         (c >= 0x2190 && c <= 0x2bff) || c == 0xfe0f || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfefc) || c >= 0x10000;
}

class Writer {
 public:
  explicit Writer(TextKind kind) : kind_(kind) {}

  void put(char32_t c, char32_t next) {
    if (kind_ == TextKind::line && (c == '\n' || c == '\r' || c == '\t')) c = ' ';
    const bool stray = is_joiner(c) && !(may_join(before_) && may_join(next));
    if (stray || is_hidden(c, kind_)) return hide(c);
    flush();
    combining_ = is_combining(c) ? combining_ + 1 : 0;
    if (combining_ <= kMaxCombiningRun) append_utf8(out_, c);
    before_ = c;
  }
  std::string finish() {
    flush();
    return std::move(out_);
  }

 private:
  void hide(char32_t c) {
    if (repeats_ > 0 && c != hidden_) flush();
    hidden_ = c;
    ++repeats_;
    before_ = 0;
  }
  void flush() {
    if (repeats_ == 0) return;
    const auto number = static_cast<unsigned>(hidden_);
    out_ += repeats_ == 1 ? fmt::format("[U+{:04X}]", number)
                          : fmt::format("[U+{:04X} x{}]", number, repeats_);
    repeats_ = 0;
  }

  TextKind kind_;
  std::string out_;
  char32_t before_ = 0;
  char32_t hidden_ = 0;
  std::size_t repeats_ = 0;
  std::size_t combining_ = 0;
};

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

}  // namespace

bool is_hidden(char32_t c, TextKind kind) {
  if (c >= 0x20 && c < 0x7f) return false;
  if (kind == TextKind::line && (c == 0xad || c == 0x61c || c == 0x200e || c == 0x200f))
    return true;
  if ((c & 0xfffe) == 0xfffe) return true;  // noncharacters at the end of each plane
  const auto* end = std::end(kHidden);
  const auto* at =
      std::lower_bound(std::begin(kHidden), end, c, [](Range r, char32_t v) { return r.last < v; });
  return at != end && c >= at->first;
}

std::string scrub_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t n = 1;
    while (n <= 4 && i + n <= text.size() && !is_utf8(text.substr(i, n))) ++n;
    if (n <= 4 && i + n <= text.size()) {
      out += text.substr(i, n);
      i += n;
    } else {
      out += "\xef\xbf\xbd";
      ++i;
    }
  }
  return out;
}

std::string visible(std::string_view text, TextKind kind) {
  if (is_plain_ascii(text)) return std::string(text);
  const std::string good = scrub_utf8(text);
  Writer writer(kind);
  for (std::size_t at = 0; at < good.size();) {
    const char32_t c = next_code_point(good, at);
    std::size_t ahead = at;
    writer.put(c, at < good.size() ? next_code_point(good, ahead) : U'\0');
  }
  return writer.finish();
}

std::string visible_line(std::string_view text, std::size_t max) {
  std::string out = visible(text, TextKind::line);
  if (out.size() <= max) return out;
  std::size_t at = 0;
  for (std::size_t n = 0; n < max && at < out.size(); ++n) next_code_point(out, at);
  if (at < out.size()) out.replace(at, std::string::npos, "\xe2\x80\xa6");
  return out;
}

}  // namespace althing::web
