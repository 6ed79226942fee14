// Checkpoints (c2sp.org/tlog-checkpoint@v1.0.0): a log's signed size and root. Our logs sign with
// Ed25519 (0x01), the key name is the origin, no extension lines are written. Pure, thread-safe.
#pragma once

#include "tlog/note.h"
#include "tlog/tree.h"

namespace althing::tlog {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;
  std::vector<std::string> extensions;

  bool operator==(const Checkpoint&) const = default;
};

/// The note text: origin, size, base64 root and extension lines, each with a newline.
std::string checkpoint_text(const Checkpoint& checkpoint);
/// malformed names the line (origin, size, root, extension). A size of 0 demands the empty root.
Result<Checkpoint> parse_checkpoint(std::string_view text);

/// The signed note. The signer's name is the checkpoint's origin (CHECKed).
std::string sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  Note note;  // with all signature lines, cosignatures too
};

/// Opens a note that must carry a valid signature of the log's key and be about the log's origin.
/// signature: missing or failing; wrong_place: another origin; malformed: not a checkpoint.
Result<OpenedCheckpoint> open_checkpoint(std::string_view bytes, const VerifierKey& log,
                                         std::string_view origin);
/// The same with the key's name as origin.
Result<OpenedCheckpoint> open_checkpoint(std::string_view bytes, const VerifierKey& log);

}  // namespace althing::tlog
