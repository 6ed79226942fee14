#include "tally/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"

namespace althing::tally {
namespace {

constexpr std::size_t kFirstSlots = 1024;

// Wyhash-like mixing over eight bytes at a time. Ballots come from outside, but the worst a flood
// of chosen collisions can do is to slow the count of the one who sent it.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t seed) {
  const char* at = static_cast<const char*>(data);
  std::uint64_t h = seed ^ mix(size + 0x9e3779b97f4a7c15U, 0xd6e8feb86659fd93U);
  for (; size >= 8; size -= 8, at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    h = mix(h ^ word, 0xa0761d6478bd642fU);
  }
  if (size > 0) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, size);
    h = mix(h ^ word, 0xe7037ed1a0b428dbU);
  }
  return mix(h, 0x8ebc6af09c88c6e3U);
}

std::int64_t power_of_ten(int n) {
  std::int64_t out = 1;
  while (n-- > 0) out *= 10;
  return out;
}

// Equal ranks in ascending order, so that equal ballots are the same bytes.
void sort_equals(std::vector<Item>& items) {
  for (std::size_t from = 0; from < items.size();) {
    std::size_t to = from + 1;
    while (to < items.size() && items[to].tied()) ++to;
    std::sort(items.begin() + static_cast<std::ptrdiff_t>(from),
              items.begin() + static_cast<std::ptrdiff_t>(to),
              [](Item a, Item b) { return a.option() < b.option(); });
    for (std::size_t i = from; i < to; ++i) items[i] = Item(items[i].option(), i > from);
    from = to;
  }
}

}  // namespace

std::string_view kind_name(BallotKind kind) {
  switch (kind) {
    case BallotKind::ranked:
      return "ranked";
    case BallotKind::approval:
      return "approval";
    case BallotKind::score:
      return "score";
  }
  return "ranked";
}

std::optional<OptionIndex> Profile::find(std::string_view text) const {
  std::optional<OptionIndex> by_name;
  bool unique = true;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i].id == text) return static_cast<OptionIndex>(i);
    if (options[i].name == text) {
      unique = !by_name;
      by_name = static_cast<OptionIndex>(i);
    }
  }
  return unique ? by_name : std::nullopt;
}

Builder::Builder(BallotKind kind) : slots_(kFirstSlots), id_slots_(64) { profile_.kind = kind; }

