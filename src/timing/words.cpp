#include "timing/words.h"

#include <fmt/format.h>

#include <cmath>

#include "base/time.h"

namespace althing::timing {
namespace {

std::string day_text(Day day) { return format_time(std::int64_t{day} * 86'400).substr(0, 10); }
std::string p_text(double p) { return p < 0.0001 ? "under 0.0001" : fmt::format("{:.4f}", p); }

std::string side_text(int day) {
  if (day == 0) return "the day itself";
  const int n = std::abs(day);
  return fmt::format("{} day{} {}", n, n == 1 ? "" : "s", day < 0 ? "before" : "after");
}

std::string interval_text(double low, double high) { return fmt::format("{} to {}", number_text(low), number_text(high)); }

json::Value window_json(const WindowReport& w) {
  json::Value out = json::object({{"first", w.window.first}, {"last", w.window.last}, {"countries", static_cast<std::int64_t>(w.countries)},
                                  {"onset_days", w.all.onsets}, {"inside", w.all.inside}, {"window_days", w.all.window_days}, {"days", w.all.days},
                                  {"expected", number_text(w.expected)}, {"p", fmt::format("{:.6f}", w.shift.p())}, {"p_corrected", fmt::format("{:.6f}", w.p_corrected)},
                                  {"shift_observed", w.shift.observed}, {"shift_mean", number_text(w.shift.mean)}, {"draws", static_cast<std::int64_t>(w.shift.draws)},
                                  {"draws_at_least", static_cast<std::int64_t>(w.shift.at_least)}});
  if (w.ratio.estimate) {
    out.object()->set("ratio", number_text(*w.ratio.estimate));
    out.object()->set("low", number_text(w.ratio.low));
    out.object()->set("high", number_text(w.ratio.high));
  }
  if (w.resampled) {
    out.object()->set("resampled_low", number_text(w.resampled->first));
    out.object()->set("resampled_high", number_text(w.resampled->second));
  }
  if (const auto pooled = w.pooled()) out.object()->set("pooled", number_text(*pooled));
  return out;
}

json::Array windows_json(const std::vector<WindowReport>& windows) {
  json::Array out;
  for (const WindowReport& w : windows) out.push_back(window_json(w));
  return out;
}

std::string window_lines(const char* name, const WindowReport& w, double level) {
  std::string out = fmt::format("{}: {}\n", name, window_text(w.window));
  out += fmt::format("  {} of {} onset days on {} window days of {}, in {} countries; {} expected\n", w.all.inside, w.all.onsets, w.all.window_days, w.all.days, w.countries,
                     number_text(w.expected));
  if (w.ratio.estimate) out += fmt::format("  ratio within countries  {}  ({:.0f} % exact interval {})\n", number_text(*w.ratio.estimate), level * 100, interval_text(w.ratio.low, w.ratio.high));
  if (w.resampled) out += fmt::format("  interval over countries drawn anew  {}\n", interval_text(w.resampled->first, w.resampled->second));
  out += fmt::format("  circular shift: {} observed, {} on average; p = {}, corrected {} ({} draws)\n", w.shift.observed, number_text(w.shift.mean), p_text(w.shift.p()), p_text(w.p_corrected),
                     w.shift.draws);
  if (const auto pooled = w.pooled()) {
    out += fmt::format("  over all country-days: {} of {} on window days, {} of {} on others, ratio {}\n", w.everywhere.inside, w.everywhere.window_days, w.everywhere.onsets - w.everywhere.inside,
                       w.everywhere.days - w.everywhere.window_days, number_text(*pooled));
  }
  return out;
}

}  // namespace

std::string number_text(double x) {
  if (std::isinf(x)) return "infinite";
  if (x == 0) return "0";
  const int before = std::max(static_cast<int>(std::floor(std::log10(std::abs(x)))) + 1, -3);
  return fmt::format("{:.{}f}", x, std::max(3 - before, 0));
}

std::string window_text(const Window& window) {
  if (window.first == window.last) return side_text(window.first);
  if (window.last < 0) return fmt::format("{} to {} days before", -window.first, -window.last);
  if (window.first > 0) return fmt::format("{} to {} days after", window.first, window.last);
  return fmt::format("{} to {}", side_text(window.first), side_text(window.last));
}

std::string sentence(const WindowReport& w, const WindowReport* placebo, double level) {
  const std::string days = window_text(w.window);
  if (!w.ratio.estimate) return fmt::format("Nothing can be said about {}: no country had both an onset and days of this window.", days);
  const double r = *w.ratio.estimate;
  std::string out = fmt::format("In the {} countr{} that tell{} something, incidents began on {} of {} onset days within the window ({} of an event), {} times the rate of other days ({:.0f} % interval {}).", w.countries,
                                w.countries == 1 ? "y" : "ies", w.countries == 1 ? "s" : "", w.all.inside, w.all.onsets, days, number_text(r), level * 100, interval_text(w.ratio.low, w.ratio.high));
  if (w.p_corrected >= kRare) out += fmt::format(" Turned calendars give as many in {:.1f} % of draws, so chance explains it well enough.", w.shift.p() * 100);
  else out += fmt::format(" Turned calendars give as many in {} of {} draws (p = {} after correction), so chance alone is an unlikely explanation.", w.shift.at_least, w.shift.draws, p_text(w.p_corrected));
  if (w.all.inside < kFewInside) out += fmt::format(" It rests on {} onset day{} only.", w.all.inside, w.all.inside == 1 ? "" : "s");
  if (placebo != nullptr && placebo->p_corrected < kRare) out += " The placebo window shows an excess too, so something other than the events may be behind both.";
  out += " This tells of timing, not of causes.";
  return out;
}

std::string report_text(const Report& report, const Options& options) {
  std::string out = fmt::format("{} to {}, {} days; {} onset days in {} countries, {} event days in {}; seed {}\n\n", day_text(report.span.first), day_text(report.span.last), report.span.days(),
                                report.onset_days, report.onset_countries, report.event_days, report.event_countries, options.seed);
  for (std::size_t i = 0; i < report.windows.size(); ++i) {
    const WindowReport* placebo = i < report.placebos.size() ? &report.placebos[i] : nullptr;
    out += window_lines("Window", report.windows[i], options.level);
    if (placebo != nullptr) out += window_lines("Placebo", *placebo, options.level);
    out += sentence(report.windows[i], placebo, options.level) + "\n\n";
  }
  return out;
}

json::Value report_json(const Report& report, const Options& options) {
  json::Array curve;
  for (const CurvePoint& point : report.curve) {
    curve.push_back(json::object({{"lag", point.lag}, {"pairs", point.pairs}, {"events", point.events}, {"rate", number_text(point.rate())}, {"low", number_text(point.low)}, {"high", number_text(point.high)}}));
  }
  json::Array sentences;
  for (std::size_t i = 0; i < report.windows.size(); ++i) sentences.emplace_back(sentence(report.windows[i], i < report.placebos.size() ? &report.placebos[i] : nullptr, options.level));
  return json::object({{"from", day_text(report.span.first)}, {"to", day_text(report.span.last)}, {"days", report.span.days()}, {"seed", fmt::to_string(options.seed)},
                       {"onset_days", report.onset_days}, {"onset_countries", static_cast<std::int64_t>(report.onset_countries)}, {"event_days", report.event_days},
                       {"event_countries", static_cast<std::int64_t>(report.event_countries)}, {"windows", windows_json(report.windows)}, {"placebos", windows_json(report.placebos)},
                       {"sentences", std::move(sentences)}, {"base_rate", number_text(report.base_rate)}, {"curve", std::move(curve)}});
}

}  // namespace althing::timing
