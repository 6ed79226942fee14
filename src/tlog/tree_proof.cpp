// Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2).
//
// Making: each hash of a proof is the root of a range of leaves [begin, end) whose begin is a
// multiple of the power of two that covers it; such a range is a handful of complete subtrees. The
// ranges are listed first, all their subtrees read at once (a reader over tiles then fetches each
// tile once), and folded afterwards.
//
// Checking: with last = size - 1, two numbers walk from the leaf to the root, halved a level at a
// time. Where the path is a right child, or the last node of its level, the next hash of the proof
// stands on its left or is skipped as the tree has no sibling there.
#include <bit>

#include "tlog/limits.h"
#include "tlog/tree.h"

namespace althing::tlog {
namespace {

struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// Largest power of two below n (n >= 2): where RFC 6962 splits a tree.
std::uint64_t split_point(std::uint64_t n) { return std::bit_floor(n - 1); }

// Roots of the ranges, each the fold of its complete subtrees.
Result<std::vector<Hash>> range_roots(std::span<const Range> ranges, HashReader& reader) {
  std::vector<Node> nodes;
  std::vector<std::size_t> counts;
  for (const Range& range : ranges) {
    const auto parts = frontier_nodes(range.end - range.begin);
    for (const Node& part : parts) {
      nodes.push_back({part.level, part.index + (range.begin >> part.level)});
    }
    counts.push_back(parts.size());
  }
  TRY(const std::vector<Hash> hashes, reader.read(nodes));
  if (hashes.size() != nodes.size()) return fail(Errc::internal, "hash reader gave another number");
  std::vector<Hash> out;
  std::span<const Hash> rest(hashes);
  for (const std::size_t count : counts) {
    out.push_back(fold_frontier(rest.first(count)));
    rest = rest.subspan(count);
  }
  return out;
}

Result<void> too_short() { return fail(Errc::malformed, "proof has too few hashes"); }
Result<void> too_long() { return fail(Errc::malformed, "proof has too many hashes"); }

}  // namespace

Result<std::vector<Hash>> prove_inclusion(std::uint64_t index, std::uint64_t size,
                                          HashReader& reader) {
  if (size > kMaxTreeSize) return fail(Errc::usage, "size", "over 2^63-1");
  if (index >= size) return fail(Errc::usage, "index", "not below the tree's size");
  std::vector<Range> ranges;  // root's child first
  Range tree{0, size};
  while (tree.end - tree.begin > 1) {
    const std::uint64_t middle = tree.begin + split_point(tree.end - tree.begin);
    if (index < middle) {
      ranges.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      ranges.push_back({tree.begin, middle});
      tree.begin = middle;
    }
  }
  std::vector<Range> upward(ranges.rbegin(), ranges.rend());
  return range_roots(upward, reader);
}

Result<std::vector<Hash>> prove_consistency(std::uint64_t old_size, std::uint64_t size,
                                            HashReader& reader) {
  if (size > kMaxTreeSize) return fail(Errc::usage, "size", "over 2^63-1");
  if (old_size > size) return fail(Errc::usage, "old size", "over the new size");
  if (old_size == 0 || old_size == size) return std::vector<Hash>{};
  // SUBPROOF(m, D[n], b): `whole` says that the subtree still is the whole old tree.
  std::vector<Range> ranges;
  Range tree{0, size};
  bool whole = true;
  while (old_size != tree.end) {
    const std::uint64_t middle = tree.begin + split_point(tree.end - tree.begin);
    if (old_size <= middle) {
      ranges.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      ranges.push_back({tree.begin, middle});
      tree.begin = middle;
      whole = false;
    }
  }
  if (!whole) ranges.push_back(tree);
  std::vector<Range> upward(ranges.rbegin(), ranges.rend());
  return range_roots(upward, reader);
}

Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                              const Hash& root, std::span<const Hash> proof) {
  if (size > kMaxTreeSize) return fail(Errc::malformed, "size", "over 2^63-1");
  if (index >= size) {
    return fail(Errc::malformed, "index",
                std::to_string(index) + " is not below the tree's size " + std::to_string(size));
  }
  std::uint64_t at = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  std::size_t used = 0;
  for (; last > 0; at >>= 1, last >>= 1) {
    const bool right = at & 1;
    if (!right && at == last) continue;  // last of its level, no sibling
    if (used == proof.size()) return too_short();
    const Hash& sibling = proof[used++];
    hash = right ? node_hash(sibling, hash) : node_hash(hash, sibling);
  }
  if (used != proof.size()) return too_long();
  if (hash != root) return fail(Errc::conflict, "proof leads to another root");
  return {};
}

Result<void> verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                                const Hash& root, std::span<const Hash> proof) {
  if (size > kMaxTreeSize) return fail(Errc::malformed, "size", "over 2^63-1");
  if (old_size > size) {
    return fail(Errc::malformed, "old size", std::to_string(old_size) + " is over the new size " +
                                                 std::to_string(size));
  }
  if (old_size == 0 || old_size == size) {
    if (!proof.empty()) return too_long();
    if (old_root != (old_size == 0 ? empty_root() : root)) {
      return fail(Errc::conflict, old_size == 0 ? "size 0 must have the root of the empty tree"
                                                : "one size has two roots");
    }
    return {};
  }
  // Start at the old tree's last complete subtree; it is the old root itself if that is complete.
  std::uint64_t at = old_size - 1;
  std::uint64_t last = size - 1;
  const int skip = std::countr_one(at);
  at >>= skip;
  last >>= skip;
  std::size_t used = 0;
  Hash old_hash = old_root;
  if (at > 0) {
    if (proof.empty()) return too_short();
    old_hash = proof[used++];
  }
  Hash new_hash = old_hash;
  for (; last > 0; at >>= 1, last >>= 1) {
    const bool right = at & 1;
    if (!right && at == last) continue;
    if (used == proof.size()) return too_short();
    const Hash& sibling = proof[used++];
    if (right) {  // left of both trees
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
    } else {  // only the new tree reaches that far
      new_hash = node_hash(new_hash, sibling);
    }
  }
  if (used != proof.size()) return too_long();
  if (old_hash != old_root) return fail(Errc::conflict, "proof leads to another old root");
  if (new_hash != root) return fail(Errc::conflict, "proof leads to another root");
  return {};
}

}  // namespace althing::tlog
