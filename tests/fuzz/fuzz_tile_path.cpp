// Tile, index and pack paths: each path has one spelling, each tile has one path, and what a tree has
// is what its size says.
#include <algorithm>

#include "base/check.h"
#include "record/layout.h"
#include "tlog/tile.h"

using namespace althing;
using namespace althing::tlog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view path(reinterpret_cast<const char*>(data), size);
  if (const auto tile = parse_tile_path(path)) {
    CHECK(tile_path(*tile) == path && tile->width >= 1 && tile->width <= kTileWidth);
    CHECK(path.find("..") == path.npos && path.find("//") == path.npos);
  }
  if (const auto index = parse_index_path(path)) CHECK(index_path(*index) == path);
  if (const auto pack = record::parse_pack_path(path)) CHECK(record::pack_path(*pack) == path && pack->entries);
  if (size < 19) return 0;
  // The same bytes as a tile and a tree.
  TileId tile;
  tile.entries = (data[0] & 1) != 0;
  tile.level = tile.entries ? 0 : data[1] % (kMaxTileLevel + 1);
  tile.width = data[2] + 1u;
  tile.index = (get_u64(data + 3) >> (data[0] >> 2)) % (kMaxTileIndex + 1);
  const auto back = parse_tile_path(tile_path(tile));
  CHECK(back && *back == tile);
  const std::uint64_t tree = (get_u64(data + 11) >> 1) >> (data[0] >> 2);
  const auto edge = edge_tiles(tree);
  for (const TileId& part : edge) CHECK(has_tile(part, tree) && !part.full());
  if (has_tile(tile, tree) && !tile.entries) {
    const bool listed = std::find(edge.begin(), edge.end(), tile) != edge.end();
    CHECK(listed != tile.full());
    const auto nodes = nodes_of(tile);
    CHECK(nodes.size() == tile.width && tile_of(nodes.front(), tree) == tile);
  }
  return 0;
}
