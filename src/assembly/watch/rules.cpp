// Rules of the watch file (docs/fold.md, "Watch"). Every row has a slot: with `src`, a later act of the
// same author, type and src is the row's new version; without, the act is a row of its own.
// Payloads: "src|kind", "src|number|from", "src|option", "src|sha256|provenance".
#include "assembly/rules.h"

namespace althing::assembly::watch {
namespace {

void set_subject(State& state, const act::Act& act, std::string_view member, ActRow& row) {
  if (const auto id = act.id_at(member)) row.subject = *state.find(*id);
}

std::string payload(const act::Act& act, std::initializer_list<std::string_view> members) {
  std::string out;
  for (std::string_view m : members) {
    if (!out.empty() || m != "src") out += '|';
    out += act.token(m);
  }
  return out;
}

std::string fill_instrument(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "on", row);
  row.payload = payload(act, {"src", "kind"});
  return {};
}
std::string fill_provision(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = payload(act, {"src", "number", "from"});
  return {};
}
std::string fill_position(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "on", row);
  row.payload = payload(act, {"src", "option"});
  return {};
}
std::string fill_document(State& state, const act::Act& act, ActRow& row) {
  set_subject(state, act, "of", row);
  row.payload = payload(act, {"src", "sha256", "provenance"});
  return {};
}

SlotPlace place_row(State& state, const ActRow& row) {
  const std::string_view src = payload_part(row.payload, 0);
  const std::string name = src.empty() ? to_hex(row.id) : owner_text(state, row) + "|" + std::string(src);
  return {row.type + "|" + name, row.type, row.subject};
}

}  // namespace

const Rules kRules[] = {
    {"instrument", fill_instrument, nullptr, place_row},
    {"provision", fill_provision, nullptr, place_row},
    {"position", fill_position, nullptr, place_row},
    {"document", fill_document, nullptr, place_row},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::watch
