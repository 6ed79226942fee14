// Responses as bytes (RFC 9112 section 4 and 6): the pure half of the server's writing.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace althing::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), whatever the locale.
std::string http_date(std::time_t t);

/// Whether every header may go out: token names, values without control characters, and none of the
/// framing headers that are the server's own. A page must never be able to split a response.
bool headers_are_clean(const Response& response);

struct Framing {
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
};
/// Status line and headers with the empty line. The response must be clean.
std::string response_head(const Response& response, const Framing& framing, std::string_view date,
                          std::string_view server_name);

/// 1xx, 204 and 304 never have a body.
bool has_body(int status);

/// "<hex size>\r\n<data>\r\n"; data must not be empty.
std::string chunk(std::string_view data);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace althing::http
