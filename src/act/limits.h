// Every limit of acts and details, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::act {

inline constexpr std::size_t kMaxEntryBytes = 16 * 1024;
inline constexpr std::size_t kMaxLargeEntryBytes = 60 * 1024;  // found, poll
inline constexpr int kMaxActDepth = 16;
inline constexpr std::size_t kMaxPrev = 8;
inline constexpr std::size_t kMaxToken = 64;
inline constexpr std::size_t kMaxMemberName = 64;
inline constexpr std::size_t kMaxDataChars = 12000;

inline constexpr std::size_t kMaxDetailBytes = 64 * 1024;
inline constexpr int kMaxDetailDepth = 8;
inline constexpr std::size_t kMaxNameChars = 200;  // code points
inline constexpr std::size_t kMaxTitleChars = 300;
inline constexpr std::size_t kMaxTextChars = 40000;
inline constexpr std::size_t kMaxLinks = 32;
inline constexpr std::size_t kMaxLinkChars = 2000;

}  // namespace althing::act
