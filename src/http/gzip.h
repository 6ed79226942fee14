// gzip (RFC 1952) of answers: whole bodies in memory, by zlib. Nothing secret is in any answer (no cookies,
// no tokens), so that what compresses together gives nothing away. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace althing::http {

/// @param level 1 (fast) to 9 (small)
std::string gzip(std::string_view bytes, int level);
/// too_large: more than `max` bytes come out, found out before they are made; malformed: no gzip, or torn.
Result<std::string> gunzip(std::string_view bytes, std::uint64_t max);

/// Codes the answer if the request's Accept-Encoding takes gzip, its kind gains from it and its size is within
/// kGzipMinBytes and kGzipMaxBytes. Its ETag becomes weak, as the bytes are others.
void code_answer(std::string_view accept_encoding, Method method, Response& response);

}  // namespace althing::http
