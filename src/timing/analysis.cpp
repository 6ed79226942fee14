#include "timing/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace althing::timing {
namespace {

// Each use of randomness has numbers of its own (SplitMix64's increment), whatever else is asked.
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
enum class Use : std::uint64_t { shift = 0, placebo = 1'000, resample = 2'000, resample_placebo = 3'000, curve = 4'000 };
std::uint64_t seed_of(const Options& options, Use use, std::size_t i) { return options.seed + kGolden * (static_cast<std::uint64_t>(use) + i + 1); }

Result<void> check(const Options& options) {
  const auto bad = [](const char* field, std::string why) { return fail(Errc::malformed, field, std::move(why)); };
  if (options.windows.empty() || options.windows.size() > kMaxWindows) return bad("windows", fmt::format("must be 1 to {}, got {}", kMaxWindows, options.windows.size()));
  const auto far = [](int day) { return day < -kMaxWindowDay || day > kMaxWindowDay; };
  for (const Window& w : options.windows) {
    if (w.last < w.first) return bad("windows", fmt::format("{}..{} ends before it begins", w.first, w.last));
    if (far(w.first) || far(w.last)) return bad("windows", fmt::format("may reach {} days from an event", kMaxWindowDay));
    if (options.placebo_days != 0 && (far(w.first + options.placebo_days) || far(w.last + options.placebo_days)))
      return bad("placebo", fmt::format("may reach {} days from an event", kMaxWindowDay));
  }
  if (options.lags < 0 || options.lags > kMaxWindowDay) return bad("lags", fmt::format("must be 0 to {}", kMaxWindowDay));
  if (options.draws < kMinDraws || options.draws > kMaxDraws) return bad("draws", fmt::format("must be {} to {}", kMinDraws, kMaxDraws));
  if (!(options.level > 0.5 && options.level < 1)) return bad("level", "must be between 0.5 and 1");
  return {};
}

void add(Stratum& to, const Stratum& s) {
  to.days += s.days;
  to.window_days += s.window_days;
  to.onsets += s.onsets;
  to.inside += s.inside;
}

// Percentiles of the estimate over countries drawn with replacement: whose interval still holds if the onsets
// of one country hang together.
std::pair<double, double> resample(const std::vector<Stratum>& strata, double level, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> found;
  std::vector<Stratum> drawn(strata.size());
  for (std::uint32_t i = 0; i < kResamples; ++i) {
    for (Stratum& s : drawn) s = strata[below(random, strata.size())];
    found.push_back(*estimate_ratio(drawn));
  }
  std::sort(found.begin(), found.end());
  const double half = (1 - level) / 2;
  const auto at = [&](double share) { return found[static_cast<std::size_t>(share * static_cast<double>(found.size() - 1) + 0.5)]; };
  return {at(half), at(1 - half)};
}

struct Seeds {
  std::uint64_t shift, resample;
};
WindowReport look(const std::vector<Country>& countries, std::size_t listed, const Span& span, const Window& window, const Options& options, const Seeds& seeds) {
  WindowReport out;
  out.window = window;
  const std::int64_t days = span.days();
  std::vector<Stratum> telling;
  std::vector<std::vector<std::uint32_t>> counts;
  for (const Country& country : countries) {
    const std::vector<std::uint8_t> inside = window_days(country, window, days);
    counts.push_back(turned_counts(country, inside));
    const Stratum s{days, std::accumulate(inside.begin(), inside.end(), std::int64_t{0}), static_cast<std::int64_t>(country.onsets.size()),
                    counts.back().front()};
    add(out.everywhere, s);
    if (!s.tells()) continue;
    telling.push_back(s);
    add(out.all, s);
    out.expected += static_cast<double>(s.onsets) * static_cast<double>(s.window_days) / static_cast<double>(days);
  }
  out.everywhere.days += days * static_cast<std::int64_t>(listed - countries.size());
  out.countries = telling.size();
  out.ratio = rate_ratio(telling, options.level);
  if (telling.size() >= kMinResampled) out.resampled = resample(telling, options.level, seeds.resample);
  out.shift = shift_test(counts, options.draws, seeds.shift);
  return out;
}

void correct(std::vector<WindowReport>& reports) {
  std::vector<double> p;
  for (const WindowReport& report : reports) p.push_back(report.shift.p());
  const std::vector<double> corrected = holm(p);
  for (std::size_t i = 0; i < reports.size(); ++i) reports[i].p_corrected = corrected[i];
}

// Pairs of one country by how many days the onset comes after the event, round the span.
std::vector<std::uint32_t> pairs_round(const Country& country, std::int64_t days) {
  std::vector<std::uint32_t> out(static_cast<std::size_t>(days), 0);
  for (const std::int32_t event : country.events) {
    if (event < 0 || event >= days) continue;
    for (const std::int32_t onset : country.onsets) ++out[static_cast<std::size_t>((onset - event + days) % days)];
  }
  return out;
}

std::vector<CurvePoint> straight_curve(const std::vector<Country>& countries, std::int64_t days, int lags) {
  std::vector<CurvePoint> out;
  for (int lag = -lags; lag <= lags; ++lag) out.push_back({lag, 0, 0, 0, 0});
  for (const Country& country : countries) {
    for (const std::int32_t event : country.events) {
      if (event < 0 || event >= days) continue;
      for (CurvePoint& point : out) point.events += event + point.lag >= 0 && event + point.lag < days ? 1 : 0;
      const auto first = std::lower_bound(country.onsets.begin(), country.onsets.end(), event - lags);
      for (auto onset = first; onset != country.onsets.end() && *onset <= event + lags; ++onset) ++out[static_cast<std::size_t>(*onset - event + lags)].pairs;
    }
  }
  return out;
}

void add_band(Report& report, const std::vector<Country>& countries, std::uint64_t seed) {
  const std::int64_t days = report.span.days();
  std::vector<std::vector<std::uint32_t>> pairs;
  for (const Country& country : countries) {
    if (!country.onsets.empty() && !country.events.empty()) pairs.push_back(pairs_round(country, days));
  }
  std::mt19937_64 random(seed);
  std::vector<std::vector<std::uint32_t>> seen(report.curve.size());
  for (std::uint32_t draw = 0; draw < kCurveDraws; ++draw) {
    std::vector<std::uint32_t> sums(report.curve.size(), 0);
    for (const auto& country : pairs) {
      // Turned by t days, the pairs at lag k are those that were at lag k - t.
      std::size_t at = below(random, country.size());
      for (std::uint32_t& sum : sums) {
        sum += country[at];
        if (++at == country.size()) at = 0;
      }
    }
    for (std::size_t i = 0; i < sums.size(); ++i) seen[i].push_back(sums[i]);
  }
  if (report.event_days == 0) return;
  const auto events = static_cast<double>(report.event_days);
  constexpr double kHalf = 0.025;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    std::sort(seen[i].begin(), seen[i].end());
    const auto at = [&](double share) { return static_cast<double>(seen[i][static_cast<std::size_t>(share * (kCurveDraws - 1) + 0.5)]) / events; };
    report.curve[i].low = at(kHalf);
    report.curve[i].high = at(1 - kHalf);
  }
}

}  // namespace

