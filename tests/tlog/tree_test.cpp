// The tree against RFC 6962's definitions (naive_tree.h) and the published reference vectors.
#include "tlog/tree.h"

#include <gtest/gtest.h>

#include "tlog/naive_tree.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

constexpr std::size_t kSizes = 300;
constexpr std::size_t kPairs = 70;

// The eight entries of the certificate-transparency reference tests and the roots of sizes 1-8.
const char* const kReferenceEntries[] = {"",     "00",       "10",
                                         "2021", "3031",     "40414243",
                                         "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const char* const kReferenceRoots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::string unhex(std::string_view hex) {
  std::string out(hex.size() / 2, '\0');
  EXPECT_TRUE(from_hex(hex, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()}));
  return out;
}

MemoryTree tree_of(std::span<const std::string> entries) {
  MemoryTree tree;
  for (const std::string& entry : entries) tree.append(leaf_hash(as_bytes(entry)));
  return tree;
}

Hash flipped(Hash hash) {
  hash.data[17] ^= 0x20;
  return hash;
}

TEST(Tree, ReferenceRoots) {
  EXPECT_EQ(to_hex(empty_root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  MemoryTree tree;
  EXPECT_EQ(tree.root(), empty_root());
  for (int i = 0; i < 8; ++i) {
    tree.append(leaf_hash(as_bytes(unhex(kReferenceEntries[i]))));
    EXPECT_EQ(to_hex(tree.root()), kReferenceRoots[i]) << "size " << i + 1;
  }
}

TEST(Tree, ReferenceProofs) {
  std::vector<std::string> entries;
  for (const char* hex : kReferenceEntries) entries.push_back(unhex(hex));
  MemoryTree tree = tree_of(entries);
  const auto inclusion = prove_inclusion(5, 8, tree);
  ASSERT_TRUE(inclusion);
  ASSERT_EQ(inclusion->size(), 3u);
  EXPECT_EQ(to_hex((*inclusion)[0]),
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  EXPECT_EQ(to_hex((*inclusion)[1]),
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
  EXPECT_EQ(to_hex((*inclusion)[2]), kReferenceRoots[3]);
  const auto consistency = prove_consistency(6, 8, tree);
  ASSERT_TRUE(consistency);
  ASSERT_EQ(consistency->size(), 3u);
  EXPECT_EQ(to_hex((*consistency)[0]),
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
}

TEST(Tree, RootsOfEverySize) {
  const auto entries = naive::entries(kSizes);
  MemoryTree tree = tree_of(entries);
  Frontier frontier;
  for (std::size_t size = 0; size <= kSizes; ++size) {
    const Hash expected = naive::mth(std::span(entries).first(size));
    EXPECT_EQ(frontier.root(), expected) << size;
    const auto read = root_of(size, tree);
    ASSERT_TRUE(read) << size;
    EXPECT_EQ(*read, expected) << size;
    if (size < kSizes) frontier.append(leaf_hash(as_bytes(entries[size])));
  }
}

TEST(Tree, FrontierGoesOnFromAnySize) {
  const auto entries = naive::entries(kSizes);
  MemoryTree tree = tree_of(entries);
  for (std::size_t from = 0; from <= 40; ++from) {
    auto frontier = Frontier::load(from, tree);
    ASSERT_TRUE(frontier);
    for (std::size_t i = from; i < 80; ++i) frontier->append(leaf_hash(as_bytes(entries[i])));
    EXPECT_EQ(frontier->root(), naive::mth(std::span(entries).first(80)));
  }
}

TEST(Tree, InclusionOfEveryLeafInEverySize) {
  const auto entries = naive::entries(kPairs);
  MemoryTree tree = tree_of(entries);
  for (std::size_t size = 1; size <= kPairs; ++size) {
    const auto part = std::span(entries).first(size);
    const Hash root = naive::mth(part);
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = prove_inclusion(index, size, tree);
      ASSERT_TRUE(proof);
      EXPECT_EQ(*proof, naive::path(index, part)) << index << " of " << size;
      const Hash leaf = leaf_hash(as_bytes(entries[index]));
      EXPECT_TRUE(verify_inclusion(leaf, index, size, root, *proof)) << index << " of " << size;
    }
  }
}

TEST(Tree, ConsistencyOfEveryPairOfSizes) {
  const auto entries = naive::entries(kPairs);
  MemoryTree tree = tree_of(entries);
  for (std::size_t size = 1; size <= kPairs; ++size) {
    const auto part = std::span(entries).first(size);
    const Hash root = naive::mth(part);
    for (std::size_t old = 0; old <= size; ++old) {
      const auto proof = prove_consistency(old, size, tree);
      ASSERT_TRUE(proof);
      if (old == 0 || old == size) {
        EXPECT_TRUE(proof->empty());
      } else {
        EXPECT_EQ(*proof, naive::proof(old, part)) << old << " in " << size;
      }
      const Hash old_root = naive::mth(part.first(old));
      EXPECT_TRUE(verify_consistency(old, old_root, size, root, *proof)) << old << " in " << size;
    }
  }
}

TEST(Tree, WrongInclusionIsRefused) {
  const auto entries = naive::entries(20);
  MemoryTree tree = tree_of(entries);
  for (std::size_t size = 1; size <= 20; ++size) {
    const Hash root = naive::mth(std::span(entries).first(size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = *prove_inclusion(index, size, tree);
      const Hash leaf = leaf_hash(as_bytes(entries[index]));
      EXPECT_FALSE(verify_inclusion(flipped(leaf), index, size, root, proof));
      EXPECT_FALSE(verify_inclusion(leaf, index, size, flipped(root), proof));
      EXPECT_FALSE(verify_inclusion(leaf, size, size, root, proof));
      for (std::size_t other = 0; other < size; ++other) {
        if (other == index) continue;
        EXPECT_FALSE(verify_inclusion(leaf, other, size, root, proof)) << index << " as " << other;
      }
      auto longer = proof;
      longer.push_back(root);
      EXPECT_EQ(verify_inclusion(leaf, index, size, root, longer).error().code, Errc::malformed);
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto changed = proof;
        changed[i] = flipped(changed[i]);
        EXPECT_EQ(verify_inclusion(leaf, index, size, root, changed).error().code, Errc::conflict);
      }
      if (!proof.empty()) {
        auto shorter = proof;
        shorter.pop_back();
        EXPECT_EQ(verify_inclusion(leaf, index, size, root, shorter).error().code,
                  Errc::malformed);
      }
    }
  }
}

TEST(Tree, WrongConsistencyIsRefused) {
  const auto entries = naive::entries(20);
  MemoryTree tree = tree_of(entries);
  for (std::size_t size = 2; size <= 20; ++size) {
    const Hash root = naive::mth(std::span(entries).first(size));
    for (std::size_t old = 1; old < size; ++old) {
      const auto proof = *prove_consistency(old, size, tree);
      const Hash old_root = naive::mth(std::span(entries).first(old));
      EXPECT_FALSE(verify_consistency(old, flipped(old_root), size, root, proof));
      EXPECT_FALSE(verify_consistency(old, old_root, size, flipped(root), proof));
      auto longer = proof;
      longer.push_back(root);
      EXPECT_FALSE(verify_consistency(old, old_root, size, root, longer));
      auto shorter = proof;
      shorter.pop_back();
      EXPECT_FALSE(verify_consistency(old, old_root, size, root, shorter));
      EXPECT_FALSE(verify_consistency(old, old_root, size, root, {}));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto changed = proof;
        changed[i] = flipped(changed[i]);
        EXPECT_EQ(verify_consistency(old, old_root, size, root, changed).error().code,
                  Errc::conflict);
      }
    }
  }
}

TEST(Tree, EdgesOfConsistency) {
  const Hash a = leaf_hash(as_bytes("a"));
  const Hash b = leaf_hash(as_bytes("b"));
  EXPECT_TRUE(verify_consistency(0, empty_root(), 0, empty_root(), {}));
  EXPECT_TRUE(verify_consistency(0, empty_root(), 5, a, {}));
  EXPECT_EQ(verify_consistency(0, a, 5, a, {}).error().code, Errc::conflict);
  EXPECT_EQ(verify_consistency(0, empty_root(), 5, a, {&a, 1}).error().code, Errc::malformed);
  EXPECT_TRUE(verify_consistency(3, a, 3, a, {}));
  EXPECT_EQ(verify_consistency(3, a, 3, b, {}).error().code, Errc::conflict);
  EXPECT_EQ(verify_consistency(3, a, 3, a, {&a, 1}).error().code, Errc::malformed);
  EXPECT_EQ(verify_consistency(4, a, 3, a, {}).error().code, Errc::malformed);
}

TEST(Tree, LimitsOfSize) {
  // The largest tree's first leaf has a path of 63 hashes; one more leaf is no tree.
  const Hash leaf = leaf_hash(as_bytes("x"));
  std::vector<Hash> proof(kMaxProofHashes, leaf);
  EXPECT_EQ(verify_inclusion(leaf, 0, kMaxTreeSize, leaf, proof).error().code, Errc::conflict);
  EXPECT_EQ(verify_inclusion(leaf, 0, kMaxTreeSize + 1, leaf, proof).error().code,
            Errc::malformed);
  proof.push_back(leaf);
  EXPECT_EQ(verify_inclusion(leaf, 0, kMaxTreeSize, leaf, proof).error().code, Errc::malformed);
  MemoryTree tree;
  EXPECT_EQ(prove_inclusion(0, 0, tree).error().code, Errc::usage);
  EXPECT_EQ(prove_inclusion(0, kMaxTreeSize + 1, tree).error().code, Errc::usage);
  EXPECT_EQ(prove_consistency(2, 1, tree).error().code, Errc::usage);
  EXPECT_EQ(prove_consistency(1, kMaxTreeSize + 1, tree).error().code, Errc::usage);
  EXPECT_EQ(root_of(1, tree).error().code, Errc::unknown_ref);
  EXPECT_EQ(Frontier::from_hashes(3, {leaf}).error().code, Errc::malformed);
  EXPECT_TRUE(Frontier::from_hashes(3, {leaf, leaf}));
}

}  // namespace
}  // namespace althing::tlog
