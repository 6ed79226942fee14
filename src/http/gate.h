// The gate before the parser: what a request head must be so that no two servers in a row can read it
// differently (request smuggling; RFC 9112 sections 2.2, 3.2, 5.1, 5.2, 6.1, 6.3). Stricter than Beast
// 1.81, which lets pass a chunked HTTP/1.0, a Transfer-Encoding that does not end in chunked, a
// missing or doubled Host, and folded lines. Pure functions over bytes; fuzzed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace althing::http {

/// Views into the bytes given to read_head.
struct Head {
  std::string_view method;
  std::string_view target;
  int version = 11;
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  // Set by check_head:
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

/// A refusal: what to answer before closing.
struct Refusal {
  int status = 400;  // 400, 405, 408, 413, 417, 431, 501, 505
  Error error;
};

/// Looks for the end of the head in the first bytes of a request. Starts at `from` (what earlier
/// calls have seen; 0 first). Returns the head's length including the empty line, 0 = more bytes
/// needed. Refuses as soon as seen: bare LF or CR, control characters, an empty first line, folded
/// lines, more than `max_bytes` (431).
tl::expected<std::size_t, Refusal> find_head_end(std::string_view bytes, std::size_t from,
                                                 std::size_t max_bytes);

/// Splits a complete head (as found above) into its parts. Refuses wrong request lines, other
/// versions than HTTP/1.0 and 1.1 (505), names that are no tokens, space before the colon.
tl::expected<Head, Refusal> read_head(std::string_view bytes);

/// The gate itself: method known (405, 501), origin-form target, Host exactly once on 1.1 (at most
/// once on 1.0) and valid, Transfer-Encoding absent or exactly `chunked` and never on 1.0, never with
/// Content-Length; Content-Length at most once, digits only; no Trailer, no Upgrade to act on; Expect
/// only 100-continue (417). Fills the last four members.
tl::expected<void, Refusal> check_head(Head& head);

}  // namespace althing::http
