// A report as text and as JSON. Numbers are written to three digits, p to four; JSON gives them as text,
// since numbers of our JSON are whole. The sentence says no more than the numbers do: an association, its
// size with its interval, and whether chance or the placebo can explain it; never a cause. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "timing/analysis.h"

namespace althing::timing {

/// What sentences call unlikely to be chance, and fewer onset days inside than which they warn of.
inline constexpr double kRare = 0.05;
inline constexpr std::int64_t kFewInside = 5;

/// "5.61", "0.0213", "286", "infinite".
std::string number_text(double x);
/// "the day itself", "1 day before to 1 day after", "182 to 180 days before".
std::string window_text(const Window& window);
/// One window in plain words.
std::string sentence(const WindowReport& window, const WindowReport* placebo, double level);
std::string report_text(const Report& report, const Options& options);
json::Value report_json(const Report& report, const Options& options);

}  // namespace althing::timing
