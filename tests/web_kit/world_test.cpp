#include "web/kit/world.h"

#include <gtest/gtest.h>

#include <set>

namespace althing::web {
namespace {

constexpr std::string_view kTwo = "100 50\nis p M1 2l3 0 0 4z\nmt c 60 20\nno p M5 6l-3 0 0-4zM9 9l1 0 0 1z\nno c 7 8\n";

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

TEST(World, ClassesCoverEveryCountOnce) {
  EXPECT_TRUE(count_classes(0).empty());
  EXPECT_TRUE(count_classes(-1).empty());
  for (const std::int64_t greatest : {1, 2, 3, 4, 5, 6, 10, 11, 99, 100, 101, 855, 999'999, 1'000'000, 1'000'001}) {
    const auto classes = count_classes(greatest);
    ASSERT_FALSE(classes.empty());
    EXPECT_LE(classes.size(), kMapClasses);
    EXPECT_EQ(classes.front().from, 1);
    EXPECT_EQ(classes.back().to, greatest);
    EXPECT_EQ(classes.back().look, kMapClasses) << "the most is solid";
    for (std::size_t i = 0; i < classes.size(); ++i) {
      EXPECT_LE(classes[i].from, classes[i].to) << greatest;
      if (i == 0) continue;
      EXPECT_EQ(classes[i].from, classes[i - 1].to + 1) << greatest;
      EXPECT_GT(classes[i].look, classes[i - 1].look) << greatest;
    }
    EXPECT_EQ(look_of(classes, 0), 0u);
    EXPECT_GT(look_of(classes, 1), 0u);
    EXPECT_EQ(look_of(classes, greatest), kMapClasses);
    EXPECT_EQ(look_of(classes, greatest + 1), 0u);
  }
}

TEST(World, ClassesEndAtRoundNumbers) {
  const auto classes = count_classes(855);
  ASSERT_EQ(classes.size(), 5u);
  const std::vector<std::int64_t> ends = {2, 10, 50, 200, 855};
  for (std::size_t i = 0; i < ends.size(); ++i) EXPECT_EQ(classes[i].to, ends[i]);
  EXPECT_EQ(count_classes(1).size(), 1u);
  EXPECT_EQ(count_classes(5).size(), 3u) << "1, 2, 3 to 5";
}

TEST(World, ReadsShapesAndFindsCountries) {
  const World world{kTwo};
  ASSERT_EQ(world.shapes().size(), 4u);
  EXPECT_EQ(world.width(), 100);
  EXPECT_EQ(world.height(), 50);
  EXPECT_EQ(world.shapes()[0].path, "M1 2l3 0 0 4z");
  EXPECT_EQ(world.shapes()[1].x, 60);
  EXPECT_EQ(world.shapes()[1].y, 20);
  EXPECT_TRUE(world.shapes()[1].path.empty());
  for (const char* there : {"is", "mt", "no"}) EXPECT_TRUE(world.has(there));
  for (const char* missing : {"", "aa", "it", "zz"}) EXPECT_FALSE(world.has(missing));
  EXPECT_TRUE(World{""}.empty());
  EXPECT_FALSE(World{""}.has("is"));
  EXPECT_TRUE(world_map(World{""}, [](std::string_view) { return MapCountry(); }).empty());
}

TEST(WorldDeath, RefusesWhatItDidNotWrite) {
  for (const char* text : {"100\nis c 1 2\n", "1 1\nis x 1 2\n", "1 1\nis p M1 2\"onload=\n", "1 1\nno c 1 2\nis c 1 2\n", "1 1\nis c 1\n", "1 1\niss c 1 2\n", "100000 1\n"}) {
    EXPECT_DEATH(World{text}, "") << text;
  }
}

TEST(World, DrawsEachShapeOnceWithItsLinkAndTitle) {
  const World world{kTwo};
  const std::string svg = world_map(world, [](std::string_view code) {
    return MapCountry{code == "no" ? std::size_t{2} : code == "mt" ? kMapClasses : 0, std::string(code) + " <\"&'> 3", "/en/country/" + std::string(code)};
  }).str();
  EXPECT_EQ(count(svg, "<a "), 4u);
  EXPECT_EQ(count(svg, "</a>"), 4u);
  EXPECT_EQ(count(svg, "tabindex=\"-1\""), 4u) << "none is a stop of the tab key";
  EXPECT_EQ(count(svg, "<circle "), 2u);
  EXPECT_EQ(count(svg, "M1 2l3 0 0 4z"), 1u);
  EXPECT_EQ(count(svg, "href=\"/en/country/is\""), 1u);
  EXPECT_EQ(count(svg, "href=\"/en/country/no\""), 2u);
  EXPECT_EQ(count(svg, "<title>"), 4u);
  EXPECT_EQ(count(svg, "is &lt;"), 1u);
  EXPECT_EQ(svg.find("<\""), std::string::npos) << svg;
  EXPECT_NE(svg.find("aria-hidden=\"true\""), std::string::npos);
  // What has nothing is an outline, the second class has lines; land stands before circles.
  EXPECT_EQ(count(svg, "class=\"map__none\" fill-opacity=\"0\""), 1u);
  EXPECT_EQ(count(svg, "fill=\"url(#map-lines)\""), 2u) << "land and circle of no";
  EXPECT_EQ(count(svg, "class=\"map__light\" fill="), 2U);
  EXPECT_EQ(count(svg, "class=\"map__dark\" fill-opacity=\"1\""), 1U);
  EXPECT_LT(svg.find("M5 6"), svg.find("<circle"));
  EXPECT_EQ(svg.find("style="), std::string::npos);
}

TEST(World, SwatchesLookDifferent) {
  std::set<std::string> looks;
  for (std::size_t look = 0; look <= kMapClasses; ++look) looks.insert(class_swatch(look).str());
  EXPECT_EQ(looks.size(), kMapClasses + 1);
  EXPECT_DEATH(class_swatch(kMapClasses + 1), "");
}

// The embedded file, in a build that has one.
TEST(World, EmbeddedOneHasTheCountries) {
  const World world;
  if (world.empty()) GTEST_SKIP() << "built without the browser's part";
  std::set<std::string_view> codes;
  for (const WorldShape& shape : world.shapes()) {
    codes.insert(shape.code);
    EXPECT_LE(shape.x, world.width());
    EXPECT_LE(shape.y, world.height());
  }
  EXPECT_EQ(codes.size(), 250u);
  for (const char* code : {"is", "mt", "tv", "va", "gf", "sj", "xk", "ps", "hk", "sg"}) EXPECT_TRUE(world.has(code)) << code;
}

}  // namespace
}  // namespace althing::web
