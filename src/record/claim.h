// What a record says of itself before anything is verified, and the key that its origin commits to. Pure but for
// the source.
#pragma once

#include <optional>

#include "record/audit.h"
#include "tlog/checkpoint.h"

namespace althing::record {

/// The checkpoint as it stands there, its signature unchecked. malformed, and the source's errors.
Result<tlog::Checkpoint> claimed_checkpoint(Source& source);

/// The key of the log of this origin, if the act names it: a `mark` by it, or the found act's `logs`. The origin
/// commits to 128 bits of the key's hash, so no other key can be passed off for it.
std::optional<Key> log_key_named_by(const act::Act& act, const act::ActId& assembly, const std::string& origin);

}  // namespace althing::record
