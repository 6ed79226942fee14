// Limits of the index.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::index {

inline constexpr std::uint64_t kMaxBulkActs = 4'000'000;  // found by maps in memory (some 100 MiB); then by indexes
inline constexpr std::size_t kMaxCachedRows = 65536;  // rows kept between batches by the writer
inline constexpr std::size_t kMaxAttestations = 200;  // of one member, shown on its page
inline constexpr std::uint64_t kScanStretch = 20'000;  // entries an export looks through at once for signatures

}  // namespace althing::index
