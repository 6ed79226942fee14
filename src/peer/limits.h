// Every limit of what is held of other nodes' logs, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::peer {

inline constexpr std::size_t kMaxPeerFile = 64u << 20;        // state of one chain
inline constexpr std::size_t kMaxChains = 16;                 // contradicting branches of one log that are followed
inline constexpr std::size_t kMaxForks = 64;                  // pieces of evidence kept of one log
inline constexpr std::size_t kMaxEvidence = 4096;             // and of all logs
inline constexpr std::size_t kMaxBroughtFile = 4096;          // what a log brought
inline constexpr std::size_t kMaxWantedDetails = 100'000;     // details a log had not when its entries were read
inline constexpr std::uint64_t kMaxBlobBytes = 64u << 20;      // of one file (record/limits.h has the same)
inline constexpr std::uint64_t kBlobBytesPerRound = 16u << 20;  // fetched in one round; then acts have their turn
inline constexpr std::int64_t kBlobRetryMs = 600'000;          // before a log that had not a file, or a wrong one, is asked again
inline constexpr std::size_t kMaxBlobParts = 16;               // files fetched in one round
inline constexpr std::size_t kMaxAddCheckpointBytes = 128u << 10;  // body of a witness request
inline constexpr std::size_t kTilesPerStep = 16;              // worked off together: 4,096 entries

}  // namespace althing::peer
