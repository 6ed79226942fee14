// Where the rows of a new database are, by the first 8 bytes of an id, a key or a slot's key: what stands
// in for three indexes while a rebuild fills the tables, since indexes made at the end, sorted, cost a
// fraction of indexes kept up row by row. A few bytes a row, at most kMaxBulkActs. Answers are
// candidates: the caller compares the row itself. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace althing::index {

/// From a 32-bit tag of an 8-byte prefix to the numbers put under it.
class TagMap {
 public:
  /// @param no below 2^32 - 1, put once
  void put(std::int64_t first8, std::uint64_t no);
  /// Numbers under this prefix, ascending; now and then one of another prefix with the same tag.
  std::vector<std::uint64_t> candidates(std::int64_t first8) const;

 private:
  struct Cell {
    std::uint32_t tag = 0;
    std::uint32_t last = 0;  // number put last, + 1; 0 = empty
  };
  static std::uint32_t tag_of(std::int64_t first8);
  std::size_t place(std::uint32_t tag) const;
  void grow();

  std::vector<Cell> cells_;
  std::vector<std::uint32_t> before_;  // of each number, the one before it under its tag, + 1
  std::size_t used_ = 0;
  int bits_ = 0;
};

struct BulkMaps {
  TagMap ids, keys, slots;
};

}  // namespace althing::index
