// Dispatch over the concerns' rule tables and helpers they share.
#include "assembly/rules.h"

#include <span>
#include <unordered_map>

#include "assembly/fold.h"

namespace althing::assembly {
namespace {

std::unordered_map<std::string_view, const Rules*> build_table() {
  std::unordered_map<std::string_view, const Rules*> table;
  const auto add = [&](const Rules* rules, std::size_t count) {
    for (const Rules& r : std::span(rules, count)) table.emplace(r.type, &r);
  };
  add(membership::kRules, membership::kRuleCount);
  add(deliberation::kRules, deliberation::kRuleCount);
  add(decision::kRules, decision::kRuleCount);
  add(voice::kRules, voice::kRuleCount);
  add(watch::kRules, watch::kRuleCount);
  return table;
}

}  // namespace

const Rules* find_rules(std::string_view type) {
  static const std::unordered_map<std::string_view, const Rules*> table = build_table();
  const auto it = table.find(type);
  return it == table.end() ? nullptr : it->second;
}

std::string_view payload_part(std::string_view payload, std::size_t n) {
  for (; n > 0; --n) {
    const auto bar = payload.find('|');
    if (bar == std::string_view::npos) return {};
    payload.remove_prefix(bar + 1);
  }
  return payload.substr(0, payload.find('|'));
}

std::string owner_text(State& state, const ActRow& row) {
  if (row.actor != kNone) return to_hex(state.get(row.actor).id);
  return act::key_text(row.key);
}

bool same_actor(const ActRow& a, const ActRow& b) {
  if (a.actor != b.actor) return false;
  return a.actor != kNone || a.key == b.key;
}

bool organises(State& state, const ActRow& who, const ActRow& what) {
  if (same_actor(who, what)) return true;
  return who.actor != kNone && payload_part(what.payload, 1).find(to_hex(state.get(who.actor).id)) != std::string_view::npos;
}

std::string take_with(State& state, const act::Act& act, std::string& payload) {
  for (const act::ActId& id : act.ids_at("with")) {
    const auto no = state.find(id);
    if (!no || !state.get(*no).first_join) return "with: must name members' first joins";
    payload += to_hex(id) + ",";
  }
  return {};
}

ActNo named(State& state, const act::Act& act, std::string_view member) {
  const auto id = act.id_at(member);
  const auto no = id ? state.find(*id) : std::nullopt;
  return no ? *no : kNone;
}

std::string judge_member(State&, const ActRow& row) {
  return row.actor == kNone ? "member: only a member can do this; its key never joined" : std::string();
}

std::string_view status_token(Status status) {
  switch (status) {
    case Status::pending: return "pending";
    case Status::effective: return "effective";
    case Status::voided: return "void";
    case Status::inert: return "inert";
  }
  return "pending";
}

std::string_view reason_code(std::string_view reason) { return reason.substr(0, reason.find(':')); }

}  // namespace althing::assembly
