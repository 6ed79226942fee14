// Rules of the membership acts (docs/fold.md). Payloads: join "kind|next|country", rotate "next",
// appoint "key|until|scope,scope", mark "size|root", attest "what|domain|method|", dismiss "no,no" (the last acts that stand), vouch "group".
#include "assembly/rules.h"

#include <algorithm>

#include "act/schema.h"
#include "assembly/fold.h"
#include "assembly/membership/identity.h"

namespace althing::assembly::membership {
namespace {

std::string fill_found(State&, const act::Act& act, ActRow& row) {
  json::Object kept;
  for (std::string_view name : {"groups", "admission", "rule", "logs"}) {
    if (const json::Value* v = act.body.at(name)) kept.set(name, *v);
  }
  row.payload = json::write(kept);
  return {};
}

// The log's clock is read from it where a charter asks how long a member has been one (decision/electorate.h).
std::string fill_mark(State&, const act::Act& act, ActRow& row) {
  row.payload = std::to_string(*act.body.at("size")->integer()) + "|" + std::string(act.body.text_at("root"));
  return {};
}

std::string fill_node(State&, const act::Act& act, ActRow& row) {
  row.payload = act.token("log");
  return row.payload == act::key_text(row.key) ? std::string() : "log: a node is announced by its own log key";
}
SlotPlace place_node(State&, const ActRow& row) { return {"node|" + row.payload, "node"}; }

std::string fill_peer(State&, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("mode")) + "|" + std::string(act.token("log"));
  return {};
}
SlotPlace place_peer(State&, const ActRow& row) {
  return {"peer|" + act::key_text(row.key) + "|" + std::string(payload_part(row.payload, 1)), "peer"};
}

SlotPlace place_found(State&, const ActRow&) { return {"found", "found"}; }

std::string fill_join(State& state, const act::Act& act, ActRow& row) {
  const std::vector<ActNo> earlier = state.anchors_of_key(row.key);
  row.first_join = std::none_of(earlier.begin(), earlier.end(), [&](ActNo no) {
    const ActRow other = state.get(no);
    return !other.fixed && other.v == 1 && is_ancestor(state, other, row);
  });
  row.payload = std::string(act.token("kind")) + "|" + std::string(act.token("next")) + "|" + std::string(act.token("country"));
  return {};
}

// A later join of a member (after a leave) must repeat the commitment in force, or a thief of the key
// could replace it, and what kind of member it is, because its rights rest on that.
std::string judge_join(State& state, const ActRow& row) {
  if (row.author == row.no) return {};
  if (row.author == kNone) return "member: a later join must follow the member's first";
  if (payload_part(row.payload, 0) != payload_part(state.get(row.author).payload, 0)) {
    return "kind: joining again must keep the kind of member";
  }
  for (const ChainLink& link : key_chain(state, row.author)) {
    if (link.key == row.key && link.next == payload_part(row.payload, 1)) return {};
  }
  return "next: joining again must repeat the commitment to the next key";
}

SlotPlace place_member(State& state, const ActRow& row) {
  if (row.author == kNone) return {};
  return {"member|" + to_hex(state.get(row.author).id), "member", row.author, row.type == "join"};
}

std::string judge_leave(State&, const ActRow& row) {
  return row.author == kNone ? "member: its key never joined" : std::string();
}

std::string fill_rotate(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  row.payload = act.token("next");
  const ActRow join = state.get(row.subject);
  if (!join.first_join) return "of: must name the member's first join";
  if (!is_ancestor(state, join, row)) return "prev: must lead back to the join it rotates";
  return {};
}

std::string judge_rotate(State& state, const ActRow& row) {
  for (const ChainLink& link : key_chain(state, row.subject)) {
    if (link.act == row.no) return {};
  }
  return "next: not signed by the key committed to, or that key was already rotated in";
}

SlotPlace place_rotate(State& state, const ActRow& row) {
  return {rotation_slot(state.get(row.subject).id, to_hex(sha256(row.key.view()))), "rotate", row.subject};
}

std::string fill_appoint(State&, const act::Act& act, ActRow& row) {
  row.payload = std::string(act.token("key")) + "|" + std::string(act.token("until")) + "|";
  if (const json::Value* scope = act.body.at("scope"); scope && scope->array()) {
    for (const json::Value& item : *scope->array()) {
      row.payload += *item.string();
      row.payload += ',';
    }
  }
  return {};
}

std::string judge_appoint(State& state, const ActRow& row) {
  if (row.author == kNone) return "member: only a member can appoint";
  if (payload_part(state.get(row.author).payload, 0) == "person") return "member: only an association or organisation can appoint";
  return {};
}

std::string fill_dismiss(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  for (const act::ActId& id : act.ids_at("last")) {
    if (const auto no = state.find(id)) row.payload += std::to_string(*no) + ",";
  }
  return {};
}

std::string judge_dismiss(State& state, const ActRow& row) {
  return same_actor(row, state.get(row.subject)) && row.author != kNone ? std::string() : "author: only who appointed can dismiss";
}

std::string fill_vouch(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "whom");
  row.payload = act.token("group");
  return state.get(row.subject).first_join ? std::string() : "whom: must name the member's first join";
}

