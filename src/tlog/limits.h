// Every limit of notes, trees, tiles and proofs, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::tlog {

// Notes (c2sp.org/signed-note asks for at least 16 signatures; an ML-DSA-44 line has 3.2 kB).
inline constexpr std::size_t kMaxNoteSignatures = 64;
inline constexpr std::size_t kMaxNoteBytes = 512 * 1024;
inline constexpr std::size_t kMaxKeyNameBytes = 255;       // the limit of tlog-cosignature's 0x06
inline constexpr std::size_t kMaxSignatureBytes = 5 * 1024;  // after the key id

// Trees: sizes up to 2^63-1, hence paths of at most 63 hashes.
inline constexpr std::uint64_t kMaxTreeSize = INT64_MAX;
inline constexpr std::size_t kMaxProofHashes = 63;

// Tiles: 2^8 hashes each; 2^63 leaves need levels 0-7, paths may name 0-63.
inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr unsigned kMaxTileLevel = 63;
inline constexpr std::uint64_t kMaxTileIndex = kMaxTreeSize / kTileWidth;
inline constexpr std::size_t kHashBytes = 32;
inline constexpr std::size_t kTileBytes = kTileWidth * kHashBytes;
inline constexpr std::size_t kDefaultTileCache = 64;       // tiles a reader keeps (512 KiB)
inline constexpr std::size_t kMinTileCache = 8;

// Entry bundles: the u16 length is the entry's hard limit.
inline constexpr std::size_t kMaxLeafBytes = 65535;

// Checkpoints and proofs.
inline constexpr std::size_t kMaxOriginBytes = 255;
inline constexpr std::size_t kMaxExtensionLines = 16;
inline constexpr std::size_t kMaxExtensionBytes = 1024;    // one line
inline constexpr std::size_t kMaxExtraBytes = 64 * 1024;   // `extra` of a .tlog-proof, decoded
inline constexpr std::size_t kMaxProofBytes = kMaxNoteBytes + 128 * 1024;

// Trust policies (c2sp.org/tlog-policy asks for at least 32 of each).
inline constexpr std::size_t kMaxPolicyBytes = 64 * 1024;
inline constexpr std::size_t kMaxPolicyLogs = 64;
inline constexpr std::size_t kMaxPolicyWitnesses = 48;
inline constexpr std::size_t kMaxPolicyGroups = 64;

inline constexpr std::size_t kMaxForkBytes = 2u << 20;     // one piece of evidence

}  // namespace althing::tlog
