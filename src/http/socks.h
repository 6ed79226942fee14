// SOCKS5 (RFC 1928), the client's messages: no authentication, CONNECT, names sent as names, so that the proxy
// alone resolves them (onion addresses too). The bytes only; client.cpp moves them. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace althing::http {

struct SocksProxy {
  std::string address;  // a literal, so that nothing is resolved here
  std::uint16_t port = 0;
};
/// "127.0.0.1:9050", "[::1]:9050" or "localhost:9050". malformed (field "socks5").
Result<SocksProxy> parse_socks(std::string_view text);

inline constexpr std::string_view kSocksGreeting{"\x05\x01\x00", 3};
inline constexpr std::size_t kSocksGreetingReply = 2;
inline constexpr std::size_t kSocksReplyHead = 5;  // up to the first byte of the bound address

/// malformed: over 255 bytes.
Result<std::string> socks_connect(std::string_view host, std::uint16_t port);
/// Ok if the proxy takes us without authentication. forbidden; malformed: no SOCKS5.
Result<void> check_socks_greeting(std::string_view reply);
/// How many bytes follow the head of a good reply. overloaded: the proxy could not connect, and why; malformed.
Result<std::size_t> check_socks_reply(std::string_view head);

/// Whether only a proxy may be told of this name (RFC 7686).
bool is_onion(std::string_view host);

}  // namespace althing::http
