#include "assembly/decision/outcome.h"

#include <algorithm>
#include <map>

#include "assembly/decision/electorate.h"
#include "assembly/decision/summary.h"
#include "assembly/membership/seats.h"
#include "assembly/rules.h"
#include "base/check.h"

namespace althing::assembly::decision {
namespace {

struct Decided {
  std::string result, summary;
};

std::vector<act::ActId> ids_of(const std::vector<Returned>& returns) {
  std::vector<act::ActId> ids;
  for (const Returned& one : returns) ids.push_back(one.row.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

// What an outcome says of its basis. Where this and the named returns are the same, so is the count.
json::Object said_of(State& state, const Basis& basis) {
  json::Object out;
  json::Array rests_on;
  for (const act::ActId& id : ids_of(basis.returns)) rests_on.emplace_back(to_hex(id));
  out.set("returns", std::move(rests_on));
  out.set("logs", static_cast<std::int64_t>(basis.named.size()));
  out.set("final", basis.final);
  if (basis.charter != kNone) out.set("charter", to_hex(state.get(basis.charter).id));
  return out;
}

Decided decided(State& state, const PollSpec& poll, const ActRow& row, const Basis& basis, const Electorate& electorate) {
  json::Object out = said_of(state, basis);
  if (!electorate.stands) {
    out.set("withdrawn", true);
    return {json::write(out), {}};
  }
  const std::string seed = draw_seed(ids_of(basis.returns));
  const std::vector<Vote> votes = votes_of(state, electorate.voters);
  const auto cast = std::count_if(votes.begin(), votes.end(), [](const Vote& v) { return v.choice.has_value(); });
  out.set("cast", static_cast<std::int64_t>(cast));
  out.set("eligible", static_cast<std::int64_t>(votes.size()));
  out.set("seed", seed);
  PollSummary summary = summarize(poll, rule_of(poll, parsed_charter(basis.text)), to_hex(row.id), seed, votes);
  const Unsettled open = unsettled_acts(state, row.no, basis);
  summary.open_ballots = open.ballots;
  summary.open_membership = open.membership;
  const auto& record = summary.record;
  if (!record) {
    out.set("failed", summary.fault);
  } else if (poll.is_yes_no()) {
    out.set("adopted", record->adopted.value_or(false));
  } else {
    json::Array elected;
    for (const tally::OptionIndex option : record->elected) elected.emplace_back(record->options[option].id);
    out.set("elected", std::move(elected));
  }
  return {json::write(out), write_summary(summary)};
}

// The charter act that a result puts in force, kNone if none.
ActNo adopted_charter(State& state, const PollSpec& poll, const std::string& result) {
  if (poll.on.size() != 1) return kNone;
  const ActNo target = *state.find(poll.on.front());
  if (state.get(target).type != "charter") return kNone;
  const auto outcome = json::parse(result);
  CHECK(outcome.has_value());  // written just now
  const json::Value* adopted = outcome->at("adopted");
  return adopted != nullptr && *adopted->boolean() ? target : kNone;
}

}  // namespace

std::vector<ActRow> standing_returns(State& state, ActNo poll, const std::vector<std::string>& logs) {
  std::map<std::string, ActRow> by_log;
  for (const ActNo no : state.acts_about(poll, "return")) {
    ActRow row = state.get(no);
    if (row.status == Status::effective) by_log.emplace(act::key_text(row.key), std::move(row));
  }
  std::vector<ActRow> out;
  for (const std::string& log : logs) {
    if (const auto it = by_log.find(log); it != by_log.end()) out.push_back(it->second);
  }
  return out;
}

std::vector<ActRow> contradicting_returns(State& state, ActNo poll, const std::vector<std::string>& logs) {
  std::vector<ActRow> out;
  for (const ActNo no : state.acts_about(poll, "return")) {
    ActRow row = state.get(no);
    if (row.fixed || std::find(logs.begin(), logs.end(), act::key_text(row.key)) == logs.end()) continue;
    if (row.slot != 0 && state.slot_members(row.slot).size() > 1) out.push_back(std::move(row));
  }
  return out;
}

std::vector<ActNo> returns_of(State& state, std::string_view outcome_text) {
  std::vector<ActNo> out;
  const auto outcome = json::parse(outcome_text);
  CHECK(outcome.has_value());  // written by decide_polls()
  for (const json::Value& id : *outcome->at("returns")->array()) out.push_back(*state.find(*parse_hex<act::ActId>(*id.string())));
  return out;
}

std::vector<Vote> votes_of(State& state, const std::vector<Voter>& voters) {
  std::vector<Vote> out;
  out.reserve(voters.size());
  for (const Voter& voter : voters) {
    Vote vote{to_hex(state.get(voter.member).id), voter.groups, {}, false};
    if (voter.ballot != kNone) {
      const ActRow ballot = state.get(voter.ballot);
      auto choice = json::parse(ballot.payload);
      CHECK(choice.has_value());  // the fold wrote it
      vote.choice = std::move(*choice);
      vote.has_words = ballot.commitment.has_value();
    }
    out.push_back(std::move(vote));
  }
  return out;
}

json::Value deciding_charter(State& state, ActNo no) {
  const auto outcome = state.outcome(no);
  CHECK(outcome.has_value());
  const auto text = json::parse(outcome->text);
  CHECK(text.has_value());
  if (const json::Value* charter = text->at("charter")) return parsed_charter(state.get(*state.find(*parse_hex<act::ActId>(*charter->string()))).payload);
  const auto found = state.find_slot("found");
  return parsed_charter(found && found->active ? state.get(found->winner).payload : std::string());
}

namespace {

// The kept outcome's text with what it says of its basis brought up to date, nullopt if the poll must be counted anew.
std::optional<std::string> still_right(State& state, ActNo poll, const Basis& basis) {
  const auto outcome = state.outcome(poll);
  if (!outcome) return std::nullopt;
  const auto kept = json::parse(outcome->text);
  CHECK(kept.has_value());  // written by decided()
  json::Object said = said_of(state, basis);
  const auto same = [&](const char* name) {
    const json::Value *a = kept->at(name), *b = said.find(name);
    return a == nullptr || b == nullptr ? a == b : json::write(*a) == json::write(*b);
  };
  if (!same("returns") || !same("charter")) return std::nullopt;
  for (const auto& [name, value] : *kept->object()) {
    if (said.find(name) == nullptr) said.set(name, value);
  }
  return json::write(said);
}

Decision decision_of(State& state, ActNo no, const Basis& basis, const std::function<void()>& go_on) {
  const ActRow row = state.get(no);
  const PollSpec poll = read_poll(row.payload);
  Electorate who = electorate(state, no, basis.text, prefixes_of(state, poll, basis, go_on));
  Decided came_to = decided(state, poll, row, basis, who);
  const ActNo adopted = adopted_charter(state, poll, came_to.result);
  return {{no, std::move(came_to.result), adopted}, std::move(who.voters), std::move(came_to.summary)};
}

bool puts_charter_in_force(State& state, ActNo poll) {
  const auto outcome = state.outcome(poll);
  return outcome && outcome->charter != kNone;
}

}  // namespace

void keep(State& state, const Decision& decision) {
  state.remove_outcome(decision.outcome.poll);
  state.add_outcome(decision.outcome, decision.voters, decision.summary);
}

std::optional<Decision> next_decision(State& state, const Logs& logs, const std::function<void()>& go_on) {
  Bases bases(state, logs);
  for (const ActNo poll : bases.polls()) {
    if (go_on) go_on();
    const auto basis = bases.of(poll);
    if (basis && !still_right(state, poll, *basis)) return decision_of(state, poll, *basis, go_on);
  }
  return std::nullopt;
}

bool forget_unsaid(State& state, const Logs& logs) {
  bool charter_changed = false;
  Bases bases(state, logs);
  for (const ActNo poll : bases.polls()) {
    const auto basis = bases.of(poll);
    if (!basis) {
      charter_changed = charter_changed || puts_charter_in_force(state, poll);
      state.remove_outcome(poll);
    } else if (const auto text = still_right(state, poll, *basis); text && *text != state.outcome(poll)->text) {
      state.update_outcome({poll, *text, state.outcome(poll)->charter});
    }
  }
  return charter_changed;
}

bool decide_polls(State& state, const Logs& logs) {
  bool charter_changed = false;
  Bases bases(state, logs);
  for (const ActNo poll : bases.polls()) {
    const auto basis = bases.of(poll);
    if (basis) {
      if (const auto text = still_right(state, poll, *basis)) {
        if (*text != state.outcome(poll)->text) state.update_outcome({poll, *text, state.outcome(poll)->charter});
        continue;
      }
    }
    const bool before = puts_charter_in_force(state, poll);
    if (basis) keep(state, decision_of(state, poll, *basis, {}));
    else state.remove_outcome(poll);
    charter_changed = charter_changed || before || puts_charter_in_force(state, poll);
  }
  return charter_changed;
}

}  // namespace althing::assembly::decision
