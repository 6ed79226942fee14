// A node that this one follows, for what is asked of it beside pulling (returned prefixes, receipts).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/client.h"

namespace althing::node {

struct Neighbour {
  std::string address;
  std::string origin;          // of its log; "" = not heard of yet
  http::ClientOptions client;  // how it is reached: its proxy, the node's, or none
};
using Neighbours = std::function<std::vector<Neighbour>()>;

}  // namespace althing::node
