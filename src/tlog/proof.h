// Offline proofs (c2sp.org/tlog-proof@v1, files *.tlog-proof): an entry's place in a checkpointed
// tree, checkable with nothing but the log's key. It is also a member's receipt. Pure, thread-safe.
#pragma once

#include <optional>

#include "tlog/checkpoint.h"
#include "tlog/cosignature.h"

namespace althing::tlog {

struct Proof {
  std::optional<std::string> extra;  // decoded; not authenticated by anything
  std::uint64_t index = 0;
  std::vector<Hash> hashes;  // leaf's sibling first
  std::string checkpoint;    // the note, verbatim, with cosignatures
};

std::string write_proof(const Proof& proof);
/// malformed names the line; too_large over kMaxProofBytes, kMaxProofHashes or kMaxExtraBytes.
/// The checkpoint is only split off, not looked into.
Result<Proof> parse_proof(std::string_view bytes);

/// What a verified proof says.
struct ProvenEntry {
  Checkpoint checkpoint;
  std::uint64_t index = 0;
  std::vector<Cosigned> cosigned;  // by the witnesses given
};

/// Verifies a proof for a leaf: checkpoint signed by the log's key for its origin (the key's name),
/// at least `quorum` witnesses of distinct keys cosigned it, and the path leads to its root.
/// Errors of open_checkpoint, find_cosignatures and verify_inclusion; signature when the quorum is
/// not reached.
Result<ProvenEntry> verify_proof(const Proof& proof, const Hash& leaf, const VerifierKey& log,
                                 std::span<const VerifierKey> witnesses = {},
                                 std::size_t quorum = 0);

}  // namespace althing::tlog
