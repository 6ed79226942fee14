// Carries what one folder keeps of other logs (record/returned.h) over into another: for mirrors and restored folders.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "base/fs.h"
#include "act/act.h"
#include "record/audit.h"

namespace althing::node {

/// By log key: the roots it signed of its own prefixes, in `return` and `mark` acts: size -> roots in hex. More than
/// one root of a size is a log with two stories.
using SignedPrefixes = std::map<Key, std::map<std::uint64_t, std::set<std::string>>>;
/// Adds what this act says; other types say nothing.
void note_prefixes(const act::Act& act, SignedPrefixes& out);

/// Copies each list that `source` keeps of the log and that leads to a root the log signed, with the entries that are
/// in none of `own` (leaf hashes, sorted). A list that is here already is only ever made longer. What the source has
/// not, or has otherwise than signed, is left out: others may have it. Storage errors of both sides.
Result<void> copy_returned(Fs& fs, record::Source& source, const Key& log, const std::map<std::uint64_t, std::set<std::string>>& prefixes,
                           std::span<const Hash> own, const std::string& record_dir);

}  // namespace althing::node
