// The journal: what makes a batch durable with one fsync. A file begins with the whole right edge of
// the log (`base`), so that recovery needs no partial tile of disk, and goes on with batches and late
// details. Each record ends in a SHA-256 over the one before and itself: a torn tail, or an old
// record behind a shorter new one, never reads as valid. docs/format-record.md has the bytes.
// Writing: only the writer thread. Reading: pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "record/folder.h"
#include "record/head.h"

namespace althing::record {

struct JournalBatch {
  std::uint64_t first = 0;
  std::vector<std::shared_ptr<const NewEntry>> entries;
  std::uint64_t size = 0;  // after the batch
  Hash root;
};
struct JournalDetail {
  std::uint64_t index = 0;
  std::string bytes;
};
using JournalRecord = std::variant<JournalBatch, JournalDetail>;

struct JournalContent {
  Head base;
  std::vector<JournalRecord> records;
  bool clean = true;  // false: bytes that are no valid record follow
};

/// corrupt if there is not even a valid base. Reads on to the first invalid record.
Result<JournalContent> read_journal(std::string_view bytes);

std::string journal_file(std::uint64_t number);
/// The number of a name in stage/, if it is a journal's.
std::optional<std::uint64_t> journal_number(std::string_view name);

class Journal {
 public:
  /// Writes journal `number` with its base, durable, and opens it for more. Nothing is removed.
  static Result<std::unique_ptr<Journal>> start(Folder& folder, std::uint64_t number, const Head& base);

  /// Adds one record and fsyncs. On failure the journal's end is where it was before (what lies
  /// behind it is overwritten by the next record); folder.sync_failed() tells a failed fsync.
  Result<void> add(const JournalBatch& batch);
  Result<void> add(const JournalDetail& detail);
  /// Takes the last record back (nothing was signed over it). Not durable: after a crash it may be seen.
  void take_back();

  std::uint64_t number() const { return number_; }
  std::uint64_t bytes() const { return end_; }

 private:
  Journal(Folder& folder, std::uint64_t number) : folder_(folder), number_(number) {}
  Result<void> write(char type, std::string_view payload);

  Folder& folder_;
  std::uint64_t number_;
  std::unique_ptr<File> file_;
  std::uint64_t end_ = 0, previous_end_ = 0;
  Hash chain_, previous_chain_;
};

}  // namespace althing::record
