// Cosignatures gathered for this node's own checkpoint: the newest checkpoint that has any, and the newest of
// each witness for it. In memory: what is lost in a restart is asked for again. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "tlog/cosignature.h"

namespace althing::node {

class Cosignatures {
 public:
  /// Lines of a witness for a checkpoint text of `size`; older sizes are forgotten. signature: not the witness's.
  Result<void> add(std::uint64_t size, const std::string& text, const tlog::VerifierKey& witness, const std::string& lines);
  /// The signed note with the cosignatures there are for exactly its text.
  std::string with(const std::string& note) const;
  /// Witnesses of the newest cosigned checkpoint, and its size.
  std::pair<std::uint64_t, std::size_t> newest() const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t size_ = 0;
  std::string text_;
  std::map<std::string, tlog::NoteSignature> lines_;  // by the witness's vkey
};

}  // namespace althing::node
