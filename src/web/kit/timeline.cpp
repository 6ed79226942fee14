#include "web/kit/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "web/kit/chart.h"

namespace althing::web {
namespace {

using namespace std::chrono;

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kWidth = 1'000, kSide = 32, kHead = 30;      // of the picture, beside the axis, above the lanes
constexpr std::int64_t kTitle = 26, kRow = 18, kColumns = 96, kGap = 14;  // a lane's title, a row of marks, the tallest column
constexpr std::int64_t kDot = 12;                                   // the least width of a mark

sys_days day_of(UnixSeconds at) { return floor<days>(sys_seconds(seconds(at))); }
UnixSeconds seconds_of(sys_days day) { return sys_seconds(day).time_since_epoch().count(); }

// The first beginning of a unit (of `count` units, counted from the year 0; weeks from Monday) not before `at`.
UnixSeconds beginning(UnixSeconds at, AxisUnit unit, int count) {
  sys_days day = day_of(at);
  if (seconds_of(day) < at) day += days(1);
  switch (unit) {
    case AxisUnit::day: return seconds_of(day);
    case AxisUnit::week: return seconds_of(day + (Monday - weekday(day)));
    case AxisUnit::month: {
      const year_month_day date(day);
      year_month month = date.year() / date.month();
      if (date.day() != std::chrono::day(1)) month += months(1);
      while ((static_cast<unsigned>(month.month()) - 1) % static_cast<unsigned>(count) != 0) month += months(1);
      return seconds_of(sys_days(month / 1));
    }
    case AxisUnit::year: {
      const year_month_day date(day);
      int year = static_cast<int>(date.year()) + (date.month() == January && date.day() == std::chrono::day(1) ? 0 : 1);
      while (year % count != 0) ++year;
      return seconds_of(std::chrono::year(year) / 1 / 1);
    }
  }
  return at;
}

std::vector<UnixSeconds> beginnings(const Axis& axis, AxisUnit unit, int count) {
  std::vector<UnixSeconds> out;
  for (UnixSeconds at = beginning(axis.from, unit, count); at < axis.to; at = beginning(at + 1, unit, count)) out.push_back(at);
  return out;
}

AxisUnit unit_of(std::int64_t length) {
  if (length <= 92) return AxisUnit::day;
  if (length <= 731) return AxisUnit::week;
  return length <= 7'305 ? AxisUnit::month : AxisUnit::year;
}

std::string date_text(UnixSeconds at, std::size_t size) { return format_time(at).substr(0, size); }

class Picture {
 public:
  Picture(const Translator& t, const Axis& axis) : axis_(axis), rtl_(t.dir() == "rtl"), t_(t) {}

  std::int64_t x(UnixSeconds at) const {
    const UnixSeconds inside = std::clamp(at, axis_.from, axis_.to);
    return kSide + (inside - axis_.from) * (kWidth - 2 * kSide) / (axis_.to - axis_.from);
  }
  void lane(const AxisLane& lane) {
    lanes_.el("text", {{"class", "axis__title"}, {"x", rtl_ ? kWidth - kSide : kSide}, {"y", y_ + 18}, {"text-anchor", rtl_ ? "end" : "start"}}, lane.title);
    y_ += kTitle;
    if (!lane.columns.empty()) columns(lane.columns);
    else marks(lane.marks);
    y_ += kGap;
    lanes_.el("path", {{"class", "axis__line"}, {"d", fmt::format("M0 {}H{}", y_ - kGap / 2, kWidth)}}, "");
  }
  Raw take(UnixSeconds now, std::string_view now_words) {
    Html h;
    h.open("svg", {{"class", "axis"}, {"viewbox", fmt::format("0 0 {} {}", kWidth, y_)}, {"aria-hidden", "true"}, {"focusable", "false"}, {"direction", "ltr"}, {"fill", "currentColor"}});
    for (const UnixSeconds tick : axis_.ticks) {
      h.el("path", {{"class", "axis__line"}, {"d", fmt::format("M{} {}V{}", x(tick), kHead - 6, y_)}}, "");
      h.el("text", {{"x", x(tick)}, {"y", 16}, {"text-anchor", "middle"}}, label(tick));
    }
    if (now >= axis_.from && now < axis_.to) h.open("path", {{"class", "axis__now"}, {"d", fmt::format("M{} {}V{}", x(now), kHead - 6, y_)}}).el("title", {}, now_words).close();
    h.raw(lanes_.take()).close();
    return h.take();
  }

 private:
  // "2024", "2024-03", "03-05": as wide as kSide allows on both sides of its line. The page says the year of days.
  std::string label(UnixSeconds tick) const { return axis_.label == AxisUnit::year ? date_text(tick, 4) : axis_.label == AxisUnit::month ? date_text(tick, 7) : date_text(tick, 10).substr(5); }

