// Closing polls (DESIGN.md 5, 6): once every named log has returned, who voted and what came out is computed
// from the returned prefixes and kept. Nothing later changes it, but for a second return by a log it rests
// on: that voids both, and what rested on them is undecided again. Single-threaded, like the fold.
// Text of an outcome, canonical JSON: {"adopted": bool} of yes/no votes or {"elected": [choices]} of
// elections, and {"cast": n, "eligible": n, "seed": hex}; {"withdrawn": true} or {"failed": words} instead of a
// result; always "returns": the ids of the returns it rests on.
#pragma once

#include <functional>
#include <vector>

#include "assembly/decision/poll.h"
#include "assembly/decision/count.h"
#include "assembly/state.h"

namespace althing::assembly::decision {

/// What a poll came to, for State::add_outcome().
struct Decision {
  PollOutcome outcome;
  std::vector<Voter> voters;
  std::string summary;
};
/// The first poll, by what our log held when it opened, that can be decided and is not yet; reads only.
/// @param go_on called often meanwhile; may throw to give up
std::optional<Decision> next_decision(State& state, const std::function<bool(const Key&)>& own_log, const std::function<void()>& go_on = {});

/// Forgets all outcomes if our log returned a decided poll again: none of its returns counts, and others may rest
/// on a charter that this poll adopted. Returns true if it did.
bool forget_unsaid(State& state, const std::function<bool(const Key&)>& own_log);

/// Decides what can be decided: polls whose only named log is ours and whose one return is held. If our log
/// returned a decided poll again, all are decided anew without it. Returns true if the charter may have changed.
bool decide_polls(State& state, const std::function<bool(const Key&)>& own_log);

/// Keys (in text) of the logs whose returns close a poll: the charter's and its own; of a poll on a charter
/// the charter's alone, if it names any.
std::vector<std::string> named_logs(State& state, const PollSpec& poll, const json::Value& charter);

/// The returns of a poll that count: of each named log the one it made.
std::vector<ActRow> counted_returns(State& state, ActNo poll, const std::vector<std::string>& logs);

/// Returns of named logs that made more than one: they void each other and are evidence against the log.
std::vector<ActRow> contradicting_returns(State& state, ActNo poll, const std::vector<std::string>& logs);

/// The returns that an outcome's text names.
std::vector<ActNo> returns_of(State& state, std::string_view outcome_text);

/// Votes as the counting engine takes them.
std::vector<Vote> votes_of(State& state, const std::vector<Voter>& voters);

/// The charter a decided poll was decided under: the one in force when it opened, by the return that closed it.
json::Value deciding_charter(State& state, ActNo poll);

}  // namespace althing::assembly::decision