std::string judge_vouch(State&, const ActRow& row) {
  if (row.actor == kNone) return "member: only a member can vouch";
  if (row.actor == row.subject) return "whom: nobody vouches for itself";
  return {};
}

SlotPlace place_vouch(State& state, const ActRow& row) {
  return {"vouch|" + owner_text(state, row) + "|" + to_hex(state.get(row.subject).id) + "|" + row.payload, "vouch",
          row.subject, row.type == "vouch"};
}

std::string fill_of(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  return {};
}

std::string fill_erase(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "of");
  const std::string target = state.get(row.subject).type;
  const act::Type* type = act::find_type(target);
  if (type == nullptr || !type->erasable) return "of: a detail of type " + target + " can be withheld, not erased";
  return {};
}

std::string judge_erase(State& state, const ActRow& row) {
  return same_actor(row, state.get(row.subject)) ? std::string() : "author: only its author can erase a detail";
}

SlotPlace place_erase(State& state, const ActRow& row) {
  return {"erase|" + to_hex(state.get(row.subject).id), "erase", row.subject};
}

std::string judge_restore(State& state, const ActRow& row) {
  for (const ActNo no : state.acts_about(row.subject, "withhold")) {
    const ActRow withhold = state.get(no);
    if (withhold.key == row.key && withhold.status == Status::effective) return {};
  }
  return "author: only the node that withheld can restore";
}

std::string fill_attest(State& state, const act::Act& act, ActRow& row) {
  row.subject = named(state, act, "whom");
  if (!state.get(row.subject).first_join) return "whom: must name the member's first join";
  if ((act.token("what") == "domain") == act.token("domain").empty()) return "domain: goes with `what` domain, and only with it";
  for (const std::string_view member : {"what", "domain", "method"}) row.payload += std::string(act.token(member)) + "|";
  return {};
}
SlotPlace place_attest(State& state, const ActRow& row) {
  return {"attest|" + owner_text(state, row) + "|" + to_hex(state.get(row.subject).id) + "|" + std::string(payload_part(row.payload, 0)) + "|" +
              std::string(payload_part(row.payload, 1)),
          "attest", row.subject};
}

SlotPlace place_declare(State& state, const ActRow& row) { return {"declare|" + owner_text(state, row), "declare", row.actor}; }

SlotPlace place_withhold(State& state, const ActRow& row) {
  return {"withhold|" + act::key_text(row.key) + "|" + to_hex(state.get(row.subject).id), "withhold", row.subject,
          row.type == "withhold"};
}

}  // namespace

const Rules kRules[] = {
    {"found", fill_found, nullptr, place_found},
    {"join", fill_join, judge_join, place_member},
    {"leave", nullptr, judge_leave, place_member},
    {"rotate", fill_rotate, judge_rotate, place_rotate},
    {"appoint", fill_appoint, judge_appoint, nullptr},
    {"dismiss", fill_dismiss, judge_dismiss, nullptr},
    {"vouch", fill_vouch, judge_vouch, place_vouch},
    {"unvouch", fill_vouch, judge_vouch, place_vouch},
    {"attest", fill_attest, nullptr, place_attest},
    {"declare", nullptr, judge_member, place_declare},
    {"report", fill_of, nullptr, nullptr},
    {"erase", fill_erase, judge_erase, place_erase},
    {"withhold", fill_of, nullptr, place_withhold},
    {"restore", fill_of, judge_restore, place_withhold},
    {"appeal", fill_of, nullptr, nullptr},
    {"mark", fill_mark, nullptr, nullptr},
    {"node", fill_node, nullptr, place_node},
    {"peer", fill_peer, nullptr, place_peer},
};
const std::size_t kRuleCount = std::size(kRules);

}  // namespace althing::assembly::membership
