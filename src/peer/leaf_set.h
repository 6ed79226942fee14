// Which leaves this node need not fetch again: those of its own log and those it refused. Keeps 8 bytes a
// leaf, a keyed universal hash of it, so nobody who does not know the process's key can make two leaves
// meet; by chance two of n leaves do with probability below n^2 / 2^65. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "crypto/sha256.h"

namespace althing::peer {

class LeafSet {
 public:
  explicit LeafSet(Random& random);

  /// False if it was there.
  bool insert(const Hash& leaf);
  bool contains(const Hash& leaf) const;
  std::size_t size() const { return size_; }

 private:
  std::uint64_t mark_of(const Hash& leaf) const;
  static bool place(std::vector<std::uint64_t>& table, std::uint64_t mark);

  // h(x) = floor((b + sum a_i x_i mod 2^128) / 2^64) over four 64-bit words: strongly universal (multiply-shift
  // for vectors; Dietzfelbinger 1996).
  std::array<unsigned __int128, 5> key_{};
  std::vector<std::uint64_t> table_;  // open addressing, a power of two, 0 = free
  std::size_t size_ = 0;
};

}  // namespace althing::peer
