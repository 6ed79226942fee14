// From the record into the index: the step that the node's follower, `althing rebuild` and the
// benchmarks share. Not thread-safe beyond what Record and Index are.
#pragma once

#include <functional>
#include <vector>

#include "base/fs.h"
#include "index/index.h"
#include "record/record.h"

namespace althing::node {

/// Entries [from, to) as the index takes them. Signatures were checked at the door and are checked
/// again by audits, not here. storage or corrupt from the record; malformed if an entry is no act.
Result<std::vector<index::IndexEntry>> read_entries(const record::Record& record, std::uint64_t from, std::uint64_t to);

/// Takes all published entries that the index lacks into it, telling the progress (done, total) after
/// each transaction. The first fault of the record or the index ends it; what was taken in stays.
Result<void> refill(index::Index& index, const record::Record& record,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress);

/// Makes the index of a record anew at `path`: filled beside it, fsynced and renamed, so that a crash
/// leaves the old one or none. Nobody may have the old one open. Calls `look` with the filled index
/// before it is closed. Errors as of refill() and `look`.
Result<void> rebuild(Fs& fs, const std::string& path, const record::Record& record, index::IndexOptions options,
                     const std::function<void(std::uint64_t, std::uint64_t)>& on_progress,
                     const std::function<Result<void>(index::Index&)>& look);

}  // namespace althing::node
