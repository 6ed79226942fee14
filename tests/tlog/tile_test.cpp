// Tile names, paths and contents; growth against a list made the slow way.
#include "tlog/tile.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tlog/naive_tree.h"

namespace althing::tlog {
namespace {

// All tiles of a size from the specification's formula, by level.
std::set<TileId> naive_tiles(std::uint64_t size) {
  std::set<TileId> out;
  std::uint64_t hashes = size;
  for (unsigned level = 0; hashes > 0; ++level, hashes /= 256) {
    for (std::uint64_t n = 0; n < hashes / 256; ++n) out.insert({false, level, n, 256});
    if (hashes % 256) {
      out.insert({false, level, hashes / 256, static_cast<unsigned>(hashes % 256)});
    }
  }
  return out;
}

TEST(TilePath, WritesAndParses) {
  const std::pair<TileId, const char*> cases[] = {
      {{false, 0, 0, 256}, "tile/0/000"},
      {{false, 0, 999, 256}, "tile/0/999"},
      {{false, 0, 1000, 256}, "tile/0/x001/000"},
      {{false, 0, 1234067, 256}, "tile/0/x001/x234/067"},
      {{false, 1, 1234067, 8}, "tile/1/x001/x234/067.p/8"},
      {{false, 63, 5, 255}, "tile/63/005.p/255"},
      {{true, 0, 273, 112}, "tile/entries/273.p/112"},
      {{true, 0, 1000000, 256}, "tile/entries/x001/x000/000"},
      {{false, 0, kMaxTileIndex, 1}, "tile/0/x036/x028/x797/x018/x963/967.p/1"},
  };
  for (const auto& [tile, path] : cases) {
    EXPECT_EQ(tile_path(tile), path);
    const auto parsed = parse_tile_path(path);
    ASSERT_TRUE(parsed) << path;
    EXPECT_EQ(*parsed, tile) << path;
  }
}

TEST(TilePath, RefusesEveryOtherSpelling) {
  for (const char* path :
       {"", "tile", "tile/", "tile/0", "tile/0/", "tile//000", "/tile/0/000", "tile/0/000/",
        "tile/00/000", "tile/01/000", "tile/-1/000", "tile/64/000", "tile/0x/000", "tile/data/000",
        "tile/Entries/000", "tile/entries/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000",
        "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/x001/", "tile/0/x001/x002",
        "tile/0/X001/002", "tile/0/x01/002", "tile/0/x0001/002", "tile/0/xx01/002", "tile/0/+01",
        "tile/0/ 01", "tile/0/00a", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/-1", "tile/0/000.p/1/",
        "tile/0/000.p/1.p/2", "tile/0/000.P/1", "tile/0/000p/1", "tile/0/../000",
        "tile/0/x036/x028/x797/x018/x963/968", "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/x000/x000/000", "tile/0/000\n", "tile/0/000 "}) {
    const auto parsed = parse_tile_path(path);
    ASSERT_FALSE(parsed) << path;
    EXPECT_EQ(parsed.error().code, Errc::malformed) << path;
    EXPECT_FALSE(parsed.error().message.empty());
  }
}

TEST(TilePath, IndexAlone) {
  EXPECT_EQ(index_path(1234067), "x001/x234/067");
  EXPECT_EQ(*parse_index_path("x001/x234/067"), 1234067u);
  EXPECT_EQ(*parse_index_path(index_path(kMaxTileIndex)), kMaxTileIndex);
  EXPECT_FALSE(parse_index_path(index_path(kMaxTileIndex + 1)));
}

TEST(Tiles, OfTheSpecificationsExample) {
  // "A tree of size 70,000 ... 273 full level 0 tiles, one partial of width 112, one full level 1
  // tile, one partial of width 17, and one partial level 2 tile of width 1."
  EXPECT_EQ(full_tiles(0, 70000), 273u);
  EXPECT_EQ(partial_width(0, 70000), 112u);
  EXPECT_EQ(full_tiles(1, 70000), 1u);
  EXPECT_EQ(partial_width(1, 70000), 17u);
  EXPECT_EQ(full_tiles(2, 70000), 0u);
  EXPECT_EQ(partial_width(2, 70000), 1u);
  EXPECT_EQ(partial_width(3, 70000), 0u);
  EXPECT_EQ(partial_width(8, kMaxTreeSize), 0u);
  EXPECT_EQ(partial_width(7, kMaxTreeSize), 127u);
  const std::vector<TileId> of_256 = new_tiles(0, 256);
  EXPECT_EQ(of_256, (std::vector<TileId>{{false, 0, 0, 256}, {false, 1, 0, 1}}));
}

TEST(Tiles, GrowthBetweenManySizes) {
  const std::uint64_t sizes[] = {0,    1,    2,     255,   256,   257,   511,   512,  513,
                                 1000, 5000, 65535, 65536, 65537, 65792, 66000, 70000};
  for (const std::uint64_t from : sizes) {
    const auto before = naive_tiles(from);
    for (const std::uint64_t to : sizes) {
      if (to < from) continue;
      const auto after = naive_tiles(to);
      std::vector<TileId> expected;
      for (const TileId& tile : after) {
        if (!before.contains(tile)) expected.push_back(tile);
        EXPECT_TRUE(has_tile(tile, to));
      }
      EXPECT_EQ(new_tiles(from, to), expected) << from << " to " << to;
      std::vector<TileId> bundles;
      for (TileId tile : expected) {
        if (tile.level != 0) continue;
        tile.entries = true;
        bundles.push_back(tile);
      }
      EXPECT_EQ(new_bundles(from, to), bundles) << from << " to " << to;
    }
    std::vector<TileId> edge;
    for (const TileId& tile : before) {
      if (!tile.full()) edge.push_back(tile);
    }
    EXPECT_EQ(edge_tiles(from), edge) << from;
  }
  EXPECT_FALSE(has_tile({false, 0, 1, 256}, 511));
  EXPECT_FALSE(has_tile({false, 0, 1, 254}, 511));
  EXPECT_FALSE(has_tile({false, 0, 0, 255}, 511));
  EXPECT_FALSE(has_tile({false, 0, 2, 256}, 512));
  EXPECT_FALSE(has_tile({true, 1, 0, 1}, 256));
}

TEST(Tiles, EveryNodeIsInItsTile) {
  const auto entries = naive::entries(600);
  MemoryTree tree;
  for (const auto& entry : entries) tree.append(leaf_hash(as_bytes(entry)));
  for (unsigned level = 0; level <= 9; ++level) {
    for (std::uint64_t index = 0; index < 600u >> level; ++index) {
      const Node node{level, index};
      const TileId id = tile_of(node, 600);
      EXPECT_TRUE(has_tile(id, 600));
      const auto bytes = cut_tile(id, tree);
      ASSERT_TRUE(bytes);
      const auto hashes = parse_tile(id, *bytes);
      ASSERT_TRUE(hashes);
      const auto part =
          std::span(entries).subspan(index << level, std::size_t{1} << level);
      const auto hash = hash_in_tile(id, *hashes, node);
      ASSERT_TRUE(hash);
      EXPECT_EQ(*hash, naive::mth(part)) << level << "/" << index;
    }
  }
}

TEST(Tiles, ParseRefusesWrongLengths) {
  const TileId tile{false, 0, 0, 3};
  EXPECT_TRUE(parse_tile(tile, std::string(96, 'a')));
  for (const std::size_t size : {0u, 64u, 95u, 97u, 128u}) {
    EXPECT_EQ(parse_tile(tile, std::string(size, 'a')).error().code, Errc::corrupt);
  }
  const std::vector<Hash> narrow(2);
  EXPECT_EQ(hash_in_tile(tile, narrow, {0, 2}).error().code, Errc::corrupt);
  EXPECT_EQ(hash_in_tile(tile, narrow, {2, 0}).error().code, Errc::corrupt);
}

// Grows a log in uneven steps, writing what take() says; then everything must be on the "disk".
TEST(TileEdge, WritesExactlyTheTilesOfEverySize) {
  const auto entries = naive::entries(1200);
  MemoryTree tree;
  TileEdge edge;
  std::map<TileId, std::string> disk;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Hash leaf = leaf_hash(as_bytes(entries[i]));
    tree.append(leaf);
    edge.append(leaf);
    const bool commit = i % 37 == 0 || i % 256 == 255 || i % 256 == 0 || i + 1 == entries.size();
    if (!commit) continue;
    std::vector<TileId> taken;
    for (TileData& tile : edge.take()) {
      taken.push_back(tile.id);
      EXPECT_EQ(tile.bytes, *cut_tile(tile.id, tree)) << tile_path(tile.id);
      disk[tile.id] = std::move(tile.bytes);
    }
    EXPECT_EQ(taken, new_tiles(before, edge.size()));
    EXPECT_EQ(edge.root(), tree.root());
    EXPECT_TRUE(edge.take().empty());
    before = edge.size();
    // A writer that starts again from the disk goes on the same way.
    std::vector<std::string> bytes;
    for (const TileId& id : edge_tiles(edge.size())) bytes.push_back(disk.at(id));
    auto loaded = TileEdge::load(edge.size(), bytes);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->root(), tree.root());
    edge = std::move(*loaded);
  }
}

