// Rules of statements and signatures (docs/fold.md, "Voice"). Payloads: statement and revise
// "closes|with,with|" (a revise without `closes` keeps its statement's), sign "capacity|country".
#include "assembly/rules.h"

namespace althing::assembly::voice {
namespace {

std::string fill_statement(State& state, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("closes")) + "|";
  for (const act::ActId& id : act.ids_at("with")) {
    const auto no = state.find(id);
    if (!no || !state.get(*no).first_join) return "with: must name members' first joins";
    row.payload += to_hex(id) + ",";
  }
  return {};
}

std::string fill_revise(State& state, const act::Act& act, ActRow& row) {
  row.subject = *state.find(*act.id_at("of"));
  const std::string parent = state.get(row.subject).payload;
  const std::string_view own = act.token("closes");
  row.payload = std::string(own.empty() ? payload_part(parent, 0) : own) + "|" + std::string(payload_part(parent, 1));
  return {};
}

std::string judge_revise(State& state, const ActRow& row) {
  const ActRow statement = state.get(row.subject);
  if (same_actor(row, statement)) return {};
  if (row.actor != kNone && payload_part(statement.payload, 1).find(to_hex(state.get(row.actor).id)) != std::string_view::npos) return {};
  return "author: only the statement's author and co-organisers can revise it";
}

SlotPlace place_version(State& state, const ActRow& row) {
  if (row.type == "statement") return {"version|" + to_hex(row.id), "version", row.no};
  return {"version|" + to_hex(state.get(row.subject).id), "version", row.subject};
}

std::string fill_sign(State& state, const act::Act& act, ActRow& row) {
  row.subject = *state.find(*act.id_at("statement"));
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

}  // namespace

const Rules kRules[] = {
    {"statement", fill_statement, nullptr, place_version},
    {"revise", fill_revise, judge_revise, place_version},
    {"sign", fill_sign, judge_sign, place_signature},
    {"unsign", fill_sign, nullptr, place_signature},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::voice
