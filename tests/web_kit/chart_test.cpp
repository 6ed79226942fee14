#include "web/kit/chart.h"

#include <gtest/gtest.h>

namespace althing::web {
namespace {

TEST(Chart, TopIsRoundAndNotBelow) {
  EXPECT_EQ(round_top(0), 5);
  EXPECT_EQ(round_top(5), 5);
  EXPECT_EQ(round_top(6), 10);
  EXPECT_EQ(round_top(10), 10);
  EXPECT_EQ(round_top(11), 20);
  EXPECT_EQ(round_top(201), 500);
  EXPECT_EQ(round_top(1'000'000), 1'000'000);
  EXPECT_EQ(round_top(1'000'001), 2'000'000);
}

TEST(Chart, ThinsEvenlyAndKeepsBothEnds) {
  std::vector<CountPoint> points;
  for (std::int64_t i = 0; i < 10'000; ++i) points.push_back({i * 600, i});
  const auto some = thinned(points, 100);
  EXPECT_LE(some.size(), 101u);
  EXPECT_GE(some.size(), 90u);
  EXPECT_EQ(some.front().at, 0);
  EXPECT_EQ(some.back().count, 9'999);
  for (std::size_t i = 1; i < some.size(); ++i) EXPECT_LT(some[i - 1].at, some[i].at);
  EXPECT_EQ(thinned({{1, 1}, {2, 2}}, 100).size(), 2u);
}

TEST(Chart, DrawsStepsFromTheFloorToTheTop) {
  const Catalogs catalogs;
  const std::string svg = count_chart(catalogs.english(), {{0, 0}, {100, 5}, {200, 10}}, 0).str();
  EXPECT_NE(svg.find("M8 212H320V118H632V24"), std::string::npos) << svg;
  EXPECT_EQ(svg.find("stroke-dasharray"), std::string::npos);
  EXPECT_NE(count_chart(catalogs.english(), {{0, 0}, {100, 5}}, 8).str().find("stroke-dasharray"), std::string::npos);
}

TEST(Chart, OnePointIsNoLine) {
  const Catalogs catalogs;
  EXPECT_TRUE(count_chart(catalogs.english(), {}).empty());
  EXPECT_TRUE(count_chart(catalogs.english(), {{5, 5}}).empty());
  EXPECT_TRUE(count_chart(catalogs.english(), {{5, 5}, {5, 6}}).empty());
}

}  // namespace
}  // namespace althing::web
