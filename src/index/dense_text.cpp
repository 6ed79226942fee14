#include "index/dense_text.h"

#include <vector>

#include "base/utf8.h"

namespace althing::index {
namespace {

constexpr std::size_t kMaxQueryChars = 100;
constexpr std::size_t kMaxQueryWords = 12;

bool is_space(char32_t c) { return c <= 0x20 || c == 0xA0 || c == 0x3000 || c == '"'; }

struct Word {
  std::string text;
  bool dense = false;
};

// Splits at spaces and quotes, and where dense letters begin or end.
std::vector<Word> words_of(std::string_view text, bool& open_end) {
  std::vector<Word> words;
  bool fresh = true;
  std::size_t at = 0;
  for (std::size_t n = 0; at < text.size() && n < kMaxQueryChars; ++n) {
    const char32_t c = next_code_point(text, at);
    if (is_space(c)) {
      fresh = true;
      continue;
    }
    const bool dense = is_dense(c);
    if (fresh || words.back().dense != dense) {
      if (words.size() == kMaxQueryWords) break;
      words.push_back({{}, dense});
    } else if (dense) {
      words.back().text += ' ';
    }
    fresh = false;
    append_utf8(words.back().text, c);
  }
  open_end = !fresh;
  return words;
}

}  // namespace

bool is_dense(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0FFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
         (c >= 0x3040 && c <= 0x312F) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3005 || c == 0x3007;
}

std::string dense_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (!is_dense(c)) continue;
    if (!out.empty()) out += ' ';
    append_utf8(out, c);
  }
  return out;
}

std::string fts_query(std::string_view text) {
  if (!is_utf8(text)) return {};
  bool open_end = false;
  const std::vector<Word> words = words_of(text, open_end);
  std::string out;
  for (const Word& word : words) {
    if (!out.empty()) out += " AND ";
    out += word.dense ? "dense : \"" : "\"";
    out += word.text + "\"";
  }
  if (open_end && !words.empty() && !words.back().dense) out += '*';
  return out;
}

std::string close_dense(std::string_view snippet) {
  std::string out;
  bool after_dense = false;
  for (std::size_t at = 0; at < snippet.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(snippet, at);
    if (c == ' ' && after_dense) continue;
    if (c >= 0x20) after_dense = is_dense(c);
    out += snippet.substr(start, at - start);
  }
  return out;
}

}  // namespace althing::index
