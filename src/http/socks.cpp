#include "http/socks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace althing::http {
namespace {

constexpr char kVersion = 5;
constexpr char kConnect = 1;
enum Kind : char { ipv4 = 1, name = 3, ipv6 = 4 };

// RFC 1928, section 6.
constexpr std::array<std::string_view, 9> kReplies = {
    "", "general failure of the proxy", "the proxy's rules forbid it", "network unreachable", "host unreachable", "connection refused",
    "time to live expired", "the proxy cannot connect", "the proxy does not take this kind of address"};

tl::unexpected<Error> bad(std::string message) { return fail(Errc::malformed, "socks5", std::move(message)); }

bool parse_literal(int family, const std::string& text, std::string& bytes) {
  bytes.assign(family == AF_INET ? 4 : 16, '\0');
  return ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

}  // namespace

Result<SocksProxy> parse_socks(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad("must be ADDRESS:PORT");
  const auto port = parse_decimal(text.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) return bad("the port must be 1 to 65535");
  std::string host(text.substr(0, colon));
  std::string bytes;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost" && !bracketed) host = "127.0.0.1";
  if (!parse_literal(bracketed ? AF_INET6 : AF_INET, host, bytes)) return bad("must be the proxy's address as a number, since no name is resolved here");
  return SocksProxy{std::move(host), static_cast<std::uint16_t>(*port)};
}

Result<std::string> socks_connect(std::string_view host, std::uint16_t port) {
  std::string out{kVersion, kConnect, 0}, literal;
  if (parse_literal(AF_INET, std::string(host), literal)) {
    (out += Kind::ipv4) += literal;
  } else if (parse_literal(AF_INET6, std::string(host), literal)) {
    (out += Kind::ipv6) += literal;
  } else {
    if (host.empty() || host.size() > 255) return fail(Errc::malformed, "host", "must have 1 to 255 bytes");
    ((out += Kind::name) += static_cast<char>(host.size())) += host;
  }
  (out += static_cast<char>(port >> 8)) += static_cast<char>(port & 0xff);
  return out;
}

Result<void> check_socks_greeting(std::string_view reply) {
  if (reply.size() != kSocksGreetingReply || reply[0] != kVersion) return bad("what answers there is no SOCKS5 proxy");
  if (reply[1] != 0) return fail(Errc::forbidden, "socks5", "the proxy wants a name and a password");
  return {};
}

Result<std::size_t> check_socks_reply(std::string_view head) {
  if (head.size() != kSocksReplyHead || head[0] != kVersion) return bad("the proxy's answer is no SOCKS5");
  const auto code = static_cast<unsigned char>(head[1]);
  if (code != 0) return fail(Errc::overloaded, "connect", "through the proxy: " + std::string(code < kReplies.size() ? kReplies[code] : "an error without a name"));
  switch (head[3]) {
    case Kind::ipv4: return 4 - 1 + 2;
    case Kind::ipv6: return 16 - 1 + 2;
    case Kind::name: return std::size_t{static_cast<unsigned char>(head[4])} + 2;
    default: return bad("the proxy's answer has an address of no kind");
  }
}

bool is_onion(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  constexpr std::string_view kEnd = ".onion";
  if (host.size() < kEnd.size()) return false;
  const std::string_view end = host.substr(host.size() - kEnd.size());
  return std::equal(end.begin(), end.end(), kEnd.begin(), [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

}  // namespace althing::http
