// Who may vote and which ballots count, as of a poll's two prefixes (DESIGN.md 5, "Returning logs"): joins,
// vouches, rotations and mandates by what the logs held when it opened, ballots by what they held when it
// closed. Computed by folding anew just the acts this rests on, from the fixed facts the fold keeps.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "assembly/decision/poll.h"
#include "assembly/state.h"

namespace althing::assembly::decision {

/// Which acts the returned prefixes hold.
struct Prefixes {
  std::function<bool(ActNo)> opened, closed;
  std::function<bool(ActNo)> may_vouch;  // empty: all may; see old_enough()
};

/// Which members may vouch under a charter that asks for admission.age_days: those whose join the log held,
/// by its own marks among its first `held` entries, that long before the poll opens. Empty if it asks for none.
/// @param log its key: the marks are its word, like the return itself
std::function<bool(ActNo)> old_enough(State& state, const PollSpec& poll, const std::string& charter, const Key& log, std::uint64_t held);

struct Electorate {
  bool stands = false;  // the poll was there, in force and not withdrawn when it opened
  std::vector<Voter> voters;  // by join id
};
/// @param charter JSON as a `found` row's payload has it: the charter the poll is under
Electorate electorate(State& state, ActNo poll, const std::string& charter, const Prefixes& prefixes);

/// The electorate and ballots as they stand now, for pages of open polls.
/// @param log the log whose marks tell how long a member has been one; nullopt: not asked
std::vector<Voter> present_electorate(State& state, ActNo poll, const std::optional<Key>& log = std::nullopt);

}  // namespace althing::assembly::decision
