// Readers over tiles: right answers, few fetches, and no lie believed by the verifying one.
#include "tlog/tile_reader.h"

#include <gtest/gtest.h>

#include "tlog/naive_tree.h"

namespace althing::tlog {
namespace {

constexpr std::uint64_t kSize = 70000;

// A log of hashes only, as a disk would hold it.
struct Disk {
  MemoryTree tree;
  std::map<TileId, std::string> tiles;
  int fetches = 0;

  explicit Disk(std::uint64_t size) {
    TileEdge edge;
    for (std::uint64_t i = 0; i < size; ++i) {
      const Hash leaf = leaf_hash(as_bytes(std::to_string(i)));
      tree.append(leaf);
      edge.append(leaf);
    }
    for (TileData& tile : edge.take()) tiles[tile.id] = std::move(tile.bytes);
  }
  TileFetch fetch() {
    return [this](const TileId& id) -> Result<std::string> {
      ++fetches;
      const auto it = tiles.find(id);
      if (it == tiles.end()) return fail(Errc::not_found, tile_path(id));
      return it->second;
    };
  }
};

Disk& disk() {
  static Disk shared(kSize);
  return shared;
}

template <class Reader>
void expect_proofs(Reader& reader) {
  Disk& d = disk();
  EXPECT_EQ(*root_of(kSize, reader), d.tree.root());
  for (const std::uint64_t index : {0u, 1u, 255u, 256u, 65535u, 65536u, 69887u, 69888u, 69999u}) {
    const auto proof = prove_inclusion(index, kSize, reader);
    ASSERT_TRUE(proof) << proof.error().text();
    EXPECT_EQ(*proof, *prove_inclusion(index, kSize, d.tree)) << index;
  }
  for (const std::uint64_t old : {1u, 255u, 256u, 300u, 65535u, 65536u, 65537u, 69999u}) {
    const auto proof = prove_consistency(old, kSize, reader);
    ASSERT_TRUE(proof) << proof.error().text();
    EXPECT_EQ(*proof, *prove_consistency(old, kSize, d.tree)) << old;
  }
}

TEST(TileReader, GivesTheTreesHashes) {
  TileReader reader(kSize, disk().fetch());
  expect_proofs(reader);
  EXPECT_EQ(reader.read(std::vector<Node>{{0, kSize}}).error().code, Errc::unknown_ref);
  EXPECT_EQ(reader.read(std::vector<Node>{{64, 0}}).error().code, Errc::unknown_ref);
  EXPECT_TRUE(reader.tile({false, 0, 5, 256}));
  EXPECT_EQ(reader.tile({false, 0, 273, 111}).error().code, Errc::unknown_ref);
  EXPECT_EQ(reader.tile({true, 0, 5, 256}).error().code, Errc::unknown_ref);
}

TEST(TileReader, FetchesATileOnceWhileItIsKept) {
  Disk& d = disk();
  TileReader reader(kSize, d.fetch(), kMinTileCache);
  d.fetches = 0;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(reader.read(std::vector<Node>{{0, 7}, {3, 9}}));
  EXPECT_EQ(d.fetches, 1);
  for (std::uint64_t n = 0; n < kMinTileCache; ++n) {
    ASSERT_TRUE(reader.read(std::vector<Node>{{0, (n + 1) * 256}}));
  }
  d.fetches = 0;
  ASSERT_TRUE(reader.read(std::vector<Node>{{0, 7}}));
  EXPECT_EQ(d.fetches, 1) << "the first tile should have been dropped";
}

TEST(TileReader, TakesTheBeginningOfATileThatGrew) {
  Disk& d = disk();
  // A reader of an older size asks for a partial tile; the fuller one may answer.
  TileReader reader(300, [&d](const TileId& id) -> Result<std::string> {
    return d.tiles.at({false, id.level, id.index, 256});
  });
  EXPECT_EQ(*root_of(300, reader), *root_of(300, d.tree));
}

TEST(VerifiedTileReader, GivesTheTreesHashes) {
  Disk& d = disk();
  VerifiedTileReader reader(kSize, d.tree.root(), d.fetch());
  expect_proofs(reader);
  VerifiedTileReader small(kSize, d.tree.root(), d.fetch(), kMinTileCache);
  expect_proofs(small);
  EXPECT_EQ(reader.tile({false, 0, 12, 256})->size(), 256u);
  EXPECT_EQ(reader.read(std::vector<Node>{{0, kSize}}).error().code, Errc::unknown_ref);
}

TEST(VerifiedTileReader, EverySizeUpTo600) {
  for (std::uint64_t size = 0; size <= 600; size += size < 20 ? 1 : 29) {
    Disk d(size);
    VerifiedTileReader reader(size, d.tree.root(), d.fetch());
    EXPECT_EQ(*root_of(size, reader), d.tree.root()) << size;
    if (size > 0) {
      EXPECT_TRUE(prove_inclusion(size / 2, size, reader)) << size;
    }
  }
}

TEST(VerifiedTileReader, RefusesEveryFlippedBit) {
  Disk d(66000);  // 257 full level-0 tiles and a partial, one full and one partial level 1, level 2
  const auto read_all = [&d](const TileId& id) {
    VerifiedTileReader reader(66000, d.tree.root(), d.fetch());
    return reader.tile(id);
  };
  for (const TileId& id : {TileId{false, 0, 0, 256}, TileId{false, 0, 256, 256},
                           TileId{false, 0, 257, 208}, TileId{false, 1, 0, 256},
                           TileId{false, 1, 1, 1}, TileId{false, 2, 0, 1}}) {
    ASSERT_TRUE(d.tiles.contains(id)) << tile_path(id);
    ASSERT_TRUE(read_all(id)) << tile_path(id);
    for (const std::size_t at : {std::size_t{0}, d.tiles[id].size() / 2, d.tiles[id].size() - 1}) {
      d.tiles[id][at] = static_cast<char>(d.tiles[id][at] ^ 1);
      const auto read = read_all(id);
      ASSERT_FALSE(read) << tile_path(id);
      EXPECT_EQ(read.error().code, Errc::corrupt) << read.error().text();
      d.tiles[id][at] = static_cast<char>(d.tiles[id][at] ^ 1);
    }
    EXPECT_TRUE(read_all(id)) << tile_path(id);
  }
}

TEST(VerifiedTileReader, RefusesAnotherRootAndPassesErrorsOn) {
  Disk d(300);
  Hash other = d.tree.root();
  other.data[0] ^= 1;
  VerifiedTileReader wrong(300, other, d.fetch());
  EXPECT_EQ(wrong.read({}).error().code, Errc::corrupt);
  d.tiles.erase({false, 0, 0, 256});
  VerifiedTileReader reader(300, d.tree.root(), d.fetch());
  EXPECT_EQ(reader.tile({false, 0, 0, 256}).error().code, Errc::not_found);
  EXPECT_TRUE(reader.tile({false, 0, 1, 44}));
}

}  // namespace
}  // namespace althing::tlog