std::optional<double> WindowReport::pooled() const {
  const Stratum& s = everywhere;
  const std::int64_t outside = s.onsets - s.inside, other_days = s.days - s.window_days;
  if (s.window_days == 0 || other_days == 0 || outside == 0) return std::nullopt;
  return (static_cast<double>(s.inside) / static_cast<double>(s.window_days)) / (static_cast<double>(outside) / static_cast<double>(other_days));
}

std::vector<double> holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::pair(p[a], a) < std::pair(p[b], b); });
  std::vector<double> out(p.size(), 1.0);
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::max(least, std::min(1.0, p[order[i]] * static_cast<double>(order.size() - i)));
    out[order[i]] = least;
  }
  return out;
}

Result<Report> analyse(const Data& data, const Options& options) {
  TRY_VOID(check(options));
  TRY(const std::vector<Country> countries, by_country(data));
  Report out;
  out.span = data.span;
  const std::int64_t days = data.span.days();
  for (const Country& country : countries) {
    const auto events = std::count_if(country.events.begin(), country.events.end(), [&](std::int32_t day) { return day >= 0 && day < days; });
    out.onset_days += static_cast<std::int64_t>(country.onsets.size());
    out.event_days += events;
    out.onset_countries += country.onsets.empty() ? 0U : 1U;
    out.event_countries += events > 0 ? 1U : 0U;
    out.base_rate += static_cast<double>(events) * static_cast<double>(country.onsets.size()) / static_cast<double>(days);
  }
  if (out.event_days > 0) out.base_rate /= static_cast<double>(out.event_days);
  for (std::size_t i = 0; i < options.windows.size(); ++i) {
    Window window = options.windows[i];
    out.windows.push_back(look(countries, data.countries.size(), data.span, window, options, {seed_of(options, Use::shift, i), seed_of(options, Use::resample, i)}));
    if (options.placebo_days == 0) continue;
    window.first += options.placebo_days;
    window.last += options.placebo_days;
    out.placebos.push_back(look(countries, data.countries.size(), data.span, window, options, {seed_of(options, Use::placebo, i), seed_of(options, Use::resample_placebo, i)}));
  }
  correct(out.windows);
  correct(out.placebos);
  if (options.lags > 0) {
    out.curve = straight_curve(countries, days, options.lags);
    add_band(out, countries, seed_of(options, Use::curve, 0));
  }
  return out;
}

}  // namespace althing::timing
