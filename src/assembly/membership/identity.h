// Who an act is by: keys, joins and rotations (DESIGN.md 3, "Keys"; docs/fold.md, "Identities").
#pragma once

#include <string>
#include <vector>

#include "assembly/state.h"

namespace althing::assembly {

/// One key of an identity and the act that gave it: the first join, then each rotation in force.
struct ChainLink {
  ActNo act = kNone;
  Key key;
  std::string next;  // hex SHA-256 of the key after it
};

/// The keys of the identity of a first join, oldest first. A rotation is in force if its key hashes to
/// the commitment of the link before it and is none of the earlier keys; of several by that key the
/// causally first, among concurrent ones the greatest (at, id).
std::vector<ChainLink> key_chain(State& state, ActNo first_join);

/// Name of the slot that holds the rotations of a first join by the key with this hash (hex).
std::string rotation_slot(const act::ActId& first_join, std::string_view key_hash);

/// Number of first joins and rotations in force of a key.
std::size_t anchor_count(State& state, const Key& key);

struct Authorship {
  ActNo identity = kNone;  // first join; kNone = a key that never joined
  std::string fault;       // reason if the act cannot be in force ("rotated", "ambiguous")
};

/// Attributes an act to an identity of its key and checks it against the rotations of that identity.
/// Rests only on what is fixed about acts (docs/fold.md, "Identities").
Authorship authorship(State& state, const ActRow& row);

}  // namespace althing::assembly
