#include "web/kit/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace althing::web {
namespace {

constexpr std::int64_t kDay = 86'400;

UnixSeconds day(std::string_view text) { return *parse_date(text); }
Axis axis_of(std::string_view from, std::string_view to) { return make_axis(day(from), day(to)); }
std::size_t count(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++out;
  return out;
}
const Translator& english() {
  static const Catalogs catalogs;
  return catalogs.english();
}
std::string drawn(const Axis& axis, const std::vector<AxisLane>& lanes, UnixSeconds now = 0) { return draw_axis(english(), axis, lanes, now, "now").str(); }

TEST(Timeline, ColumnsGetWiderAtTheirLimits) {
  const UnixSeconds from = day("2001-01-01");
  for (const auto& [days, unit] : {std::pair{1, AxisUnit::day}, {92, AxisUnit::day}, {93, AxisUnit::week}, {731, AxisUnit::week}, {732, AxisUnit::month}, {7'305, AxisUnit::month}, {7'306, AxisUnit::year}, {static_cast<int>(kMaxAxisDays), AxisUnit::year}}) {
    const Axis axis = make_axis(from, from + days * kDay);
    EXPECT_EQ(axis.unit, unit) << days;
    EXPECT_LE(axis.bounds.size(), 243U) << days;
    EXPECT_EQ(axis.bounds.front(), from);
    EXPECT_EQ(axis.bounds.back(), axis.to);
    EXPECT_TRUE(std::is_sorted(axis.bounds.begin(), axis.bounds.end(), [](auto a, auto b) { return a <= b; })) << days << ": strictly ascending";
    EXPECT_LE(axis.ticks.size(), 13U) << days;
    EXPECT_GE(axis.ticks.size(), 1U) << days;
    for (const UnixSeconds tick : axis.ticks) EXPECT_TRUE(tick >= axis.from && tick < axis.to) << days;
  }
  EXPECT_DEATH(make_axis(from, from + (kMaxAxisDays + 1) * kDay), "");
  EXPECT_DEATH(make_axis(from, from), "");
  EXPECT_DEATH(make_axis(from + 1, from + kDay), "");
}

TEST(Timeline, EveryLengthHasAFewLines) {
  for (std::int64_t days = 1; days <= kMaxAxisDays; days += days < 1'200 ? 1 : 97) {
    for (const char* from : {"1799-07-14", "2000-02-29", "0000-01-01"}) {
      const Axis axis = make_axis(day(from), day(from) + days * kDay);
      ASSERT_LE(axis.ticks.size(), 13U) << from << " " << days;
      ASSERT_LE(axis.bounds.size(), 243U) << from << " " << days;
      for (std::size_t i = 0; i + 1 < axis.bounds.size(); ++i) ASSERT_LT(axis.bounds[i], axis.bounds[i + 1]);
    }
  }
}

TEST(Timeline, ColumnsSayWhatTheyCover) {
  const Axis months = axis_of("2020-01-15", "2024-03-01");
  EXPECT_EQ(column_text(months, 0), "2020-01-15 – 2020-01-31") << "cut by the axis";
  EXPECT_EQ(column_text(months, 1), "2020-02");
  EXPECT_EQ(column_text(months, months.bounds.size() - 2), "2024-02");
  const Axis days = axis_of("2024-02-28", "2024-03-02");
  ASSERT_EQ(days.bounds.size(), 4U);
  EXPECT_EQ(column_text(days, 1), "2024-02-29");
  const Axis weeks = axis_of("2024-01-03", "2024-06-01");  // a Wednesday
  EXPECT_EQ(column_text(weeks, 0), "2024-01-03 – 2024-01-07");
  EXPECT_EQ(column_text(weeks, 1), "2024-01-08 – 2024-01-14");
  const Axis years = axis_of("1980-01-01", "2024-01-02");
  EXPECT_EQ(column_text(years, 0), "1980");
  EXPECT_EQ(column_text(years, years.bounds.size() - 2), "2024-01-01");
}

TEST(Timeline, GridIsOfRoundUnits) {
  const Axis year = axis_of("2024-01-01", "2025-01-01");
  ASSERT_EQ(year.ticks.size(), 12U);
  EXPECT_EQ(year.label, AxisUnit::month);
  EXPECT_EQ(year.ticks[1], day("2024-02-01"));
  const Axis three = axis_of("2022-02-10", "2025-01-01");
  EXPECT_EQ(three.ticks[0], day("2022-04-01")) << "quarters";
  const Axis long_one = axis_of("1899-06-01", "1990-01-01");
  EXPECT_EQ(long_one.ticks[0], day("1900-01-01"));
  EXPECT_EQ(long_one.ticks[1], day("1910-01-01"));
}

TEST(Timeline, MarksAreDotsAndBars) {
  const Axis axis = axis_of("2024-01-01", "2025-01-01");
  AxisLane lane{.title = "Events <&>", .marks = {}, .columns = {}};
  lane.marks.push_back({day("2024-03-01"), day("2024-03-02"), day("2024-03-02"), "A \"day\" <b>", "/en/event/a"});
  lane.marks.push_back({day("2024-05-01"), day("2024-08-01"), day("2024-08-01"), "A span", "/en/event/b"});
  lane.marks.push_back({day("2024-09-01"), day("2024-10-01"), day("2024-12-01"), "Going on", "/en/event/c"});
  lane.marks.push_back({day("2024-01-01"), day("2024-01-01"), day("2025-01-01"), "In that year", "/en/event/d"});
  lane.marks.push_back({day("2019-01-01"), day("2030-01-01"), day("2030-01-01"), "From before to behind", "/en/event/e"});
  const std::string svg = drawn(axis, {lane}, day("2024-06-01"));
  EXPECT_EQ(count(svg, "<a "), 5U);
  EXPECT_EQ(count(svg, "tabindex=\"-1\""), 5U);
  EXPECT_EQ(count(svg, "<circle "), 1U) << "a day of a year is a dot";
  EXPECT_EQ(count(svg, "class=\"axis__vague\""), 2U) << "what may have been is dashed";
  EXPECT_EQ(count(svg, "class=\"axis__now\""), 1U);
  EXPECT_NE(svg.find("A &quot;day&quot; &lt;b&gt;"), std::string::npos) << svg;
  EXPECT_NE(svg.find("Events &lt;&amp;&gt;"), std::string::npos);
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
  // 936 units are 366 days: from before the axis to behind it is its whole width.
  EXPECT_NE(svg.find("H968v12H32z"), std::string::npos) << svg;
  EXPECT_EQ(count(drawn(axis, {lane}, day("2025-01-01")), "axis__now"), 0U) << "behind the axis";
  EXPECT_EQ(count(drawn(axis, {lane}, day("2023-12-31")), "axis__now"), 0U);
}

TEST(Timeline, MarksThatFallTogetherAreStacked) {
  const Axis axis = axis_of("2024-01-01", "2025-01-01");
  const auto rows_of = [&](std::size_t marks) {
    AxisLane lane{.title = "Incidents", .marks = {}, .columns = {}};
    for (std::size_t i = 0; i < marks; ++i) lane.marks.push_back({day("2024-03-01"), day("2024-03-02"), day("2024-03-02"), "One", "/en/incident/a"});
    const std::string svg = drawn(axis, {lane});
    EXPECT_EQ(count(svg, "<circle "), marks) << "none is dropped";
    std::set<std::string> rows;
    for (std::size_t at = svg.find("cy=\""); at != std::string::npos; at = svg.find("cy=\"", at + 1)) rows.insert(svg.substr(at + 4, svg.find('"', at + 4) - at - 4));
    return rows.size();
  };
  EXPECT_EQ(rows_of(1), 1U);
  EXPECT_EQ(rows_of(kAxisRows), kAxisRows);
  EXPECT_EQ(rows_of(kAxisRows + 1), kAxisRows) << "the last row takes the rest";
  AxisLane apart{.title = "Incidents", .marks = {}, .columns = {}};
  for (const char* at : {"2024-03-01", "2024-06-01"}) apart.marks.push_back({day(at), day(at) + kDay, day(at) + kDay, "One", "/x"});
  const std::string svg = drawn(axis, {apart});
  EXPECT_EQ(count(svg, "cy=\"64\""), 2U) << "one row is enough for both" << svg;
}

TEST(Timeline, ColumnsAreAsTallAsTheirCounts) {
  const Axis axis = axis_of("2024-01-01", "2024-01-11");
  AxisLane lane{.title = "Incidents", .marks = {}, .columns = {{0, 10, "2024-01-01: 10", "/en/timeline?from=2024-01-01"}, {4, 5, "2024-01-05: 5", "/b"}, {9, 1, "2024-01-10: 1", "/c"}}};
  const std::string svg = drawn(axis, {lane});
  EXPECT_EQ(count(svg, "<a "), 3U);
  EXPECT_EQ(count(svg, "class=\"axis__hit\""), 3U) << "each is hit over the whole height";
  EXPECT_NE(svg.find("M32 152H124V56H32z"), std::string::npos) << "10 of 10" << svg;
  EXPECT_NE(svg.find("H499V104H406z"), std::string::npos) << "5 of 10" << svg;
  EXPECT_NE(svg.find(">2024-01-05: 5<"), std::string::npos);
  EXPECT_EQ(svg.find("style="), std::string::npos);
  EXPECT_NE(svg.find("direction=\"ltr\""), std::string::npos) << "time runs from left to right on every page";
}

}  // namespace
}  // namespace althing::web
