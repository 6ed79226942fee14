#include "sheet/pdf.h"

#include <fmt/format.h>
#include <cairo-pdf.h>

#include <algorithm>

#include "sheet/draw.h"
#include "sheet/qr.h"

namespace althing::sheet {
namespace {

// ISO A4 in points.
constexpr double kWidth = 595.28, kHeight = 841.89, kMargin = 62, kFoot = 40, kQrSide = 110, kGap = 18;
class Writer {
 public:
  Writer(const Letter& letter, std::string& out)
      : letter_(letter), surface_(cairo_pdf_surface_create_for_stream(append_bytes, &out, kWidth, kHeight)), cairo_(cairo_create(surface_.get())) {
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, letter.title.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_AUTHOR, letter.letterhead.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, format_time(letter.made).c_str());
  }

  Result<void> write() {
    text(letter_.letterhead, "sans bold 15", kMargin, width(), 4);
    rule();
    if (!letter_.qr_text.empty()) TRY_VOID(code());
    text(letter_.title, "serif bold 19", kMargin, beside_code(), 10);
    for (const auto& [term, value] : letter_.facts) text(term + ": " + value, "sans 9.5", kMargin, beside_code(), 2);
    y_ = std::max(y_, below_code_) + kGap;
    below_code_ = 0;
    for (const std::string& paragraph : letter_.paragraphs) text(paragraph, "serif 11.5", kMargin, width(), 9);
    if (!letter_.annex.empty()) annex();
    end_page();
    cairo_surface_finish(surface_.get());
    const cairo_status_t status = cairo_surface_status(surface_.get());
    if (status != CAIRO_STATUS_SUCCESS) return fail(Errc::internal, "pdf", std::string("cannot be written: ") + cairo_status_to_string(status));
    if (no_glyphs_) return fail(Errc::internal, "pdf", "this machine has no fonts to write with; install some (fonts-dejavu-core)");
    return {};
  }

 private:
  static double width() { return kWidth - 2 * kMargin; }
  double beside_code() const { return below_code_ > 0 ? width() - kQrSide - kGap : width(); }
  double start_of(double w) const { return letter_.rtl ? kWidth - kMargin - w : kMargin; }

  Owned<PangoLayout> layout(const std::string& words, const char* font, double w) {
    Owned<PangoLayout> out = lay_out(cairo_.get(), {letter_.lang, letter_.rtl}, words, font, w);
    if (!words.empty() && is_mostly_unknown(out.get())) ++mostly_unknown_;
    return out;
  }

  // Line by line, over as many pages as it takes.
  void text(const std::string& words, const char* font, double, double w, double after) {
    if (words.empty()) return;
    const auto made = layout(words, font, w);
    const Owned<PangoLayoutIter> line(pango_layout_get_iter(made.get()));
    const double x = start_of(w);
    do {
      PangoRectangle logical;
      pango_layout_iter_get_line_extents(line.get(), nullptr, &logical);
      const double height = logical.height / kUnit;
      if (y_ + height > kHeight - kMargin) new_page();
      const double baseline = (pango_layout_iter_get_baseline(line.get()) - logical.y) / kUnit;
      cairo_move_to(cairo_.get(), x + logical.x / kUnit, y_ + baseline);
      pango_cairo_show_layout_line(cairo_.get(), pango_layout_iter_get_line_readonly(line.get()));
      y_ += height;
    } while (pango_layout_iter_next_line(line.get()));
    y_ += after;
  }

  void rule() {
    cairo_set_line_width(cairo_.get(), 0.8);
    cairo_move_to(cairo_.get(), kMargin, y_ + 2);
    cairo_line_to(cairo_.get(), kWidth - kMargin, y_ + 2);
    cairo_stroke(cairo_.get());
    y_ += kGap;
  }

  // At the end of the first lines; its caption below it.
  Result<void> code() {
    TRY(const QrCode qr, qr_code(letter_.qr_text));
    const double module = kQrSide / (qr.size + 2 * kQuietModules);
    const double left = letter_.rtl ? kMargin : kWidth - kMargin - kQrSide;
    for (int y = 0; y < qr.size; ++y) {
      for (int x = 0; x < qr.size; ++x) {
        if (qr.at(x, y)) cairo_rectangle(cairo_.get(), left + (x + kQuietModules) * module, y_ + (y + kQuietModules) * module, module, module);
      }
    }
    cairo_fill(cairo_.get());
    const auto caption = layout(letter_.qr_caption, "sans 7", kQrSide);
    cairo_move_to(cairo_.get(), left, y_ + kQrSide);
    pango_cairo_show_layout(cairo_.get(), caption.get());
    int h = 0;
    pango_layout_get_size(caption.get(), nullptr, &h);
    below_code_ = y_ + kQrSide + h / kUnit;
    return {};
  }

  // Two columns, read down and then across.
  void annex() {
    new_page();
    text(letter_.annex_title, "sans bold 13", kMargin, width(), 8);
    text(letter_.annex_note, "sans 9.5", kMargin, width(), 10);
    const double w = (width() - kGap) / 2;
    double top = y_;
    bool second = false;
    for (const std::string& row : letter_.annex) {
      const auto made = layout(row, "sans 9", w);
      int size = 0;
      pango_layout_get_size(made.get(), nullptr, &size);
      const double height = std::min(size / kUnit, kHeight - 2 * kMargin);
      if (y_ + height > kHeight - kMargin) {
        if (second) {
          new_page();
          top = y_;
        }
        y_ = top;
        second = !second;
      }
      const bool right = second != letter_.rtl;
      cairo_move_to(cairo_.get(), right ? kMargin + w + kGap : kMargin, y_);
      pango_cairo_show_layout(cairo_.get(), made.get());
      y_ += height + 3;
    }
  }

  void new_page() {
    end_page();
    cairo_show_page(cairo_.get());
    ++page_;
    y_ = kMargin;
  }

  void end_page() {
    const auto foot = layout(fmt::format("{} · {}", letter_.footer, page_), "sans 8", width());
    cairo_move_to(cairo_.get(), kMargin, kHeight - kFoot);
    pango_cairo_show_layout(cairo_.get(), foot.get());
    no_glyphs_ = no_glyphs_ || (page_ == 1 && mostly_unknown_ > 2);
  }

  const Letter& letter_;
  Owned<cairo_surface_t> surface_;
  Owned<cairo_t> cairo_;
  double y_ = kMargin;
  double below_code_ = 0;
  int page_ = 1;
  int mostly_unknown_ = 0;  // texts that no font here can write
  bool no_glyphs_ = false;
};

}  // namespace

Result<std::string> write_pdf(const Letter& letter) {
  std::size_t size = 0;
  for (const std::string& paragraph : letter.paragraphs) size += paragraph.size();
  if (size > kMaxLetterBytes) return fail(Errc::too_large, "text", fmt::format("may have {} bytes, got {}", kMaxLetterBytes, size));
  if (letter.annex.size() > kMaxAnnexRows) return fail(Errc::too_large, "annex", fmt::format("may have {} rows, got {}", kMaxAnnexRows, letter.annex.size()));
  const std::lock_guard lock(drawing());
  std::string out;
  Writer writer(letter, out);
  TRY_VOID(writer.write());
  return out;
}

}  // namespace althing::sheet
