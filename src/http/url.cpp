// URLs as our client takes them.
#include <algorithm>

#include "base/bytes.h"
#include "http/client.h"

namespace althing::http {
namespace {

tl::unexpected<Error> bad(std::string message) { return fail(Errc::malformed, "url", std::move(message)); }

Result<void> split_authority(std::string_view authority, Url& out) {
  if (authority.find('@') != std::string_view::npos) return bad("user info is not supported");
  std::string_view host = authority;
  std::string_view port;
  if (!host.empty() && host.front() == '[') {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos) return bad("the IPv6 address lacks its `]`");
    port = host.substr(close + 1);
    host = host.substr(1, close - 1);
  } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  if (host.empty() || host.size() > kMaxHostBytes) return bad("no host, or too long a one");
  if (!port.empty()) {
    if (port.front() != ':') return bad("stray text after the host");
    const auto number = parse_decimal(port.substr(1));
    if (!number || *number == 0 || *number > 65535) return bad("the port must be 1 to 65535");
    out.port = static_cast<std::uint16_t>(*number);
  }
  out.host = host;
  return {};
}

}  // namespace

std::string Url::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != (tls ? 443 : 80)) out += ':' + std::to_string(port);
  return out;
}

Result<Url> parse_url(std::string_view text) {
  Url out;
  if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else if (text.starts_with("https://")) {
    text.remove_prefix(8);
    out.tls = true;
    out.port = 443;
  } else {
    return bad("must begin with http:// or https://");
  }
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '#'; })) {
    return bad("holds a space, a fragment or a character that must be percent-encoded");
  }
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  TRY_VOID(split_authority(text.substr(0, end), out));
  out.target = text.substr(end);
  if (out.target.empty() || out.target.front() != '/') out.target.insert(0, 1, '/');
  return out;
}

}  // namespace althing::http
