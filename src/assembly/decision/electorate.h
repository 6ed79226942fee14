// Who may vote and which ballots count, as of a poll's two prefixes (DESIGN.md 5, "Returning logs"): joins,
// vouches, rotations and mandates by what the logs held when it opened, ballots by what they held when it
// closed. Computed by folding anew just the acts this rests on, from the fixed facts the fold keeps.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "assembly/decision/basis.h"
#include "assembly/decision/poll.h"
#include "assembly/state.h"

namespace althing::assembly::decision {

/// Which acts the returned prefixes hold.
struct Prefixes {
  std::function<bool(ActNo)> opened, closed;
  std::function<bool(ActNo)> may_vouch;  // empty: all may; else whose join more than half of the logs held early enough (admission.age_days)
};

/// What the returns of a poll hold: an act is in if it lies in the prefixes of more than half of the named logs.
/// @param go_on called for each act that is asked for; may throw to give up
/// @param basis must outlive what is returned
Prefixes prefixes_of(State& state, const PollSpec& poll, const Basis& basis, std::function<void()> go_on = {});

/// Acts whose counting a return that is still missing could change: they lie in some of the returned prefixes, and in too few.
struct Unsettled {
  std::int64_t ballots = 0, membership = 0;
};
Unsettled unsettled_acts(State& state, ActNo poll, const Basis& basis);

struct Electorate {
  bool stands = false;  // the poll was there, in force and not withdrawn when it opened
  std::vector<Voter> voters;  // by join id
};
/// @param charter JSON as a `found` row's payload has it: the charter the poll is under
Electorate electorate(State& state, ActNo poll, const std::string& charter, const Prefixes& prefixes);

/// Whether the charter asks how long a member has been one (admission.age_days).
bool asks_age(const PollSpec& poll, const std::string& charter);

/// The electorate and ballots as they stand now, for pages of open polls.
/// @param log the log whose marks tell how long a member has been one; nullopt: not asked
std::vector<Voter> present_electorate(State& state, ActNo poll, const std::optional<Key>& log = std::nullopt);

}  // namespace althing::assembly::decision
