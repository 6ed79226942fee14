// The tables of act types, one file per room of types. A new type is one entry in its room's file; a
// new room is one file and one line in schema.cpp. docs/acts.md is rendered from these tables.
#pragma once

#include "act/schema.h"

namespace althing::act {

std::span<const Type> membership_types();
std::span<const Type> watch_types();
std::span<const Type> voice_types();

/// Shape of a rule record or any/all tree of records (DESIGN.md 6, docs/acts.md "Rules"). The error's
/// field is the path inside the rule.
Result<void> check_rule(const json::Value& rule);

/// Shapes of `found.groups` and `found.admission`.
Result<void> check_groups(const json::Value& groups);
Result<void> check_admission(const json::Value& admission);

}  // namespace althing::act
