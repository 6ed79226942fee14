// Readers over tiles, see tile_reader.h.
#include "tlog/tile_reader.h"

#include <algorithm>
#include <bit>

namespace althing::tlog {
namespace {

Result<void> check_within(std::span<const Node> nodes, std::uint64_t size) {
  for (const Node& node : nodes) {
    if (node.level >= 64 || node.index >= (size >> node.level)) {
      return fail(Errc::unknown_ref, "a node reaches beyond the tree of " + std::to_string(size));
    }
  }
  return {};
}

// The tile's hashes as fetched. A longer answer for a partial tile is the tile grown on.
Result<std::vector<Hash>> fetch_tile(const TileFetch& fetch, const TileId& id) {
  TRY(const std::string bytes, fetch(id));
  std::string_view view = bytes;
  const std::size_t want = id.width * Hash::kSize;
  if (view.size() > want && view.size() <= kTileBytes && view.size() % Hash::kSize == 0) {
    view = view.substr(0, want);
  }
  return parse_tile(id, view);
}

// Hashes of the nodes by a function that gives a tile's hashes.
template <class GetTile>
Result<std::vector<Hash>> read_nodes(std::span<const Node> nodes, std::uint64_t size,
                                     GetTile get_tile) {
  TRY_VOID(check_within(nodes, size));
  std::vector<Hash> out;
  out.reserve(nodes.size());
  for (const Node& node : nodes) {
    const TileId id = tile_of(node, size);
    TRY(const std::vector<Hash>* hashes, get_tile(id));
    TRY(const Hash hash, hash_in_tile(id, *hashes, node));
    out.push_back(hash);
  }
  return out;
}

Result<void> check_tile_of_tree(const TileId& id, std::uint64_t size) {
  if (!id.entries && has_tile(id, size)) return {};
  return fail(Errc::unknown_ref, "the tree of " + std::to_string(size) + " has no such tile");
}

}  // namespace

TileCache::TileCache(std::size_t capacity) : capacity_(std::max(capacity, kMinTileCache)) {}

const std::vector<Hash>* TileCache::find(const TileId& id) {
  const auto it = places_.find(id);
  if (it == places_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, it->second);
  return &it->second->second;
}

const std::vector<Hash>* TileCache::put(const TileId& id, std::vector<Hash> hashes) {
  recent_.emplace_front(id, std::move(hashes));
  places_[id] = recent_.begin();
  if (recent_.size() > capacity_) {
    places_.erase(recent_.back().first);
    recent_.pop_back();
  }
  return &recent_.front().second;
}

TileReader::TileReader(std::uint64_t size, TileFetch fetch, std::size_t cache_tiles)
    : size_(size), fetch_(std::move(fetch)), cache_(cache_tiles) {}

Result<const std::vector<Hash>*> TileReader::get(const TileId& id) {
  if (const auto* hashes = cache_.find(id)) return hashes;
  TRY(std::vector<Hash> hashes, fetch_tile(fetch_, id));
  return cache_.put(id, std::move(hashes));
}

Result<std::vector<Hash>> TileReader::read(std::span<const Node> nodes) {
  return read_nodes(nodes, size_, [this](const TileId& id) { return get(id); });
}

Result<std::vector<Hash>> TileReader::tile(const TileId& id) {
  TRY_VOID(check_tile_of_tree(id, size_));
  TRY(const std::vector<Hash>* hashes, get(id));
  return *hashes;
}

VerifiedTileReader::VerifiedTileReader(std::uint64_t size, const Hash& root, TileFetch fetch,
                                       std::size_t cache_tiles)
    : size_(size), root_(root), fetch_(std::move(fetch)), cache_(cache_tiles) {}

// The subtrees of the frontier cover every hash of every partial tile exactly once, so if they fold
// to the root, all these tiles are right, and through them every full tile can be checked.
Result<void> VerifiedTileReader::check_edge() {
  if (edge_checked_) return {};
  std::map<TileId, std::vector<Hash>> edge;
  for (const TileId& id : edge_tiles(size_)) {
    TRY(edge[id], fetch_tile(fetch_, id));
  }
  std::vector<Hash> hashes;
  for (const Node& node : frontier_nodes(size_)) {
    const TileId id = tile_of(node, size_);
    TRY(const Hash hash, hash_in_tile(id, edge.at(id), node));
    hashes.push_back(hash);
  }
  if (fold_frontier(hashes) != root_) {
    return fail(Errc::corrupt, "the partial tiles of size " + std::to_string(size_) +
                                   " do not lead to the root");
  }
  edge_ = std::move(edge);
  edge_checked_ = true;
  return {};
}

Result<const std::vector<Hash>*> VerifiedTileReader::get(const TileId& id) {
  TRY_VOID(check_edge());
  if (const auto it = edge_.find(id); it != edge_.end()) return &it->second;
  if (const auto* hashes = cache_.find(id)) return hashes;
  // A full tile stands as one hash in the tile above, at most seven levels up to the edge.
  const Node self{(id.level + 1) * kTileHeight, id.index};
  const TileId above = tile_of(self, size_);
  TRY(const std::vector<Hash>* parent, get(above));
  TRY(const Hash expected, hash_in_tile(above, *parent, self));
  TRY(std::vector<Hash> hashes, fetch_tile(fetch_, id));
  if (perfect_root(hashes) != expected) {
    return fail(Errc::corrupt, tile_path(id) + " is not the one the tile above names");
  }
  return cache_.put(id, std::move(hashes));
}

Result<std::vector<Hash>> VerifiedTileReader::read(std::span<const Node> nodes) {
  TRY_VOID(check_edge());  // also when nothing is asked: an empty answer is a verified one
  return read_nodes(nodes, size_, [this](const TileId& id) { return get(id); });
}

Result<std::vector<Hash>> VerifiedTileReader::tile(const TileId& id) {
  TRY_VOID(check_tile_of_tree(id, size_));
  TRY(const std::vector<Hash>* hashes, get(id));
  return *hashes;
}

}  // namespace althing::tlog
