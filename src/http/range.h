// One byte range of an answer in memory (RFC 9110, 14): "bytes=a-b", "bytes=a-", "bytes=-n". Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "http/message.h"

namespace althing::http {

struct ByteRange {
  std::uint64_t begin = 0, end = 0, total = 0;  // [begin, end)
  bool whole() const { return begin == 0 && end == total; }
};

/// What a GET asks for of a body of `total` bytes; all of it if there is no Range header, or one we need not
/// understand (several ranges, another unit, an If-Range). nullopt: it begins behind the end (416).
std::optional<ByteRange> parse_range(const Request& request, std::uint64_t total);
/// 416 with the size.
Response range_refused(std::uint64_t total);
/// The part of a 200's body, as 206; anything else as it is.
Response cut(const ByteRange& range, Response response);

}  // namespace althing::http
