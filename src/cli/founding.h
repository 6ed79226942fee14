// Building the acts that start an assembly: shared by `found`, `join` and `demo`.
#pragma once

#include <string>
#include <vector>

#include "act/act.h"
#include "base/json.h"

namespace althing::cli {

/// A member's two keys: the one it signs with and the next one, known by its commitment.
struct MemberKeys {
  KeyPair key;
  KeyPair next;
  std::string next_commitment() const { return to_hex(sha256(next.key().view())); }
};

struct FoundingMember {
  std::string group;
  Key key;
  std::string next;  // hex SHA-256 of the next key
};

struct FoundingPlan {
  std::vector<std::string> groups;  // tokens
  std::vector<FoundingMember> members;
  std::int64_t vouches = 2;
  std::int64_t limit = 20;
  std::int64_t age_days = 0;
  std::vector<Key> logs;            // returning logs
};

/// Body of a `found` act, without `by` and `detail`.
json::Value found_body(const FoundingPlan& plan, UnixSeconds at);

/// An act and its detail, ready to submit.
struct Made {
  std::string note;
  std::string detail;
  act::ActId id;
};

/// Adds v, at, in, prev and (if members is not empty) the commitment of a detail made of `members`,
/// then signs. @param assembly absent for `found` only
Result<Made> make_act(json::Value body, json::Value members, const KeyPair& key, const act::ActId* assembly,
                      const std::vector<act::ActId>& prev, UnixSeconds at, Random& random);

}  // namespace althing::cli
