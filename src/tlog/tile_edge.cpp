// The writer's side of tiles: appending with the partial tiles in memory; see tile.h.
#include <algorithm>

#include "tlog/tile.h"

namespace althing::tlog {

Result<TileEdge> TileEdge::load(std::uint64_t size, std::span<const std::string> edge_tile_bytes) {
  if (size > kMaxTreeSize) return fail(Errc::malformed, "size", "over 2^63-1");
  const std::vector<TileId> edge = edge_tiles(size);
  if (edge.size() != edge_tile_bytes.size()) {
    return fail(Errc::corrupt, "a tree of " + std::to_string(size) + " leaves has " +
                                   std::to_string(edge.size()) + " edge tiles, not " +
                                   std::to_string(edge_tile_bytes.size()));
  }
  TileEdge out;
  for (std::size_t i = 0; i < edge.size(); ++i) {
    out.open_.resize(edge[i].level + 1);
    TRY(out.open_[edge[i].level], parse_tile(edge[i], edge_tile_bytes[i]));
  }
  std::vector<Hash> hashes;
  for (const Node& node : frontier_nodes(size)) {
    const TileId tile = tile_of(node, size);
    TRY(const Hash hash, hash_in_tile(tile, out.open_[tile.level], node));
    hashes.push_back(hash);
  }
  TRY(out.frontier_, Frontier::from_hashes(size, std::move(hashes)));
  out.taken_ = size;
  return out;
}

void TileEdge::append(const Hash& leaf) {
  frontier_.append(leaf, [this](const Node& node, const Hash& hash) {
    if (node.level % kTileHeight != 0) return;
    const unsigned level = node.level / kTileHeight;
    if (open_.size() <= level) open_.resize(level + 1);
    open_[level].push_back(hash);
    if (open_[level].size() < kTileWidth) return;
    const TileId full{false, level, node.index / kTileWidth, kTileWidth};
    done_.push_back({full, tile_bytes(open_[level])});
    open_[level].clear();
  });
}

std::vector<TileData> TileEdge::take() {
  std::vector<TileData> out = std::move(done_);
  done_.clear();
  for (const TileId& tile : edge_tiles(size())) {
    // Unchanged partial tiles are on disk already.
    if (tile.level < 8 && (taken_ >> (kTileHeight * tile.level)) ==
                              (size() >> (kTileHeight * tile.level))) {
      continue;
    }
    out.push_back({tile, tile_bytes(open_[tile.level])});
  }
  taken_ = size();
  std::sort(out.begin(), out.end(),
            [](const TileData& a, const TileData& b) { return a.id < b.id; });
  return out;
}

}  // namespace althing::tlog
