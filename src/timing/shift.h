// Chance by circular shift: every country's onsets are turned together by an own random number of days
// round the span, which keeps how often and in what bursts they come and cuts what ties them to the events
// (as for rotations of event series; Manly, Randomization, Bootstrap and Monte Carlo Methods, 2007, ch. 11). The
// statistic is the number of onset days on window days. Draws come of std::mt19937_64, whose numbers the
// C++ standard fixes, so that a seed gives the same p everywhere. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "timing/data.h"

namespace althing::timing {

/// Uniform below n > 0, by rejection, from the generator's numbers.
std::uint64_t below(std::mt19937_64& random, std::uint64_t n);

/// Window days of one country, as flags by day.
std::vector<std::uint8_t> window_days(const Country& country, const Window& window, std::int64_t days);

/// For one country: how many of its onset days are on window days if they are turned by 0, 1, ... days - 1
/// days. days x onsets additions.
/// @param inside its window_days()
std::vector<std::uint32_t> turned_counts(const Country& country, std::span<const std::uint8_t> inside);

struct ShiftTest {
  std::int64_t observed = 0;
  double mean = 0;              // of the draws
  std::uint32_t at_least = 0;   // draws with as many or more inside
  std::uint32_t at_most = 0;
  std::uint32_t draws = 0;
  /// One-sided, more than chance: (1 + at_least) / (1 + draws) (Davison & Hinkley, 1997, eq. 4.11).
  double p() const { return (1.0 + at_least) / (1.0 + draws); }
};

/// @param counts turned_counts() of each country
ShiftTest shift_test(std::span<const std::vector<std::uint32_t>> counts, std::uint32_t draws, std::uint64_t seed);

}  // namespace althing::timing
