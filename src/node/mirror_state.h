// What a mirror remembers from run to run (`mirror.json` beside record/), so that it need not ask for everything
// again. Without it, or when it is not readable, more is asked for and nothing is wrong. Not thread-safe.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "base/fs.h"
#include "crypto/sha256.h"
#include "node/copy_returned.h"

namespace althing::node {

struct MirrorState {
  std::uint64_t settled = 0;          // erasures and the like below it were looked for in two runs
  std::set<std::uint64_t> lacking;    // places whose detail was not to be had, at most kMaxWantedDetails
  std::set<std::uint64_t> erased;     // places whose author erased the detail
  std::set<Hash> files;               // that acts name and that were not to be had, at most kMaxWantedFiles
  std::uint64_t prefixes_to = 0;      // acts below it were looked through for the roots that logs signed
  SignedPrefixes prefixes;            // these, at most kMaxSignedPrefixes

  static MirrorState load(Fs& fs, const std::string& dir);
  Result<void> save(Fs& fs, const std::string& dir) const;
};

}  // namespace althing::node
