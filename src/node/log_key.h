// Whose log an address serves: the key its origin commits to (128 bits of its hash), from wherever it is named.
#pragma once

#include "node/http_source.h"
#include "peer/wire.h"
#include "tlog/checkpoint.h"

namespace althing::node {

/// The verifier key of the log behind a wire: from GET /policy of a node (`http` may be null), else from the acts
/// of its record: the found act's `logs`, or a `mark`. wrong_place: it is of another assembly; not_found: no key
/// that its origin names. What it answers is checked against the origin, so a liar can only fail.
Result<tlog::VerifierKey> find_log_key(record::Source& source, HttpSource* http, const act::ActId& assembly);

/// The assembly that a record is of, as its checkpoint's origin says. Unverified.
Result<act::ActId> claimed_assembly(record::Source& source);

}  // namespace althing::node
