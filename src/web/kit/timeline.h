// A time axis with lanes one above another as an inline SVG: marks with links where a lane has few, columns of counts where
// it has many. Time runs from left to right in every language, as in the other charts here (decision 0076). No script, no
// style attributes; colours come from the stylesheet. For pointer and eye: hidden from screen readers and left out of the
// order of the tab key, so the same rows, numbers and links must stand in tables on the page. All times are UTC. Knows
// nothing of acts. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "web/kit/html.h"
#include "web/kit/i18n.h"

namespace althing::web {

/// Days that an axis may have: one to two hundred years.
inline constexpr std::int64_t kMaxAxisDays = 73'050;
/// Rows of marks in one lane; what fits into none shares the last.
inline constexpr std::size_t kAxisRows = 14;

enum class AxisUnit { day, week, month, year };

struct Axis {
  UnixSeconds from = 0, to = 0;      // [from, to), both at midnight
  AxisUnit unit = AxisUnit::day;     // of columns
  std::vector<UnixSeconds> bounds;   // of columns: from, each beginning of a unit, to; one more than columns
  AxisUnit label = AxisUnit::day;    // of the grid
  std::vector<UnixSeconds> ticks;    // at most 10 or 12 lines of the grid, within
};
/// What a column covers: "2024-03-05", "2024-03-04 – 2024-03-10", "2024-03", "2024"; by its days where the axis cuts it.
std::string column_text(const Axis& axis, std::size_t column);
/// CHECKs that from < to, both at midnight, at most kMaxAxisDays apart: what asks has looked.
Axis make_axis(UnixSeconds from, UnixSeconds to);

/// One row: from `from` to `sure` it is known to have lasted, from there to `to` it may have.
struct AxisMark {
  UnixSeconds from = 0, sure = 0, to = 0;
  std::string title, url;
};
/// One column that is not empty.
struct AxisColumn {
  std::size_t at = 0;                // its place among the axis' columns
  std::int64_t n = 0;
  std::string title, url;
};
struct AxisLane {
  std::string title;
  std::vector<AxisMark> marks;
  std::vector<AxisColumn> columns;   // a lane has one or the other; neither: it is empty
};
/// `now` is drawn as a line if it is within; `now_words` says what it is.
Raw draw_axis(const Translator& t, const Axis& axis, const std::vector<AxisLane>& lanes, UnixSeconds now, std::string_view now_words);

}  // namespace althing::web
