// Which kind a file is, and plain text.
#include <algorithm>
#include <cctype>

#include "extract/charset.h"
#include "extract/parsers.h"
#include "extract/tidy.h"

namespace althing::extract {
namespace {

constexpr std::string_view kHtmlTags[] = {"<!doctype html", "<html", "<head", "<body"};

// Perhaps with its last character broken: one in thousands does not make a text binary.
std::string decoded_head(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4 * kSniffBytes);
  return to_utf8(head, charset_of(bytes));
}

bool begins_like_html(std::string_view text) {
  std::string head(text.substr(0, kSniffBytes));
  for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::size_t start = head.find_first_not_of(" \t\r\n\f");
  if (start == std::string::npos || head[start] != '<') return false;
  return std::any_of(std::begin(kHtmlTags), std::end(kHtmlTags), [&](std::string_view tag) { return head.find(tag) != std::string::npos; });
}

Outcome read_text(std::string_view bytes, const Limits& limits) {
  Pages pages(limits);
  if (bytes.size() > limits.markup_bytes) {
    pages.set_cut();
    bytes = bytes.substr(0, limits.markup_bytes);
  }
  const std::string text = to_utf8(bytes, charset_of(bytes));
  if (looks_binary(text)) return no_text("", why::kKind);
  pages.add_parts(text);
  return pages.take("text");
}

}  // namespace

std::string kind_of(std::string_view bytes) {
  if (bytes.substr(0, kSniffBytes).find("%PDF-") != std::string_view::npos) return "pdf";
  const std::string head = decoded_head(bytes);
  if (looks_binary(head)) return {};
  return begins_like_html(head) ? "html" : "text";
}

Outcome read_file(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.file_bytes) return no_text("", why::kSize);
  const std::string kind = kind_of(bytes);
  if (kind == "pdf") return read_pdf(bytes, limits);
  if (kind == "html") return read_html(bytes, limits);
  return kind == "text" ? read_text(bytes, limits) : no_text("", why::kKind);
}

}  // namespace althing::extract
