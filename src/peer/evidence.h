// All evidence of forks that a node holds, of whatever log, for good: record/fork/<sha256>.json, so that whoever
// copies the record has it (docs/format-fork.md). Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/fs.h"
#include "tlog/fork.h"

namespace althing::peer {

using tlog::Fork;

class Evidence {
 public:
  /// `dir` is record/fork of a data folder.
  Evidence(Fs& fs, std::string dir) : fs_(fs), dir_(std::move(dir)) {}

  /// Reads what is there. What does not verify is passed over: an audit names it.
  Result<void> load();
  /// Verifies and stores, durably. False if it was there, or if kMaxForks of its log or kMaxEvidence in all are
  /// held. Errors of verify_fork; storage.
  Result<bool> keep(const Fork& fork);
  /// All, or those of one log, by the SHA-256 of the file.
  std::vector<std::pair<Hash, Fork>> all(std::string_view origin = {}) const;
  std::size_t count(std::string_view origin) const { return all(origin).size(); }

 private:
  Fs& fs_;
  std::string dir_;
  mutable std::mutex mutex_;
  std::map<Hash, Fork> held_;
};

}  // namespace althing::peer
