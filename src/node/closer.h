// Closing polls that name this node's log (DESIGN.md 5, "Returning logs"): notes what the log holds at the
// first checkpoint at or after a poll opens and closes, and logs one `return` with both. What was noted at
// the opening is kept in returns.json, so that a restart in between does not change it. Learns of polls from
// the index thread, acts on the writer thread; thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/fs.h"
#include "base/time.h"
#include "index/reader.h"
#include "record/record.h"

namespace althing::node {

class Writer;

class Closer {
 public:
  Closer(Fs& fs, std::string dir, record::Record& record, Writer& writer, const Clock& clock)
      : fs_(fs), path_(join_path(dir, "returns.json")), record_(record), writer_(writer), clock_(clock) {}

  /// Takes in what was noted before a restart. corrupt: the file is not what was written.
  Result<void> load();
  /// A poll this log returned already, though the index may not know yet: a log returns once, whatever happens.
  void note_returned(const act::ActId& poll);
  /// Looks at the polls the index has now: after a batch with polls, returns or charters.
  void learn(index::Reader& reader);
  /// Notes and returns what is due. On the writer thread, before a commit.
  void tick();
  /// What it could not do, "" if all is well.
  std::string fault() const;

 private:
  struct Extent {
    std::uint64_t size = 0;
    std::string root;
  };
  struct Watched {
    UnixSeconds opens = 0, closes = 0;
    std::optional<Extent> opened;
  };
  Extent present() const;
  Result<void> save();
  bool close(const std::string& id, const Watched& poll);

  Fs& fs_;
  std::string path_;
  record::Record& record_;
  Writer& writer_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Watched> polls_;   // by id in hex: named here, not returned yet
  std::map<std::string, Extent> noted_;    // openings of earlier runs
  std::map<std::string, bool> returned_;   // in this run, or before it and not in the index then
  std::string fault_;
};

}  // namespace althing::node
