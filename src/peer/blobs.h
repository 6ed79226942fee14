// Files by commitment (DESIGN.md 5): what acts here name and this node lacks is fetched from whoever has it, in
// pieces that survive an interruption (`blob-<sha256>` in the log's folder), and kept only if it hashes to its
// name. One log's files; not thread-safe.
#pragma once

#include <map>

#include "peer/pull.h"

namespace althing::peer {

struct BlobReport {
  std::uint64_t files = 0, bytes = 0;  // new here
  std::uint64_t wrong = 0;             // that did not hash to their name
  bool more = false;                   // the round's share was used up
};

class BlobPull {
 public:
  /// A round of at most kBlobBytesPerRound and one piece. `now_ms`: a steady clock. Errors: the wire's, but a file
  /// that is not there is none; corrupt: sizes that contradict each other or are over kMaxBlobBytes; storage.
  Result<BlobReport> round(Wire& wire, RemoteLog& log, Fs& fs, Ledger& ledger, std::int64_t now_ms);

 private:
  Result<bool> fetch(Wire& wire, const std::string& part, const Hash& name, Fs& fs, Ledger& ledger, BlobReport& report, std::uint64_t& left);

  std::map<Hash, std::int64_t> later_;  // when this log may be asked for a file again
};

}  // namespace althing::peer
