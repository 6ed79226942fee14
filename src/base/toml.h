// TOML 1.0 by toml++, which bounds its own nesting depth. Its parser asserts what a hostile file can make
// false ("[ /x]": toml++ 3.3); in toml.cpp, the one file that compiles it, such an assertion is an error.
#pragma once

#define TOML_HEADER_ONLY 0
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <string_view>

#include "base/result.h"

namespace althing {

/// malformed, "line N: why".
Result<toml::table> parse_toml(std::string_view text);

}  // namespace althing
