namespace althing {
struct TomlFault {};
[[noreturn]] static void toml_fault() { throw TomlFault{}; }
}  // namespace althing
#undef NDEBUG  // whose assertions would be assumptions
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : ::althing::toml_fault())
#define TOML_IMPLEMENTATION
#include "base/toml.h"

#include <fmt/format.h>

namespace althing {

Result<toml::table> parse_toml(std::string_view text) {
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
