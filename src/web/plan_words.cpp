#include "web/plan_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "timing/words.h"
#include "web/page_deliberation.h"
#include "web/page_placed.h"

namespace althing::web {

using assembly::watch::RowChoice;
using assembly::watch::Why;

namespace {

std::string p_words(double p) { return p < 0.0001 ? "< 0.0001" : fmt::format("{:.4f}", p); }

std::string days_words(const Translator& t, int day) {
  const auto n = static_cast<std::uint64_t>(std::abs(day));
  if (day == 0) return std::string(t.tr("the day of the event"));
  return day < 0 ? t.ntrf("{n} day before the event", "{n} days before the event", n) : t.ntrf("{n} day after the event", "{n} days after the event", n);
}

void words(Html& h, bool& first, const std::string& text) {
  if (text.empty()) return;
  if (!std::exchange(first, false)) h.text(" · ");
  h.text(text);
}

std::string list_words(const std::vector<std::string>& tokens) { return fmt::format("{}", fmt::join(tokens, ", ")); }

constexpr std::int64_t kWidth = 640, kHeight = 240, kTop = 24, kBottom = 28, kSide = 8;

}  // namespace

std::string window_words(const Translator& t, const timing::Window& window) {
  if (window.first == window.last) return days_words(t, window.first);
  return t.trf("{from} to {to}", {{"from", days_words(t, window.first)}, {"to", days_words(t, window.last)}});
}

std::string result_words(const Translator& t, const timing::WindowReport& w, const timing::WindowReport* placebo) {
  const std::string days = window_words(t, w.window);
  if (!w.ratio.estimate) return t.trf("Nothing can be said about this window ({window}): no country had both an onset and days of it.", {{"window", days}});
  std::string out = t.trf("In this window ({window}) fell {inside} of {onsets} days on which incidents began, in {countries} countries: {ratio} times the rate of other days (95 % interval {low} to {high}).",
                          {{"window", days}, {"inside", t.number(w.all.inside)}, {"onsets", t.number(w.all.onsets)}, {"countries", t.number(static_cast<std::int64_t>(w.countries))},
                           {"ratio", timing::number_text(*w.ratio.estimate)}, {"low", timing::number_text(w.ratio.low)}, {"high", timing::number_text(w.ratio.high)}});
  out += ' ';
  if (w.p_corrected >= timing::kRare) {
    out += t.trf("Turned calendars give as many in {percent} % of draws, so chance explains it well enough.", {{"percent", fmt::format("{:.1f}", w.shift.p() * 100)}});
  } else {
    out += t.trf("Turned calendars give as many in {n} of {draws} draws (p = {p} after correction), so chance alone is an unlikely explanation.",
                 {{"n", t.number(w.shift.at_least)}, {"draws", t.number(w.shift.draws)}, {"p", p_words(w.p_corrected)}});
  }
  if (w.all.inside < timing::kFewInside) out += ' ' + t.trf("It rests on few such days: {n}.", {{"n", t.number(w.all.inside)}});
  if (placebo != nullptr && placebo->p_corrected < timing::kRare) out += ' ' + std::string(t.tr("The placebo window shows an excess too, so something other than the events may be behind both."));
  return out + ' ' + std::string(t.tr("This tells of timing, not of causes."));
}

Raw choice_words(View& view, const RowChoice& choice) {
  const Translator& t = view.t;
  Html h;
  bool first = true;
  std::string kinds, countries, extents;
  for (const std::string& kind : choice.kinds) kinds += (kinds.empty() ? "" : ", ") + std::string(placed_kind_word(t, kind));
  for (const std::string& country : choice.countries) countries += (countries.empty() ? "" : ", ") + t.country(country);
  for (const std::string& extent : choice.extents) extents += (extents.empty() ? "" : ", ") + std::string(extent_word(t, extent));
  words(h, first, kinds);
  words(h, first, countries);
  words(h, first, extents);
  if (!choice.labels.empty()) words(h, first, t.trf("with the labels {labels}", {{"labels", list_words(choice.labels)}}));
  if (!choice.without.empty()) words(h, first, t.trf("without the labels {labels}", {{"labels", list_words(choice.without)}}));
  if (!choice.src.empty()) words(h, first, t.trf("from the source {src}", {{"src", choice.src}}));
  if (!choice.by.empty()) {
    if (!std::exchange(first, false)) h.text(" · ");
    h.raw(t.trh("recorded by {members}", {{"members", member_list(view, choice.by)}}));
  }
  if (first) h.text(t.tr("all of them"));
  return h.take();
}

std::string_view left_out_words(const Translator& t, Why why) {
  static constexpr Msg kWords[] = {msg("no country"), msg("only the month is known"), msg("only the year is known"), msg("the day is not known"), msg("outside the days looked at")};
  return t.tr(kWords[static_cast<std::size_t>(why)]);
}

Raw curve_chart(const Translator& t, const timing::Report& report) {
  const auto& curve = report.curve;
  if (curve.size() < 2) return {};
  double top = report.base_rate;
  for (const timing::CurvePoint& p : curve) top = std::max({top, p.rate(), p.high});
  if (top <= 0) return {};
  const auto n = static_cast<std::int64_t>(curve.size()) - 1;
  const auto x = [&](std::size_t i) { return kSide + static_cast<std::int64_t>(i) * (kWidth - 2 * kSide) / n; };
  const auto y = [&](double rate) { return static_cast<std::int64_t>(std::lround(static_cast<double>(kHeight - kBottom) - rate / top * (kHeight - kTop - kBottom))); };
  std::string line, band;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    line += fmt::format("{}{} {}", i == 0 ? "M" : "L", x(i), y(curve[i].rate()));
    band += fmt::format("{}{} {}", i == 0 ? "M" : "L", x(i), y(curve[i].high));
  }
  for (std::size_t i = curve.size(); i-- > 0;) band += fmt::format("L{} {}", x(i), y(curve[i].low));
  band += 'Z';
  const std::size_t middle = curve.size() / 2;
  Html h;
  // Days run from left to right in every language, as the axis says.
  h.open("svg", {{"class", "chart"}, {"viewbox", fmt::format("0 0 {} {}", kWidth, kHeight)}, {"aria-hidden", "true"}, {"focusable", "false"}, {"fill", "currentColor"}, {"direction", "ltr"}});
  h.el("path", {{"d", fmt::format("M{} {}H{}", kSide, y(0), kWidth - kSide)}, {"stroke", "currentColor"}, {"opacity", ".25"}, {"fill", "none"}}, "");
  h.el("path", {{"d", band}, {"opacity", ".16"}}, "");
  h.el("path", {{"d", fmt::format("M{} {}H{}", kSide, y(report.base_rate), kWidth - kSide)}, {"stroke", "currentColor"}, {"stroke-dasharray", "4 6"}, {"opacity", ".6"}, {"fill", "none"}}, "");
  h.el("path", {{"d", fmt::format("M{} {}V{}", x(middle), kTop - 8, y(0))}, {"stroke", "currentColor"}, {"stroke-dasharray", "2 4"}, {"fill", "none"}}, "");
  h.el("path", {{"d", line}, {"stroke", "currentColor"}, {"stroke-width", 2}, {"fill", "none"}, {"stroke-linejoin", "round"}}, "");
  for (const auto& [at, anchor] : {std::pair{std::size_t{0}, "start"}, {middle, "middle"}, {curve.size() - 1, "end"}}) {
    h.el("text", {{"x", x(at)}, {"y", kHeight - 6}, {"text-anchor", anchor}, {"font-size", 14}}, at == middle ? std::string(t.tr("day of the event")) : fmt::format("{:+}", curve[at].lag));
  }
  h.el("text", {{"x", kSide}, {"y", kTop - 8}, {"text-anchor", "start"}, {"font-size", 14}}, timing::number_text(top));
  h.close();
  return h.take();
}

}  // namespace althing::web
