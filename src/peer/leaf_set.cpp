#include "peer/leaf_set.h"

#include <cstring>

namespace althing::peer {
namespace {

constexpr std::size_t kSmallest = 1024;

}  // namespace

LeafSet::LeafSet(Random& random) : table_(kSmallest, 0) {
  for (auto& part : key_) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    std::memcpy(&part, bytes.data(), sizeof part);
  }
}

std::uint64_t LeafSet::mark_of(const Hash& leaf) const {
  std::array<std::uint64_t, 4> words{};
  std::memcpy(words.data(), leaf.data.data(), sizeof words);
  unsigned __int128 sum = key_[4];
  for (std::size_t i = 0; i < words.size(); ++i) sum += key_[i] * words[i];
  const auto mark = static_cast<std::uint64_t>(sum >> 64);
  return mark == 0 ? 1 : mark;
}

bool LeafSet::place(std::vector<std::uint64_t>& table, std::uint64_t mark) {
  const std::size_t mask = table.size() - 1;
  for (std::size_t at = mark & mask;; at = (at + 1) & mask) {
    if (table[at] == mark) return false;
    if (table[at] != 0) continue;
    table[at] = mark;
    return true;
  }
}

bool LeafSet::insert(const Hash& leaf) {
  if (4 * (size_ + 1) > 3 * table_.size()) {
    std::vector<std::uint64_t> larger(table_.size() * 2, 0);
    for (const std::uint64_t mark : table_) {
      if (mark != 0) place(larger, mark);
    }
    table_.swap(larger);
  }
  const bool added = place(table_, mark_of(leaf));
  size_ += added ? 1 : 0;
  return added;
}

bool LeafSet::contains(const Hash& leaf) const {
  const std::uint64_t mark = mark_of(leaf);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = mark & mask; table_[at] != 0; at = (at + 1) & mask) {
    if (table_[at] == mark) return true;
  }
  return false;
}

}  // namespace althing::peer
