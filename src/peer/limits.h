// Every limit of what is held of other nodes' logs, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::peer {

inline constexpr std::size_t kMaxPeerFile = 64u << 20;        // state of one chain
inline constexpr std::size_t kMaxChains = 16;                 // contradicting branches of one log that are followed
inline constexpr std::size_t kMaxForks = 64;                  // pieces of evidence kept of one log
inline constexpr std::size_t kMaxForkBytes = 2u << 20;        // of one piece
inline constexpr std::size_t kMaxWantedDetails = 100'000;     // details a log had not when its entries were read
inline constexpr std::size_t kMaxAddCheckpointBytes = 128u << 10;  // body of a witness request
inline constexpr std::size_t kTilesPerStep = 16;              // worked off together: 4,096 entries
inline constexpr std::size_t kMinParallelChecks = 64;         // signatures from which on several threads check

}  // namespace althing::peer
