#include "sheet/draw.h"

namespace althing::sheet {

std::mutex& drawing() {
  static std::mutex mutex;
  return mutex;
}

cairo_status_t append_bytes(void* to, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

Owned<PangoLayout> lay_out(cairo_t* cairo, const Script& script, const std::string& words, const char* font, double width) {
  Owned<PangoLayout> out(pango_cairo_create_layout(cairo));
  const Owned<PangoFontDescription> description(pango_font_description_from_string(font));
  pango_layout_set_font_description(out.get(), description.get());
  PangoContext* context = pango_layout_get_context(out.get());
  pango_context_set_language(context, pango_language_from_string(script.lang.c_str()));
  pango_context_set_base_dir(context, script.rtl ? PANGO_DIRECTION_WEAK_RTL : PANGO_DIRECTION_WEAK_LTR);
  // Pango turns the side round for paragraphs that run against the context.
  pango_layout_set_alignment(out.get(), script.rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_width(out.get(), static_cast<int>(width * kUnit));
  pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(out.get(), 1.25F);
  pango_layout_set_text(out.get(), words.c_str(), static_cast<int>(words.size()));
  return out;
}

bool is_mostly_unknown(PangoLayout* layout) {
  return pango_layout_get_unknown_glyphs_count(layout) * 2 > static_cast<int>(pango_layout_get_character_count(layout));
}

}  // namespace althing::sheet
