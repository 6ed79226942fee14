// State in memory: for audits and tests. See state.h.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "assembly/state.h"

namespace althing::assembly {

class MemoryState final : public State {
 public:
  std::optional<ActNo> find(const act::ActId& id) override;
  ActRow get(ActNo no) override;
  void insert(const ActRow& row) override;
  void update(const ActRow& row) override;
  std::vector<ActNo> acts_of_key(const Key& key) override;
  std::vector<ActNo> anchors_of_key(const Key& key) override;
  std::vector<ActNo> acts_about(ActNo subject, std::string_view type) override;
  std::vector<ActNo> acts_under(ActNo mandate) override;
  std::vector<ActRow> marks_of(const Key& log) override;
  std::vector<ActNo> acts_of_type(std::string_view type) override;
  std::optional<SlotRow> find_slot(std::string_view key) override;
  SlotRow get_slot(std::uint64_t id) override;
  std::uint64_t insert_slot(const SlotRow& row) override;
  void update_slot(const SlotRow& row) override;
  std::vector<ActNo> slot_members(std::uint64_t id) override;
  std::vector<SlotRow> active_slots(std::string_view kind) override;
  void add_count(ActNo subject, std::string_view name, std::int64_t delta) override;
  std::int64_t count(ActNo subject, std::string_view name) override;
  void hold(ActNo no, std::string_view text, const std::vector<act::ActId>& missing) override;
  std::vector<Held> release(const act::ActId& arrived) override;
  void set_seats(const std::vector<GroupSeat>& seats) override { seats_ = seats; }
  std::vector<GroupSeat> seats() override { return seats_; }
  void add_outcome(const PollOutcome& outcome, const std::vector<Voter>& voters, std::string_view) override;
  std::optional<PollOutcome> outcome(ActNo poll) override;
  void update_outcome(const PollOutcome& outcome) override { outcomes_.at(outcome.poll) = outcome; }
  void remove_outcome(ActNo poll) override {
    outcomes_.erase(poll);
    voters_.erase(poll);
  }
  std::vector<Voter> voters(ActNo poll) override;
  std::vector<ActNo> decided_polls() override;
  std::vector<ActNo> charter_polls() override;
  void each_act(const std::function<void(const act::ActId&, Status, std::string_view)>& visit) override;
  void each_slot(const std::function<void(std::string_view, bool, const act::ActId&)>& visit) override;

  std::size_t act_count() const { return by_id_.size(); }
  std::size_t pending_count() const { return held_.size(); }

 private:
  void link(const ActRow& row);
  void unlink(const ActRow& row);

  std::unordered_map<ActNo, ActRow> acts_;
  std::unordered_map<act::ActId, ActNo, UniformHash> by_id_;
  // Numbers ascend in every list.
  std::unordered_map<Key, std::vector<ActNo>, UniformHash> by_key_;
  std::unordered_map<Key, std::vector<ActNo>, UniformHash> anchors_;
  std::map<std::pair<ActNo, std::string>, std::vector<ActNo>> about_;
  std::unordered_map<ActNo, std::vector<ActNo>> under_;
  std::vector<SlotRow> slots_;  // id - 1
  std::unordered_map<std::string, std::uint64_t> slot_by_key_;
  std::vector<std::vector<ActNo>> members_;  // of the slot, id - 1
  std::unordered_map<std::string, std::vector<std::uint64_t>> by_kind_;  // slot ids
  std::map<std::pair<ActNo, std::string>, std::int64_t> counts_;
  std::unordered_map<ActNo, std::string> held_;
  std::map<act::ActId, std::set<ActNo>> waiting_;
  std::vector<GroupSeat> seats_;
  std::map<ActNo, PollOutcome> outcomes_;
  std::map<ActNo, std::vector<Voter>> voters_;
};

}  // namespace althing::assembly
