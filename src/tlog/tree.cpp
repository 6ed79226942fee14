// Hashing, roots and the frontier (RFC 6962 section 2.1). Proofs are in tree_proof.cpp.
#include "tlog/tree.h"

#include <bit>

#include "base/check.h"
#include "tlog/limits.h"

namespace althing::tlog {

Hash leaf_hash(ByteView entry) {
  static constexpr std::uint8_t kPrefix[] = {0x00};
  return sha256({ByteView(kPrefix), entry});
}

Hash node_hash(const Hash& left, const Hash& right) {
  // One contiguous buffer: three updates cost more than the copy.
  std::array<std::uint8_t, 1 + 2 * Hash::kSize> bytes;
  bytes[0] = 0x01;
  std::memcpy(bytes.data() + 1, left.data.data(), Hash::kSize);
  std::memcpy(bytes.data() + 1 + Hash::kSize, right.data.data(), Hash::kSize);
  return sha256(ByteView(bytes));
}

Hash empty_root() { return sha256(ByteView()); }

std::vector<Node> frontier_nodes(std::uint64_t size) {
  std::vector<Node> nodes;
  std::uint64_t begin = 0;
  while (begin < size) {
    const auto level = static_cast<unsigned>(std::bit_width(size - begin) - 1);
    nodes.push_back({level, begin >> level});
    begin += std::uint64_t{1} << level;
  }
  return nodes;
}

Hash fold_frontier(std::span<const Hash> hashes) {
  if (hashes.empty()) return empty_root();
  Hash root = hashes.back();
  for (std::size_t i = hashes.size() - 1; i > 0; --i) root = node_hash(hashes[i - 1], root);
  return root;
}

Hash perfect_root(std::span<const Hash> hashes) {
  CHECK(std::has_single_bit(hashes.size()));
  std::vector<Hash> row(hashes.begin(), hashes.end());
  for (std::size_t width = row.size(); width > 1; width /= 2) {
    for (std::size_t i = 0; i < width / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  }
  return row[0];
}

Result<Hash> root_of(std::uint64_t size, HashReader& reader) {
  TRY(const Frontier frontier, Frontier::load(size, reader));
  return frontier.root();
}

Result<Frontier> Frontier::from_hashes(std::uint64_t size, std::vector<Hash> hashes) {
  if (size > kMaxTreeSize) return fail(Errc::malformed, "size", "over 2^63-1");
  if (hashes.size() != static_cast<std::size_t>(std::popcount(size))) {
    return fail(Errc::malformed, std::to_string(hashes.size()) +
                                     " frontier hashes cannot be those of a tree of " +
                                     std::to_string(size) + " leaves");
  }
  Frontier out;
  out.size_ = size;
  out.hashes_ = std::move(hashes);
  return out;
}

Result<Frontier> Frontier::load(std::uint64_t size, HashReader& reader) {
  TRY(std::vector<Hash> hashes, reader.read(frontier_nodes(size)));
  return from_hashes(size, std::move(hashes));
}

void Frontier::append(const Hash& leaf, const OnNode& on_node) {
  CHECK(size_ < kMaxTreeSize);
  Hash hash = leaf;
  Node node{0, size_};
  if (on_node) on_node(node, hash);
  // Each trailing one bit of the size is a complete subtree that the new one closes.
  while (node.index & 1) {
    hash = node_hash(hashes_.back(), hash);
    hashes_.pop_back();
    node = {node.level + 1, node.index >> 1};
    if (on_node) on_node(node, hash);
  }
  hashes_.push_back(hash);
  ++size_;
}

void MemoryTree::append(const Hash& leaf) {
  frontier_.append(leaf, [this](const Node& node, const Hash& hash) {
    if (levels_.size() <= node.level) levels_.resize(node.level + 1);
    levels_[node.level].push_back(hash);
  });
}

Result<std::vector<Hash>> MemoryTree::read(std::span<const Node> nodes) {
  std::vector<Hash> out;
  out.reserve(nodes.size());
  for (const Node& node : nodes) {
    if (node.level >= levels_.size() || node.index >= levels_[node.level].size()) {
      return fail(Errc::unknown_ref, "tree has no complete subtree " + std::to_string(node.index) +
                                         " at level " + std::to_string(node.level));
    }
    out.push_back(levels_[node.level][node.index]);
  }
  return out;
}

}  // namespace althing::tlog
