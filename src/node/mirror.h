// A mirror: the public files of another node's log as a plain folder (DESIGN.md 5, sneakernet), which any static
// web server can serve and any stick carry, and from which others audit, pull and mirror again. Copied byte for
// byte from a node, a folder or another mirror, and believed as far as it leads to what the log signed. Only what
// is new is fetched; a run that was cut short goes on where it stopped. docs/format-record.md, "A mirror".
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/fs.h"
#include "tlog/fork.h"
#include "record/audit.h"
#include "tlog/checkpoint.h"

namespace althing::node {

struct MirrorOptions {
  unsigned connections = 4;   // files asked for at once, 1 to kMaxMirrorConnections
  bool all_details = false;   // ask for every detail and file anew, not only for those that may have changed
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};  // entries
};

struct MirrorReport {
  std::uint64_t before = 0, size = 0;  // entries of the mirror before and after
  bool behind = false;                 // what was read is older than the mirror, which stays as it is
  std::uint64_t entries = 0;           // fetched
  std::uint64_t found = 0;             // of a run that was cut short, found here
  std::uint64_t packs = 0;             // of details that changed since
  std::uint64_t wrong_details = 0;     // that were not what their act commits to: left out
  std::uint64_t lacking_details = 0, lacking_files = 0;  // named and not to be had; asked for again next time
  std::uint64_t files = 0;             // fetched, by SHA-256
};

/// Brings the mirror in `dir` up to what `source` has of the log; `dir` is made if it is not there. The checkpoint
/// is written last, so a reader never finds one whose files are missing; partial files of the checkpoint before
/// stay for one more run, for readers that hold that one.
/// Errors: conflict (another log's mirror; the log contradicts what is mirrored: evidence is kept in `dir` as
/// fork-<n>; another run is at work), signature, malformed (its checkpoint), corrupt (files that do not lead to
/// it, or this mirror's own damage, named), usage (connections), and the source's.
Result<MirrorReport> mirror(Fs& fs, record::Source& source, const tlog::VerifierKey& log, const std::string& dir, const MirrorOptions& options = {});

/// What a static server answers to GET /policy: whose log this is. Canonical JSON and a newline.
std::string mirror_policy(const tlog::VerifierKey& log);

}  // namespace althing::node
