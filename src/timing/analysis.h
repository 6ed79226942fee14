// The whole question at once: do incidents begin on days around events more often than chance allows?
// Per window: the ratio within countries (ratio.h), the chance by circular shift (shift.h), the ratio over
// all country-days as some papers give it, and a placebo, the same window moved away from the events;
// p-values are corrected for the number of windows (Holm, Scandinavian Journal of Statistics 6, 1979). And
// the superposed-epoch curve: how often incidents begin k days after an event, beside what shifts give.
// The same data, options and seed give the same report. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "timing/ratio.h"
#include "timing/shift.h"

namespace althing::timing {

struct Options {
  std::vector<Window> windows{{0, 0}};
  int placebo_days = -182;       // how far the placebo is moved; 0 = none
  int lags = 30;                 // the curve goes from -lags to lags; 0 = none
  std::uint32_t draws = 10'000;  // of each shift test
  std::uint64_t seed = 1;
  double level = 0.95;
};

struct WindowReport {
  Window window;
  Stratum all;               // sums over the countries that tell something: this is what the ratio rests on
  std::size_t countries = 0; // that tell something
  double expected = 0;       // onset days on window days if onsets fell on any day of their country alike
  Ratio ratio;
  std::optional<std::pair<double, double>> resampled;  // interval by drawing countries anew; nothing below kMinResampled of them
  ShiftTest shift;
  double p_corrected = 1;    // Holm, over the windows of this report (placebos among themselves)
  Stratum everywhere;        // sums over all countries listed, with and without onsets or events
  /// Risk on window days over risk on other days, over all country-days; nothing if one of the two cannot be told.
  std::optional<double> pooled() const;
};

/// At lag k: (event, onset) pairs k days apart over events whose day k is in the span.
struct CurvePoint {
  int lag = 0;
  std::int64_t pairs = 0, events = 0;
  double low = 0, high = 0;  // between which lie 95 % of shifts, as pairs per event
  double rate() const { return events > 0 ? static_cast<double>(pairs) / static_cast<double>(events) : 0.0; }
};

struct Report {
  Span span;
  std::int64_t onset_days = 0, event_days = 0;  // country-days in the span
  std::size_t onset_countries = 0, event_countries = 0;
  std::vector<WindowReport> windows, placebos;
  std::vector<CurvePoint> curve;
  double base_rate = 0;  // pairs per event that chance gives at any lag
};

inline constexpr std::uint32_t kResamples = 2'000, kCurveDraws = 1'000;
inline constexpr std::size_t kMinResampled = 5;

/// malformed or too_large with the field: data as by_country(); "windows" (none, over kMaxWindows, ends before
/// it begins, over kMaxWindowDay), "placebo" , "lags" (over kMaxWindowDay), "draws" (kMinDraws to kMaxDraws), "level".
Result<Report> analyse(const Data& data, const Options& options);

/// Holm's step-down adjustment, in the order of `p`.
std::vector<double> holm(const std::vector<double>& p);

}  // namespace althing::timing
