#include "http/address.h"

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <string>

namespace althing::http {
namespace {

struct Range4 {
  std::uint32_t base;
  int bits;
};
constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) { return a << 24 | b << 16 | c << 8 | d; }
constexpr Range4 kSpecial4[] = {
    {ip(0, 0, 0, 0), 8},       {ip(10, 0, 0, 0), 8},      {ip(100, 64, 0, 0), 10},  {ip(127, 0, 0, 0), 8},    {ip(169, 254, 0, 0), 16},
    {ip(172, 16, 0, 0), 12},   {ip(192, 0, 0, 0), 24},    {ip(192, 0, 2, 0), 24},   {ip(192, 31, 196, 0), 24}, {ip(192, 52, 193, 0), 24},
    {ip(192, 88, 99, 0), 24},  {ip(192, 168, 0, 0), 16},  {ip(192, 175, 48, 0), 24}, {ip(198, 18, 0, 0), 15},  {ip(198, 51, 100, 0), 24},
    {ip(203, 0, 113, 0), 24},  {ip(224, 0, 0, 0), 4},     {ip(240, 0, 0, 0), 4}};

bool public4(std::uint32_t address) {
  for (const Range4& range : kSpecial4) {
    const std::uint32_t mask = ~std::uint32_t{0} << (32 - range.bits);
    if ((address & mask) == range.base) return false;
  }
  return true;
}

// Inside 2000::/3: protocol assignments with Teredo and ORCHID (2001::/23), documentation (2001:db8::/32,
// 3fff::/20) and 6to4 (2002::/16), which carries an IPv4 address.
bool public6(const std::array<std::uint8_t, 16>& a) {
  if ((a[0] & 0xe0) != 0x20) return false;
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] < 2) return false;
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8) return false;
  if (a[0] == 0x20 && a[1] == 0x02) return false;
  return !(a[0] == 0x3f && a[1] == 0xff && (a[2] & 0xf0) == 0);
}

}  // namespace

bool is_public_address(std::string_view text) {
  const std::string copy(text.substr(0, text.find('%')));
  in_addr four{};
  if (::inet_pton(AF_INET, copy.c_str(), &four) == 1) return public4(ntohl(four.s_addr));
  std::array<std::uint8_t, 16> six{};
  if (::inet_pton(AF_INET6, copy.c_str(), six.data()) == 1) return public6(six);
  return false;
}

}  // namespace althing::http
