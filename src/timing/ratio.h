// The ratio between the rate of onsets on window days and that on other days, within countries, with an
// exact interval. Given each country's number n of onset days, the number x of them on its w window days
// (of d) is binomial with p = r w / (r w + d - w) if onsets are rare and their rate is r times as high on
// window days (Breslow & Day, Statistical Methods in Cancer Research II, 1987, section 3; for one country
// the conditional test of two Poisson rates of Przyborowski & Wilenski, Biometrika 31, 1940). The estimate
// is the conditional maximum likelihood, the interval that of Clopper & Pearson (Biometrika 26, 1934) for
// the sum over countries. A country without an onset, or all or none of whose days are window days, says
// nothing and is left out. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace althing::timing {

/// One country. 0 <= inside <= onsets; 0 <= window_days <= days.
struct Stratum {
  std::int64_t days = 0, window_days = 0;
  std::int64_t onsets = 0, inside = 0;  // onset days; of these on window days
  bool tells() const { return onsets > 0 && window_days > 0 && window_days < days; }
};

struct Ratio {
  std::optional<double> estimate;  // nothing if no country tells anything; infinite if all onsets are inside
  double low = 0, high = std::numeric_limits<double>::infinity();
};

/// @param level of the interval, 0 < level < 1
Ratio rate_ratio(std::span<const Stratum> strata, double level = 0.95);

/// P(T >= sum of inside) and P(T <= sum of inside) for a ratio r > 0.
struct Tails {
  double at_least = 1, at_most = 1;
};
Tails tails(std::span<const Stratum> strata, double r);

/// The estimate alone.
std::optional<double> estimate_ratio(std::span<const Stratum> strata);

}  // namespace althing::timing
