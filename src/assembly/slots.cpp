// Slots: what is in force among the acts that set one thing (a signature, a membership, a row).
#include <algorithm>
#include <tuple>

#include "assembly/decision/outcome.h"
#include "assembly/fold.h"
#include "assembly/membership/identity.h"
#include "assembly/membership/seats.h"
#include "assembly/rules.h"

namespace althing::assembly {
namespace {

bool later(const ActRow& a, const ActRow& b) { return std::tie(a.at, a.id) > std::tie(b.at, b.id); }

}  // namespace

// Gives an act the slot of its effect, made if needed; 0 for none. @param admitted_now the act will be
// stored next, so that a slot made for it can have it as its winner at once
void Fold::find_slot(ActRow& row, bool admitted_now) {
  row.slot = 0;
  const Rules* rules = row.fixed ? nullptr : find_rules(row.type);
  if (rules == nullptr || rules->place == nullptr) return;
  const SlotPlace place = rules->place(state_, row);
  if (place.key.empty()) return;
  row.positive = place.positive;
  if (const auto slot = state_.find_slot(place.key)) {
    row.slot = slot->id;
    return;
  }
  SlotRow fresh;
  fresh.key = place.key;
  fresh.kind = std::string(place.kind);
  fresh.subject = place.subject;
  fresh.owner = row.actor;
  if (admitted_now && row.status == Status::effective) {
    fresh.winner = row.no;
    fresh.active = row.positive;
    fresh.payload = row.payload;
  }
  row.slot = fresh.id = state_.insert_slot(fresh);
  if (fresh.winner != kNone) note_change(fresh, false, {});
}

// Takes in an act that was admitted just now: nothing has it in its ancestry yet, so that one look at
// the winner is enough, unless the winner itself was superseded by an act that is not later.
void Fold::add_to_slot(const ActRow& row) {
  SlotRow slot = state_.get_slot(row.slot);
  if (slot.kind == "rotate") {
    // All by one key that was committed to: the first by cause, among concurrent ones the latest.
    const std::vector<ActNo> members = state_.slot_members(slot.id);
    const bool follows = std::any_of(members.begin(), members.end(), [&](ActNo no) {
      return no != row.no && is_ancestor(state_, state_.get(no), row);
    });
    if (follows || (slot.winner != kNone && later(state_.get(slot.winner), row))) return;
    return set_winner(slot, &row);
  }
  if (row.status != Status::effective) return;
  if (slot.winner == kNone) return set_winner(slot, &row);
  if (slot.winner == row.no) return;
  const ActRow winner = state_.get(slot.winner);
  if (later(row, winner)) return set_winner(slot, &row);
  if (row.subject == winner.no || is_ancestor(state_, winner, row)) refresh_slot(slot.id);
}

void Fold::refresh_slot(std::uint64_t id) {
  SlotRow slot = state_.get_slot(id);
  if (slot.kind == "rotate") return;  // rests on fixed facts only: add_to_slot() is all
  std::vector<ActRow> effective;
  for (const ActNo no : state_.slot_members(id)) {
    ActRow row = state_.get(no);
    if (row.status == Status::effective) effective.push_back(std::move(row));
  }
  const std::vector<ActRow> heads = without_superseded(state_, effective);
  const auto best = std::max_element(heads.begin(), heads.end(), [](const ActRow& a, const ActRow& b) { return later(b, a); });
  set_winner(slot, best == heads.end() ? nullptr : &*best);
}

void Fold::set_winner(SlotRow& slot, const ActRow* best) {
  const bool was_active = slot.active;
  const std::string old_payload = slot.payload;
  slot.active = best != nullptr && best->positive;
  slot.winner = best == nullptr ? kNone : best->no;
  slot.payload = best == nullptr ? std::string() : best->payload;
  // A watch row (kind = act type) can move to another parent with its new version.
  if (best != nullptr && slot.kind == best->type) slot.subject = best->subject;
  if (best != nullptr) slot.owner = best->actor;
  state_.update_slot(slot);
  note_change(slot, was_active, old_payload);
}

// What rests on a slot: counts shown on pages, seats, hidden details.
void Fold::note_change(const SlotRow& slot, bool was_active, const std::string& old_payload) {
  if (slot.kind == "signature") {
    const auto count = [&](const std::string& payload, std::int64_t delta) {
      state_.add_count(slot.subject, "signatures", delta);
      state_.add_count(slot.subject, payload_part(payload, 0), delta);
      if (const std::string_view country = payload_part(payload, 1); !country.empty()) state_.add_count(slot.subject, "country:" + std::string(country), delta);
    };
    if (was_active && slot.active && old_payload == slot.payload) return;
    if (was_active) count(old_payload, -1);
    if (slot.active) count(slot.payload, 1);
  }
  // One for each slot that is set, on what it is about: "stance" by its word, the others by their kind.
  for (const std::string_view kind : {"stance", "respond", "comment", "pledge", "done", "ballot", "corroborate", "dispute", "check", "part"}) {
    if (slot.kind != kind) continue;
    if (was_active && slot.active && old_payload == slot.payload) break;
    const bool worded = kind == "stance";
    if (was_active) state_.add_count(slot.subject, worded ? std::string_view(old_payload) : kind, -1);
    if (slot.active) state_.add_count(slot.subject, worded ? std::string_view(slot.payload) : kind, 1);
  }
  if (slot.kind == "vouch" && was_active != slot.active) {
    const std::int64_t delta = slot.active ? 1 : -1;
    state_.add_count(slot.subject, kVouchCounter, delta);
    state_.add_count(slot.owner, kVouchCounter, delta);
  }
  if (slot.kind == "erase" || slot.kind == "withhold") hidden_changes_.push_back(slot.subject);
  if (slot.kind == "vouch" || slot.kind == "found" || slot.kind == "rotate") seats_dirty_ = true;
  if (slot.kind == "found") polls_dirty_ = true;  // which logs close them rests on the charter
  if (slot.kind == "member") {
    changed_members_.push_back(slot.subject);
    if (was_active != slot.active) state_.add_count(kNone, kMemberCounter, slot.active ? 1 : -1);
  }
}

void Fold::settle(bool all) {
  if (!all) {
    seats_dirty_ = seats_dirty_ || !changed_members_.empty();
    changed_members_.clear();
    return;
  }
  if (polls_dirty_ && options_.logs) {
    polls_dirty_ = false;
    if (decision::decide_polls(state_, *options_.logs)) seats_dirty_ = true;
  }
  const std::vector<ActNo> changed = std::exchange(changed_members_, {});
  if (!seats_dirty_ && !touches_seats(state_, changed)) return;
  state_.set_seats(compute_seats(state_, charter_in_force(state_)));
  seats_dirty_ = false;
}

}  // namespace althing::assembly
