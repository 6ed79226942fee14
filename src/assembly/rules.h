// One row of rules per act type: the fold is table-driven, adding a type is one line here and one
// function file in its concern's folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assembly/state.h"

namespace althing::assembly {

/// Where an act's effect is registered. Empty key: nowhere.
struct SlotPlace {
  std::string key;
  std::string_view kind;
  ActNo subject = kNone;
  bool positive = true;
};

struct Rules {
  std::string_view type;
  /// From the act alone and acts it names (all held): fills subject and payload. Returns a reason if
  /// the act is void for ever, else "".
  std::string (*fill)(State&, const act::Act&, ActRow&) = nullptr;
  /// From the present state: a reason if the act is void now, else "". May be null.
  std::string (*judge)(State&, const ActRow&) = nullptr;
  SlotPlace (*place)(State&, const ActRow&) = nullptr;
  /// Types of acts about this one (by subject) whose verdict rests on this one's verdict or author.
  std::span<const std::string_view> affects = {};
};

/// nullptr for a type without rules.
const Rules* find_rules(std::string_view type);

// The n-th part of a payload "a|b|c", "" if there is none.
std::string_view payload_part(std::string_view payload, std::size_t n);
/// Text that names an act's owner in slot keys: its identity's join id, or its key for a bare key.
std::string owner_text(State& state, const ActRow& row);
/// True iff both acts were done by (or for) the same member, or by the same bare key.
bool same_actor(const ActRow& a, const ActRow& b);

/// True iff an act of who did `what`, or of a member that `what` names in `with` (part 1 of its payload).
bool organises(State& state, const ActRow& who, const ActRow& what);
/// "with" as it stands in payloads: "id,id,". A fault if one is no member's first join.
std::string take_with(State& state, const act::Act& act, std::string& payload);
/// Number of the act a member names (held: references are checked before), kNone if it names none.
ActNo named(State& state, const act::Act& act, std::string_view member);
/// judge: only a member can do it.
std::string judge_member(State& state, const ActRow& row);

namespace membership {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace membership
namespace deliberation {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace deliberation
namespace decision {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace decision
namespace voice {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace voice
namespace watch {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace watch

}  // namespace althing::assembly
