// See src_token.h.
#include "cli/case/src_token.h"

#include "act/act.h"

namespace althing::cli {

std::string src_token(std::string_view id) {
  if (act::is_token(id)) return std::string(id);
  constexpr std::size_t kSuffixHex = 12;
  constexpr std::size_t kMaxStem = 64 - 1 - kSuffixHex;
  std::string stem;
  for (char c : id) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool keep = act::is_token(std::string_view(&c, 1)) && c != '-';
    if (keep) stem += c;
    else if (!stem.empty() && stem.back() != '-') stem += '-';
  }
  if (stem.size() > kMaxStem) stem.resize(kMaxStem);
  while (!stem.empty() && stem.back() == '-') stem.pop_back();
  if (stem.empty()) stem = "row";
  return stem + "-" + to_hex(sha256(id)).substr(0, kSuffixHex);
}

}  // namespace althing::cli
