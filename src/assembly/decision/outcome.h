// Closing polls (DESIGN.md 5, 6): as soon as more than half of the named logs have returned, who voted and what came
// out is computed from the returned prefixes and kept; a further return has it counted anew, until the poll is
// final. A function of the acts and of the prefixes that are held (basis.h). Single-threaded, like the fold.
// Text of an outcome, canonical JSON: {"adopted": bool} of yes/no votes or {"elected": [choices]} of elections, and
// {"cast": n, "eligible": n, "seed": hex}; {"withdrawn": true} or {"failed": words} instead of a result. Always
// "returns": the ids of the returns it rests on, "logs": how many are named, "final": no further return can change it;
// and "charter": the id of the charter it was decided under, unless that is the founding one.
#pragma once

#include <functional>
#include <vector>

#include "assembly/decision/basis.h"
#include "assembly/decision/count.h"
#include "assembly/decision/poll.h"
#include "assembly/state.h"

namespace althing::assembly::decision {

/// What a poll came to, for keep().
struct Decision {
  PollOutcome outcome;
  std::vector<Voter> voters;
  std::string summary;
};
/// Keeps it in place of what the poll came to before.
void keep(State& state, const Decision& decision);

/// The first poll, in the order of Bases, whose outcome is not what its returns say; reads only.
/// @param go_on called often meanwhile; may throw to give up
std::optional<Decision> next_decision(State& state, const Logs& logs, const std::function<void()>& go_on = {});

/// Forgets outcomes that nothing decides any more (returns that void each other). Returns true if the charter in
/// force may have changed.
bool forget_unsaid(State& state, const Logs& logs);

/// Brings every outcome up to date. Returns true if the charter in force may have changed.
bool decide_polls(State& state, const Logs& logs);

/// The returns of a poll that stand, by log: of each named log the one it made.
std::vector<ActRow> standing_returns(State& state, ActNo poll, const std::vector<std::string>& logs);

/// Returns of named logs that made more than one: they void each other and are evidence against the log.
std::vector<ActRow> contradicting_returns(State& state, ActNo poll, const std::vector<std::string>& logs);

/// The returns that an outcome's text names.
std::vector<ActNo> returns_of(State& state, std::string_view outcome_text);

/// Votes as the counting engine takes them.
std::vector<Vote> votes_of(State& state, const std::vector<Voter>& voters);

/// The charter a decided poll was decided under.
json::Value deciding_charter(State& state, ActNo poll);

}  // namespace althing::assembly::decision
