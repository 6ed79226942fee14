#include "assembly/memory_state.h"

#include <algorithm>

#include "assembly/lists.h"
#include "base/check.h"

namespace althing::assembly {
namespace {

template <class Map, class Name>
std::vector<ActNo> listed(const Map& map, const Name& name) {
  const auto it = map.find(name);
  return it == map.end() ? std::vector<ActNo>() : it->second;
}

}  // namespace

std::optional<ActNo> MemoryState::find(const act::ActId& id) {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? std::nullopt : std::optional(it->second);
}

ActRow MemoryState::get(ActNo no) {
  const auto it = acts_.find(no);
  CHECK(it != acts_.end());
  return it->second;
}

void MemoryState::insert(const ActRow& row) {
  CHECK(acts_.emplace(row.no, row).second);
  by_id_.emplace(row.id, row.no);
  link(row);
}

void MemoryState::update(const ActRow& row) {
  ActRow& kept = acts_.at(row.no);
  unlink(kept);
  kept = row;
  link(kept);
}

void MemoryState::link(const ActRow& row) {
  if (row.status == Status::pending) return;
  add_to(by_key_[row.key], row.no);
  if (is_anchor(row)) add_to(anchors_[row.key], row.no);
  if (is_listed_by_subject(row)) add_to(about_[{row.subject, row.type}], row.no);
  if (row.mandate != kNone) add_to(under_[row.mandate], row.no);
  if (row.slot != 0) add_to(members_.at(row.slot - 1), row.no);
}

void MemoryState::unlink(const ActRow& row) {
  if (is_listed_by_subject(row)) take_from(about_, std::pair(row.subject, row.type), row.no);
  if (row.mandate != kNone) take_from(under_, row.mandate, row.no);
  if (row.slot != 0) std::erase(members_.at(row.slot - 1), row.no);
}

std::vector<ActNo> MemoryState::acts_of_key(const Key& key) { return listed(by_key_, key); }
std::vector<ActNo> MemoryState::anchors_of_key(const Key& key) { return listed(anchors_, key); }
std::vector<ActNo> MemoryState::acts_about(ActNo subject, std::string_view type) {
  return listed(about_, std::pair(subject, std::string(type)));
}
std::vector<ActNo> MemoryState::acts_under(ActNo mandate) { return listed(under_, mandate); }

std::vector<ActRow> MemoryState::marks_of(const Key& log) {
  std::vector<ActRow> out;
  for (const ActNo no : acts_of_key(log)) {
    if (const ActRow& row = acts_.at(no); row.type == "mark") out.push_back(row);
  }
  return out;
}

std::vector<ActNo> MemoryState::acts_of_type(std::string_view type) {
  std::vector<ActNo> out;
  for (const auto& [no, row] : acts_) {
    if (row.type == type && row.status != Status::pending) out.push_back(no);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void MemoryState::add_outcome(const PollOutcome& outcome, const std::vector<Voter>& voters, std::string_view) {
  outcomes_.emplace(outcome.poll, outcome);
  voters_.emplace(outcome.poll, voters);
}
std::vector<Voter> MemoryState::voters(ActNo poll) {
  const auto it = voters_.find(poll);
  return it == voters_.end() ? std::vector<Voter>() : it->second;
}

std::optional<PollOutcome> MemoryState::outcome(ActNo poll) {
  const auto it = outcomes_.find(poll);
  return it == outcomes_.end() ? std::nullopt : std::optional(it->second);
}
std::vector<ActNo> MemoryState::decided_polls() {
  std::vector<ActNo> out;
  for (const auto& [poll, outcome] : outcomes_) out.push_back(poll);
  return out;
}

std::vector<ActNo> MemoryState::charter_polls() {
  std::vector<ActNo> out;
  for (const auto& [poll, outcome] : outcomes_) {
    if (outcome.charter != kNone) out.push_back(poll);
  }
  return out;
}

std::optional<SlotRow> MemoryState::find_slot(std::string_view key) {
  const auto it = slot_by_key_.find(std::string(key));
  return it == slot_by_key_.end() ? std::nullopt : std::optional(slots_[it->second - 1]);
}
SlotRow MemoryState::get_slot(std::uint64_t id) { return slots_.at(id - 1); }

std::uint64_t MemoryState::insert_slot(const SlotRow& row) {
  slots_.push_back(row);
  slots_.back().id = slots_.size();
  members_.emplace_back();
  slot_by_key_.emplace(row.key, slots_.size());
  by_kind_[row.kind].push_back(slots_.size());
  return slots_.size();
}

void MemoryState::update_slot(const SlotRow& row) { slots_.at(row.id - 1) = row; }

std::vector<ActNo> MemoryState::slot_members(std::uint64_t id) { return members_.at(id - 1); }

std::vector<SlotRow> MemoryState::active_slots(std::string_view kind) {
  std::vector<SlotRow> out;
  const auto of_kind = by_kind_.find(std::string(kind));
  if (of_kind == by_kind_.end()) return out;
  for (const std::uint64_t id : of_kind->second) {
    if (slots_[id - 1].active) out.push_back(slots_[id - 1]);
  }
  std::sort(out.begin(), out.end(), [](const SlotRow& a, const SlotRow& b) { return a.key < b.key; });
  return out;
}

void MemoryState::add_count(ActNo subject, std::string_view name, std::int64_t delta) {
  counts_[{subject, std::string(name)}] += delta;
}
std::int64_t MemoryState::count(ActNo subject, std::string_view name) {
  const auto it = counts_.find({subject, std::string(name)});
  return it == counts_.end() ? 0 : it->second;
}

void MemoryState::hold(ActNo no, std::string_view text, const std::vector<act::ActId>& missing) {
  held_[no] = std::string(text);
  for (const act::ActId& id : missing) waiting_[id].insert(no);
}

std::vector<State::Held> MemoryState::release(const act::ActId& arrived) {
  std::vector<Held> out;
  const auto it = waiting_.find(arrived);
  if (it == waiting_.end()) return out;
  for (const ActNo no : it->second) {
    const auto text = held_.find(no);
    if (text == held_.end()) continue;
    out.push_back({no, std::move(text->second)});
    held_.erase(text);
  }
  waiting_.erase(it);
  return out;
}

void MemoryState::each_act(const std::function<void(const act::ActId&, Status, std::string_view)>& visit) {
  std::vector<std::pair<act::ActId, ActNo>> sorted(by_id_.begin(), by_id_.end());
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [id, no] : sorted) visit(id, acts_.at(no).status, acts_.at(no).reason);
}

void MemoryState::each_slot(const std::function<void(std::string_view, bool, const act::ActId&)>& visit) {
  std::vector<const SlotRow*> sorted;
  for (const SlotRow& slot : slots_) {
    if (slot.winner != kNone) sorted.push_back(&slot);
  }
  std::sort(sorted.begin(), sorted.end(), [](const SlotRow* a, const SlotRow* b) { return a->key < b->key; });
  for (const SlotRow* slot : sorted) visit(slot->key, slot->active, acts_.at(slot->winner).id);
}

}  // namespace althing::assembly
