namespace althing {
struct TomlFault {};
[[noreturn]] static void toml_fault() { throw TomlFault{}; }
}  // namespace althing
#undef NDEBUG  // whose assertions would be assumptions
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : ::althing::toml_fault())
#define TOML_IMPLEMENTATION
#include "base/toml.h"

#include <fmt/format.h>

#include <algorithm>

namespace althing {

namespace {

// How many characters a quoted text has from its opening quote on, that one and the closing one counted. Of one that is
// not closed: up to the end of its line, or of the file.
std::size_t quoted_size(std::string_view text) {
  const char quote = text[0];
  const std::string triple(3, quote);
  const bool many = text.starts_with(triple);
  std::size_t at = many ? 3 : 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') ++at;
    else if (!many && text[at] == '\n') return at;
    else if (!many && text[at] == quote) return at + 1;
    else if (many && text.substr(at).starts_with(triple)) break;
  }
  if (at >= text.size()) return text.size();
  at += 3;
  for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;  // """" ends with a quote of its own
  return at;
}

// The line of the first character beyond ASCII outside of quotes and comments, 0 if there is none. TOML has none there, and
// toml++ 3.3 asks of some of them what it takes for unreachable (U+00E9 in a bare key).
std::size_t line_of_stray(std::string_view text) {
  std::size_t line = 1;
  for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x80) return line;
    std::size_t size = 1;
    if (c == '"' || c == '\'') size = quoted_size(text.substr(at));
    else if (c == '#') size = std::min(text.find('\n', at), text.size()) - at;
    line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(at + size), '\n'));
    at += size;
  }
  return 0;
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text) {
  if (const std::size_t line = line_of_stray(text); line > 0) return fail(Errc::malformed, fmt::format("line {}: a character beyond ASCII stands outside of quotes", line));
  try {
    toml::parse_result parsed = toml::parse(text);
    if (parsed) return std::move(parsed).table();
    const auto& error = parsed.error();
    return fail(Errc::malformed, fmt::format("line {}: {}", error.source().begin.line, error.description()));
  } catch (const TomlFault&) {
    return fail(Errc::malformed, "a key or a table header is no TOML");
  }
}

}  // namespace althing
