// PDF by poppler's C++ interface. Text comes in reading order, not as it stands in columns.
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <memory>

#include "base/utf8.h"
#include "extract/parsers.h"
#include "extract/tidy.h"

namespace althing::extract {
namespace {

// poppler's own conversion asks iconv, which looks for files; UTF-16 needs none.
std::string utf8_of(const poppler::ustring& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c >= 0xd800 && c < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000) {
      c = 0x10000 + ((c - 0xd800) << 10) + (static_cast<char32_t>(text[++i]) - 0xdc00);
    }
    append_utf8(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
  }
  return out;
}

}  // namespace

Outcome read_pdf(std::string_view bytes, const Limits& limits) {
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  const std::unique_ptr<poppler::document> file(poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  if (!file) return no_text("pdf", why::kDamaged);
  if (file->is_locked()) return no_text("pdf", why::kLocked);
  Pages pages(limits);
  const int count = file->pages();
  if (count <= 0) return no_text("pdf", why::kDamaged);
  for (int n = 0; n < count; ++n) {
    const std::unique_ptr<poppler::page> page(file->create_page(n));
    const std::string text = page ? utf8_of(page->text(poppler::rectf(), poppler::page::non_raw_non_physical_layout)) : std::string();
    if (!pages.add(text)) break;
  }
  return pages.take("pdf");
}

}  // namespace althing::extract
