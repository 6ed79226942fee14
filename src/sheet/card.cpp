#include "sheet/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sheet/draw.h"

namespace althing::sheet {
namespace {

struct Colour {
  double r, g, b;
};
constexpr Colour colour_of(unsigned rgb) { return {(rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0}; }
// The light colours of the pages (ui/styles).
constexpr Colour kPaper = colour_of(0xfbfaf6), kInk = colour_of(0x1f2421), kMuted = colour_of(0x565e59), kAccent = colour_of(0x0b5d52);
constexpr double kMargin = 80, kBand = 18, kMark = 72, kHeadTop = 64, kTitleTop = 170, kTitleHeight = 300, kFootTop = 500, kGap = 24;
constexpr double kWidth = kCardWidth - 2 * kMargin;

void use(cairo_t* cairo, const Colour& colour) { cairo_set_source_rgb(cairo, colour.r, colour.g, colour.b); }

// Ten seats in a ring, as in the mark of the pages.
void mark(cairo_t* cairo, double left, double top) {
  constexpr int kSeats = 10;
  constexpr double kRing = 0.375 * kMark, kLong = 0.094 * kMark, kShort = 0.072 * kMark;
  use(cairo, kAccent);
  for (int i = 0; i < kSeats; ++i) {
    const double turn = (i + 0.5) * 2 * std::numbers::pi / kSeats;
    cairo_save(cairo);
    cairo_translate(cairo, left + kMark / 2 + kRing * std::sin(turn), top + kMark / 2 - kRing * std::cos(turn));
    cairo_rotate(cairo, turn);
    cairo_scale(cairo, kLong, kShort);
    cairo_arc(cairo, 0, 0, 1, 0, 2 * std::numbers::pi);
    cairo_restore(cairo);
    cairo_fill(cairo);
  }
}

struct Extent {
  double width, height;
};
Extent extent_of(PangoLayout* layout) {
  int width = 0, height = 0;
  pango_layout_get_size(layout, &width, &height);
  return {width / kUnit, height / kUnit};
}

Owned<PangoLayout> one_line(cairo_t* cairo, const Script& script, const std::string& words, const char* font, double width) {
  auto made = lay_out(cairo, script, words, font, width);
  pango_layout_set_height(made.get(), -1);
  pango_layout_set_ellipsize(made.get(), PANGO_ELLIPSIZE_END);
  return made;
}

void show(cairo_t* cairo, PangoLayout* layout, double left, double top, const Colour& colour) {
  use(cairo, colour);
  cairo_move_to(cairo, left, top);
  pango_cairo_show_layout(cairo, layout);
}

// In the largest letters in which it fits; cut in the smallest.
Owned<PangoLayout> title_of(cairo_t* cairo, const Script& script, const std::string& title) {
  constexpr const char* kFonts[] = {"serif bold 46", "serif bold 38", "serif bold 30"};
  for (const char* font : kFonts) {
    auto made = lay_out(cairo, script, title, font, kWidth);
    if (extent_of(made.get()).height <= kTitleHeight) return made;
  }
  auto made = lay_out(cairo, script, title, std::end(kFonts)[-1], kWidth);
  pango_layout_set_height(made.get(), static_cast<int>(kTitleHeight * kUnit));
  pango_layout_set_ellipsize(made.get(), PANGO_ELLIPSIZE_END);
  return made;
}

void foot(cairo_t* cairo, const Script& script, const Card& card) {
  const auto figure = one_line(cairo, script, card.figure, "sans bold 44", kWidth);
  const double taken = card.figure.empty() ? 0 : extent_of(figure.get()).width + kGap;
  if (!card.figure.empty()) show(cairo, figure.get(), kMargin, kFootTop, kAccent);
  const auto label = one_line(cairo, script, card.label, "sans 24", std::max(kWidth - taken, 1.0));
  const double lower = card.figure.empty() ? 0 : (pango_layout_get_baseline(figure.get()) - pango_layout_get_baseline(label.get())) / kUnit;
  show(cairo, label.get(), script.rtl ? kMargin : kMargin + taken, kFootTop + lower, kMuted);
}

}  // namespace

Result<std::string> write_card(const Card& card) {
  if (card.title.size() > kMaxCardTitle) return fail(Errc::too_large, "title", fmt::format("may have {} bytes, got {}", kMaxCardTitle, card.title.size()));
  const std::lock_guard lock(drawing());
  const Script script{card.lang, card.rtl};
  const Owned<cairo_surface_t> surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, kCardWidth, kCardHeight));
  const Owned<cairo_t> owner(cairo_create(surface.get()));
  cairo_t* cairo = owner.get();
  use(cairo, kPaper);
  cairo_paint(cairo);
  use(cairo, kAccent);
  cairo_rectangle(cairo, 0, 0, kCardWidth, kBand);
  cairo_fill(cairo);
  mark(cairo, card.rtl ? kCardWidth - kMargin - kMark : kMargin, kHeadTop);
  const auto head = one_line(cairo, script, card.head, "sans bold 22", kWidth - kMark - kGap);
  show(cairo, head.get(), card.rtl ? kMargin : kMargin + kMark + kGap, kHeadTop + (kMark - extent_of(head.get()).height) / 2, kInk);
  const auto title = title_of(cairo, script, card.title);
  show(cairo, title.get(), kMargin, kTitleTop, kInk);
  foot(cairo, script, card);
  if (!card.title.empty() && is_mostly_unknown(title.get())) return fail(Errc::internal, "card", "this machine has no fonts to write it with; install some (fonts-dejavu-core)");
  std::string out;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append_bytes, &out);
  if (status != CAIRO_STATUS_SUCCESS) return fail(Errc::internal, "card", std::string("cannot be written: ") + cairo_status_to_string(status));
  return out;
}

}  // namespace althing::sheet