Result<OptionIndex> Builder::add_option(std::string_view id, std::string_view name) {
  auto& options = profile_.options;
  if (options.size() >= kMaxOptions) {
    return fail(Errc::too_large, fmt::format("more than {} options", kMaxOptions));
  }
  if (id.size() > kMaxName || name.size() > kMaxName) {
    return fail(Errc::too_large, fmt::format("a name of more than {} bytes", kMaxName));
  }
  if ((options.size() + 1) * 2 > id_slots_.size()) {
    id_slots_.assign(id_slots_.size() * 2, 0);
    for (std::size_t i = 0; i < options.size(); ++i) {
      std::size_t at =
          hash_bytes(options[i].id.data(), options[i].id.size(), 1) & (id_slots_.size() - 1);
      while (id_slots_[at] != 0) at = (at + 1) & (id_slots_.size() - 1);
      id_slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  }
  std::size_t at = hash_bytes(id.data(), id.size(), 1) & (id_slots_.size() - 1);
  for (; id_slots_[at] != 0; at = (at + 1) & (id_slots_.size() - 1)) {
    if (options[id_slots_[at] - 1].id == id) {
      return fail(Errc::malformed, fmt::format("option \"{}\" is named twice", id));
    }
  }
  options.push_back({std::string(id), std::string(name.empty() ? id : name), 0});
  id_slots_[at] = static_cast<std::uint32_t>(options.size());
  seen_.push_back(0);
  return static_cast<OptionIndex>(options.size() - 1);
}

std::optional<OptionIndex> Builder::find_id(std::string_view id) const {
  std::size_t at = hash_bytes(id.data(), id.size(), 1) & (id_slots_.size() - 1);
  for (; id_slots_[at] != 0; at = (at + 1) & (id_slots_.size() - 1)) {
    if (profile_.options[id_slots_[at] - 1].id == id)
      return static_cast<OptionIndex>(id_slots_[at] - 1);
  }
  return std::nullopt;
}

Result<void> Builder::check_once(std::span<const Item> items) {
  if (++stamp_ == 0) {
    std::fill(seen_.begin(), seen_.end(), 0U);
    stamp_ = 1;
  }
  for (const Item item : items) {
    CHECK(item.option() < seen_.size());
    if (seen_[item.option()] == stamp_) {
      return fail(Errc::malformed, fmt::format("option \"{}\" stands twice on one ballot",
                                               profile_.options[item.option()].id));
    }
    seen_[item.option()] = stamp_;
  }
  return {};
}

Result<void> Builder::add(std::span<const Item> items, std::int64_t weight, int decimals) {
  CHECK(profile_.kind != BallotKind::score);
  if (profile_.kind == BallotKind::ranked) {
    const auto tied =
        std::find_if(items.begin(), items.end(), [](Item item) { return item.tied(); });
    if (tied == items.end()) return insert(items, {}, weight, decimals);
    sorted_.assign(items.begin(), items.end());
    sort_equals(sorted_);
    return insert(sorted_, {}, weight, decimals);
  }
  sorted_.clear();
  for (const Item item : items) sorted_.push_back(Item(item.option()));
  std::sort(sorted_.begin(), sorted_.end(), [](Item a, Item b) { return a.option() < b.option(); });
  return insert(sorted_, {}, weight, decimals);
}

Result<void> Builder::add_scores(std::span<const Item> items, std::span<const std::int32_t> scores,
                                 std::int64_t weight, int decimals) {
  CHECK(profile_.kind == BallotKind::score && items.size() == scores.size());
  const auto ascending = [](Item a, Item b) { return a.option() < b.option(); };
  if (std::is_sorted(items.begin(), items.end(), ascending))
    return insert(items, scores, weight, decimals);
  std::vector<std::pair<OptionIndex, std::int32_t>> pairs;
  for (std::size_t i = 0; i < items.size(); ++i) pairs.emplace_back(items[i].option(), scores[i]);
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  sorted_.clear();
  std::vector<std::int32_t> in_order;
  for (const auto& [option, score] : pairs) {
    sorted_.push_back(Item(option));
    in_order.push_back(score);
  }
  return insert(sorted_, in_order, weight, decimals);
}

Result<std::int64_t> Builder::scaled(std::int64_t weight, int decimals) {
  CHECK(decimals >= 0 && decimals <= kMaxWeightDecimals && weight > 0);
  if (decimals == 0 && profile_.weight_scale == 1 && weight <= kMaxWeight) return weight;
  const std::int64_t wanted = power_of_ten(decimals);
  if (wanted > profile_.weight_scale) {  // what is held so far gets finer units
    const std::int64_t factor = wanted / profile_.weight_scale;
    for (auto& entry : profile_.entries_) entry.weight *= factor;
    profile_.valid *= factor;
    profile_.blank *= factor;
    profile_.weight_scale = wanted;
  }
  const std::int64_t factor = profile_.weight_scale / wanted;
  if (weight / wanted > kMaxWeight || (weight / wanted == kMaxWeight && weight % wanted != 0)) {
    return fail(Errc::too_large, fmt::format("a weight of more than {} ballots", kMaxWeight));
  }
  return weight * factor;
}

Result<void> Builder::insert(std::span<const Item> items, std::span<const std::int32_t> scores,
                             std::int64_t given, int decimals) {
  TRY(const std::int64_t weight, scaled(given, decimals));
  auto& total = items.empty() ? profile_.blank : profile_.valid;
  total += weight;
  if (profile_.valid + profile_.blank > kMaxTotalWeight * profile_.weight_scale) {
    return fail(Errc::too_large, fmt::format("more than {} ballots in all", kMaxTotalWeight));
  }
  if (items.empty()) return {};
  std::uint64_t hash = hash_bytes(items.data(), items.size_bytes(), 7);
  if (!scores.empty()) hash = hash_bytes(scores.data(), scores.size_bytes(), hash);
  const std::uint64_t tag = hash & 0xffffffff00000000U;
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (hash >> 32) & mask;  // the half that the slot keeps: growing needs no hashing
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if ((slots_[at] & 0xffffffff00000000U) != tag) continue;
    auto& entry = profile_.entries_[(slots_[at] & 0xffffffffU) - 1];
    if (entry.length != items.size()) continue;
    if (std::memcmp(profile_.items_.data() + entry.offset, items.data(), items.size_bytes()) != 0)
      continue;
    if (!scores.empty() && std::memcmp(profile_.scores_.data() + entry.offset, scores.data(),
                                       scores.size_bytes()) != 0) {
      continue;
    }
    entry.weight += weight;
    return {};
  }
  TRY_VOID(check_once(items));  // an equal ballot held already was checked when it came
  if (profile_.entries_.size() >= kMaxDistinctBallots) {
    return fail(Errc::too_large, fmt::format("more than {} distinct ballots", kMaxDistinctBallots));
  }
  const std::uint64_t offset = profile_.items_.size();
  profile_.items_.insert(profile_.items_.end(), items.begin(), items.end());
  profile_.scores_.insert(profile_.scores_.end(), scores.begin(), scores.end());
  profile_.entries_.push_back({offset, static_cast<std::uint32_t>(items.size()), weight});
  slots_[at] = tag | profile_.entries_.size();
  if (profile_.entries_.size() * 2 > slots_.size()) grow();
  return {};
}

void Builder::grow() {
  std::vector<std::uint64_t> wider(slots_.size() * 4);
  const std::size_t mask = wider.size() - 1;
  for (const std::uint64_t slot : slots_) {
    if (slot == 0) continue;
    std::size_t at = (slot >> 32) & mask;
    while (wider[at] != 0) at = (at + 1) & mask;
    wider[at] = slot;
  }
  slots_ = std::move(wider);
}

void Builder::warn(std::string text) {
  if (profile_.warnings.size() < kMaxWarnings) profile_.warnings.push_back(std::move(text));
}

Profile Builder::take() { return std::move(profile_); }

}  // namespace althing::tally
