#include "timing/pattern.h"

#include <algorithm>
#include <cmath>

namespace althing::timing {

std::optional<double> quantile(std::vector<double> values, double q) {
  if (values.empty()) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  const auto rank = static_cast<std::size_t>(std::clamp(std::ceil(q * n - 1e-9), 1.0, n)) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
  return values[rank];
}

Recurrence recurrence(std::span<const std::vector<std::int64_t>> series, std::size_t most_days) {
  constexpr std::int64_t kDay = 86'400;
  Recurrence out;
  out.after_days.assign(most_days, 0);
  for (std::vector<std::int64_t> times : series) {
    std::sort(times.begin(), times.end());
    for (std::size_t i = 1; i < times.size(); ++i) {
      const std::int64_t apart = times[i] - times[i - 1];
      ++out.pairs;
      const auto days = static_cast<std::size_t>(apart / kDay);
      if (apart % kDay == 0 && days >= 1 && days <= most_days) ++out.after_days[days - 1];
    }
  }
  return out;
}

}  // namespace althing::timing
