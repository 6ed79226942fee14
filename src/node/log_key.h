// Whose log an address serves: the key its origin commits to (128 bits of its hash), from wherever it is named.
#pragma once

#include "node/http_source.h"
#include "tlog/checkpoint.h"

namespace althing::node {

struct LogIdentity {
  tlog::VerifierKey log;
  std::optional<tlog::VerifierKey> witness;  // that a node says it cosigns by; its word alone
};

/// Who serves a record: from GET /policy of a node (`http` may be null), else from the acts of the record. What is
/// answered is checked against the origin, so a liar can only fail.
/// @param assembly which it must be of; null: whichever its origin names
/// @param policy what a mirror's folder has as its `policy`, where nobody can be asked for it
/// wrong_place: it is of another assembly; not_found: no key that its origin names.
Result<LogIdentity> identify_log(record::Source& source, HttpSource* http, const act::ActId* assembly, std::string_view policy = {});

}  // namespace althing::node
