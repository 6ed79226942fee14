// Which addresses belong to the public internet (IANA special-purpose registries, RFC 6890 and later). A fetcher
// that follows what strangers name must reach no others: not this machine, its network, or its provider's. Pure.
#pragma once

#include <string_view>

namespace althing::http {

/// False for loopback, private, link-local, shared (CGNAT), multicast, documentation, benchmarking, reserved and
/// unspecified addresses, for all that embed such an IPv4 address (mapped, translated, 6to4, Teredo), and for text
/// that is no address. IPv6 only as global unicast (2000::/3).
bool is_public_address(std::string_view text);

}  // namespace althing::http
