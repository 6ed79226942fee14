// The index: a disposable SQLite database that holds the folded state and what pages search and list.
// One Index (writer) per node, on the index thread; any number of Readers. `althing rebuild` deletes
// and refills it from the record.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "act/act.h"
#include "assembly/decision/logs.h"
#include "assembly/fold.h"
#include "index/limits.h"
#include "index/reader.h"

namespace althing::index {

/// What lists and searches show of a detail. Nothing of one that is not its act's.
struct ShownWords {
  std::string lang, title, name, text;
  std::string more;   // in further languages, for the search
  std::string dense;  // letters of scripts without word spaces, for the search
};

/// One log entry for the index, in log order.
struct IndexEntry {
  std::uint64_t no = 0;
  act::Act act;
  std::string detail;  // exact bytes, "" = not held; checked against the act by the index
  bool prepared = false;             // Index::prepare() was here, so `words` says what the detail shows
  std::optional<ShownWords> words = std::nullopt;
};

/// What a reader found in a file: its text page by page, or in one token why there is none.
struct FileText {
  Hash file;
  std::string kind, reason;        // tokens of the reader; reason "" = there is text
  bool cut = false;                // the pages end before the file does
  std::vector<std::string> pages;  // valid UTF-8
};

/// What folding a batch found out that the record must act on.
struct BatchEffects {
  std::vector<std::uint64_t> erase;  // entries whose details an effective `erase` removes
  std::vector<std::uint64_t> show_again;  // restored: hand the detail in again with add_detail
  bool texts_dropped = false;             // text of a file is hidden now: scrub() removes what is left of it
};

struct IndexOptions {
  bool search = true;                // fill the full-text index
  std::optional<Key> operator_key;   // whose `withhold` acts hide text on this node
  std::optional<Key> log_key;        // whose marks tell when an entry of this log was logged
  // For filling a new file that nobody reads: no journal, no fsync, and finish() at the end. A crash
  // leaves a broken file, so fill it under another name and rename it (node/refill.h).
  bool bulk = false;
  int file_reader = 0;  // version of what reads files; what another one read is read again
  // Where readers change their way of looking for words; tests make them small.
  std::int64_t common_hits = kCommonHits, few_signatures = kFewSignatures;
};

class Index {
 public:
  virtual ~Index() = default;
  /// Opens or creates. An index of another schema or fold version, or of another assembly, is emptied.
  static Result<std::unique_ptr<Index>> open(const std::string& path, const act::ActId& assembly, const IndexOptions& options);

  /// Log entries taken in so far: the next batch starts there.
  virtual std::uint64_t folded() = 0;
  /// Does beforehand what apply() needs of an entry alone. Pure; any thread may, beside apply().
  virtual void prepare(IndexEntry& entry) const = 0;
  /// One transaction. Entries must start at folded() and be consecutive. storage: nothing was taken in.
  virtual Result<BatchEffects> apply(std::span<const IndexEntry> batch) = 0;
  /// What is held of the logs that return polls, from the next apply() or finish() on. Until then only this log's
  /// own returns are followed (`IndexOptions::log_key`), its roots taken on trust.
  virtual void set_logs(std::shared_ptr<const assembly::decision::Logs> logs) = 0;
  /// Log entries that are a further note of an act which came before; ascending.
  virtual std::vector<std::uint64_t> repeated_entries() = 0;
  /// Ends a bulk fill: makes the indexes that were left for the end and decides polls; again after set_logs(). Else nothing. storage.
  virtual Result<void> finish() = 0;
  /// Takes in the detail of an act that came earlier without it.
  virtual Result<void> add_detail(std::uint64_t no, std::string_view bytes) = 0;
  /// Takes in what was read in a file, in the place of what was read before. false: nothing was taken in, since no document
  /// that is shown names the file (any more). storage.
  virtual Result<bool> add_text(const FileText& text) = 0;
  /// When a quorum had cosigned this log at a size: dates the entries before it, as marks do. Idempotent.
  virtual Result<void> add_cosigned(std::span<const std::pair<std::uint64_t, UnixSeconds>> times) = 0;
  /// All entries whose details effective erasures remove, ascending: what the record must not hold. For the
  /// start of a node, whose last run may have ended between folding an erasure and acting on it.
  virtual std::vector<std::uint64_t> erased_entries() = 0;
  /// Removes what transactions, also of earlier runs, may have left of erased text; nothing to do else.
  /// storage: a reader was in the way for a second, or the disk failed; call again later.
  virtual Result<void> scrub() = 0;
  virtual assembly::State& state() = 0;
};

/// Read-only view; nullptr-free. `operator_key` marks whose withholdings are ours.
Result<std::unique_ptr<Reader>> open_reader(const std::string& path, const IndexOptions& options);

}  // namespace althing::index