TEST(TileEdge, CrossesALevelOfTiles) {
  TileEdge edge;
  MemoryTree tree;
  for (std::uint64_t i = 0; i < 65537; ++i) {
    const Hash leaf = leaf_hash(as_bytes(std::to_string(i)));
    edge.append(leaf);
    tree.append(leaf);
  }
  std::vector<TileId> taken;
  for (const TileData& tile : edge.take()) {
    taken.push_back(tile.id);
    EXPECT_EQ(tile.bytes, *cut_tile(tile.id, tree));
  }
  EXPECT_EQ(taken, new_tiles(0, 65537));
  EXPECT_EQ(edge.root(), tree.root());
}

TEST(TileEdge, LoadRefusesOtherTiles) {
  const std::string one(32, 'a');
  EXPECT_TRUE(TileEdge::load(1, {&one, 1}));
  EXPECT_EQ(TileEdge::load(0, {&one, 1}).error().code, Errc::corrupt);
  EXPECT_EQ(TileEdge::load(2, {&one, 1}).error().code, Errc::corrupt);
  EXPECT_EQ(TileEdge::load(1, {}).error().code, Errc::corrupt);
  EXPECT_EQ(TileEdge::load(kMaxTreeSize + 1, {}).error().code, Errc::malformed);
}

}  // namespace
}  // namespace althing::tlog
