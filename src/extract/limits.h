// Every limit on reading the text of a file; docs/limits.md lists them. Tests make them small.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::extract {

inline constexpr std::size_t kMaxFileBytes = 64u << 20;     // as a blob; a longer file is not read
inline constexpr std::size_t kMaxMarkupBytes = 16u << 20;   // of HTML or plain text; what follows is left out
inline constexpr std::size_t kMaxTextBytes = 4u << 20;      // of text kept; what follows is left out
inline constexpr std::size_t kMaxPages = 3'000;             // kept; what follows is left out
inline constexpr std::size_t kMaxPageBytes = 256u << 10;    // of one page of a PDF; what follows on it is left out
inline constexpr std::size_t kPartBytes = 8u << 10;         // files without pages are cut at a line into parts about so long
inline constexpr int kCpuSeconds = 20;                      // of a processor
inline constexpr std::int64_t kWallMs = 40'000;             // from start to end, waiting included
inline constexpr std::uint64_t kMemoryBytes = 512u << 20;   // beyond what the process began with
inline constexpr std::size_t kSniffBytes = 1'024;           // looked at to tell what a file is

/// What one reading may take.
struct Limits {
  std::size_t file_bytes = kMaxFileBytes;
  std::size_t markup_bytes = kMaxMarkupBytes;
  std::size_t text_bytes = kMaxTextBytes;
  std::size_t pages = kMaxPages;
  std::size_t page_bytes = kMaxPageBytes;
  int cpu_seconds = kCpuSeconds;
  std::int64_t wall_ms = kWallMs;
  std::uint64_t memory_bytes = kMemoryBytes;
};

}  // namespace althing::extract
