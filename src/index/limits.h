// Limits of the index.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::index {

inline constexpr std::uint64_t kMaxBulkActs = 4'000'000;  // found by maps in memory (some 100 MiB); then by indexes
inline constexpr std::size_t kMaxCachedRows = 65536;  // rows kept between batches by the writer
inline constexpr std::size_t kMaxAttestations = 200;  // of one member, shown on its page
inline constexpr std::uint64_t kScanStretch = 20'000;  // entries an export looks through at once for signatures

inline constexpr std::int64_t kCommonHits = 5000;     // a word in more acts than this is not worth ranking by
inline constexpr std::int64_t kFewSignatures = 500;   // of a version: read and checked for words, not the other way round
inline constexpr std::int64_t kNewestOfType = 500;    // looked through for a common word

}  // namespace althing::index
