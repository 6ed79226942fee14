// Who may vote and which ballots count, as of a poll's two prefixes (DESIGN.md 5, "Returning logs"): joins,
// vouches, rotations and mandates by what the logs held when it opened, ballots by what they held when it
// closed. Computed by folding anew just the acts this rests on, from the fixed facts the fold keeps.
#pragma once

#include <functional>
#include <string>

#include "assembly/state.h"

namespace althing::assembly::decision {

/// Which acts the returned prefixes hold.
struct Prefixes {
  std::function<bool(ActNo)> opened, closed;
};

struct Electorate {
  bool stands = false;  // the poll was there, in force and not withdrawn when it opened
  std::vector<Voter> voters;  // by join id
};
/// @param charter JSON as a `found` row's payload has it: the charter the poll is under
Electorate electorate(State& state, ActNo poll, const std::string& charter, const Prefixes& prefixes);

/// The electorate and ballots as they stand now, for pages of open polls.
std::vector<Voter> present_electorate(State& state, ActNo poll);

}  // namespace althing::assembly::decision
