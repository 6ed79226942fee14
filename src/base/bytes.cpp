#include "base/bytes.h"

namespace althing {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr char kStd[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrl[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Value of each character of an alphabet, -1 for all others.
template <std::size_t N>
constexpr std::array<std::int8_t, 256> values_of(const char (&alphabet)[N]) {
  std::array<std::int8_t, 256> table{};
  for (auto& value : table) value = -1;
  for (std::size_t i = 0; i + 1 < N; ++i) table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return table;
}
constexpr auto kHexValues = values_of(kHexDigits);
constexpr auto kStdValues = values_of(kStd);
constexpr auto kUrlValues = values_of(kUrl);

int hex_value(char c) { return kHexValues[static_cast<unsigned char>(c)]; }

std::string encode64(ByteView in, const char* alphabet, bool pad) {
  std::string out;
  out.reserve((in.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < in.size(); i += 3) {
    const std::size_t left = in.size() - i;
    std::uint32_t v = std::uint32_t{in[i]} << 16;
    if (left > 1) v |= std::uint32_t{in[i + 1]} << 8;
    if (left > 2) v |= in[i + 2];
    out += alphabet[v >> 18];
    out += alphabet[v >> 12 & 63];
    if (left > 1) out += alphabet[v >> 6 & 63];
    else if (pad) out += '=';
    if (left > 2) out += alphabet[v & 63];
    else if (pad) out += '=';
  }
  return out;
}

Result<std::string> decode64(std::string_view in, bool url) {
  if (!url) {
    if (in.size() % 4 != 0) return fail(Errc::malformed, "base64 length is not a multiple of 4");
    for (int i = 0; i < 2 && !in.empty() && in.back() == '='; ++i) in.remove_suffix(1);
  }
  if (in.size() % 4 == 1) return fail(Errc::malformed, "base64 has a wrong length");
  const auto& values = url ? kUrlValues : kStdValues;
  std::string out(in.size() * 3 / 4, '\0');
  std::size_t done = 0;
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : in) {
    const int v = values[static_cast<unsigned char>(c)];
    if (v < 0) return fail(Errc::malformed, "base64 has a character outside its alphabet");
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[done++] = static_cast<char>(bits >> count & 0xff);
    }
  }
  if ((bits & ((1U << count) - 1)) != 0) return fail(Errc::malformed, "base64 has non-zero unused bits");
  return out;
}

template <class T>
void put_be(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xff);
  }
}

template <class T>
T get_be(const std::uint8_t* at) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value << 8 | at[i]);
  return value;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::uint8_t b : bytes) {
    out += kHexDigits[b >> 4];
    out += kHexDigits[b & 15];
  }
  return out;
}

Result<void> from_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != out.size() * 2) {
    return fail(Errc::malformed, "must be " + std::to_string(out.size() * 2) + " lower-case hex digits");
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int hi = hex_value(text[2 * i]);
    const int lo = hex_value(text[2 * i + 1]);
    if (hi < 0 || lo < 0) return fail(Errc::malformed, "must be lower-case hex digits");
    out[i] = static_cast<std::uint8_t>(hi << 4 | lo);
  }
  return {};
}

std::string to_base64(ByteView bytes) { return encode64(bytes, kStd, true); }
std::string to_base64url(ByteView bytes) { return encode64(bytes, kUrl, false); }
Result<std::string> from_base64(std::string_view text) { return decode64(text, false); }
Result<std::string> from_base64url(std::string_view text) { return decode64(text, true); }

void put_u16(std::string& out, std::uint16_t value) { put_be(out, value); }
void put_u32(std::string& out, std::uint32_t value) { put_be(out, value); }
void put_u64(std::string& out, std::uint64_t value) { put_be(out, value); }
std::uint16_t get_u16(const std::uint8_t* at) { return get_be<std::uint16_t>(at); }
std::uint32_t get_u32(const std::uint8_t* at) { return get_be<std::uint32_t>(at); }
std::uint64_t get_u64(const std::uint8_t* at) { return get_be<std::uint64_t>(at); }

Result<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > 19 || (text.size() > 1 && text[0] == '0')) {
    return fail(Errc::malformed, "must be a decimal number without leading zeros");
  }
  std::uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return fail(Errc::malformed, "must be a decimal number");
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > static_cast<std::uint64_t>(INT64_MAX)) return fail(Errc::malformed, "number is over 2^63-1");
  return value;
}

}  // namespace althing
