// Every limit of the record folder, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "act/limits.h"
#include "tlog/limits.h"

namespace althing::record {

inline constexpr std::size_t kMaxBlobBytes = 64u << 20;
inline constexpr std::size_t kMaxBatchEntries = 65536;   // of one append()
inline constexpr std::size_t kMaxBatchBytes = 256u << 20;  // notes and details of one append()
inline constexpr std::size_t kMaxBundleBytes = tlog::kTileWidth * (2 + tlog::kMaxLeafBytes);
inline constexpr std::size_t kMaxPackBytes = tlog::kTileWidth * (4 + act::kMaxDetailBytes);
/// The journal at open: its base state, journal_bytes, and one batch on top.
inline constexpr std::size_t kMaxJournalBytes = 1u << 30;

}  // namespace althing::record
