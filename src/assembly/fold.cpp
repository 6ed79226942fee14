// Two steps per act. First what never changes once everything it names is held: schema, author chain,
// references (`fixed`). Then a verdict from the present state, looked at again whenever something it
// depends on arrives (a rotation, a dismissal, an earlier join of its key). The second step is a pure
// function of the fixed facts of all acts, so the order of arrival cannot matter.
#include "assembly/fold.h"

#include <algorithm>
#include <tuple>

#include "act/schema.h"
#include "assembly/membership/identity.h"
#include "assembly/membership/mandate.h"
#include "assembly/membership/seats.h"
#include "assembly/rules.h"
#include "base/check.h"

namespace althing::assembly {
namespace {

bool is_anchor(const ActRow& row) { return row.type == "join" || row.type == "rotate"; }

// What an act names that must be held before it has a meaning, without duplicates.
struct Needs {
  std::vector<act::ActId> ids;
  std::string schema_fault;
};

Needs needs_of(const act::Act& act) {
  Needs needs;
  needs.ids = act.prev;
  if (act.v != 1) return needs;
  if (const auto ok = act::check_schema(act); !ok) {
    needs.schema_fault = "schema: " + ok.error().text();
    return needs;
  }
  for (const act::Ref& ref : act::references(act)) needs.ids.push_back(ref.id);
  std::sort(needs.ids.begin(), needs.ids.end());
  needs.ids.erase(std::unique(needs.ids.begin(), needs.ids.end()), needs.ids.end());
  return needs;
}

}  // namespace

bool Fold::apply(const act::Act& act, ActNo no) {
  if (state_.find(act.id)) return false;
  ActRow row;
  row.no = no;
  row.id = act.id;
  row.type = act.type;
  row.v = act.v;
  row.key = act.by;
  row.at = act.at;
  row.commitment = act.detail;
  state_.insert(row);
  try_admit(act, no);
  drain();
  return true;
}

// Admits the act and, as a loop and not a recursion, all that waited for it.
void Fold::try_admit(const act::Act& first, ActNo first_no) {
  std::vector<std::pair<act::Act, ActNo>> todo;
  todo.emplace_back(first, first_no);
  while (!todo.empty()) {
    const auto [act, no] = std::move(todo.back());
    todo.pop_back();
    const Needs needs = needs_of(act);
    std::vector<act::ActId> missing;
    for (const act::ActId& id : needs.ids) {
      const auto held = state_.find(id);
      const bool is_prev = std::find(act.prev.begin(), act.prev.end(), id) != act.prev.end();
      const Status status = held ? state_.get(*held).status : Status::pending;
      // An act of an unknown version can be walked through by prev, but not relied on.
      if (status == Status::pending || (status == Status::inert && !is_prev)) missing.push_back(id);
    }
    if (!missing.empty()) {
      state_.hold(no, act.text, missing);
      continue;
    }
    ActRow row = state_.get(no);
    std::vector<ActNo> prev;
    for (const act::ActId& id : act.prev) prev.push_back(*state_.find(id));
    place(row, prev);
    row.status = act.v == 1 ? Status::effective : Status::inert;
    if (act.v == 1) {
      row.reason = needs.schema_fault.empty() ? fixed_fault(act, row) : needs.schema_fault;
      row.fixed = !row.reason.empty();
      if (row.fixed) row.status = Status::voided;
    }
    state_.update(row);
    queue_affected(row, true);
    queue_.push_back(no);
    drain();
    for (const State::Held& held : state_.release(act.id)) {
      const auto reread = act::parse_entry(act::note_of(held.text, state_.get(held.no).key, Signature{}));
      CHECK(reread.has_value());  // it passed the door once
      todo.emplace_back(*reread, held.no);
    }
  }
}

// Puts the act into its author's causal order.
void Fold::place(ActRow& row, const std::vector<ActNo>& prev) {
  for (const ActNo no : prev) {
    ActRow parent = state_.get(no);
    const bool continues = prev.size() == 1 && !parent.extended && parent.key == row.key;
    if (parent.followed && !continues) continue;
    parent.followed = true;
    parent.extended = parent.extended || continues;
    state_.update(parent);
    if (continues) {
      row.segment = parent.segment;
      row.position = parent.position + 1;
      return;
    }
  }
  row.segment = row.no;
  row.position = 0;
  row.parents = prev;
}

// Everything about an act that can be judged for ever from the acts it names.
std::string Fold::fixed_fault(const act::Act& act, ActRow& row) {
  for (const act::ActId& id : act.prev) {
    if (act.type != "rotate" && state_.get(*state_.find(id)).key != act.by) return "prev: names an act of another author";
  }
  for (const act::Ref& ref : act::references(act)) {
    const ActRow target = state_.get(*state_.find(ref.id));
    const std::string member(ref.member);
    if (!ref.types.empty() && std::find(ref.types.begin(), ref.types.end(), target.type) == ref.types.end()) {
      return member + ": names an act of type " + target.type;
    }
    if (target.fixed) return member + ": names a void act";
  }
  const Rules* rules = find_rules(act.type);
  if (rules == nullptr) return "type: has no rules";
  if (rules->fill != nullptr) {
    if (std::string fault = rules->fill(state_, act, row); !fault.empty()) return fault;
  }
  if (act.mandate) {
    row.mandate = *state_.find(*act.mandate);
    row.actor = *state_.find(*act.on_behalf);
    return fixed_mandate_fault(state_, row, row.actor);
  }
  if (act.type == "rotate") {
    ActRow join = state_.get(row.subject);
    if (!join.rotated) {
      join.rotated = true;
      state_.update(join);
    }
  }
  return {};
}

// Queues the acts whose verdict rests on this one.
void Fold::queue_affected(const ActRow& row, bool newly_admitted) {
  const auto queue_all = [&](const std::vector<ActNo>& list) {
    for (const ActNo no : list) {
      if (no != row.no) queue_.push_back(no);
    }
  };
  if (newly_admitted && is_anchor(row) && !row.fixed) {
    queue_all(state_.acts_of_key(row.key));
    if (row.type == "rotate") {
      queue_all(state_.acts_of_key(state_.get(row.subject).key));
      for (const ActNo rotate : state_.acts_about(row.subject, "rotate")) queue_all(state_.acts_of_key(state_.get(rotate).key));
    }
  }
  if (row.type == "appoint") {
    queue_all(state_.acts_under(row.no));
    queue_all(state_.acts_about(row.no, "dismiss"));
  }
  if (row.type == "dismiss" && row.subject != kNone) queue_all(state_.acts_under(row.subject));
  if (row.type == "statement") queue_all(state_.acts_about(row.no, "revise"));
  queue_all(state_.acts_about(row.no, "erase"));
}

void Fold::drain() {
  while (!queue_.empty()) {
    const ActNo no = queue_.back();
    queue_.pop_back();
    judge(no);
  }
}

// Gives an act its verdict from the present state and moves its effect accordingly.
void Fold::judge(ActNo no) {
  const ActRow old = state_.get(no);
  if (old.status == Status::pending || old.status == Status::inert) return;
  ActRow row = old;
  if (!row.fixed) {
    const Authorship who = authorship(state_, row);
    row.author = who.identity;
    if (row.mandate == kNone) row.actor = who.identity;
    row.reason = who.fault;
    if (row.reason.empty() && row.mandate != kNone) row.reason = mandate_fault(state_, row);
    const Rules* rules = find_rules(row.type);
    if (row.reason.empty() && rules->judge != nullptr) row.reason = rules->judge(state_, row);
    row.status = row.reason.empty() ? Status::effective : Status::voided;
  }
  move_slot(row, old);
  state_.update(row);
  if (row.slot != 0 && old.slot != row.slot) refresh_slot(row.slot, row.no);
  else if (row.slot != 0 && row.status != old.status) refresh_slot(row.slot, std::nullopt);
  if (row.status != old.status || row.author != old.author || row.actor != old.actor) queue_affected(row, false);
}

// Finds the slot of the act's effect and takes it out of the one it was in before.
void Fold::move_slot(ActRow& row, const ActRow& old) {
  const Rules* rules = row.fixed ? nullptr : find_rules(row.type);
  SlotPlace place;
  if (rules != nullptr && rules->place != nullptr) place = rules->place(state_, row);
  row.slot = 0;
  if (!place.key.empty()) {
    row.positive = place.positive;
    if (const auto slot = state_.find_slot(place.key)) {
      row.slot = slot->id;
    } else {
      SlotRow fresh;
      fresh.key = place.key;
      fresh.kind = std::string(place.kind);
      fresh.subject = place.subject;
      fresh.owner = row.actor;
      row.slot = state_.insert_slot(fresh);
    }
  }
  if (old.slot != 0 && old.slot != row.slot) {
    state_.update(row);
    refresh_slot(old.slot, std::nullopt);
  }
}

// Recomputes a slot's heads and winner. @param added an act that just joined it and has no
// descendants yet, so that the common case needs no look at the others; nullopt recomputes all.
void Fold::refresh_slot(std::uint64_t id, const std::optional<ActNo>& added) {
  SlotRow slot = state_.get_slot(id);
  const bool was_active = slot.active;
  const std::string old_payload = slot.payload;
  std::vector<ActNo> members = slot.heads;
  if (added) {
    members.push_back(*added);
  } else {
    members = state_.slot_members(id);
  }
  std::vector<ActRow> effective;
  for (const ActNo no : members) {
    ActRow row = state_.get(no);
    if (row.status == Status::effective) effective.push_back(std::move(row));
  }
  slot.heads.clear();
  slot.winner = kNone;
  const ActRow* best = nullptr;
  for (const ActRow& a : effective) {
    const bool superseded = std::any_of(effective.begin(), effective.end(), [&](const ActRow& b) {
      return b.no != a.no && is_ancestor(state_, a.no, b.no);
    });
    if (superseded) continue;
    slot.heads.push_back(a.no);
    if (best == nullptr || std::tie(a.at, a.id) > std::tie(best->at, best->id)) best = &a;
  }
  slot.active = best != nullptr && best->positive;
  slot.winner = best == nullptr ? kNone : best->no;
  slot.payload = best == nullptr ? std::string() : best->payload;
  // A watch row (kind = act type) can move to another parent with its new version.
  if (best != nullptr && slot.kind == best->type) slot.subject = best->subject;
  state_.update_slot(slot);
  if (slot.kind == "signature") {
    const auto count = [&](const std::string& payload, std::int64_t delta) {
      state_.add_count(slot.subject, "signatures", delta);
      state_.add_count(slot.subject, payload_part(payload, 0), delta);
    };
    if (was_active) count(old_payload, -1);
    if (slot.active) count(slot.payload, 1);
  }
  if (slot.kind == "erase" || slot.kind == "withhold") hidden_changes_.push_back(slot.subject);
  if (slot.kind == "member" || slot.kind == "vouch" || slot.kind == "found") seats_dirty_ = true;
}

void Fold::settle() {
  if (!seats_dirty_) return;
  state_.set_seats(compute_seats(state_));
  seats_dirty_ = false;
}

}  // namespace althing::assembly
