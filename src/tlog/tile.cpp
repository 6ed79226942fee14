// Tile names, paths and what tiles a tree has; see tile.h.
#include "tlog/tile.h"

#include "base/check.h"

namespace althing::tlog {
namespace {

// floor(size / 256^level): hashes that the tiles of a level hold in all. 256^8 is over any size.
std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  return level >= 8 ? 0 : size >> (kTileHeight * level);
}

// One path element of an index: three digits. -1 otherwise.
int three_digits(std::string_view text) {
  if (text.size() != 3) return -1;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

void add_new_tiles(std::vector<TileId>& out, bool entries, unsigned level, std::uint64_t from,
                   std::uint64_t to) {
  const std::uint64_t before = hashes_at(level, from);
  const std::uint64_t after = hashes_at(level, to);
  if (before == after) return;
  for (std::uint64_t n = before / kTileWidth; n < after / kTileWidth; ++n) {
    out.push_back({entries, level, n, kTileWidth});
  }
  if (const auto width = static_cast<unsigned>(after % kTileWidth)) {
    out.push_back({entries, level, after / kTileWidth, width});
  }
}

}  // namespace

std::string index_path(std::uint64_t index) {
  const auto element = [](std::uint64_t value) {
    std::string digits = std::to_string(value);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string path = element(index % 1000);
  while (index >= 1000) {
    index /= 1000;
    path = "x" + element(index % 1000) + "/" + path;
  }
  return path;
}

std::string tile_path(const TileId& tile) {
  CHECK(tile.width >= 1 && tile.width <= kTileWidth);
  std::string path = "tile/" + (tile.entries ? "entries" : std::to_string(tile.level)) + "/" +
                     index_path(tile.index);
  if (!tile.full()) path += ".p/" + std::to_string(tile.width);
  return path;
}

Result<std::uint64_t> parse_index_path(std::string_view path) {
  const auto bad = [] {
    return fail(Errc::malformed, "tile index must be groups of 3 digits, all but the last with x");
  };
  std::uint64_t index = 0;
  for (bool first = true;; first = false) {
    const bool more = path.starts_with('x');
    if (more) path.remove_prefix(1);
    const int digits = three_digits(path.substr(0, 3));
    // A leading x000 spells the same index twice.
    if (digits < 0 || (first && more && digits == 0)) return bad();
    const auto add = static_cast<std::uint64_t>(digits);
    if (index > (kMaxTileIndex - add) / 1000) {
      return fail(Errc::malformed, "tile index is over the largest tree's");
    }
    index = index * 1000 + add;
    path.remove_prefix(3);
    if (!more) return path.empty() ? Result<std::uint64_t>(index) : bad();
    if (!path.starts_with('/')) return bad();
    path.remove_prefix(1);
  }
}

Result<TileId> parse_tile_path(std::string_view path) {
  if (!path.starts_with("tile/")) return fail(Errc::malformed, "path does not start with tile/");
  path.remove_prefix(5);
  TileId tile;
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return fail(Errc::malformed, "tile path has no index");
  const std::string_view level = path.substr(0, slash);
  path.remove_prefix(slash + 1);
  if (level == "entries") {
    tile.entries = true;
  } else {
    auto number = parse_decimal(level);
    if (!number || *number > kMaxTileLevel) {
      return fail(Errc::malformed, "tile level must be 0 to 63");
    }
    tile.level = static_cast<unsigned>(*number);
  }
  if (const std::size_t dot = path.find(".p/"); dot != path.npos) {
    auto width = parse_decimal(path.substr(dot + 3));
    if (!width || *width < 1 || *width >= kTileWidth) {
      return fail(Errc::malformed, "tile width must be 1 to 255");
    }
    tile.width = static_cast<unsigned>(*width);
    path = path.substr(0, dot);
  }
  TRY(tile.index, parse_index_path(path));
  return tile;
}

std::uint64_t full_tiles(unsigned level, std::uint64_t size) {
  return hashes_at(level, size) / kTileWidth;
}

unsigned partial_width(unsigned level, std::uint64_t size) {
  return static_cast<unsigned>(hashes_at(level, size) % kTileWidth);
}

bool has_tile(const TileId& tile, std::uint64_t size) {
  if (tile.entries && tile.level != 0) return false;
  const std::uint64_t full = full_tiles(tile.level, size);
  if (tile.full()) return tile.index < full;
  return tile.index == full && tile.width == partial_width(tile.level, size) && tile.width > 0;
}

std::vector<TileId> new_tiles(std::uint64_t from, std::uint64_t to) {
  CHECK(from <= to && to <= kMaxTreeSize);
  std::vector<TileId> out;
  for (unsigned level = 0; hashes_at(level, to) > 0; ++level) {
    add_new_tiles(out, false, level, from, to);
  }
  return out;
}

std::vector<TileId> new_bundles(std::uint64_t from, std::uint64_t to) {
  CHECK(from <= to && to <= kMaxTreeSize);
  std::vector<TileId> out;
  add_new_tiles(out, true, 0, from, to);
  return out;
}

std::vector<TileId> edge_tiles(std::uint64_t size) {
  std::vector<TileId> out;
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    if (const unsigned width = partial_width(level, size)) {
      out.push_back({false, level, full_tiles(level, size), width});
    }
  }
  return out;
}

TileId tile_of(const Node& node, std::uint64_t size) {
  CHECK(node.level < 64 && node.index < (size >> node.level));
  const unsigned level = node.level / kTileHeight;
  const unsigned inside = node.level % kTileHeight;
  // The node's hashes at the tile's level all lie in one tile, as a node spans at most 2^7 of them.
  const std::uint64_t index = (node.index << inside) / kTileWidth;
  const bool full = index < full_tiles(level, size);
  return {false, level, index, full ? unsigned{kTileWidth} : partial_width(level, size)};
}

std::vector<Node> nodes_of(const TileId& tile) {
  std::vector<Node> out;
  out.reserve(tile.width);
  for (unsigned i = 0; i < tile.width; ++i) {
    out.push_back({tile.level * kTileHeight, tile.index * kTileWidth + i});
  }
  return out;
}

Result<Hash> hash_in_tile(const TileId& tile, std::span<const Hash> hashes, const Node& node) {
  CHECK(node.level / kTileHeight == tile.level);
  const unsigned inside = node.level % kTileHeight;
  const std::uint64_t count = std::uint64_t{1} << inside;
  const std::uint64_t first = node.index << inside;
  CHECK(first / kTileWidth == tile.index);
  if (first % kTileWidth + count > hashes.size()) {
    return fail(Errc::corrupt, tile_path(tile) + " is too narrow for a hash of the tree");
  }
  return perfect_root(hashes.subspan(first % kTileWidth, count));
}

std::string tile_bytes(std::span<const Hash> hashes) {
  std::string out;
  out.reserve(hashes.size() * Hash::kSize);
  for (const Hash& hash : hashes) out += hash.text();
  return out;
}

Result<std::vector<Hash>> parse_tile(const TileId& tile, std::string_view bytes) {
  if (bytes.size() != tile.width * Hash::kSize) {
    return fail(Errc::corrupt, tile_path(tile) + " has " + std::to_string(bytes.size()) +
                                   " bytes, not " + std::to_string(tile.width * Hash::kSize));
  }
  std::vector<Hash> out(tile.width);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = Hash::from(as_bytes(bytes).subspan(i * Hash::kSize, Hash::kSize));
  }
  return out;
}

Result<std::string> cut_tile(const TileId& tile, HashReader& reader) {
  TRY(const std::vector<Hash> hashes, reader.read(nodes_of(tile)));
  return tile_bytes(hashes);
}

}  // namespace althing::tlog
