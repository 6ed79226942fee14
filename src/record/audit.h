// Audit of a record from its public files alone (DESIGN.md 2.7): checkpoint signature, every tile,
// entry bundle, act (the door), detail commitment and blob. Reads through Source, so a folder, a
// mirror over HTTP and a test in memory are the same. Meaning (the fold) is the caller's: `on_act`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "act/act.h"
#include "base/fs.h"
#include "tlog/fork.h"

namespace althing::record {

/// Public files by path relative to record/ ("checkpoint", "tile/0/000", "detail/000.p/3", "blob/<hex>").
class Source {
 public:
  virtual ~Source() = default;
  /// not_found if there is none. Called by several threads at once.
  virtual Result<std::string> get(const std::string& path) = 0;
  /// Paths of all files below a folder ("" = everything) if the source can list (a folder can, HTTP
  /// cannot); for stray-file and blob checks. They begin with `under`.
  virtual Result<std::vector<std::string>> list(const std::string& /*under*/) {
    return fail(Errc::unsupported, "this source cannot be listed");
  }
};
std::unique_ptr<Source> folder_source(Fs& fs, std::string record_dir);

struct Fault {
  std::optional<std::uint64_t> index;  // entry, if the fault is about one
  std::string file;                    // public path
  std::string message;
};

struct AuditOptions {
  // The log's key: given here, or the one of the found act's `logs` (or of a `mark`) that the origin
  // names. Without any the checkpoint's signature cannot be checked, which is a fault.
  std::optional<Key> log_key = {};
  std::string vkey = {};
  int threads = 2;                  // verifying threads beside the caller's; 0 = none
  std::uint64_t resume_at = 0;      // entries below were audited before (with resume_root as their root)
  std::optional<Hash> resume_root = {};
  std::size_t max_faults = 1000;
  bool signatures = true;  // false: only damage is looked for; what the tree commits to was verified at the door
  bool living = false;     // a writer is at work: files beyond the checkpoint's size are its business
};

struct AuditReport {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;
  std::uint64_t acts = 0;            // entries that passed the door (two notes of one text count twice)
  std::uint64_t details = 0;         // held and matching
  std::uint64_t details_absent = 0;  // named by an act and not held here
  std::uint64_t marks = 0;           // by this log's key, root checked
  std::uint64_t blobs = 0, bytes = 0;
  std::vector<tlog::Fork> forks;     // evidence found in the folder that verifies; of this very log it is a fault too
  std::vector<Fault> faults;
  bool ok() const { return faults.empty(); }
};

/// Called in log order from one thread for every entry that passed the door, with its detail ("" = not held).
using OnAct = std::function<void(std::uint64_t index, const act::Act& act, const std::string& detail)>;
/// done, total entries.
using OnProgress = std::function<void(std::uint64_t, std::uint64_t)>;

/// Memory is bounded by a few bundles (and the list of file names) whatever the size. A single damaged
/// file is named by the first fault (the checkpoint: by some fault, or by the error). Stops after max_faults, saying so. An error Result only if nothing could be
/// audited (no checkpoint, unreadable source); everything else is a Fault that names file and index.
Result<AuditReport> audit(Source& source, const AuditOptions& options, const OnAct& on_act, const OnProgress& on_progress);

}  // namespace althing::record
