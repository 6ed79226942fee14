#include "web/kit/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "web/kit/embed.h"

namespace althing::web {
namespace {

// How a class is filled: by a shade, and every second one with lines as well, so that neighbours in the legend differ
// in print and to every eye.
struct Look {
  std::string_view shade;          // fill-opacity
  std::string_view texture, fill;  // id of a pattern and how one fills with it; "" for none
};
constexpr std::array<Look, kMapClasses + 1> kLooks = {
    {{"0", "", ""}, {".2", "", ""}, {".3", "map-lines", "url(#map-lines)"}, {".55", "", ""}, {".66", "map-cross", "url(#map-cross)"}, {"1", "", ""}}};
constexpr std::size_t kDark = 3;  // looks from here on have light borders, those below dark ones, so that each is told from the page
constexpr int kRadius = 8;  // of a circle, in units of the map

std::string_view embedded_world() {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == "world.txt") return file.bytes;
  }
  return {};
}

// The text up to `end`, which is taken off too.
std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view out = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return out;
}

int number(std::string_view text) {
  int out = 0;
  CHECK(!text.empty() && text.size() < 6);
  for (const char c : text) {
    CHECK(c >= '0' && c <= '9');
    out = out * 10 + (c - '0');
  }
  return out;
}

void patterns(Html& h) {
  h.open("defs");
  for (const Look& look : kLooks) {
    if (look.texture.empty()) continue;
    h.open("pattern", {{"id", look.texture}, {"width", 20}, {"height", 20}, {"patternunits", "userSpaceOnUse"}});
    h.el("path", {{"d", "M0 0h20v20H0z"}, {"fill-opacity", look.shade}}, "");
    h.el("path", {{"d", look.texture == "map-cross" ? "M0 0L20 20M20 0L0 20" : "M-1 1L1 -1M0 20L20 0M19 21L21 19"}, {"stroke", "currentColor"}, {"stroke-width", 4}}, "").close();
  }
  h.close();
}

// The group whose shapes look so.
void open_look(Html& h, std::size_t look) {
  const Look& how = kLooks[look];
  h.open("g", {{"class", look == 0 ? "map__none" : look < kDark ? "map__light" : "map__dark"}, Attr::only_if(how.texture.empty(), "fill-opacity", how.shade), Attr::only_if(!how.texture.empty(), "fill", how.fill)});
}

void outline(Html& h, const WorldShape& shape) {
  if (shape.path.empty()) h.el("circle", {{"cx", shape.x}, {"cy", shape.y}, {"r", kRadius}}, "");
  else h.el("path", {{"d", shape.path}}, "");
}

}  // namespace

std::vector<CountClass> count_classes(std::int64_t greatest) {
  std::vector<CountClass> out;
  if (greatest < 1) return out;
  // Every round number below the greatest is an end one may choose; those are taken whose rank is evenly spread.
  std::vector<std::int64_t> ends;
  for (std::int64_t unit = 1; unit < greatest; unit *= 10) {
    for (const std::int64_t step : {1, 2, 5}) {
      if (unit * step < greatest) ends.push_back(unit * step);
    }
  }
  ends.push_back(greatest);
  const std::size_t classes = std::min(kMapClasses, ends.size());
  std::int64_t from = 1;
  for (std::size_t i = 1; i <= classes; ++i) {
    const std::int64_t to = ends[(i * ends.size()) / classes - 1];
    out.push_back({from, to, i * kMapClasses / classes});
    from = to + 1;
  }
  return out;
}

std::size_t look_of(const std::vector<CountClass>& classes, std::int64_t n) {
  for (const CountClass& one : classes) {
    if (n >= one.from && n <= one.to) return one.look;
  }
  return 0;
}

World::World() : World(embedded_world()) {}

World::World(std::string_view text) {
  if (text.empty()) return;
  std::string_view head = take_until(text, '\n');
  width_ = number(take_until(head, ' '));
  height_ = number(head);
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    WorldShape shape;
    shape.code = take_until(line, ' ');
    CHECK(shape.code.size() == 2 && (shapes_.empty() || shapes_.back().code <= shape.code));
    const std::string_view form = take_until(line, ' ');
    CHECK(form == "p" || form == "c");
    if (form == "p") {
      CHECK(line.find_first_not_of("Mlz -0123456789") == std::string_view::npos && line.starts_with('M'));
      shape.path = line;
    } else {
      shape.x = number(take_until(line, ' '));
      shape.y = number(line);
    }
    shapes_.push_back(shape);
  }
}

bool World::has(std::string_view code) const {
  const auto at = std::lower_bound(shapes_.begin(), shapes_.end(), code, [](const WorldShape& shape, std::string_view wanted) { return shape.code < wanted; });
  return at != shapes_.end() && at->code == code;
}

Raw world_map(const World& world, const std::function<MapCountry(std::string_view code)>& country) {
  Html h;
  if (world.empty()) return h.take();
  std::vector<MapCountry> said;
  said.reserve(world.shapes().size());
  for (const WorldShape& shape : world.shapes()) said.push_back(country(shape.code));
  h.open("svg", {{"class", "map"}, {"viewbox", fmt::format("0 0 {} {}", world.width(), world.height())}, {"aria-hidden", "true"}, {"focusable", "false"}, {"fill", "currentColor"}});
  patterns(h);
  // Circles last, so that no land hides them; within each, class by class, so that the look stands once.
  for (const bool circles : {false, true}) {
    for (std::size_t look = 0; look < kLooks.size(); ++look) {
      const auto shown = [&](std::size_t i) { return world.shapes()[i].path.empty() == circles && said[i].look == look; };
      bool any = false;
      for (std::size_t i = 0; i < said.size() && !any; ++i) any = shown(i);
      if (!any) continue;
      open_look(h, look);
      for (std::size_t i = 0; i < said.size(); ++i) {
        if (!shown(i)) continue;
        h.open("a", {{"href", said[i].url}, {"tabindex", -1}, Attr::only_if(look == 0, "rel", "nofollow")}).el("title", {}, said[i].title);
        outline(h, world.shapes()[i]);
        h.close();
      }
      h.close();
    }
  }
  h.close();
  return h.take();
}

Raw class_swatch(std::size_t look) {
  CHECK(look < kLooks.size());
  Html h;
  h.open("svg", {{"class", "map map--swatch"}, {"viewbox", "0 0 72 48"}, {"aria-hidden", "true"}, {"focusable", "false"}, {"fill", "currentColor"}});
  open_look(h, look);
  h.el("path", {{"d", "M2 2h68v44H2z"}}, "").close();
  h.close();
  return h.take();
}

}  // namespace althing::web
