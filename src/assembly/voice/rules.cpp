// Rules of statements, signatures and what follows them (docs/fold.md, "Voice"). Payloads: statement and
// revise "closes|with,with|from" (a revise without `closes` keeps its statement's), sign "capacity|country",
// collect "count|src|source", dispute what is doubted, deliver "version|via|channel|receipt|due", answer "file", action
// "until|with,with|begins", outcome "review".
#include "assembly/rules.h"

namespace althing::assembly::voice {
namespace {

std::string fill_statement(State& state, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("closes")) + "|";
  if (std::string fault = take_with(state, act, row.payload); !fault.empty()) return fault;
  row.payload += "|" + std::string(act.token("from"));
  return {};
}

std::string fill_revise(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  const ActRow root = state.get(row.subject);
  const std::string_view own = act.token("closes");
  if (root.type == "propose" && !own.empty()) return "closes: a proposal is not signed";
  row.payload = std::string(own.empty() ? payload_part(root.payload, 0) : own) + "|" + std::string(payload_part(root.payload, 1));
  return {};
}

std::string judge_revise(State& state, const ActRow& row) {
  if (organises(state, row, state.get(row.subject))) return {};
  return "author: only its author and co-organisers can revise it";
}

SlotPlace place_version(State& state, const ActRow& row) {
  if (row.type == "statement") return {"version|" + to_hex(row.id), "version", row.no};
  return {"version|" + to_hex(state.get(row.subject).id), "version", row.subject};
}

// A version stands for its statement (or proposal).
ActRow statement_of(State& state, const ActRow& version) { return version.type == "revise" ? state.get(version.subject) : version; }

// The version that `statement` names; a fault if it is a proposal's, which nobody signs.
std::string take_version(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "statement");
  return statement_of(state, state.get(row.subject)).type == "statement" ? std::string() : "statement: names a version of a proposal";
}

std::string fill_sign(State& state, const act::Act& act, ActRow& row) {
  if (std::string fault = take_version(state, act, row); !fault.empty()) return fault;
  row.payload = std::string(act.token("capacity")) + "|" + std::string(act.token("country"));
  const bool for_member = act.on_behalf.has_value();
  if (act.type == "sign" && for_member && act.token("capacity") != "organisation") {
    return "capacity: who signs for a member signs as organisation";
  }
  return {};
}

std::string judge_sign(State& state, const ActRow& row) {
  if (payload_part(row.payload, 0) != "organisation") return {};
  if (row.actor == kNone) return "capacity: only a member can sign as an organisation";
  if (payload_part(state.get(row.actor).payload, 0) == "person") return "capacity: the member is a person, not an organisation";
  return {};
}

SlotPlace place_signature(State& state, const ActRow& row) {
  return {"signature|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row), "signature", row.subject,
          row.type == "sign"};
}

std::string fill_collect(State& state, const act::Act& act, ActRow& row) {
  if (std::string fault = take_version(state, act, row); !fault.empty()) return fault;
  row.payload = std::to_string(*act.body.at("count")->integer()) + "|" + std::string(act.token("src")) + "|" + std::string(act.token("source"));
  return {};
}
SlotPlace place_collect(State& state, const ActRow& row) {
  return {"collect|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row) + "|" + std::string(payload_part(row.payload, 1)),
          "collect", row.subject};
}

// Of a signature: about the statement, by its organisers. Of a row of the watch file: about that version, by
// any member but who recorded it, who corrects it or takes it back instead.
std::string fill_dispute(State& state, const act::Act& act, ActRow& row) {
  const ActRow target = state.get(named(state, act, "on"));
  row.subject = target.type == "sign" ? statement_of(state, state.get(target.subject)).no : target.no;
  row.payload = to_hex(target.id);
  return {};
}
std::string judge_dispute(State& state, const ActRow& row) {
  const ActRow about = state.get(row.subject);
  if (about.type != "statement") {
    if (std::string fault = judge_member(state, row); !fault.empty()) return fault;
    return same_actor(row, about) ? "author: who recorded a row corrects it or takes it back" : std::string();
  }
  if (organises(state, row, about)) return {};
  return "author: only the statement's author and co-organisers can dispute a signature";
}
SlotPlace place_dispute(State& state, const ActRow& row) {
  const bool signature = state.get(row.subject).type == "statement";
  return {"dispute|" + row.payload + (signature ? std::string() : "|" + owner_text(state, row)), "dispute", row.subject};
}

