// Byte strings: fixed arrays as strong types, views, hex, base64 and big-endian integers.
// Decoders are strict: exactly one spelling of each value is accepted. Thread-safe (pure).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace althing {

using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// N bytes with a name: values of different tags do not convert into one another.
template <std::size_t N, class Tag>
struct FixedBytes {
  std::array<std::uint8_t, N> data{};

  static constexpr std::size_t kSize = N;
  auto operator<=>(const FixedBytes&) const = default;
  ByteView view() const { return {data.data(), N}; }
  std::string_view text() const { return as_text(view()); }
  /// bytes.size() must be N (CHECKed by the caller's contract; shorter input is zero-filled).
  static FixedBytes from(ByteView bytes) {
    FixedBytes out;
    std::memcpy(out.data.data(), bytes.data(), bytes.size() < N ? bytes.size() : N);
    return out;
  }
};

/// Hash for unordered containers over values that are already uniformly random (ids, keys).
struct UniformHash {
  template <std::size_t N, class Tag>
  std::size_t operator()(const FixedBytes<N, Tag>& value) const {
    static_assert(N >= sizeof(std::size_t));
    std::size_t out;
    std::memcpy(&out, value.data.data(), sizeof out);
    return out;
  }
};

/// Lower-case hex.
std::string to_hex(ByteView bytes);
template <std::size_t N, class Tag>
std::string to_hex(const FixedBytes<N, Tag>& value) { return to_hex(value.view()); }

/// Decodes exactly 2*out.size() lower-case hex digits. malformed: other length or digits.
Result<void> from_hex(std::string_view text, std::span<std::uint8_t> out);
template <class Fixed>
Result<Fixed> parse_hex(std::string_view text) {
  Fixed out;
  TRY_VOID(from_hex(text, out.data));
  return out;
}

/// RFC 4648 base64 with padding (standard alphabet), and base64url without padding.
std::string to_base64(ByteView bytes);
std::string to_base64url(ByteView bytes);
/// Canonical decoding only: right padding, unused bits zero, no spaces. malformed otherwise.
Result<std::string> from_base64(std::string_view text);
Result<std::string> from_base64url(std::string_view text);

void put_u16(std::string& out, std::uint16_t value);  // big-endian
void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
std::uint16_t get_u16(const std::uint8_t* at);
std::uint32_t get_u32(const std::uint8_t* at);
std::uint64_t get_u64(const std::uint8_t* at);

/// Decimal without sign, leading zeros or spaces; at most 2^63-1. malformed otherwise.
Result<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace althing
