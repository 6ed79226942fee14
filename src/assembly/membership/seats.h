// Who counts in which group: the least fixed point of founding and vouching (DESIGN.md 3, "Groups").
#pragma once

#include <vector>

#include "assembly/state.h"

namespace althing::assembly {

/// Seats sorted by group and member id. A member counts in a group if the charter names its founding
/// key and next-key commitment there, or if admission.vouches members that count in the group vouch
/// for it; a voucher with more live vouches than admission.limit counts for none.
std::vector<GroupSeat> compute_seats(State& state);

}  // namespace althing::assembly
