// peers/list of a data folder: which nodes a node pulls from, as `althing peer` writes it. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "base/fs.h"
#include "base/json.h"

namespace althing::node {

enum class PeerMode { follow, paused, blocked };

/// One of {"peers": [{"address", "mode", "reason", "log", "socks5", "quota"}]}.
struct PeerEntry {
  std::string address;  // http(s) URL of a node or a static mirror
  PeerMode mode = PeerMode::follow;
  std::string reason;   // of a pause or a block
  std::string log;      // vkey of a blocked log: blocked at any address
  std::string socks5;   // proxy for this peer alone, "" = the node's
  std::int64_t quota = -1;  // new acts an hour; 0 = no limit, -1 = the node's default

  bool operator==(const PeerEntry&) const = default;
};

std::string_view mode_word(PeerMode mode);  // "follow", "pause", "block"

std::string peer_list_path(const std::string& dir);
/// An absent file is an empty list. corrupt: it is not what `althing peer` writes.
Result<std::vector<PeerEntry>> load_peers(Fs& fs, const std::string& dir);
/// too_large over kMaxPeers.
Result<void> save_peers(Fs& fs, const std::string& dir, const std::vector<PeerEntry>& peers);

}  // namespace althing::node
