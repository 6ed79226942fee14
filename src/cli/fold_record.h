// A record read from its public files, checked by record::audit and folded in memory: what audit,
// statement list and digest print. Trusts nothing but the bytes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assembly/state.h"
#include "cli/command.h"
#include "record/audit.h"

namespace althing::cli {

struct StatementSummary {
  act::ActId version;
  std::string title;  // "" = its detail is not held
  std::string status;
  std::int64_t signatures = 0, persons = 0, affiliated = 0, organisations = 0;
};

/// A poll with a result, counted anew from the acts that the returns hold.
struct PollSummary {
  act::ActId id;
  std::string title;  // "" = its detail is not held
  std::string method, closes;
  json::Value outcome;  // assembly/decision/outcome.h
};

struct FoldedRecord {
  record::AuditReport report;
  bool whole = false;  // all entries were read, so that digest and statements are known
  Hash digest;
  std::string vkey;  // the log's, if the founding act names it; "" if not known
  std::map<std::string, std::uint64_t> by_status;
  std::vector<StatementSummary> statements;  // log order
  std::vector<PollSummary> polls;            // decided ones, log order
  std::uint64_t returns = 0;                 // by this log's key, compared with its own tree
};

/// Records above are folded in a temporary file in $TMPDIR (about 350 bytes an act), others in memory.
inline constexpr std::uint64_t kMaxFoldInMemory = 200'000;

bool is_url(const std::string& where);
/// A data folder, its record/ or an exported one; or a node's address. not_found, overloaded.
Result<std::unique_ptr<record::Source>> open_source(Context& context, const std::string& where);

/// The file `policy` of a mirror's folder, which says whose log it is; "" where there is none.
std::string policy_beside(Context& context, const std::string& where);

/// The log key of a data folder that has its keys, of a mirror or an address that say it; none for an export. A
/// restored folder's log is named by no founding act, so its own tools take the key from here.
std::optional<Key> own_log_key(Context& context, const std::string& where);

struct FoldOptions {
  bool on_disk = false;                   // in a temporary file whatever the record's size
  std::optional<std::uint64_t> entries;   // only the first so many; all of them are checked
  /// Called with what the fold made of them, once polls are decided. Its error is fold_record's.
  std::function<Result<void>(assembly::State&)> look;
};
/// usage: "entries" are more than the record has.
Result<FoldedRecord> fold_record(Context& context, record::Source& source, const record::AuditOptions& options, const FoldOptions& fold = {});

json::Value statements_value(const FoldedRecord& folded);
std::string statements_text(const FoldedRecord& folded);
json::Value polls_value(const FoldedRecord& folded);
std::string polls_text(const FoldedRecord& folded);

}  // namespace althing::cli
