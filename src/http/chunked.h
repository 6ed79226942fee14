// Decoder of chunked request bodies (RFC 9112 7.1), stricter than the RFC: no chunk extensions, no
// trailers, at most kMaxChunkDigits hex digits, CRLF exactly. Pure; one object per body; fuzzed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace althing::http {

class ChunkDecoder {
 public:
  /// `limit`: largest decoded body in bytes.
  explicit ChunkDecoder(std::uint64_t limit) : limit_(limit) {}

  /// Takes what it can from `in`, appends decoded bytes to `body`; returns how many bytes of `in` it
  /// took: all of them, unless the body is complete. malformed: framing; too_large: over the limit,
  /// refused as soon as a chunk announces it.
  Result<std::size_t> feed(std::string_view in, std::string& body);
  bool done() const { return state_ == State::done; }

 private:
  enum class State { size, size_lf, data, data_cr, data_lf, end_cr, end_lf, done };
  Result<void> step(char c);  // one byte of framing

  std::uint64_t limit_;
  std::uint64_t total_ = 0;
  std::uint64_t left_ = 0;  // of the current chunk
  std::size_t digits_ = 0;
  State state_ = State::size;
};

}  // namespace althing::http