std::string fill_outcome(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  row.payload = std::string(act.token("review"));
  return {};
}
std::string judge_outcome(State& state, const ActRow& row) {
  const ActRow target = state.get(row.subject);
  const bool version = target.type == "revise" || target.type == "accept";
  if (organises(state, row, version ? state.get(target.subject) : target)) return {};
  return "author: only the organisers of what was decided can state its outcome";
}
SlotPlace place_outcome(State& state, const ActRow& row) {
  return {"outcome|" + to_hex(state.get(row.subject).id), "outcome", row.subject};
}

std::string fill_deliver(State& state, const act::Act& act, ActRow& row) {
  const ActRow version = state.get(named(state, act, "statement"));
  const ActRow root = statement_of(state, version);
  if (root.type != "statement") return "statement: names a version of a proposal";
  row.subject = root.no;
  if (const ActNo via = named(state, act, "via"); via != kNone && !state.get(via).first_join) return "via: must name the member's first join";
  row.payload = to_hex(version.id);
  for (const std::string_view member : {"via", "channel", "receipt", "due"}) row.payload += "|" + std::string(act.token(member));
  return {};
}
// The organisers, or the member that delivered it.
std::string judge_deliver(State& state, const ActRow& row) {
  if (organises(state, row, state.get(row.subject))) return {};
  if (row.actor != kNone && to_hex(state.get(row.actor).id) == payload_part(row.payload, 1)) return {};
  return "author: only the organisers and the member it was delivered through can say so";
}

std::string fill_answer(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "to");
  row.payload = std::string(act.token("file"));
  return {};
}
std::string judge_answer(State& state, const ActRow& row) {
  const ActRow delivery = state.get(row.subject);
  if (organises(state, row, state.get(delivery.subject)) || same_actor(row, delivery)) return {};
  if (row.actor != kNone && to_hex(state.get(row.actor).id) == payload_part(delivery.payload, 1)) return {};
  return "author: only the organisers and the member it was delivered through can file the answer";
}
SlotPlace place_itself(State&, const ActRow& row) { return {row.type + "|" + to_hex(row.id), row.type, row.subject}; }

std::string fill_action(State& state, const act::Act& act, ActRow& row) {
  const std::string_view until = act.token("until"), begins = act.token("begins");
  if (!begins.empty() && begins > until) return "begins: is after `until`";
  row.payload = std::string(until) + "|";
  if (std::string fault = take_with(state, act, row.payload); !fault.empty()) return fault;
  row.payload += "|" + std::string(begins);
  return {};
}

// Taking part needs no membership, like signing.
std::string fill_pledge(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, act.type == "pledge" ? "to" : "of");
  const ActRow target = state.get(row.subject);
  if (target.type == "revise" && state.get(target.subject).type != "propose") return "of: names a version of a statement";
  return {};
}
SlotPlace place_owned(State& state, const ActRow& row) {
  return {row.type + "|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row), row.type, row.subject};
}

constexpr std::string_view kOfStatements[] = {"revise", "deliver", "dispute"};
constexpr std::string_view kOfVersions[] = {"outcome"};
constexpr std::string_view kAnswers[] = {"answer"};

}  // namespace

const Rules kRules[] = {
    {"statement", fill_statement, nullptr, place_version, kOfStatements},
    {"revise", fill_revise, judge_revise, place_version, kOfVersions},
    {"sign", fill_sign, judge_sign, place_signature},
    {"unsign", fill_sign, nullptr, place_signature},
    {"collect", fill_collect, judge_member, place_collect},
    {"dispute", fill_dispute, judge_dispute, place_dispute},
    {"outcome", fill_outcome, judge_outcome, place_outcome},
    {"deliver", fill_deliver, judge_deliver, place_itself, kAnswers},
    {"answer", fill_answer, judge_answer, place_itself},
    {"action", fill_action, judge_member, nullptr},
    {"pledge", fill_pledge, nullptr, place_owned},
    {"done", fill_pledge, nullptr, place_owned},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::voice
