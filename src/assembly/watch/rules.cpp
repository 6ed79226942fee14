// Rules of the watch file (docs/fold.md, "Watch"). Every row has a slot: with `src`, a later act of the
// same author, type and src is the row's new version; without, the act is a row of its own. What others
// say of a row is about the version they saw. Payloads: watch/rows.h.
#include <utility>

#include "assembly/rules.h"
#include "assembly/watch/rows.h"

namespace althing::assembly::watch {
namespace {

void set_subject(State& state, const act::Act& act, std::string_view member, ActRow& row) {
  if (const auto id = act.id_at(member)) row.subject = *state.find(*id);
}

std::string payload(const act::Act& act, std::initializer_list<std::string_view> members) {
  std::string out;
  bool first = true;
  for (std::string_view m : members) {
    if (!std::exchange(first, false)) out += '|';
    out += act.token(m);
  }
  return out;
}

std::string list_of(const act::Act& act, std::string_view member) {
  std::string out;
  const json::Value* items = act.body.at(member);
  if (items == nullptr) return out;
  for (const json::Value& item : *items->array()) out += *item.string() + ",";
  return out;
}

std::string fill_instrument(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "on", row);
  row.payload = payload(act, {"src", "kind", "embargo"});
  return row_fault(act);
}
std::string fill_provision(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = payload(act, {"src", "number", "from", "embargo"});
  return row_fault(act);
}
std::string fill_position(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "on", row);
  row.payload = payload(act, {"src", "option", "embargo"});
  return row_fault(act);
}
std::string fill_document(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = payload(act, {"src", "sha256", "provenance", "embargo"});
  return row_fault(act);
}

std::string fill_event(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, act.type == "event" ? "of" : "order", row);
  row.payload = payload(act, {"src", "kind", "country", "region", "from", "to", "precision", "end", "embargo"}) + "|" + list_of(act, "labels");
  if (act.type == "incident") row.payload += "|" + std::string(act.token("extent"));
  return row_fault(act);
}
std::string fill_claim(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "on", row);
  row.payload = payload(act, {"src", "embargo"});
  return row_fault(act);
}

SlotPlace place_row(State& state, const ActRow& row) {
  const std::string_view src = payload_part(row.payload, 0);
  const std::string name = src.empty() ? to_hex(row.id) : owner_text(state, row) + "|" + std::string(src);
  return {row.type + "|" + name, row.type, row.subject};
}

// What a member says of one version of a row: one word each, the latest.
SlotPlace place_said(State& state, const ActRow& row) {
  return {row.type + "|" + to_hex(state.get(row.subject).id) + "|" + owner_text(state, row), row.type, row.subject};
}

std::string fill_corroborate(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "on", row);
  row.payload = "|" + std::string(act.token("embargo"));
  return row_fault(act);
}
std::string judge_corroborate(State& state, const ActRow& row) {
  if (std::string fault = judge_member(state, row); !fault.empty()) return fault;
  if (same_actor(row, state.get(row.subject))) return "author: a row is not corroborated by who recorded it";
  return {};
}

std::string fill_check(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = "|" + payload(act, {"verdict", "embargo"});
  return row_fault(act);
}

std::string fill_dossier(State& state, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("src")) + "|";
  return take_with(state, act, row.payload);
}
// Taken from the dossier's version it names: who kept that one.
std::string fill_part(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = std::string(act.token("row")) + "|" + std::string(payload_part(state.get(row.subject).payload, 1));
  return {};
}
std::string judge_part(State& state, const ActRow& row) {
  if (std::string fault = judge_member(state, row); !fault.empty()) return fault;
  if (organises(state, row, state.get(row.subject))) return {};
  return "author: only who keeps the dossier can put rows into it";
}
SlotPlace place_part(State& state, const ActRow& row) {
  return {"part|" + to_hex(state.get(row.subject).id) + "|" + std::string(payload_part(row.payload, 0)), "part", row.subject};
}

std::string fill_step(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = payload(act, {"src", "kind", "when", "until", "country", "watcher"});
  if (!state.get(*state.find(*act.id_at("watcher"))).first_join) return "watcher: must name the member's first join";
  return row_fault(act);
}

std::string fill_window(State&, const act::Act& act, ActRow& row) {
  json::Object kept;
  for (const std::string_view member : {"draws", "events", "from", "incidents", "lags", "placebo", "seed", "to", "windows"}) {
    kept.set(std::string(member), *act.body.at(member));
  }
  row.payload = json::write(json::Value(std::move(kept)));
  return row_fault(act);
}
SlotPlace place_itself(State&, const ActRow& row) { return {row.type + "|" + to_hex(row.id), row.type, row.subject}; }

// What others say of a row is void by whose the row is.
constexpr std::string_view kOfRows[] = {"corroborate", "dispute"};
constexpr std::string_view kOfDossiers[] = {"part"};

}  // namespace

const Rules kRules[] = {
    {"instrument", fill_instrument, nullptr, place_row, kOfRows},
    {"provision", fill_provision, nullptr, place_row, kOfRows},
    {"position", fill_position, nullptr, place_row, kOfRows},
    {"document", fill_document, nullptr, place_row, kOfRows},
    {"event", fill_event, nullptr, place_row, kOfRows},
    {"incident", fill_event, nullptr, place_row, kOfRows},
    {"claim", fill_claim, nullptr, place_row, kOfRows},
    {"corroborate", fill_corroborate, judge_corroborate, place_said, kOfRows},
    {"check", fill_check, judge_member, place_said, kOfRows},
    {"dossier", fill_dossier, judge_member, place_row, kOfDossiers},
    {"part", fill_part, judge_part, place_part},
    {"step", fill_step, judge_member, place_row, kOfRows},
    {"window", fill_window, judge_member, place_itself},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::watch
