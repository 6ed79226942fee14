// A map of the world as an inline SVG, its countries filled by how many rows each has: a classed (choropleth) map. The
// outlines are made by ui/world.mjs at build and embedded as world.txt; a build without the browser's part has none,
// and a page then shows its table alone. No script, no style attributes; colours come from the stylesheet by
// currentColor. Classes differ by texture as well as by shade, and what has no rows is an outline. Knows nothing of
// acts. Pure; a World is made once and then read by all threads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "web/kit/html.h"

namespace althing::web {

/// Classes of a map, without the one of countries that have nothing.
inline constexpr std::size_t kMapClasses = 5;

/// Counts from `from` to `to`, both included, and how they look: 1 (lightest) to kMapClasses (solid); 0 is nothing, an outline.
struct CountClass {
  std::int64_t from = 0, to = 0;
  std::size_t look = 0;
};
/// At most kMapClasses that cover 1 to `greatest` without gap or overlap; their ends are 1, 2 or 5 times a power of
/// ten, but for the last, which ends at `greatest`. Fewer classes have looks further apart. None if greatest < 1.
std::vector<CountClass> count_classes(std::int64_t greatest);
/// 0 for what is in none.
std::size_t look_of(const std::vector<CountClass>& classes, std::int64_t n);

struct WorldShape {
  std::string_view code;  // "is"
  std::string_view path;  // of its land; empty: a circle
  int x = 0, y = 0;       // of the circle
};

class World {
 public:
  /// Of the embedded world.txt; empty if the build has none.
  World();
  /// `text` as ui/world.mjs writes it; lives as long as the World. CHECKs its form: it is our own.
  explicit World(std::string_view text);

  bool empty() const { return shapes_.empty(); }
  /// By code; a small country may have two, its land and a circle.
  const std::vector<WorldShape>& shapes() const { return shapes_; }
  bool has(std::string_view code) const;
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  std::vector<WorldShape> shapes_;
  int width_ = 0, height_ = 0;
};

/// What the map says of one country.
struct MapCountry {
  std::size_t look = 0;       // of its class; 0: nothing
  std::string title;          // "Iceland: 3"
  std::string url;
};
/// The map. It is for pointer and eye: hidden from screen readers and left out of the order of the tab key, so the same
/// numbers and links must stand in a table on the page. Links to countries that have nothing are nofollow: whoever copies
/// the site need not fetch 200 pages that say so. Nothing for an empty world.
Raw world_map(const World& world, const std::function<MapCountry(std::string_view code)>& country);
/// The look of a class, for a legend beside a map on the same page.
Raw class_swatch(std::size_t look);

}  // namespace althing::web
