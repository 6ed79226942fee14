// The Merkle tree of RFC 6962 section 2.1 over SHA-256: hashing, roots, inclusion and consistency
// proofs, and a frontier that appends. Knows nothing of tiles: hashes come from a HashReader.
// Pure; a reader may cache, so it is as thread-safe as the reader given.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/sha256.h"

namespace althing::tlog {

/// SHA-256(0x00 || entry).
Hash leaf_hash(ByteView entry);
/// SHA-256(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);
/// SHA-256 of nothing: the root of the empty tree.
Hash empty_root();

/// The root of a complete subtree: of the 2^level leaves from index * 2^level on.
struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const Node&) const = default;
};

/// Where stored hashes come from. Only complete subtrees within the tree are ever asked for.
class HashReader {
 public:
  virtual ~HashReader() = default;
  /// The hashes of the nodes, in their order.
  virtual Result<std::vector<Hash>> read(std::span<const Node> nodes) = 0;
};

/// The complete subtrees that make up the leaves [0, size), left to right: one per set bit.
std::vector<Node> frontier_nodes(std::uint64_t size);
/// Folds the hashes of frontier_nodes(size) into the root of that size.
Hash fold_frontier(std::span<const Hash> hashes);
/// Root of a perfect subtree from its bottom hashes; their number is a power of two (CHECKed).
Hash perfect_root(std::span<const Hash> hashes);

/// Root of the first `size` leaves.
Result<Hash> root_of(std::uint64_t size, HashReader& reader);

/// PATH(index, D[size]), leaf's sibling first. usage: index >= size or size > kMaxTreeSize.
Result<std::vector<Hash>> prove_inclusion(std::uint64_t index, std::uint64_t size,
                                          HashReader& reader);
/// PROOF(old_size, D[size]); empty for old_size 0 and old_size == size. usage: old_size > size.
Result<std::vector<Hash>> prove_consistency(std::uint64_t old_size, std::uint64_t size,
                                            HashReader& reader);

/// Ok iff the proof shows `leaf` at `index` of the tree (size, root). malformed: index or number of
/// hashes cannot be; conflict: well-formed, but leads to another root.
Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                              const Hash& root, std::span<const Hash> proof);
/// Ok iff (old_size, old_root) is a prefix of (size, root). Errors as above. For old_size 0 its
/// root must be empty_root(), for equal sizes the roots equal; both want an empty proof.
Result<void> verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                                const Hash& root, std::span<const Hash> proof);

/// The right edge of a growing tree: append in O(1) amortised, root in O(log n). A value type.
class Frontier {
 public:
  /// Called with every subtree that an append completes, the leaf itself first.
  using OnNode = std::function<void(const Node&, const Hash&)>;

  Frontier() = default;
  /// hashes = those of frontier_nodes(size). malformed if their number is another.
  static Result<Frontier> from_hashes(std::uint64_t size, std::vector<Hash> hashes);
  static Result<Frontier> load(std::uint64_t size, HashReader& reader);

  std::uint64_t size() const { return size_; }
  void append(const Hash& leaf, const OnNode& on_node = {});
  Hash root() const { return fold_frontier(hashes_); }
  /// Hashes of frontier_nodes(size()).
  std::span<const Hash> hashes() const { return hashes_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

/// All complete subtrees of a tree in memory, 64 bytes a leaf: for tests, audits and small logs.
class MemoryTree final : public HashReader {
 public:
  std::uint64_t size() const { return frontier_.size(); }
  void append(const Hash& leaf);
  Hash root() const { return frontier_.root(); }
  /// unknown_ref if a node reaches beyond size().
  Result<std::vector<Hash>> read(std::span<const Node> nodes) override;

 private:
  Frontier frontier_;
  std::vector<std::vector<Hash>> levels_;
};

}  // namespace althing::tlog
