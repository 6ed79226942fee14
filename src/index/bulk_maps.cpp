#include "index/bulk_maps.h"

#include <algorithm>

#include "base/check.h"

namespace althing::index {
namespace {

constexpr int kFirstBits = 10;

}  // namespace

// Keys are chosen by their owners, who could choose many with like beginnings: an odd factor spreads them.
std::uint32_t TagMap::tag_of(std::int64_t first8) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(first8) * 0x9E3779B97F4A7C15u >> 32);
}

// The cell of a tag, or the empty one where it would go.
std::size_t TagMap::place(std::uint32_t tag) const {
  const std::size_t mask = cells_.size() - 1;
  std::size_t at = tag >> (32 - bits_);
  while (cells_[at].last != 0 && cells_[at].tag != tag) at = (at + 1) & mask;
  return at;
}

void TagMap::grow() {
  const std::vector<Cell> old = std::move(cells_);
  bits_ = bits_ == 0 ? kFirstBits : bits_ + 1;
  cells_.assign(std::size_t{1} << bits_, {});
  for (const Cell& cell : old) {
    if (cell.last != 0) cells_[place(cell.tag)] = cell;
  }
}

void TagMap::put(std::int64_t first8, std::uint64_t no) {
  CHECK(no < UINT32_MAX);
  if (used_ * 3 >= cells_.size() * 2) grow();
  Cell& cell = cells_[place(tag_of(first8))];
  if (no >= before_.size()) before_.resize(no + 1);
  before_[no] = cell.last;
  used_ += cell.last == 0;
  cell = {tag_of(first8), static_cast<std::uint32_t>(no + 1)};
}

std::vector<std::uint64_t> TagMap::candidates(std::int64_t first8) const {
  std::vector<std::uint64_t> out;
  if (cells_.empty()) return out;
  for (std::uint32_t at = cells_[place(tag_of(first8))].last; at != 0; at = before_[at - 1]) out.push_back(at - 1);
  std::sort(out.begin(), out.end());  // an act that waited for another is put later than its number says
  return out;
}

}  // namespace althing::index
