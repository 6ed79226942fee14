// Tiles (c2sp.org/tlog-tiles): the tree as files of up to 256 hashes. Level L holds the roots of
// complete subtrees of 256^L leaves; a partial tile is never hashed upward. This file names tiles
// and their paths, cuts tiles out of a tree and appends; readers over tiles are in tile_reader.h.
// Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tlog/limits.h"
#include "tlog/tree.h"

namespace althing::tlog {

/// A tile of hashes, or (entries) the bundle of the entries below level-0 tile `index`.
struct TileId {
  bool entries = false;
  unsigned level = 0;  // 0 if entries
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  // 1-256; 256 = full

  auto operator<=>(const TileId&) const = default;
  bool full() const { return width == kTileWidth; }
};

/// "x001/x234/067" of 1234067.
std::string index_path(std::uint64_t index);
/// "tile/<L>/<N>[.p/<W>]" or "tile/entries/<N>[.p/<W>]".
std::string tile_path(const TileId& tile);
/// Exactly the spellings index_path writes, up to kMaxTileIndex; malformed otherwise.
Result<std::uint64_t> parse_index_path(std::string_view path);
/// Exactly the spellings tile_path writes (levels 0-63, widths 1-255 after ".p/").
Result<TileId> parse_tile_path(std::string_view path);

/// Full tiles of a level in a tree of `size` leaves, and the width (0-255) of the partial one.
std::uint64_t full_tiles(unsigned level, std::uint64_t size);
unsigned partial_width(unsigned level, std::uint64_t size);
/// True iff a tree of `size` leaves has this tile: a complete full one, or the partial one.
bool has_tile(const TileId& tile, std::uint64_t size);

/// Hash tiles that a tree has at size `to` and did not have at size `from` <= to (CHECKed): new
/// full tiles and the partial tile of size `to` if that changed; level by level, ascending.
std::vector<TileId> new_tiles(std::uint64_t from, std::uint64_t to);
/// The same for entry bundles.
std::vector<TileId> new_bundles(std::uint64_t from, std::uint64_t to);
/// The partial hash tiles of a tree, lowest level first: with it they fix the root.
std::vector<TileId> edge_tiles(std::uint64_t size);

/// The tile whose hashes give the node in a tree of `size` leaves, at its width of that size. The
/// node must be within the tree (CHECKed).
TileId tile_of(const Node& node, std::uint64_t size);
/// The nodes whose hashes the tile lists.
std::vector<Node> nodes_of(const TileId& tile);
/// The node's hash from the hashes of tile_of(node). corrupt if the tile is too narrow.
Result<Hash> hash_in_tile(const TileId& tile, std::span<const Hash> hashes, const Node& node);

/// A tile's bytes: its hashes one after another. parse: corrupt unless exactly 32 * width bytes.
std::string tile_bytes(std::span<const Hash> hashes);
Result<std::vector<Hash>> parse_tile(const TileId& tile, std::string_view bytes);
/// A tile's bytes read from any source of hashes.
Result<std::string> cut_tile(const TileId& tile, HashReader& reader);

struct TileData {
  TileId id;
  std::string bytes;
};

/// The right edge of a tiled log, for its writer: append leaves, then take the tiles to be written.
/// Holds at most 256 hashes a level. A value type: work on a copy, keep it when the disk agreed.
class TileEdge {
 public:
  TileEdge() = default;
  /// From the edge tiles of a tree, in the order of edge_tiles(size). corrupt on wrong lengths.
  static Result<TileEdge> load(std::uint64_t size, std::span<const std::string> edge_tile_bytes);

  std::uint64_t size() const { return frontier_.size(); }
  Hash root() const { return frontier_.root(); }
  const Frontier& frontier() const { return frontier_; }
  void append(const Hash& leaf);
  /// Tiles of new_tiles(size at the last take or load, size()), with bytes.
  std::vector<TileData> take();

 private:
  Frontier frontier_;
  std::uint64_t taken_ = 0;
  std::vector<std::vector<Hash>> open_;  // per level, the hashes of its partial tile
  std::vector<TileData> done_;           // full tiles since the last take
};

}  // namespace althing::tlog
