// Limits of mirrors, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>

namespace althing::node {

inline constexpr unsigned kMaxMirrorConnections = 16;      // files asked for at once
inline constexpr int kMirrorAttempts = 3;                  // when files went while they were read
inline constexpr std::size_t kMaxMirrorState = 64u << 20;  // mirror.json
inline constexpr std::size_t kMaxWantedDetails = 1'000'000;  // asked for again by the next run
inline constexpr std::size_t kMaxSignedPrefixes = 200'000;   // of other logs, remembered
inline constexpr std::size_t kMaxWantedFiles = 100'000;      // the same

}  // namespace althing::node
