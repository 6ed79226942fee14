// The frozen rules of the door about a parsed body (DESIGN.md 3): which strings may stand in a leaf,
// how members are named, and the members every act has. The same rules serve reading and writing.
// docs/format-act.md states them in full. Pure, thread-safe.
#pragma once

#include "act/act.h"

namespace althing::act {

/// 43 characters of base64url that spell 32 bytes in the one canonical way.
bool is_key_text(std::string_view text);
/// 64 lower-case hex digits.
bool is_id_text(std::string_view text);

/// Names, strings, integers and depth of a whole body. malformed / too_large; the error's field is
/// the path of the member ("groups[0].members[1].key").
Result<void> check_leaf_values(const json::Value& body);

/// The common members (v act by at in prev detail for mandate nonce) into `out`, whose id, body, text
/// and signature are left alone. malformed, naming the member, or if the body is no object.
Result<void> read_common(const json::Value& body, Act& out);

/// Bytes an entry of this type may have: found and poll carry more than the others.
std::size_t max_entry_bytes(std::string_view type);

}  // namespace althing::act
