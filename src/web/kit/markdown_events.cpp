#include "web/kit/markdown_events.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web::md {
namespace {

// Entities resolved here. All others stay literal text: HTML knows 2,000 of them, among them colons
// and zero-width characters, and nobody needs those in a statement.
constexpr std::pair<std::string_view, char32_t> kEntities[] = {
    {"amp", '&'},      {"apos", '\''},    {"bull", 0x2022}, {"copy", 0xa9},     {"deg", 0xb0},
    {"euro", 0x20ac},  {"frac12", 0xbd},  {"gt", '>'},      {"hellip", 0x2026}, {"laquo", 0xab},
    {"ldquo", 0x201c}, {"lsquo", 0x2018}, {"lt", '<'},      {"mdash", 0x2014},  {"middot", 0xb7},
    {"nbsp", 0xa0},    {"ndash", 0x2013}, {"para", 0xb6},   {"pound", 0xa3},    {"quot", '"'},
    {"raquo", 0xbb},   {"rdquo", 0x201d}, {"reg", 0xae},    {"rsquo", 0x2019},  {"sect", 0xa7},
    {"times", 0xd7}};

// The character of "&name;" or "&#n;" (both with their & and ;).
std::optional<char32_t> decode_entity(std::string_view entity) {
  std::string_view body = entity.substr(1, entity.size() - 2);
  if (!body.starts_with('#')) {
    for (const auto& [name, c] : kEntities) {
      if (name == body) return c;
    }
    return std::nullopt;
  }
  body.remove_prefix(1);
  const bool hex = body.starts_with('x') || body.starts_with('X');
  if (hex) body.remove_prefix(1);
  unsigned value = 0;
  const auto [end, ec] =
      std::from_chars(body.data(), body.data() + body.size(), value, hex ? 16 : 10);
  if (ec != std::errc{} || end != body.data() + body.size()) return 0xfffd;
  const bool bad = value == 0 || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff);
  return bad ? 0xfffd : static_cast<char32_t>(value);
}

}  // namespace

void append_entity(std::string& out, std::string_view entity) {
  if (const auto c = decode_entity(entity))
    append_utf8(out, *c);
  else
    out += entity;
}

std::string attribute_text(const MD_ATTRIBUTE& attribute) {
  std::string out;
  for (int i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
    const MD_OFFSET from = attribute.substr_offsets[i];
    const std::string_view part(attribute.text + from, attribute.substr_offsets[i + 1] - from);
    if (attribute.substr_types[i] == MD_TEXT_ENTITY)
      append_entity(out, part);
    else if (attribute.substr_types[i] == MD_TEXT_NULLCHAR)
      out += "\xef\xbf\xbd";
    else
      out += part;
  }
  return out;
}

std::string bounded(std::string_view source) {
  std::string good = scrub_utf8(source.substr(0, kMaxMarkdownBytes));
  // A cut through a character leaves up to three U+FFFD at the end; drop them with it.
  for (int i = 0; i < 3 && source.size() > kMaxMarkdownBytes && good.ends_with("\xef\xbf\xbd");
       ++i) {
    good.resize(good.size() - 3);
  }
  return good;
}

}  // namespace althing::web::md
