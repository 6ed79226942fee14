// The fold's State for the index's writer: SqliteState behind a write-back cache. Rows made or changed
// in a batch stay in memory and are written once, in the order of their numbers, when the batch ends;
// rows that many acts touch (a statement, its author's last act) are read once. Used by one thread,
// inside a write transaction from the first change to flush(). Throws DbError; forget() after a fault.
#pragma once

#include <set>
#include <unordered_map>
#include <utility>

#include "index/sqlite_state.h"

namespace althing::index {

class CachedState final : public assembly::State {
 public:
  explicit CachedState(SqliteState& db) : db_(db) {}

  /// Writes what is not written yet. The cache stays, until it holds kMaxCachedRows rows.
  void flush();
  /// Drops everything, written or not: after the transaction was rolled back.
  void forget();
  /// Versions whose count of signatures changed since this was last asked.
  std::set<assembly::ActNo> take_counted() { return std::exchange(counted_, {}); }

  std::optional<assembly::ActNo> find(const act::ActId& id) override;
  assembly::ActRow get(assembly::ActNo no) override;
  void insert(const assembly::ActRow& row) override;
  void update(const assembly::ActRow& row) override;
  std::vector<assembly::ActNo> acts_of_key(const Key& key) override;
  std::vector<assembly::ActNo> anchors_of_key(const Key& key) override;
  std::vector<assembly::ActNo> acts_about(assembly::ActNo subject, std::string_view type) override;
  std::vector<assembly::ActNo> acts_under(assembly::ActNo mandate) override;
  std::vector<assembly::ActRow> marks_of(const Key& log) override;
  std::vector<assembly::ActNo> acts_of_type(std::string_view type) override;
  std::optional<assembly::SlotRow> find_slot(std::string_view key) override;
  assembly::SlotRow get_slot(std::uint64_t id) override;
  std::uint64_t insert_slot(const assembly::SlotRow& row) override;
  void update_slot(const assembly::SlotRow& row) override;
  std::vector<assembly::ActNo> slot_members(std::uint64_t id) override;
  std::vector<assembly::SlotRow> active_slots(std::string_view kind) override;
  void add_count(assembly::ActNo subject, std::string_view name, std::int64_t delta) override;
  std::int64_t count(assembly::ActNo subject, std::string_view name) override;
  void hold(assembly::ActNo no, std::string_view text, const std::vector<act::ActId>& missing) override;
  std::vector<Held> release(const act::ActId& arrived) override;
  void set_seats(const std::vector<assembly::GroupSeat>& seats) override;
  std::vector<assembly::GroupSeat> seats() override;
  void add_outcome(const assembly::PollOutcome& outcome, const std::vector<assembly::Voter>& voters, std::string_view summary) override {
    db_.add_outcome(outcome, voters, summary);
  }
  std::vector<assembly::Voter> voters(assembly::ActNo poll) override { return db_.voters(poll); }
  std::optional<assembly::PollOutcome> outcome(assembly::ActNo poll) override { return db_.outcome(poll); }
  void update_outcome(const assembly::PollOutcome& outcome) override { db_.update_outcome(outcome); }
  void remove_outcome(assembly::ActNo poll) override { db_.remove_outcome(poll); }
  std::vector<assembly::ActNo> decided_polls() override { return db_.decided_polls(); }
  std::vector<assembly::ActNo> charter_polls() override { return db_.charter_polls(); }
  void each_act(const std::function<void(const act::ActId&, assembly::Status, std::string_view)>& visit) override;
  void each_slot(const std::function<void(std::string_view, bool, const act::ActId&)>& visit) override;

 private:
  enum class Write : std::uint8_t { none, insert, update };
  struct CachedAct {
    assembly::ActRow row;
    Write write = Write::none;
  };
  struct CachedSlot {
    assembly::SlotRow row;
    Write write = Write::none;
  };
  using Lists = std::unordered_map<std::uint64_t, std::vector<assembly::ActNo>>;
  using KeyLists = std::unordered_map<Key, std::vector<assembly::ActNo>, UniformHash>;

  CachedAct& cached(assembly::ActNo no);
  CachedSlot& cached_slot(std::uint64_t id);
  void link(const assembly::ActRow& row);
  void unlink(const assembly::ActRow& row);
  void flush_slots();

  SqliteState& db_;
  std::unordered_map<assembly::ActNo, CachedAct> acts_;
  std::unordered_map<act::ActId, assembly::ActNo, UniformHash> ids_;
  std::unordered_map<std::uint64_t, CachedSlot> slots_;
  std::unordered_map<std::string, std::uint64_t> slot_keys_;
  std::set<assembly::ActNo> changed_acts_;  // to be written, in this order
  std::set<std::uint64_t> changed_slots_;
  // Of rows that are not in the database yet. Numbers ascend.
  KeyLists by_key_, anchors_;
  Lists about_, under_, members_;
  std::unordered_map<assembly::ActNo, std::unordered_map<std::string, std::int64_t>> counts_;
  std::set<assembly::ActNo> counted_;
  std::uint64_t next_slot_ = 0;             // 0 = not asked yet
  std::optional<bool> any_waiting_;
};

}  // namespace althing::index
