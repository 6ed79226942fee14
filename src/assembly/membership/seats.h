// Who counts in which group: the least fixed point of founding and vouching (DESIGN.md 3, "Groups").
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assembly/state.h"

namespace althing::assembly {

/// Counter of the live vouches by and about a member.
inline constexpr std::string_view kVouchCounter = "vouches";

/// Seats sorted by group and member id. A member counts in a group if the charter names its founding
/// key and next-key commitment there, or if admission.vouches members that count in the group vouch
/// for it; of several joins with one founding key and commitment one counts (a rotated one first, then
/// the least id); a voucher with more live vouches than admission.limit counts for none.
/// @param charter the charter in force, as charter_in_force() gives it; "" before the founding act is held
/// @param may_vouch whether a member's vouches count already (admission.age_days, which only polls apply:
///   decision/electorate.h); founding members' always do; all do if empty
std::vector<GroupSeat> compute_seats(State& state, const std::string& charter, const std::function<bool(ActNo)>& may_vouch = {});

/// The charter in force, as the payload of `found` and `charter` acts has it: the founding one, or the one
/// adopted last (by the closing time of its poll, then by the poll's id). "" if the founding act is not held.
std::string charter_in_force(State& state);

/// False if these members, whose presence changed, neither found a group nor take part in a vouch, so
/// that the seats cannot have changed: joining alone costs no look at all members.
bool touches_seats(State& state, const std::vector<ActNo>& members);

}  // namespace althing::assembly
