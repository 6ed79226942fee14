#include "timing/shift.h"

#include <algorithm>

namespace althing::timing {

std::uint64_t below(std::mt19937_64& random, std::uint64_t n) {
  const std::uint64_t over = (UINT64_MAX % n + 1) % n;  // numbers too many for whole rounds of n
  while (true) {
    const std::uint64_t x = random();
    if (x <= UINT64_MAX - over) return x % n;
  }
}

std::vector<std::uint8_t> window_days(const Country& country, const Window& window, std::int64_t days) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(days), 0);
  for (const std::int32_t event : country.events) {
    const std::int64_t first = std::max<std::int64_t>(event + window.first, 0), last = std::min<std::int64_t>(event + window.last, days - 1);
    for (std::int64_t day = first; day <= last; ++day) out[static_cast<std::size_t>(day)] = 1;
  }
  return out;
}

std::vector<std::uint32_t> turned_counts(const Country& country, std::span<const std::uint8_t> inside) {
  const std::size_t n = inside.size();
  std::vector<std::uint32_t> out(n, 0);
  for (const std::int32_t onset : country.onsets) {
    const auto at = static_cast<std::size_t>(onset);
    for (std::size_t turn = 0; turn < n - at; ++turn) out[turn] += inside[at + turn];
    for (std::size_t turn = n - at; turn < n; ++turn) out[turn] += inside[at + turn - n];
  }
  return out;
}

ShiftTest shift_test(std::span<const std::vector<std::uint32_t>> counts, std::uint32_t draws, std::uint64_t seed) {
  ShiftTest out;
  out.draws = draws;
  std::vector<const std::vector<std::uint32_t>*> moving;  // a country that is the same however it is turned takes no numbers
  std::int64_t fixed = 0;
  for (const auto& country : counts) {
    if (country.empty()) continue;
    out.observed += country.front();
    if (std::adjacent_find(country.begin(), country.end(), std::not_equal_to<>()) != country.end()) moving.push_back(&country);
    else fixed += country.front();
  }
  std::mt19937_64 random(seed);
  double sum = 0;
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    std::int64_t inside = fixed;
    for (const auto* country : moving) inside += (*country)[below(random, country->size())];
    sum += static_cast<double>(inside);
    out.at_least += inside >= out.observed ? 1U : 0U;
    out.at_most += inside <= out.observed ? 1U : 0U;
  }
  out.mean = draws > 0 ? sum / draws : 0;
  return out;
}

}  // namespace althing::timing
