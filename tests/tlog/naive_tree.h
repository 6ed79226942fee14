// RFC 6962 section 2.1 word for word: recursive, slow, obviously right; tests compare with it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "crypto/sha256.h"

namespace althing::tlog::naive {

using Leaves = std::span<const std::string>;  // the entries D[n]

inline std::size_t largest_power_below(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

inline Hash hash_of(std::string_view bytes) { return sha256(bytes); }

/// MTH(D[n])
inline Hash mth(Leaves d) {
  if (d.empty()) return hash_of("");
  if (d.size() == 1) return hash_of(std::string(1, '\0') + d[0]);
  const std::size_t k = largest_power_below(d.size());
  return hash_of("\x01" + std::string(mth(d.first(k)).text()) +
                 std::string(mth(d.subspan(k)).text()));
}

/// PATH(m, D[n])
inline std::vector<Hash> path(std::size_t m, Leaves d) {
  if (d.size() <= 1) return {};
  const std::size_t k = largest_power_below(d.size());
  std::vector<Hash> out = m < k ? path(m, d.first(k)) : path(m - k, d.subspan(k));
  out.push_back(m < k ? mth(d.subspan(k)) : mth(d.first(k)));
  return out;
}

/// SUBPROOF(m, D[n], b)
inline std::vector<Hash> subproof(std::size_t m, Leaves d, bool b) {
  if (m == d.size()) return b ? std::vector<Hash>{} : std::vector<Hash>{mth(d)};
  const std::size_t k = largest_power_below(d.size());
  std::vector<Hash> out =
      m <= k ? subproof(m, d.first(k), b) : subproof(m - k, d.subspan(k), false);
  out.push_back(m <= k ? mth(d.subspan(k)) : mth(d.first(k)));
  return out;
}

/// PROOF(m, D[n]), 0 < m < n
inline std::vector<Hash> proof(std::size_t m, Leaves d) { return subproof(m, d, true); }

/// n entries of different lengths, the first empty.
inline std::vector<std::string> entries(std::size_t n) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < n; ++i) {
    std::string entry;
    for (std::size_t j = 0; j < i % 7; ++j) entry += std::to_string(i) + "/";
    out.push_back(i == 0 ? "" : entry + std::to_string(i));
  }
  return out;
}

}  // namespace althing::tlog::naive
