// Limits of an import, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::cli {

inline constexpr std::size_t kActsPerBatch = 500, kMaxActsPerBatch = 5'000;  // acts of one request; --batch
inline constexpr std::size_t kMaxBatchBytes = 8u << 20;                     // a node checks 16 MiB of such requests at once
inline constexpr std::size_t kLeastBatch = 20;                              // as many as a key may hand in within kHasteWaitMs
inline constexpr std::int64_t kHasteWaitMs = 2'000;                         // after "too many acts by this key"
inline constexpr std::int64_t kFirstWaitMs = 500, kMaxWaitMs = 8'000;        // after a lost connection or a full node, doubled
inline constexpr std::int64_t kPatienceSeconds = 120, kMaxPatienceSeconds = 86'400;  // without any progress; --patience
inline constexpr std::int64_t kResignAfterSeconds = 120;                    // a node takes acts within 300 s of its clock
inline constexpr std::int64_t kFutureSeconds = 300;                         // as a node allows for clocks
inline constexpr std::size_t kSafeGone = 10;  // up to so many may go whatever part of the table they were

}  // namespace althing::cli
