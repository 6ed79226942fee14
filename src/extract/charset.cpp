#include "extract/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/utf8.h"
#include "extract/limits.h"

namespace althing::extract {
namespace {

constexpr std::string_view kBom8 = "\xEF\xBB\xBF", kBomLe = "\xFF\xFE", kBomBe = "\xFE\xFF";
constexpr std::size_t kMaxName = 40;
constexpr std::size_t kFewOdd = 4;  // characters that do not make even a short text binary

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// <meta charset=x>, <meta ... content="text/html; charset=x"> or <?xml encoding="x"?>.
std::string declared(std::string_view bytes) {
  const std::string head = lower(bytes.substr(0, kSniffBytes));
  for (const std::string_view sign : {"charset", "encoding"}) {
    for (std::size_t at = head.find(sign); at != std::string::npos; at = head.find(sign, at + 1)) {
      const std::size_t tag = head.rfind('<', at);
      if (tag == std::string::npos || (head.compare(tag, 5, "<meta") != 0 && head.compare(tag, 5, "<?xml") != 0)) continue;
      std::size_t from = at + sign.size();
      while (from < head.size() && (head[from] == ' ' || head[from] == '=' || head[from] == '"' || head[from] == '\'')) ++from;
      std::size_t to = from;
      while (to < head.size() && to - from < kMaxName && (std::isalnum(static_cast<unsigned char>(head[to])) != 0 || head[to] == '-' || head[to] == '_')) ++to;
      if (to > from) return head.substr(from, to - from);
    }
  }
  return {};
}

// Latin text in UTF-16 has a zero byte in nearly every unit, always on the same side.
std::string without_mark(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kSniffBytes);
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  const std::size_t most = head.size() / 2;
  if (most < 2) return {};
  if (even == 0 && odd * 3 > most) return "UTF-16LE";
  if (odd == 0 && even * 3 > most) return "UTF-16BE";
  return {};
}

}  // namespace

std::string charset_of(std::string_view bytes) {
  if (bytes.starts_with(kBom8)) return "UTF-8";
  if (bytes.starts_with(kBomLe)) return "UTF-16LE";
  if (bytes.starts_with(kBomBe)) return "UTF-16BE";
  if (const std::string wide = without_mark(bytes); !wide.empty()) return wide;
  std::string name = declared(bytes);
  // Whoever reads this declaration byte by byte does not read UTF-16.
  if (name.starts_with("utf-16") || name == "utf8") name = "UTF-8";
  if (!name.empty()) return name == "iso-8859-1" || name == "latin1" || name == "us-ascii" ? "windows-1252" : name;
  return is_utf8(bytes) ? "UTF-8" : "windows-1252";
}

std::string to_utf8(std::string_view bytes, const std::string& charset) {
  for (const std::string_view mark : {kBom8, kBomLe, kBomBe}) {
    if (bytes.starts_with(mark)) {
      bytes.remove_prefix(mark.size());
      break;
    }
  }
  UErrorCode status = U_ZERO_ERROR;
  UConverter* from = ucnv_open(charset.c_str(), &status);
  if (U_FAILURE(status)) {
    status = U_ZERO_ERROR;
    from = ucnv_open("windows-1252", &status);
  }
  UErrorCode second = U_ZERO_ERROR;
  UConverter* to = ucnv_open("UTF-8", &second);
  std::string out;
  if (from != nullptr && to != nullptr && U_SUCCESS(status) && U_SUCCESS(second)) {
    std::vector<UChar> pivot(4096);
    std::string piece(16384, '\0');
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    UChar *read = pivot.data(), *written = pivot.data();
    bool reset = true;
    for (;;) {
      char* target = piece.data();
      UErrorCode state = U_ZERO_ERROR;
      ucnv_convertEx(to, from, &target, piece.data() + piece.size(), &source, end, pivot.data(), &read, &written, pivot.data() + pivot.size(), reset,
                     true, &state);
      out.append(piece.data(), static_cast<std::size_t>(target - piece.data()));
      reset = false;
      if (state != U_BUFFER_OVERFLOW_ERROR) break;
    }
  }
  if (from != nullptr) ucnv_close(from);
  if (to != nullptr) ucnv_close(to);
  return out;
}

bool looks_binary(std::string_view text) {
  std::size_t odd = 0, all = 0;
  for (std::size_t at = 0; at < text.size(); ++all) {
    const char32_t c = next_code_point(text, at);
    if (c == 0) return true;
    const bool space = c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if ((c < 0x20 && !space) || (c >= 0x7f && c < 0xa0) || c == 0xfffd) ++odd;
  }
  return odd > kFewOdd && odd * 50 > all;
}

}  // namespace althing::extract
