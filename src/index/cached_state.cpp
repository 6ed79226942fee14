#include "index/cached_state.h"

#include <algorithm>

#include "assembly/lists.h"
#include "index/limits.h"

namespace althing::index {

using assembly::ActNo;
using assembly::ActRow;
using assembly::add_to;
using assembly::is_anchor;
using assembly::is_listed_by_subject;
using assembly::kNone;
using assembly::SlotRow;
using assembly::Status;
using assembly::take_from;

namespace {

// What the database has, then what it will get: numbers ascend in both, and a row that is not written
// yet may be older than one that is only if it was pending, so they are merged.
template <class Map, class Name>
std::vector<ActNo> merged(std::vector<ActNo> stored, const Map& map, const Name& name) {
  const auto it = map.find(name);
  if (it == map.end() || it->second.empty()) return stored;
  std::vector<ActNo> out;
  std::merge(stored.begin(), stored.end(), it->second.begin(), it->second.end(), std::back_inserter(out));
  return out;
}

// True iff both are in the same of the database's lists.
bool listed_alike(const ActRow& a, const ActRow& b) {
  return a.status == b.status && a.subject == b.subject && a.mandate == b.mandate && a.slot == b.slot;
}

}  // namespace

CachedState::CachedAct& CachedState::cached(ActNo no) {
  const auto it = acts_.find(no);
  if (it != acts_.end()) return it->second;
  CachedAct& fresh = acts_[no];
  fresh.row = db_.get(no);
  ids_.emplace(fresh.row.id, no);
  return fresh;
}

CachedState::CachedSlot& CachedState::cached_slot(std::uint64_t id) {
  const auto it = slots_.find(id);
  if (it != slots_.end()) return it->second;
  CachedSlot& fresh = slots_[id];
  fresh.row = db_.get_slot(id);
  slot_keys_.emplace(fresh.row.key, id);
  return fresh;
}

std::optional<ActNo> CachedState::find(const act::ActId& id) {
  const auto it = ids_.find(id);
  if (it != ids_.end()) return it->second;
  return db_.find(id);
}

ActRow CachedState::get(ActNo no) { return cached(no).row; }

void CachedState::insert(const ActRow& row) {
  acts_[row.no] = {row, Write::insert};
  ids_.emplace(row.id, row.no);
  changed_acts_.insert(row.no);
  link(row);
}

void CachedState::update(const ActRow& row) {
  CachedAct& held = cached(row.no);
  if (held.write == Write::insert) {
    if (!listed_alike(held.row, row)) {
      unlink(held.row);
      link(row);
    }
    held.row = row;
    return;
  }
  if (listed_alike(held.row, row)) {
    held.write = Write::update;
    changed_acts_.insert(row.no);
  } else {
    db_.update(row);  // so that the database's lists stay right
    held.write = Write::none;
    changed_acts_.erase(row.no);
  }
  held.row = row;
}

void CachedState::link(const ActRow& row) {
  if (row.status == Status::pending) return;
  add_to(by_key_[row.key], row.no);
  if (is_anchor(row)) add_to(anchors_[row.key], row.no);
  if (is_listed_by_subject(row)) add_to(about_[row.subject], row.no);
  if (row.mandate != kNone) add_to(under_[row.mandate], row.no);
  if (row.slot != 0) add_to(members_[row.slot], row.no);
}

void CachedState::unlink(const ActRow& row) {
  take_from(by_key_, row.key, row.no);
  take_from(anchors_, row.key, row.no);
  take_from(about_, row.subject, row.no);
  take_from(under_, row.mandate, row.no);
  take_from(members_, row.slot, row.no);
}

std::vector<ActNo> CachedState::acts_of_key(const Key& key) { return merged(db_.acts_of_key(key), by_key_, key); }
std::vector<ActNo> CachedState::anchors_of_key(const Key& key) {
  return merged(db_.anchors_of_key(key), anchors_, key);
}
std::vector<ActNo> CachedState::acts_about(ActNo subject, std::string_view type) {
  std::vector<ActNo> unwritten;
  if (const auto it = about_.find(subject); it != about_.end()) {
    for (const ActNo no : it->second) {
      if (acts_.at(no).row.type == type) unwritten.push_back(no);
    }
  }
  std::vector<ActNo> out;
  const std::vector<ActNo> stored = db_.acts_about(subject, type);
  std::merge(stored.begin(), stored.end(), unwritten.begin(), unwritten.end(), std::back_inserter(out));
  return out;
}
std::vector<ActNo> CachedState::acts_under(ActNo mandate) { return merged(db_.acts_under(mandate), under_, mandate); }

std::vector<ActRow> CachedState::marks_of(const Key& log) {
  flush();
  return db_.marks_of(log);
}

std::vector<ActNo> CachedState::acts_of_type(std::string_view type) {
  flush();
  return db_.acts_of_type(type);
}

std::optional<SlotRow> CachedState::find_slot(std::string_view key) {
  const auto it = slot_keys_.find(std::string(key));
  if (it != slot_keys_.end()) return slots_.at(it->second).row;
  auto stored = db_.find_slot(key);
  if (stored) {
    slots_[stored->id] = {*stored, Write::none};
    slot_keys_.emplace(stored->key, stored->id);
  }
  return stored;
}

SlotRow CachedState::get_slot(std::uint64_t id) { return cached_slot(id).row; }

std::uint64_t CachedState::insert_slot(const SlotRow& row) {
  if (next_slot_ == 0) next_slot_ = db_.next_slot();
  const std::uint64_t id = next_slot_++;
  CachedSlot& held = slots_[id];
  held = {row, Write::insert};
  held.row.id = id;
  slot_keys_.emplace(row.key, id);
  changed_slots_.insert(id);
  return id;
}

void CachedState::update_slot(const SlotRow& row) {
  CachedSlot& held = cached_slot(row.id);
  if (held.write == Write::none) held.write = Write::update;
  held.row = row;
  changed_slots_.insert(row.id);
}

std::vector<ActNo> CachedState::slot_members(std::uint64_t id) { return merged(db_.slot_members(id), members_, id); }

std::vector<SlotRow> CachedState::active_slots(std::string_view kind) {
  flush();  // what a row's slot is about is looked up when it is written
  return db_.active_slots(kind);
}

void CachedState::add_count(ActNo subject, std::string_view name, std::int64_t delta) {
  if (name == "signatures") counted_.insert(subject);
  counts_[subject][std::string(name)] += delta;
}

std::int64_t CachedState::count(ActNo subject, std::string_view name) {
  std::int64_t n = db_.count(subject, name);
  if (const auto of = counts_.find(subject); of != counts_.end()) {
    if (const auto it = of->second.find(std::string(name)); it != of->second.end()) n += it->second;
  }
  return n;
}

void CachedState::hold(ActNo no, std::string_view text, const std::vector<act::ActId>& missing) {
  any_waiting_ = true;
  db_.hold(no, text, missing);
}

std::vector<assembly::State::Held> CachedState::release(const act::ActId& arrived) {
  if (!any_waiting_) any_waiting_ = db_.any_waiting();
  if (!*any_waiting_) return {};
  return db_.release(arrived);
}

void CachedState::set_seats(const std::vector<assembly::GroupSeat>& seats) { db_.set_seats(seats); }

std::vector<assembly::GroupSeat> CachedState::seats() {
  flush();
  return db_.seats();
}

void CachedState::each_act(const std::function<void(const act::ActId&, Status, std::string_view)>& visit) {
  flush();
  db_.each_act(visit);
}

void CachedState::each_slot(const std::function<void(std::string_view, bool, const act::ActId&)>& visit) {
  flush();
  db_.each_slot(visit);
}

void CachedState::flush_slots() {
  for (const std::uint64_t id : std::exchange(changed_slots_, {})) {
    CachedSlot& held = slots_.at(id);
    if (held.write == Write::insert) db_.insert_slot(held.row);
    else db_.update_slot(held.row);
    held.write = Write::none;
  }
}

void CachedState::flush() {
  for (const ActNo no : std::exchange(changed_acts_, {})) {
    CachedAct& held = acts_.at(no);
    if (held.write == Write::insert) db_.insert(held.row);
    else if (held.write == Write::update) db_.update(held.row);
    held.write = Write::none;
  }
  flush_slots();
  for (const auto& [subject, names] : counts_) {
    for (const auto& [name, delta] : names) {
      if (delta != 0) db_.add_count(subject, name, delta);
    }
  }
  counts_.clear();
  by_key_.clear();
  anchors_.clear();
  about_.clear();
  under_.clear();
  members_.clear();
  any_waiting_.reset();
  if (acts_.size() + slots_.size() > kMaxCachedRows) {
    acts_.clear();
    ids_.clear();
    slots_.clear();
    slot_keys_.clear();
  }
}

void CachedState::forget() {
  changed_acts_.clear();
  changed_slots_.clear();
  counts_.clear();
  counted_.clear();
  flush();  // nothing is left to write; drops the lists
  acts_.clear();
  ids_.clear();
  slots_.clear();
  slot_keys_.clear();
  next_slot_ = 0;
}

}  // namespace althing::index
