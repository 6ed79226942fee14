// Cosignatures (c2sp.org/tlog-cosignature@v1.0.1, type 0x04): a witness says that at a time this
// was the largest consistent tree it had seen of the log. The signed message does not name the
// cosigner, so a cosigner key has one name and one role. Pure, thread-safe; time is the caller's.
#pragma once

#include "base/time.h"
#include "tlog/note.h"

namespace althing::tlog {

/// "cosignature/v1\ntime <seconds>\n" + the whole checkpoint text.
std::string cosignature_message(std::string_view checkpoint_text, UnixSeconds time);

/// @param time POSIX seconds, > 0 (CHECKed): a witness never signs time 0
NoteSignature cosign(std::string_view checkpoint_text, const NoteSigner& witness, UnixSeconds time);

/// The time the witness stated. `witness` must be of type cosignature (CHECKed).
/// signature: name or id differ, wrong length, does not verify; malformed: time 0 or over 2^63-1.
Result<UnixSeconds> verify_cosignature(std::string_view checkpoint_text, const VerifierKey& witness,
                                       const NoteSignature& line);

/// One witness's statement about a note.
struct Cosigned {
  std::size_t witness = 0;  // index into the witnesses given
  UnixSeconds time = 0;
};
/// Which of the witnesses cosigned the note's text, in their order. Lines of others are ignored; a
/// known witness's line that does not verify is an error (Errc::signature), as signed-note advises.
/// With `not_after` > 0, later times are an error (clock_skew).
Result<std::vector<Cosigned>> find_cosignatures(const Note& note,
                                                std::span<const VerifierKey> witnesses,
                                                UnixSeconds not_after = 0);

}  // namespace althing::tlog
