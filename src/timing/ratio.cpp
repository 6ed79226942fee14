#include "timing/ratio.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace althing::timing {
namespace {

constexpr double kNoMass = 1e-18;  // probabilities that are left out at the ends of a distribution
constexpr double kMaxLog = 60;     // ratios between e^-60 and e^60 are looked through
constexpr int kHalvings = 200;

// Probabilities of `first`, `first` + 1, ...
struct Mass {
  std::int64_t first = 0;
  std::vector<double> p{1.0};
};

double chance(const Stratum& s, double r) {
  const double w = r * static_cast<double>(s.window_days);
  return w / (w + static_cast<double>(s.days - s.window_days));
}

void trim(Mass& mass) {
  std::size_t begin = 0, end = mass.p.size();
  while (begin + 1 < end && mass.p[begin] < kNoMass) ++begin;
  while (end > begin + 1 && mass.p[end - 1] < kNoMass) --end;
  mass.p = {mass.p.begin() + static_cast<std::ptrdiff_t>(begin), mass.p.begin() + static_cast<std::ptrdiff_t>(end)};
  mass.first += static_cast<std::int64_t>(begin);
}

Mass binomial(std::int64_t n, double p) {
  Mass out;
  out.p.assign(static_cast<std::size_t>(n) + 1, 0.0);
  const double log_p = std::log(p), log_q = std::log1p(-p), all = std::lgamma(static_cast<double>(n) + 1);
  for (std::int64_t k = 0; k <= n; ++k) {
    const auto x = static_cast<double>(k), y = static_cast<double>(n - k);
    out.p[static_cast<std::size_t>(k)] = std::exp(all - std::lgamma(x + 1) - std::lgamma(y + 1) + (k == 0 ? 0 : x * log_p) + (k == n ? 0 : y * log_q));
  }
  trim(out);
  return out;
}

Mass sum(const Mass& a, const Mass& b) {
  Mass out;
  out.first = a.first + b.first;
  out.p.assign(a.p.size() + b.p.size() - 1, 0.0);
  for (std::size_t i = 0; i < a.p.size(); ++i) {
    for (std::size_t j = 0; j < b.p.size(); ++j) out.p[i + j] += a.p[i] * b.p[j];
  }
  trim(out);
  return out;
}

double clamp_sum(double x) { return std::clamp(x, 0.0, 1.0); }

// The log of the ratio at which a falling (or rising) function passes `target`.
template <class F>
double where(F rises, double target) {
  double low = -kMaxLog, high = kMaxLog;
  for (int i = 0; i < kHalvings && high - low > 1e-12; ++i) {
    const double middle = (low + high) / 2;
    (rises(std::exp(middle)) < target ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

std::int64_t inside_of(std::span<const Stratum> strata) {
  std::int64_t n = 0;
  for (const Stratum& s : strata) n += s.tells() ? s.inside : 0;
  return n;
}

std::int64_t onsets_of(std::span<const Stratum> strata) {
  std::int64_t n = 0;
  for (const Stratum& s : strata) n += s.tells() ? s.onsets : 0;
  return n;
}

}  // namespace

Tails tails(std::span<const Stratum> strata, double r) {
  Mass all;
  for (const Stratum& s : strata) {
    if (s.tells()) all = sum(all, binomial(s.onsets, chance(s, r)));
  }
  const std::int64_t x = inside_of(strata);
  Tails out{0, 0};
  for (std::size_t i = 0; i < all.p.size(); ++i) {
    const std::int64_t t = all.first + static_cast<std::int64_t>(i);
    if (t >= x) out.at_least += all.p[i];
    if (t <= x) out.at_most += all.p[i];
  }
  return {clamp_sum(out.at_least), clamp_sum(out.at_most)};
}

std::optional<double> estimate_ratio(std::span<const Stratum> strata) {
  const std::int64_t n = onsets_of(strata), x = inside_of(strata);
  if (n == 0) return std::nullopt;
  if (x == 0) return 0.0;
  if (x == n) return std::numeric_limits<double>::infinity();
  return where([&](double r) {
    double expected = 0;
    for (const Stratum& s : strata) expected += s.tells() ? static_cast<double>(s.onsets) * chance(s, r) : 0.0;
    return expected;
  }, static_cast<double>(x));
}

Ratio rate_ratio(std::span<const Stratum> strata, double level) {
  Ratio out;
  out.estimate = estimate_ratio(strata);
  if (!out.estimate) return out;
  const double half = (1 - level) / 2;
  if (inside_of(strata) > 0) out.low = where([&](double r) { return tails(strata, r).at_least; }, half);
  if (inside_of(strata) < onsets_of(strata)) out.high = where([&](double r) { return 1 - tails(strata, r).at_most; }, 1 - half);
  return out;
}

}  // namespace althing::timing
