// Rules of questions, proposals and opinions (docs/fold.md, "Deliberation"). Payloads: call
// "closes|with,with|group,group", propose "kind|with,with|on|from", amend "version", accept
// "kind|with,with|amend", decline "amend", support and object their own name.
#include "assembly/rules.h"

#include <algorithm>

namespace althing::assembly::deliberation {
namespace {

std::string fill_call(State& state, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("closes")) + "|";
  if (std::string fault = take_with(state, act, row.payload); !fault.empty()) return fault;
  row.payload += "|";
  if (const json::Value* groups = act.body.at("groups")) {
    for (const json::Value& group : *groups->array()) row.payload += *group.string() + ",";
  }
  return {};
}

std::string fill_to(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, act.type == "respond" ? "to" : "on");
  return {};
}

SlotPlace place_respond(State& state, const ActRow& row) {
  return {"respond|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row), "respond", row.subject};
}

// A text stands alone; the other kinds say what should become of a provision. Only add may name the whole instrument.
std::string fill_propose(State& state, const act::Act& act, ActRow& row) {
  const std::string_view kind = act.token("kind");
  row.subject = named(state, act, "on");
  if ((kind == "text") != (row.subject == kNone)) return "on: goes with the kinds noc, mod, add, sup, and only with them";
  if (row.subject != kNone && kind != "add" && state.get(row.subject).type != "provision") return "on: must name a provision";
  row.payload = std::string(kind) + "|";
  if (std::string fault = take_with(state, act, row.payload); !fault.empty()) return fault;
  row.payload += "|" + std::string(act.token("on")) + "|" + std::string(act.token("from"));
  return {};
}
SlotPlace place_propose(State&, const ActRow& row) { return {"version|" + to_hex(row.id), "version", row.no}; }

// The proposal a version belongs to; a revise of a statement is none.
ActNo proposal_of(State& state, const ActRow& version) {
  const ActRow root = version.type == "propose" ? version : state.get(version.subject);
  return root.type == "propose" ? root.no : kNone;
}

std::string fill_amend(State& state, const act::Act& act, ActRow& row) {
  const ActRow version = state.get(named(state, act, "of"));
  row.subject = proposal_of(state, version);
  row.payload = to_hex(version.id);
  return row.subject == kNone ? "of: names a version of a statement" : std::string();
}

std::string fill_verdict(State& state, const act::Act& act, ActRow& row) {
  const ActRow amend = state.get(named(state, act, "of"));
  row.subject = amend.subject;
  const ActRow root = state.get(row.subject);
  if (act.type == "accept") row.payload = std::string(payload_part(root.payload, 0)) + "|" + std::string(payload_part(root.payload, 1)) + "|";
  row.payload += to_hex(amend.id);
  return {};
}
std::string judge_verdict(State& state, const ActRow& row) {
  if (!organises(state, row, state.get(row.subject))) return "author: only the proposal's author and co-organisers can decide on an amendment";
  const std::string_view amend = payload_part(row.payload, row.type == "accept" ? 2 : 0);
  if (state.get(*state.find(*parse_hex<act::ActId>(amend))).status == Status::voided) return "of: the amendment is void";
  return {};
}
SlotPlace place_accept(State& state, const ActRow& row) {
  return {"version|" + to_hex(state.get(row.subject).id), "version", row.subject};
}
SlotPlace place_decline(State&, const ActRow& row) { return {"declined|" + row.payload, "declined", row.subject}; }

std::string fill_stance(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  row.payload = act.type;
  return proposal_of(state, state.get(row.subject)) == kNone ? "of: names a version of a statement" : std::string();
}
SlotPlace place_stance(State& state, const ActRow& row) {
  return {"stance|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row), "stance", row.subject};
}

SlotPlace place_comment(State&, const ActRow& row) { return {"comment|" + to_hex(row.id), "comment", row.subject}; }

// What organisers drive is marked as withdrawn; of what one says oneself the effect goes.
bool is_driven(std::string_view type) {
  static constexpr std::string_view kDriven[] = {"call", "propose", "amend", "poll", "action"};
  return std::find(std::begin(kDriven), std::end(kDriven), type) != std::end(kDriven);
}

std::string fill_withdraw(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  return {};
}
std::string judge_withdraw(State& state, const ActRow& row) {
  const ActRow target = state.get(row.subject);
  if (same_actor(row, target) || (is_driven(target.type) && organises(state, row, target))) return {};
  // Who keeps a dossier takes out what another keeper put in.
  if (target.type == "part" && target.subject != kNone && organises(state, row, state.get(target.subject))) return {};
  return "author: only who did it can take it back";
}
SlotPlace place_withdraw(State& state, const ActRow& row) {
  const ActRow target = state.get(row.subject);
  if (is_driven(target.type)) return {"withdrawn|" + to_hex(target.id), "withdrawn", target.no};
  const Rules* rules = find_rules(target.type);
  if (target.fixed || rules == nullptr || rules->place == nullptr) return {};
  SlotPlace place = rules->place(state, target);
  place.positive = false;
  return place;
}

constexpr std::string_view kOfProposals[] = {"revise", "accept", "decline", "outcome"};
constexpr std::string_view kOfVersions[] = {"outcome"};

}  // namespace

const Rules kRules[] = {
    {"call", fill_call, judge_member, nullptr},
    {"respond", fill_to, judge_member, place_respond},
    {"propose", fill_propose, judge_member, place_propose, kOfProposals},
    {"amend", fill_amend, judge_member, nullptr},
    {"accept", fill_verdict, judge_verdict, place_accept, kOfVersions},
    {"decline", fill_verdict, judge_verdict, place_decline},
    {"support", fill_stance, judge_member, place_stance},
    {"object", fill_stance, judge_member, place_stance},
    {"comment", fill_to, judge_member, place_comment},
    {"withdraw", fill_withdraw, judge_withdraw, place_withdraw},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::deliberation
