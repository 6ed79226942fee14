#include "web/kit/html.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"
#include "base/utf8.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

enum : unsigned char { kPlain = 0, kSpecial = 1, kHigh = 2 };

constexpr std::array<unsigned char, 256> kClass = [] {
  std::array<unsigned char, 256> t{};
  for (unsigned c = 0; c < 0x20; ++c)
    t[c] = c == '\t' || c == '\n' || c == '\r' ? kPlain : kSpecial;
  for (char c : {'&', '<', '>', '"', '\'', '\x7f'}) t[static_cast<unsigned char>(c)] = kSpecial;
  for (unsigned c = 0x80; c < 0x100; ++c) t[c] = kHigh;
  return t;
}();

unsigned char class_of(char c) { return kClass[static_cast<unsigned char>(c)]; }

std::string_view entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return "\xef\xbf\xbd";
  }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool has_prefix(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(text[i]) != prefix[i]) return false;
  }
  return true;
}

bool scheme_allowed(std::string_view url) {
  if (has_prefix(url, "http://") || has_prefix(url, "https://")) return true;
  if (has_prefix(url, "mailto:")) return true;
  if (url.starts_with("//")) return false;
  // Relative: no colon before the first '/', '?' or '#' (RFC 3986, 4.2). Browsers decode no
  // entities and no percent signs in a scheme, and control characters were refused before.
  return url.substr(0, url.find_first_of("/?#")).find(':') == std::string_view::npos;
}

void percent(std::string& out, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += {'%', kDigits[b >> 4], kDigits[b & 15]};
  }
}

}  // namespace

void escape_to(std::string& out, std::string_view text) {
  std::string good;  // used only when the text is bad UTF-8
  bool checked = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char kind = class_of(text[i]);
    if (kind == kPlain || (kind == kHigh && checked)) continue;
    if (kind == kHigh) {
      checked = true;
      if (is_utf8(text.substr(i))) continue;
      good = scrub_utf8(text.substr(start));
      i -= start;
      text = good;
      start = 0;
      continue;
    }
    out.append(text, start, i - start);
    out += entity(text[i]);
    start = i + 1;
  }
  out.append(text, start, text.size() - start);
}

std::string escape(std::string_view text) {
  std::string out;
  escape_to(out, text);
  return out;
}

// Most links are our own: "/en/..." of characters that mean nothing to HTML and stand for
// themselves.
static bool is_plain_path(std::string_view url) {
  if (url.size() < 2 || url[0] != '/' || url[1] == '/') return false;
  for (char c : url) {
    if (c <= ' ' || c == '\\' || class_of(c) != kPlain) return false;
  }
  return true;
}

std::string safe_url(std::string_view url) {
  if (url.empty() || !is_utf8(url)) return {};
  for (char c : url) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') return {};
  }
  while (url.starts_with(' ')) url.remove_prefix(1);
  if (!scheme_allowed(url)) return {};
  std::string out;
  for (std::size_t at = 0; at < url.size();) {
    const std::size_t from = at;
    const char32_t c = next_code_point(url, at);
    const std::string_view bytes = url.substr(from, at - from);
    const bool odd = c == ' ' || c == '<' || c == '>' || c == '"' || is_hidden(c, TextKind::line) ||
                     c == 0x200c || c == 0x200d;
    if (odd)
      percent(out, bytes);
    else
      out += bytes;
  }
  return out;
}

std::string url_component(std::string_view text) {
  std::string out;
  for (const char& c : text) {
    const bool plain = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      percent(out, {&c, 1});
  }
  return out;
}

static void bdi_to(std::string& out, std::string_view text) {
  out += "<bdi>";
  const bool plain = text.size() <= kMaxLineCodePoints &&
                     std::all_of(text.begin(), text.end(),
                                 [](char c) { return c >= ' ' && class_of(c) == kPlain; });
  if (plain)
    out += text;
  else
    escape_to(out, visible_line(text, kMaxLineCodePoints));
  out += "</bdi>";
}

Raw bdi(std::string_view text) {
  std::string out;
  bdi_to(out, text);
  return Raw::trusted(std::move(out));
}

Html& Html::name(std::string_view text) {
  bdi_to(out_, text);
  return *this;
}

void Attr::write(std::string& out) const {
  if (kind_ == Kind::none) return;
  std::string clean;
  std::string_view value = text_;
  if (name_.is_url && !is_plain_path(text_)) {
    clean = safe_url(text_);
    if (clean.empty()) return;
    value = clean;
  } else if (!name_.is_url && std::any_of(text_.begin(), text_.end(), [](char c) { return class_of(c) == kHigh || c < ' '; })) {
    // Labels and the values of fields are read, and read aloud, like any other words.
    clean = visible(text_, TextKind::line);
    value = clean;
  }
  out += ' ';
  out += name_.text;
  if (kind_ == Kind::flag) return;
  out += "=\"";
  if (kind_ == Kind::number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number_).ptr;
    out.append(digits, end);
  } else {
    escape_to(out, value);
  }
  out += '"';
}

Html& Html::single(TagName tag, Attrs attrs) {
  out_ += '<';
  out_ += tag.text;
  for (const Attr& attr : attrs) attr.write(out_);
  out_ += '>';
  return *this;
}

Html& Html::open(TagName tag, Attrs attrs) {
  stack_.push_back(tag.text);
  return single(tag, attrs);
}

Html& Html::close() {
  CHECK(!stack_.empty());
  out_ += "</";
  out_ += stack_.back();
  out_ += '>';
  stack_.pop_back();
  return *this;
}

Html& Html::json_data(std::string_view id, std::string_view json) {
  out_ += "<script type=\"application/json\" id=\"";
  escape_to(out_, id);
  out_ += "\">";
  for (char c : json) {
    // Inside JSON '<' stands only in strings; escaped, no "</script" or "<!--" can arise.
    if (c == '<')
      out_ += "\\u003c";
    else
      out_ += c;
  }
  out_ += "</script>";
  return *this;
}

Html& Html::module_script(std::string_view url) {
  out_ += "<script type=\"module\"";
  Attr("src", url).write(out_);
  out_ += "></script>";
  return *this;
}

Raw Html::take() {
  CHECK(stack_.empty());
  return Raw::trusted(std::exchange(out_, {}));
}

}  // namespace althing::web
