// What the sheets of this room share: owners of cairo's and pango's objects, and text laid out for a language.
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <mutex>
#include <string>

namespace althing::sheet {

inline constexpr double kUnit = 1024.0;  // PANGO_SCALE

struct Free {
  void operator()(cairo_t* p) const { cairo_destroy(p); }
  void operator()(cairo_surface_t* p) const { cairo_surface_destroy(p); }
  void operator()(PangoLayout* p) const { g_object_unref(p); }
  void operator()(PangoFontDescription* p) const { pango_font_description_free(p); }
  void operator()(PangoLayoutIter* p) const { pango_layout_iter_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Pango's font maps are not for several threads: whoever draws holds this.
std::mutex& drawing();

/// A cairo_write_func_t that appends to the std::string at `to`.
cairo_status_t append_bytes(void* to, const unsigned char* data, unsigned int size);

struct Script {
  std::string lang;  // BCP 47
  bool rtl = false;
};
/// Words broken into lines of at most `width`, in units of the surface; `font` as pango_font_description_from_string takes it.
Owned<PangoLayout> lay_out(cairo_t* cairo, const Script& script, const std::string& words, const char* font, double width);
/// Whether no font of this machine can write most of it.
bool is_mostly_unknown(PangoLayout* layout);

}  // namespace althing::sheet