  void columns(const std::vector<AxisColumn>& all) {
    std::int64_t most = 1;
    for (const AxisColumn& one : all) most = std::max(most, one.n);
    const std::int64_t top = round_top(most), floor = y_ + kColumns;
    lanes_.el("text", {{"x", rtl_ ? kSide : kWidth - kSide}, {"y", y_ - 8}, {"text-anchor", rtl_ ? "start" : "end"}}, t_.number(top));
    lanes_.el("path", {{"class", "axis__line"}, {"d", fmt::format("M{} {}H{}M{} {}H{}", kSide, y_, kWidth - kSide, kSide, floor, kWidth - kSide)}}, "");
    lanes_.open("g", {{"class", "axis__columns"}});
    for (const AxisColumn& one : all) {
      const std::int64_t left = x(axis_.bounds[one.at]), right = std::max(left + 2, x(axis_.bounds[one.at + 1]) - 1);
      const std::int64_t height = std::max<std::int64_t>(1, one.n * kColumns / top);
      // The whole height is hit, however small the column.
      lanes_.open("a", {{"href", one.url}, {"tabindex", -1}}).el("title", {}, one.title);
      lanes_.el("path", {{"class", "axis__hit"}, {"d", fmt::format("M{} {}H{}V{}H{}z", left, y_, right, floor, left)}}, "");
      lanes_.el("path", {{"d", fmt::format("M{} {}H{}V{}H{}z", left, floor, right, floor - height, left)}}, "").close();
    }
    lanes_.close();
    y_ += kColumns;
  }

  void marks(std::vector<AxisMark> all) {
    std::stable_sort(all.begin(), all.end(), [](const AxisMark& a, const AxisMark& b) { return a.from < b.from; });
    std::vector<std::int64_t> ends;  // of each row so far
    lanes_.open("g", {{"class", "axis__marks"}});
    for (const AxisMark& one : all) {
      std::int64_t left = x(one.from), sure = x(one.sure), right = x(one.to);
      const bool dot = right - left < kDot;
      if (dot) left = std::clamp((left + right - kDot) / 2, std::int64_t{0}, kWidth - kDot), right = left + kDot;
      std::size_t row = 0;
      while (row < ends.size() && ends[row] + 3 > left) ++row;
      if (row == ends.size() && row < kAxisRows) ends.push_back(0);
      row = std::min(row, kAxisRows - 1);
      ends[row] = std::max(ends[row], right);
      shape(one, dot, left, std::max(sure, left), right, y_ + static_cast<std::int64_t>(row) * kRow + 2);
    }
    lanes_.close();
    y_ += static_cast<std::int64_t>(std::max<std::size_t>(ends.size(), 1)) * kRow;
  }

  void shape(const AxisMark& one, bool dot, std::int64_t left, std::int64_t sure, std::int64_t right, std::int64_t top) {
    lanes_.open("a", {{"href", one.url}, {"tabindex", -1}}).el("title", {}, one.title);
    if (dot) {
      lanes_.el("circle", {{"cx", left + kDot / 2}, {"cy", top + kDot / 2}, {"r", kDot / 2}, Attr::only_if(one.sure < one.to, "class", "axis__vague")}, "");
    } else {
      if (sure < right) lanes_.el("path", {{"class", "axis__vague"}, {"d", box(std::max(sure, left + 1), right - 1, top + 1, kDot - 2)}}, "");
      if (sure > left) lanes_.el("path", {{"d", box(left, sure, top, kDot)}}, "");
    }
    lanes_.close();
  }
  static std::string box(std::int64_t left, std::int64_t right, std::int64_t top, std::int64_t height) { return fmt::format("M{} {}H{}v{}H{}z", left, top, right, height, left); }

  const Axis& axis_;
  const bool rtl_;
  const Translator& t_;
  std::int64_t y_ = kHead;
  Html lanes_;
};

}  // namespace

std::string column_text(const Axis& axis, std::size_t column) {
  const UnixSeconds from = axis.bounds[column], to = axis.bounds[column + 1];
  const bool whole = beginning(from, axis.unit, 1) == from && beginning(from + 1, axis.unit, 1) == to;
  if (whole && axis.unit != AxisUnit::week) return date_text(from, axis.unit == AxisUnit::day ? 10 : axis.unit == AxisUnit::month ? 7 : 4);
  if (to - from == kDay) return date_text(from, 10);
  return fmt::format("{} – {}", date_text(from, 10), date_text(to - kDay, 10));
}

Axis make_axis(UnixSeconds from, UnixSeconds to) {
  CHECK(from < to && from % kDay == 0 && to % kDay == 0 && (to - from) / kDay <= kMaxAxisDays);
  Axis out;
  out.from = from, out.to = to;
  const std::int64_t length = (to - from) / kDay;
  out.unit = unit_of(length);
  out.bounds = beginnings(out, out.unit, 1);
  if (out.bounds.empty() || out.bounds.front() != from) out.bounds.insert(out.bounds.begin(), from);
  out.bounds.push_back(to);
  struct Grid {
    std::int64_t most;  // days for which it is fine enough
    AxisUnit unit;
    int count;
  };
  static constexpr Grid kGrids[] = {{10, AxisUnit::day, 1}, {70, AxisUnit::week, 1}, {366, AxisUnit::month, 1}, {1'097, AxisUnit::month, 3}, {3'653, AxisUnit::year, 1}, {7'306, AxisUnit::year, 2},
                                    {18'263, AxisUnit::year, 5}, {36'525, AxisUnit::year, 10}, {kMaxAxisDays, AxisUnit::year, 20}};
  for (const Grid& grid : kGrids) {
    if (length > grid.most) continue;
    out.label = grid.unit;
    out.ticks = beginnings(out, grid.unit, grid.count);
    break;
  }
  return out;
}

Raw draw_axis(const Translator& t, const Axis& axis, const std::vector<AxisLane>& lanes, UnixSeconds now, std::string_view now_words) {
  Picture picture(t, axis);
  for (const AxisLane& lane : lanes) picture.lane(lane);
  return picture.take(now, now_words);
}

}  // namespace althing::web
