// Content negotiation and caching (RFC 9110 sections 8.8, 12.5 and 13; RFC 9111). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace althing::http {

/// Index of the offer ("text/html", "application/json") the Accept header likes best: greatest q of
/// its most specific range, ties to the earlier offer. An empty header takes the first; nullopt:
/// nothing acceptable (answer 406 or the first, as the caller likes).
std::optional<std::size_t> negotiate(std::string_view accept, std::span<const std::string_view> offers);
/// The same for Accept-Language over offers like "en", "fr" (a range "fr-CA" matches "fr").
std::optional<std::size_t> negotiate_language(std::string_view accept,
                                              std::span<const std::string_view> offers);

/// Whether an Accept-Encoding value takes gzip; "" takes nothing but the bytes as they are.
bool accepts_gzip(std::string_view accept_encoding);

inline constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";
inline constexpr std::string_view kRevalidate = "no-cache";  // may be kept, must be asked about
inline constexpr std::string_view kNoStore = "no-store";
/// "public, max-age=<seconds>"
std::string max_age(std::int64_t seconds);

/// A strong entity tag: `"token"`. The token must be printable ASCII without quotes (CHECKed).
std::string quote_etag(std::string_view token);
/// Whether an If-None-Match value names the tag (weak comparison; `*` matches).
bool etag_matches(std::string_view if_none_match, std::string_view etag);
/// Sets ETag and Cache-Control; turns a 200 to GET or HEAD into 304 without body if the client has it.
Response cached(const Request& request, Response response, std::string_view etag_token,
                std::string_view cache_control);
/// The same question before the work of making the body: a 304, or nullopt.
std::optional<Response> not_modified(const Request& request, std::string_view etag_token,
                                     std::string_view cache_control);

}  // namespace althing::http
