#include "extract/tidy.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>

#include "base/utf8.h"

namespace althing::extract {
namespace {

bool is_presentation_form(char32_t c) { return (c >= 0xfb00 && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc); }

// The letters behind a ligature; itself if ICU knows none.
void append_letters(std::string& out, char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfkc = unorm2_getNFKCInstance(&status);
  UChar found[32];
  const UChar shown = static_cast<UChar>(c);  // all of them are in the first plane
  const int32_t length = U_SUCCESS(status) ? unorm2_normalize(nfkc, &shown, 1, found, 32, &status) : 0;
  if (length <= 0 || U_FAILURE(status)) return append_utf8(out, c);
  for (int32_t i = 0; i < length;) {
    UChar32 one = 0;
    U16_NEXT(found, i, length, one);
    if (!U_IS_SURROGATE(one)) append_utf8(out, static_cast<char32_t>(one));
  }
}

void end_line(std::string& out, int& empty) {
  while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  if (out.empty()) return;
  empty = out.back() == '\n' ? empty + 1 : 0;
  if (empty < 2) out += '\n';
}

// Up to `most` bytes, never within a character.
std::string_view head_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

}  // namespace

std::string tidy(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  int empty = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == '\r' && at < text.size() && text[at] == '\n') continue;
    if (c == '\n' || c == '\r' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029) end_line(out, empty);
    else if (is_presentation_form(c)) append_letters(out, c);
    else if (c == '\t' || (c >= 0x20 && (c < 0x7f || c >= 0xa0) && c != 0xad && c != 0xfeff)) append_utf8(out, c);
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '\t' || out.back() == '\n')) out.pop_back();
  return out;
}

bool Pages::add(std::string_view raw_page) {
  if (full_) return false;
  if (pages_.size() == limits_.pages) {
    cut_ = full_ = true;
    return false;
  }
  std::string page = tidy(raw_page);
  const std::size_t room = std::min(limits_.page_bytes, limits_.text_bytes - bytes_);
  if (page.size() > room) {
    cut_ = true;
    full_ = page.size() > limits_.text_bytes - bytes_;
    page.resize(head_of(page, room).size());
  }
  bytes_ += page.size();
  pages_.push_back(std::move(page));
  return !full_;
}

void Pages::add_parts(std::string_view raw_text) {
  const std::string text = tidy(raw_text);
  for (std::size_t at = 0; at < text.size();) {
    std::string_view part = head_of(std::string_view(text).substr(at), kPartBytes);
    if (at + part.size() < text.size()) {
      if (const std::size_t line = part.rfind('\n'); line != std::string_view::npos && line > 0) part = part.substr(0, line + 1);
    }
    if (!add(part)) return;
    at += part.size();
  }
}

Outcome Pages::take(std::string_view kind) {
  const bool any = std::any_of(pages_.begin(), pages_.end(), [](const std::string& page) { return page.find_first_not_of(" \t\n") != std::string::npos; });
  if (!any) return no_text(kind, why::kEmpty);
  Outcome out;
  out.kind = kind;
  out.cut = cut_;
  out.pages = std::move(pages_);
  return out;
}

}  // namespace althing::extract
