#include "web/kit/similarity.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"
#include "web/kit/word_diff.h"

namespace althing::web {
namespace {

// Enough of Unicode's lower case to match a heading with a sentence; other scripts have one case.
char32_t lower(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 32;
  if (c >= 0x391 && c <= 0x3a9) return c + 32;
  if (c >= 0x410 && c <= 0x42f) return c + 32;
  if (c >= 0x400 && c <= 0x40f) return c + 80;
  return c;
}

void mix(std::uint64_t& hash, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    hash ^= (value >> shift) & 0xff;
    hash *= 0x100000001b3;
  }
}

constexpr std::uint64_t kSeed = 0xcbf29ce484222325;

std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = kSeed;
  for (std::size_t at = 0; at < word.size();) mix(hash, lower(next_code_point(word, at)));
  return hash;
}

}  // namespace

std::vector<std::uint64_t> word_pairs(std::string_view raw) {
  const std::string text = scrub_utf8(raw.substr(0, kMaxSimilarBytes));
  std::vector<std::uint64_t> words;
  for (const std::string_view word : words_of(text)) words.push_back(hash_of(word));
  std::vector<std::uint64_t> out;
  if (words.size() == 1) return words;
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::uint64_t hash = kSeed;
    for (const std::uint64_t word : {words[i - 1], words[i]}) {
      mix(hash, static_cast<std::uint32_t>(word));
      mix(hash, static_cast<std::uint32_t>(word >> 32));
    }
    out.push_back(hash);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

int likeness(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  const std::size_t less = std::min(a.size(), b.size());
  if (less == 0) return 0;
  std::size_t both = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i < *j) ++i;
    else if (*j < *i) ++j;
    else ++both, ++i, ++j;
  }
  const std::size_t of = less < kFewPairs ? a.size() + b.size() - both : less;
  return static_cast<int>(both * 100 / of);
}

}  // namespace althing::web
