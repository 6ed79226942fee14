// The request target (RFC 9112 3.2.1, origin-form only) and form bodies, decoded exactly once.
// Pure; fuzzed.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace althing::http {

struct Target {
  std::string path;
  Params query;
};

/// Splits and decodes "/path?name=value&...". malformed (field "target"): not origin-form, bad
/// escape, control character or %00, not UTF-8, an encoded slash, a "." or ".." segment (however
/// spelled), a fragment. too_large: over kMaxTargetBytes or kMaxQueryParams.
Result<Target> parse_target(std::string_view target);

/// %XX once, and with plus_is_space also "+". malformed: bad escape, NUL, not UTF-8.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Everything but unreserved characters (RFC 3986 2.3) as %XX; for one path segment or query value.
std::string percent_encode(std::string_view text);

/// application/x-www-form-urlencoded (also a query string). Errors as above, field "form".
Result<Params> parse_form(std::string_view text);

}  // namespace althing::http
