// What an act is (DESIGN.md 3): its text, its note, its id, and the frozen door that alone decides
// whether bytes may enter a log. Meaning (schemas per type and version) is in act/schema.h.
// Pure and thread-safe: no clock, randomness or files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/ed25519.h"
#include "crypto/sha256.h"

namespace althing::act {

struct ActIdTag;
/// SHA-256 of the act's text. Also names an assembly (the id of its `found`).
using ActId = FixedBytes<32, ActIdTag>;

/// An act that passed the door. `body` holds every member; the common ones are also parsed out.
struct Act {
  ActId id;
  Key by;
  UnixSeconds at = 0;
  std::int64_t v = 1;
  std::string type;
  std::optional<ActId> in;       // absent in `found` only
  std::vector<ActId> prev;       // 0-8, ascending
  std::optional<Hash> detail;    // commitment
  std::optional<ActId> on_behalf;  // `for`: the organisation's join
  std::optional<ActId> mandate;
  json::Value body;              // the whole object
  std::string text;              // canonical line with its newline
  Signature signature;

  /// The assembly this act belongs to: `in`, or its own id for `found`.
  const ActId& assembly() const { return in ? *in : id; }
  /// Member access on body.
  const json::Value* at_name(std::string_view name) const { return body.at(name); }
  std::string_view token(std::string_view name) const { return body.text_at(name); }
  /// The member as an id/hash; nullopt if absent or no 64 lower-case hex digits.
  std::optional<ActId> id_at(std::string_view name) const;
  /// All ids of an array member, in order; empty if absent or not ids.
  std::vector<ActId> ids_at(std::string_view name) const;
};

/// The door without the signature check: everything about the bytes that can be refused without
/// public-key work. malformed / too_large / signature (missing or extra lines), naming the field.
/// @param entry the whole note: text, empty line, one signature line
Result<Act> parse_entry(std::string_view entry);

/// True iff the act's signature verifies under libsodium's rule (crypto/ed25519.h).
bool verify_signature(const Act& act);
/// The same with the words of the refusal (signature, naming `by` or `signature`).
Result<void> check_signature(const Act& act);

/// The door: parse_entry + check_signature. `assembly`, if given, must be act.assembly()
/// (wrong_place otherwise). Only what passes may enter a log.
Result<Act> open_entry(std::string_view entry, const ActId* assembly = nullptr);

/// Canonical text (RFC 8785 line + newline) of a body; refuses what the door would refuse.
Result<std::string> text_of(const json::Value& body);

/// The note of a text: text, empty line, signature line.
std::string note_of(std::string_view text, const KeyPair& key);
std::string note_of(std::string_view text, const Key& key, const Signature& signature);

/// Builds, checks against the door and signs. The body's `by` is set from the key.
Result<std::string> sign_act(json::Value body, const KeyPair& key);

ActId id_of_text(std::string_view text);
/// Leading zero bits of an id: the proof of work a stamp asks for (DESIGN.md 8).
int leading_zero_bits(const ActId& id);

/// Keys in text: 43 characters of canonical base64url.
std::string key_text(const Key& key);
Result<Key> parse_key(std::string_view text);

bool is_token(std::string_view text);   // [a-z0-9._:-]{1,64}
bool is_member_name(std::string_view text);  // [a-z][a-z0-9_]{0,63}

}  // namespace althing::act
