// The tables of act types, one file per room of types. A new type is one entry in its room's file; a
// new room is one file and one line in schema.cpp. docs/acts.md is rendered from these tables.
#pragma once

#include "act/schema.h"

namespace althing::act {

std::span<const Type> membership_types();
std::span<const Type> watch_types();
std::span<const Type> incident_types();  // of the same room
std::span<const Type> voice_types();
std::span<const Type> deliberation_types();
std::span<const Type> decision_types();

/// Shape of a rule record or any/all tree of records (DESIGN.md 6, docs/acts.md "Rules"). The error's
/// field is the path inside the rule.
Result<void> check_rule(const json::Value& rule);

/// Shapes of `found.groups` and `found.admission`.
Result<void> check_groups(const json::Value& groups);
Result<void> check_admission(const json::Value& admission);

/// Shapes of `poll.choices`, `ballot.choice` and what a `return` says of its log.
Result<void> check_choices(const json::Value& choices);
Result<void> check_ballot_choice(const json::Value& choice);
Result<void> check_extent(const json::Value& extent);

/// Shapes of a `window`'s members: which incidents and events, which windows, the placebo's move.
Result<void> check_incident_choice(const json::Value& choice);
Result<void> check_event_choice(const json::Value& choice);
Result<void> check_windows(const json::Value& windows);
Result<void> check_placebo(const json::Value& days);

}  // namespace althing::act
