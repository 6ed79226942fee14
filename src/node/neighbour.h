// A node that this one follows, for what is asked of it beside pulling (returned prefixes, receipts).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/client.h"
#include "node/peer_list.h"

namespace althing::node {

struct Neighbour {
  std::string address;
  std::string origin;          // of its log; "" = not heard of yet
  http::ClientOptions client;  // how it is reached: its proxy, the node's, or none
};

/// How a peer is reached: as the node reaches others, through the peer's own proxy if it has one.
inline http::ClientOptions client_for(const PeerEntry& peer, http::ClientOptions client) {
  if (!peer.socks5.empty()) client.socks5 = peer.socks5;
  return client;
}
using Neighbours = std::function<std::vector<Neighbour>()>;

}  // namespace althing::node
