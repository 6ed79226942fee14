// Rules of polls and ballots (docs/fold.md, "Decision"). Payloads: poll "closes|with,with|JSON of its other
// members", ballot the choice as JSON, charter JSON as `found` has it, return
// "key|opened size|opened root|closed size|closed root".
#include "assembly/rules.h"

#include <algorithm>

#include "assembly/decision/poll.h"

namespace althing::assembly::decision {
namespace {

std::string fill_poll(State& state, const act::Act& act, ActRow& row) {
  std::string with;
  const std::string fault = take_with(state, act, with);
  row.payload = poll_payload(act, with);
  if (!fault.empty()) return fault;
  return poll_fault(act, read_poll(row.payload), [&](const act::ActId& id) { return state.get(*state.find(id)).type; });
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
  row.payload = members_of(act, {"groups", "admission", "rule", "logs"});
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

SlotPlace place_return(State& state, const ActRow& row) {
  return {"return|" + to_hex(state.get(row.subject).id) + "|" + act::key_text(row.key), "return", row.subject};
}
// Which of two came first is nobody's to say, so neither counts; together they are evidence against the log.
std::string judge_return(State& state, const ActRow& row) {
  const auto slot = state.find_slot(place_return(state, row).key);
  const std::vector<ActNo> all = slot ? state.slot_members(slot->id) : std::vector<ActNo>{};
  const bool alone = std::all_of(all.begin(), all.end(), [&](ActNo no) { return no == row.no; });
  return alone ? std::string() : "twice: its log returned this poll more than once, so none of its returns counts";
}

constexpr std::string_view kOfPolls[] = {"outcome"};

}  // namespace

const Rules kRules[] = {
    {"poll", fill_poll, judge_member, place_poll, kOfPolls},
    {"ballot", fill_ballot, judge_member, place_ballot},
    {"charter", fill_charter, judge_member, nullptr},
    {"return", fill_return, judge_return, place_return},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::decision
