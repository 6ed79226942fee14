// Rules of polls and ballots (docs/fold.md, "Decision"). Payloads: poll "closes|with,with|JSON of its other
// members", ballot the choice as JSON, charter JSON as `found` has it, return
// "key|opened size|opened root|closed size|closed root".
#include "assembly/rules.h"

#include <algorithm>

#include "assembly/decision/poll.h"
#include "tally/count.h"

namespace althing::assembly::decision {
namespace {

std::string kept(const act::Act& act, std::initializer_list<std::string_view> names) {
  json::Object out;
  for (const std::string_view name : names) {
    if (const json::Value* value = act.body.at(name)) out.set(name, *value);
  }
  return json::write(out);
}

std::string method_fault(const act::Act& act, const PollSpec& poll) {
  if (poll.is_yes_no()) {
    if (act.body.at("choices") != nullptr) return "choices: are yes, no and abstain for this method";
    if (act.body.at("seats") != nullptr) return "seats: this method fills none";
    if (poll.rule && poll.method == "consent") return "rule: consent has its own";
    return {};
  }
  if (poll.choices.empty()) return "choices: are needed by this method";
  if (poll.rule) return "rule: goes with the method threshold only";
  const tally::MethodInfo* method = tally::find_method(poll.method);
  if (poll.seats > 1 && !method->many) return "seats: this method fills one";
  if (poll.seats >= static_cast<std::int64_t>(poll.choices.size())) return "seats: must be fewer than the choices";
  return {};
}

// A charter changes by the rules of the charter in force and no others.
std::string charter_fault(State& state, const act::Act& act, const PollSpec& poll) {
  const bool charter = std::any_of(poll.on.begin(), poll.on.end(), [&](const act::ActId& id) { return state.get(*state.find(id)).type == "charter"; });
  if (!charter) return {};
  if (poll.on.size() != 1) return "on: a charter is decided alone";
  if (poll.method != "threshold") return "method: a charter is decided by threshold";
  for (const std::string_view name : {"rule", "groups", "electorate"}) {
    if (act.body.at(name) != nullptr) return std::string(name) + ": a charter is decided by the charter in force";
  }
  return {};
}

std::string fill_poll(State& state, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("closes")) + "|";
  if (std::string fault = take_with(state, act, row.payload); !fault.empty()) return fault;
  row.payload += "|" + kept(act, {"opens", "method", "electorate", "seats", "groups", "logs", "on", "choices", "rule"});
  const PollSpec poll = read_poll(row.payload);
  if (poll.closes <= poll.opens) return "closes: must be after `opens`";  // times of one form compare as text
  if (std::string fault = method_fault(act, poll); !fault.empty()) return fault;
  for (const PollChoice& choice : poll.choices) {
    if (choice.of && std::find(poll.on.begin(), poll.on.end(), *choice.of) == poll.on.end()) return "choices: `of` must be named in `on` too";
  }
  return charter_fault(state, act, poll);
}
SlotPlace place_poll(State&, const ActRow& row) { return {"poll|" + to_hex(row.id), "poll", row.no}; }

std::string fill_ballot(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "poll");
  row.payload = json::write(*act.body.at("choice"));
  return ballot_fault(read_poll(state.get(row.subject).payload), *act.body.at("choice"));
}
SlotPlace place_ballot(State& state, const ActRow& row) {
  return {"ballot|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row), "ballot", row.subject};
}

std::string fill_charter(State&, const act::Act& act, ActRow& row) {
  row.payload = kept(act, {"groups", "admission", "rule", "logs"});
  return {};
}

std::string fill_return(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "poll");
  row.payload = act::key_text(act.by);
  for (const std::string_view name : {"opened", "closed"}) {
    const json::Value& extent = *act.body.at(name);
    row.payload += "|" + std::to_string(*extent.at("size")->integer()) + "|" + std::string(extent.text_at("root"));
  }
  if (*act.body.at("opened")->at("size")->integer() > *act.body.at("closed")->at("size")->integer()) return "closed: is smaller than `opened`";
  return {};
}

constexpr std::string_view kOfPolls[] = {"outcome"};

}  // namespace

const Rules kRules[] = {
    {"poll", fill_poll, judge_member, place_poll, kOfPolls},
    {"ballot", fill_ballot, judge_member, place_ballot},
    {"charter", fill_charter, judge_member, nullptr},
    {"return", fill_return, nullptr, nullptr},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::decision
