// Mandates: acting with `for` and `mandate` as a representative (DESIGN.md 3).
#pragma once

#include <string>
#include <vector>

#include "assembly/state.h"

namespace althing::assembly {

/// Parts that never change: the key appointed, the scope, the member named. "" or a reason.
/// @param for_join the act `for` names; row.mandate is set
std::string fixed_mandate_fault(State& state, const ActRow& row, ActNo for_join);

/// Parts that later acts can change: the appointment in force, made by that member, not ended by a
/// dismissal that leaves this act out, and reaching to the statement's closing. "" or a reason.
std::string mandate_fault(State& state, const ActRow& row);

/// The acts that a `dismiss` lets stand (its `last`); of an act void for ever, those it names (state.h).
std::vector<ActNo> last_acts(const ActRow& dismissal);

}  // namespace althing::assembly
