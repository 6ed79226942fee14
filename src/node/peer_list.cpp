#include "node/peer_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/limits.h"

namespace althing::node {
namespace {

constexpr std::pair<PeerMode, std::string_view> kModes[] = {{PeerMode::follow, "follow"}, {PeerMode::paused, "pause"}, {PeerMode::blocked, "block"}};

}  // namespace

std::string_view mode_word(PeerMode mode) {
  return std::find_if(std::begin(kModes), std::end(kModes), [&](const auto& one) { return one.first == mode; })->second;
}

std::string peer_list_path(const std::string& dir) { return join_path(join_path(dir, "peers"), "list"); }

Result<std::vector<PeerEntry>> load_peers(Fs& fs, const std::string& dir) {
  const auto text = fs.read_file(peer_list_path(dir), kMaxPeersFile);
  if (!text && text.error().code == Errc::not_found) return std::vector<PeerEntry>();
  if (!text) return fail(text.error());
  const auto value = json::parse(*text, 8);
  const json::Value* list = value ? value->at("peers") : nullptr;
  if (list == nullptr || list->array() == nullptr) return fail(Errc::corrupt, "peers/list", "is not what `althing peer` writes");
  std::vector<PeerEntry> out;
  for (const json::Value& item : *list->array()) {
    PeerEntry one{std::string(item.text_at("address")), PeerMode::follow, std::string(item.text_at("reason")), std::string(item.text_at("log")), std::string(item.text_at("socks5"))};
    const auto* mode = std::find_if(std::begin(kModes), std::end(kModes), [&](const auto& known) { return known.second == item.text_at("mode"); });
    if (mode == std::end(kModes)) return fail(Errc::corrupt, "peers/list", "has a peer with a mode other than follow, pause, block");
    one.mode = mode->first;
    if (const json::Value* quota = item.at("quota"); quota != nullptr && quota->integer() != nullptr) one.quota = *quota->integer();
    if (one.address.empty()) return fail(Errc::corrupt, "peers/list", "has a peer without an address");
    out.push_back(std::move(one));
  }
  return out;
}

Result<void> save_peers(Fs& fs, const std::string& dir, const std::vector<PeerEntry>& peers) {
  if (peers.size() > kMaxPeers) return fail(Errc::too_large, "peers", fmt::format("a node has at most {} peers", kMaxPeers));
  json::Array list;
  for (const PeerEntry& peer : peers) {
    json::Value one = json::object({{"address", peer.address}, {"mode", mode_word(peer.mode)}});
    if (!peer.reason.empty()) one.object()->set("reason", peer.reason);
    if (!peer.log.empty()) one.object()->set("log", peer.log);
    if (!peer.socks5.empty()) one.object()->set("socks5", peer.socks5);
    if (peer.quota >= 0) one.object()->set("quota", peer.quota);
    list.push_back(std::move(one));
  }
  TRY_VOID(fs.make_dirs(join_path(dir, "peers")));
  return fs.replace_file(peer_list_path(dir), as_bytes(json::write(json::object({{"peers", std::move(list)}})) + "\n"));
}

}  // namespace althing::node
