#include "web/kit/chart.h"

#include <fmt/format.h>

#include <algorithm>

namespace althing::web {
namespace {

constexpr std::int64_t kWidth = 640, kHeight = 240, kLeft = 8, kRight = 8, kTop = 24, kBottom = 28;

}  // namespace

std::int64_t round_top(std::int64_t n) {
  for (std::int64_t unit = 1;; unit *= 10) {
    for (const std::int64_t step : {1, 2, 5}) {
      if (unit * step >= std::max<std::int64_t>(n, 5)) return unit * step;
    }
  }
}

std::vector<CountPoint> thinned(const std::vector<CountPoint>& points, std::size_t most) {
  if (points.size() <= most || most < 2) return points;
  std::vector<CountPoint> out{points.front()};
  const std::int64_t first = points.front().at, span = std::max<std::int64_t>(points.back().at - first, 1);
  const auto bucket = [&](const CountPoint& p) { return (p.at - first) * static_cast<std::int64_t>(most - 1) / (span + 1); };
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    if (bucket(points[i]) != bucket(points[i + 1])) out.push_back(points[i]);
  }
  out.push_back(points.back());
  return out;
}

Raw count_chart(const Translator& t, const std::vector<CountPoint>& points, std::int64_t goal) {
  if (points.size() < 2 || points.back().at <= points.front().at) return {};
  std::int64_t greatest = goal;
  for (const CountPoint& p : points) greatest = std::max(greatest, p.count);
  const std::int64_t top = round_top(greatest), first = points.front().at, span = points.back().at - first;
  const auto x = [&](UnixSeconds at) { return kLeft + (at - first) * (kWidth - kLeft - kRight) / span; };
  const auto y = [&](std::int64_t n) { return kHeight - kBottom - n * (kHeight - kTop - kBottom) / top; };
  std::string path = fmt::format("M{} {}", x(first), y(points.front().count));
  for (std::size_t i = 1; i < points.size(); ++i) path += fmt::format("H{}V{}", x(points[i].at), y(points[i].count));
  const std::string area = fmt::format("{}V{}H{}Z", path, y(0), x(first));
  const bool rtl = t.dir() == "rtl";
  const std::string_view start = rtl ? "end" : "start", end = rtl ? "start" : "end";
  Html h;
  h.open("svg", {{"class", "chart"}, {"viewbox", fmt::format("0 0 {} {}", kWidth, kHeight)}, {"aria-hidden", "true"}, {"focusable", "false"}, {"fill", "currentColor"}});
  for (const std::int64_t n : {std::int64_t{0}, top / 2, top}) {
    h.el("path", {{"d", fmt::format("M{} {}H{}", kLeft, y(n), kWidth - kRight)}, {"stroke", "currentColor"}, {"opacity", ".25"}, {"fill", "none"}}, "");
    if (n > 0) h.el("text", {{"x", kLeft}, {"y", y(n) - 6}, {"text-anchor", start}, {"font-size", 14}}, t.number(n));
  }
  h.el("path", {{"d", area}, {"opacity", ".12"}}, "");
  h.el("path", {{"d", path}, {"stroke", "currentColor"}, {"stroke-width", 3}, {"fill", "none"}, {"stroke-linejoin", "round"}}, "");
  if (goal > 0) h.el("path", {{"d", fmt::format("M{} {}H{}", kLeft, y(goal), kWidth - kRight)}, {"stroke", "currentColor"}, {"stroke-width", 2}, {"stroke-dasharray", "8 6"}, {"fill", "none"}}, "");
  h.el("text", {{"x", kLeft}, {"y", kHeight - 6}, {"text-anchor", start}, {"font-size", 14}}, t.day(first));
  h.el("text", {{"x", kWidth - kRight}, {"y", kHeight - 6}, {"text-anchor", end}, {"font-size", 14}}, t.day(points.back().at));
  h.close();
  return h.take();
}

}  // namespace althing::web
