// One row of rules per act type: the fold is table-driven, adding a type is one line here and one
// function file in its concern's folder.
#pragma once

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
};

/// nullptr for a type without rules.
const Rules* find_rules(std::string_view type);

// The n-th part of a payload "a|b|c", "" if there is none.
std::string_view payload_part(std::string_view payload, std::size_t n);
/// Text that names an act's owner in slot keys: its identity's join id, or its key for a bare key.
std::string owner_text(State& state, const ActRow& row);
/// True iff both acts were done by (or for) the same member, or by the same bare key.
bool same_actor(const ActRow& a, const ActRow& b);

namespace membership {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace membership
namespace voice {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace voice
namespace watch {
extern const Rules kRules[];
extern const std::size_t kRuleCount;
}  // namespace watch

}  // namespace althing::assembly
