#include "http/chunked.h"

#include <algorithm>

#include "http/limits.h"

namespace althing::http {
namespace {

tl::unexpected<Error> bad(std::string message) { return fail(Errc::malformed, "body", std::move(message)); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<void> ChunkDecoder::step(char c) {
  switch (state_) {
    case State::size: {
      if (c == '\r' && digits_ > 0) {
        state_ = State::size_lf;
        return {};
      }
      const int digit = hex_digit(c);
      if (digit < 0) return bad("a chunk size must be hex digits and CRLF, without extensions");
      if (++digits_ > kMaxChunkDigits) return bad("a chunk size of more than 8 hex digits");
      left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
      return {};
    }
    case State::size_lf:
      if (c != '\n') return bad("a chunk size must end in CRLF");
      total_ += left_;
      if (total_ > limit_) {
        return fail(Errc::too_large, "body", "larger than " + std::to_string(limit_) + " bytes");
      }
      state_ = left_ == 0 ? State::end_cr : State::data;
      return {};
    case State::data_cr:
      if (c != '\r') return bad("a chunk must end in CRLF");
      state_ = State::data_lf;
      return {};
    case State::data_lf:
      if (c != '\n') return bad("a chunk must end in CRLF");
      state_ = State::size;
      digits_ = 0;
      left_ = 0;
      return {};
    case State::end_cr:
      if (c != '\r') return bad("trailers are not accepted");
      state_ = State::end_lf;
      return {};
    case State::end_lf:
      if (c != '\n') return bad("the last chunk must be followed by CRLF");
      state_ = State::done;
      return {};
    case State::data:
    case State::done: break;
  }
  return {};
}

Result<std::size_t> ChunkDecoder::feed(std::string_view in, std::string& body) {
  std::size_t at = 0;
  while (at < in.size() && state_ != State::done) {
    if (state_ == State::data) {
      const std::size_t take = std::min<std::uint64_t>(left_, in.size() - at);
      body.append(in.substr(at, take));
      at += take;
      left_ -= take;
      if (left_ == 0) state_ = State::data_cr;
    } else {
      TRY_VOID(step(in[at]));
      ++at;
    }
  }
  return at;
}

}  // namespace althing::http
