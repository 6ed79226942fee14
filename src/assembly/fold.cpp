// Two steps per act. First what never changes once everything it names is held: schema, author chain,
// references (`fixed`). Then a verdict from the present state, looked at again whenever something it
// depends on arrives (a rotation, a dismissal, a join of its key). The second step is a pure function
// of the fixed facts of all acts, so the order of arrival cannot matter. Slots: slots.cpp.
#include "assembly/fold.h"

#include <algorithm>

#include "act/schema.h"
#include "assembly/membership/identity.h"
#include "assembly/membership/mandate.h"
#include "assembly/rules.h"
#include "base/check.h"

namespace althing::assembly {
namespace {

// Moderation can name any act, whatever became of it: what cannot be understood can still be hidden.
bool names_any(std::string_view type, std::string_view member) {
  return member == "of" && (type == "withhold" || type == "restore" || type == "appeal" || type == "report");
}

// References to a void act that leave an act standing: text of a void act can be hidden or erased, and a
// representative cannot spoil its dismissal by ending its chain with a void act.
bool may_name_void(std::string_view type, std::string_view member) {
  return names_any(type, member) || (type == "erase" && member == "of") || (type == "dismiss" && member == "last");
}

}  // namespace

bool Fold::apply(const act::Act& act, ActNo no) {
  if (state_.find(act.id)) return false;
  admit_all(act, no);
  return true;
}

// Admits the act and, as a loop and not a recursion, all that waited for it.
void Fold::admit_all(const act::Act& first, ActNo first_no) {
  std::vector<std::pair<act::Act, ActNo>> todo;
  const bool admitted = admit(first, first_no, false);
  // Even a pending act releases what waits for it: some references only need it to be here.
  release_waiting(first.id, todo);
  if (admitted) drain();
  while (!todo.empty()) {
    const auto [act, no] = std::move(todo.back());
    todo.pop_back();
    if (!admit(act, no, true)) continue;
    drain();
    release_waiting(act.id, todo);
  }
}

void Fold::release_waiting(const act::ActId& arrived, std::vector<std::pair<act::Act, ActNo>>& todo) {
  for (const State::Held& held : state_.release(arrived)) {
    const auto reread = act::parse_entry(act::note_of(held.text, state_.get(held.no).key, Signature{}));
    CHECK(reread.has_value());  // it passed the door once
    todo.emplace_back(*reread, held.no);
  }
}

// Takes the act in if all it names is there, else holds it. @param stored as pending, by an earlier try
bool Fold::admit(const act::Act& act, ActNo no, bool stored) {
  ActRow row;
  row.no = no;
  row.id = act.id;
  row.type = act.type;
  row.v = act.v;
  row.key = act.by;
  row.at = act.at;
  row.commitment = act.detail;
  std::string fault;
  std::vector<act::Ref> references;
  if (act.v == 1) {
    if (const auto ok = act::check_schema(act); !ok) fault = "schema: " + ok.error().text();
    else references = act::references(act);
  }
  std::vector<act::ActId> missing;
  std::vector<ActNo> prev;
  for (const act::ActId& id : act.prev) {
    const auto held = state_.find(id);
    if (!held || state_.get(*held).status == Status::pending) missing.push_back(id);
    else prev.push_back(*held);
  }
  for (const act::Ref& ref : references) {
    const auto held = state_.find(ref.id);
    if (held && names_any(act.type, ref.member)) continue;
    const Status status = held ? state_.get(*held).status : Status::pending;
    // An act of an unknown version can be walked through by prev, but not relied on.
    if (status == Status::pending || status == Status::inert) missing.push_back(ref.id);
  }
  if (!missing.empty()) {
    if (!stored) state_.insert(row);
    state_.hold(no, act.text, missing);
    return false;
  }
  place(row, prev);
  row.status = act.v == 1 ? Status::effective : Status::inert;
  if (act.v == 1) {
    row.reason = fault.empty() ? fixed_fault(act, row) : fault;
    row.fixed = !row.reason.empty();
    if (row.fixed) row.mandate = row.actor = kNone;
    if (row.fixed && fault.empty()) {
      row.payload.clear();
      for (const act::Ref& ref : references) row.payload += std::to_string(*state_.find(ref.id)) + ",";
    }
  }
  take_in(row, stored);
  return true;
}

void Fold::replay(ActRow row, bool inert) {
  row.status = inert || row.v != 1 ? Status::inert : Status::effective;
  row.author = kNone;
  row.slot = 0;
  if (row.mandate == kNone) row.actor = kNone;
  if (!row.fixed) row.reason.clear();
  take_in(row, false);
  drain();
}

// Judges an act whose fixed facts are known and keeps it. @param stored as pending, by an earlier try
void Fold::take_in(ActRow& row, bool stored) {
  const auto keep = [&] {
    if (stored) state_.update(row);
    else state_.insert(row);
  };
  if (row.status == Status::inert) return keep();
  if (!row.fixed && (row.type == "join" || row.type == "rotate")) {
    // It can change what other acts are, itself included, so it must be found first.
    if (row.type == "rotate") find_slot(row, false);
    keep();
    if (row.type == "join") queue_join(row);
    else queue_rotation(row);
    queue_.push_back(row.no);
    return;
  }
  give_verdict(row);
  find_slot(row, true);
  keep();
  if (row.slot != 0) add_to_slot(row);
  if (row.type == "mark") polls_dirty_ = true;  // the time until which a missing return is waited for
  if (row.type == "return") {
    polls_dirty_ = true;
    // Two returns by one log void each other; of more the earlier ones know already.
    if (row.slot != 0) {
      if (const std::vector<ActNo> all = state_.slot_members(row.slot); all.size() == 2) queue_all(all, row.no);
    }
  }
  // All that names this act is still pending, so only what these change from outside is looked at again.
  if (row.type == "dismiss" || row.type == "withhold") queue_affected(row);
}

// Puts the act into its author's causal order. Only its own author's acts count as followed: nobody
// can use up another's heads by naming them.
void Fold::place(ActRow& row, const std::vector<ActNo>& prev) {
  for (const ActNo no : prev) {
    ActRow parent = state_.get(no);
    if (parent.key != row.key) continue;
    const bool continues = prev.size() == 1 && !parent.extended;
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
    if (target.fixed && !may_name_void(act.type, ref.member)) return member + ": names a void act";
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
  return {};
}

void Fold::queue_all(const std::vector<ActNo>& list, ActNo except) {
  for (const ActNo no : list) {
    if (no != except) queue_.push_back(no);
  }
}

// A new first join can change whose the key's other acts are: all of them while the key has at most one
// other anchor, later only those the join builds on (choose() in identity.cpp).
void Fold::queue_join(const ActRow& join) {
  if (!join.first_join) return;
  const std::vector<ActNo> acts = state_.acts_of_key(join.key);
  if (anchor_count(state_, join.key) <= 2) return queue_all(acts, join.no);
  if (join.position == 0 && join.parents.empty()) return;
  for (const ActNo no : acts) {
    if (is_ancestor(state_, state_.get(no), join)) queue_.push_back(no);
  }
}

// A rotation that changes the keys of its member changes the acts of all keys from there on. One that
// does not (signed by a key nobody committed to) costs nothing, however many arrive.
void Fold::queue_rotation(const ActRow& rotate) {
  const auto before = key_chain(state_, rotate.subject);
  add_to_slot(rotate);
  const auto after = key_chain(state_, rotate.subject);
  std::size_t same = 0;
  while (same < before.size() && same < after.size() && before[same].act == after[same].act) ++same;
  if (same == before.size() && same == after.size()) return;
  std::set<Key> keys{after[same - 1].key};  // the first join is the first link of both
  for (const auto* chain : {&before, &after}) {
    for (std::size_t i = same; i < chain->size(); ++i) keys.insert((*chain)[i].key);
  }
  for (const Key& key : keys) queue_all(state_.acts_of_key(key), rotate.no);
}

// Queues the acts whose verdict rests on this one's verdict or author.
void Fold::queue_affected(const ActRow& row) {
  if (row.type == "appoint") {
    queue_all(state_.acts_under(row.no), row.no);
    queue_all(state_.acts_about(row.no, "dismiss"), row.no);
  }
  if (row.type == "amend" && row.subject != kNone) {
    for (const std::string_view type : {"accept", "decline"}) queue_all(state_.acts_about(row.subject, type), row.no);
  }
  if (row.type == "dismiss" && row.subject != kNone) queue_all(state_.acts_under(row.subject), row.no);
  if (row.type == "withhold" && row.subject != kNone) queue_all(state_.acts_about(row.subject, "restore"), row.no);
  queue_dependent(row.no, row.type);
}

// What rests on it, and what rests on that (a statement's deliveries and their answers).
void Fold::queue_dependent(ActNo no, std::string_view of_type) {
  for (const std::string_view type : {"erase", "withdraw"}) queue_all(state_.acts_about(no, type), no);
  const Rules* rules = find_rules(of_type);
  if (rules == nullptr) return;
  for (const std::string_view type : rules->affects) {
    for (const ActNo dependent : state_.acts_about(no, type)) {
      queue_.push_back(dependent);
      queue_dependent(dependent, type);
    }
  }
}

void Fold::drain() {
  while (!queue_.empty()) {
    const ActNo no = queue_.back();
    queue_.pop_back();
    reconsider(no);
  }
  for (const std::uint64_t slot : std::exchange(dirty_slots_, {})) refresh_slot(slot);
}

// Whose the act is and whether it counts, from the present state. A void act has an author too: its
// detail can be erased.
void Fold::give_verdict(ActRow& row) {
  const Authorship who = authorship(state_, row);
  row.author = who.identity;
  if (row.mandate == kNone) row.actor = who.identity;
  if (row.fixed) {
    row.status = Status::voided;
    return;
  }
  row.reason = who.fault;
  if (row.reason.empty() && row.mandate != kNone) row.reason = mandate_fault(state_, row);
  const Rules* rules = find_rules(row.type);
  if (row.reason.empty() && rules->judge != nullptr) row.reason = rules->judge(state_, row);
  row.status = row.reason.empty() ? Status::effective : Status::voided;
}

// Gives an act its verdict again and moves its effect accordingly.
void Fold::reconsider(ActNo no) {
  const ActRow old = state_.get(no);
  if (old.status == Status::pending || old.status == Status::inert) return;
  ActRow row = old;
  give_verdict(row);
  find_slot(row, false);
  const bool verdict_changed = row.status != old.status || row.reason != old.reason;
  const bool author_changed = row.author != old.author || row.actor != old.actor;
  const bool moved = row.slot != old.slot;
  if (verdict_changed || author_changed || moved) state_.update(row);
  if (old.slot != 0 && (moved || row.status != old.status)) dirty_slots_.insert(old.slot);
  if (row.slot != 0 && (moved || row.status != old.status)) dirty_slots_.insert(row.slot);
  if (row.status != old.status || author_changed) queue_affected(row);
  if (row.type == "return" && row.status != old.status) polls_dirty_ = true;
}

}  // namespace althing::assembly
