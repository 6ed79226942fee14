// The audit of one bundle: entries, their leaves, their details. Pure but for the source; several
// threads work on different bundles of one AuditFiles.
#pragma once

#include <map>
#include <optional>

#include "record/audit.h"
#include "tlog/tile.h"

namespace althing::record {

/// The source's files for one checkpoint. The partial files of the edge are read at once, since a
/// living folder drops them; a full file stands in for a partial one that is gone.
class AuditFiles {
 public:
  AuditFiles(Source& source, std::uint64_t size) : source_(source), size_(size) {}
  /// not_found if an edge file is gone (the checkpoint may have moved on).
  Result<void> load_edge();
  std::uint64_t size() const { return size_; }
  /// A file at the width that the size implies. Any thread after load_edge().
  Result<std::string> get(const tlog::TileId& id, bool pack) const;
  Result<std::vector<Hash>> tile(const tlog::TileId& id) const;

 private:
  Result<std::string> fetch(const tlog::TileId& id, bool pack) const;

  Source& source_;
  std::uint64_t size_;
  std::map<std::string, Result<std::string>> edge_;
};

struct AuditedEntry {
  act::Act act;
  std::string detail;
};

struct AuditedBundle {
  std::uint64_t first = 0;
  unsigned width = 0;
  std::vector<std::optional<AuditedEntry>> entries;  // nullopt: did not pass, see faults
  std::vector<Hash> computed;                        // leaves of the entries; empty if unreadable
  std::vector<Hash> stored;                          // leaves of the tile; empty if unreadable
  std::vector<Hash> leaves;                          // those to build on
  bool undecided = false;                            // partial bundle whose tile says otherwise
  std::vector<Fault> faults;
  std::uint64_t details = 0, details_absent = 0, bytes = 0;
};

/// Audits bundle `index`; `assembly` is what its acts must belong to; without `signatures` theirs are
/// taken for good. A tile that disagrees with the
/// entries is settled by the tile above; for the last partial bundle that is left to the root.
AuditedBundle audit_bundle(const AuditFiles& files, std::uint64_t index, const act::ActId& assembly, bool signatures);

/// Faults for the places where entries and tile disagree, blaming the entries' file.
void blame_entries(AuditedBundle& bundle);
/// The same, blaming the tile's file.
void blame_tile(AuditedBundle& bundle);

}  // namespace althing::record
