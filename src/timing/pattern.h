// What durations and recurrences look like: of use to tell orders from accidents, which do not come at the same
// minute a whole number of days later. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace althing::timing {

/// The smallest value that at least a share q of all do not exceed (the inverse of the empirical distribution;
/// Hyndman & Fan, The American Statistician 50, 1996, definition 1). 0 < q <= 1; nothing of no values.
std::optional<double> quantile(std::vector<double> values, double q);

struct Recurrence {
  std::int64_t pairs = 0;                // of one beginning and the next of the same series
  std::vector<std::int64_t> after_days;  // how many of them exactly 1, 2, ... days apart, to the second
};

/// @param series of beginnings, each in seconds, in any order (one series a country)
Recurrence recurrence(std::span<const std::vector<std::int64_t>> series, std::size_t most_days);

}  // namespace althing::timing
