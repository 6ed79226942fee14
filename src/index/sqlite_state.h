// The fold's State kept in SQLite. Throws DbError. Used inside the index's write transaction, or with a
// read-only connection for the digest.
#pragma once

#include <array>
#include <map>
#include <memory>

#include "assembly/state.h"
#include "index/bulk_maps.h"
#include "index/limits.h"
#include "index/sqlite.h"

namespace althing::index {

class SqliteState final : public assembly::State {
 public:
  explicit SqliteState(Db& db) : db_(db) {}

  /// Of an empty database that lacks kCreateKeys: acts and slots are found by maps in memory from here on,
  /// until end_bulk() or an act of that number, when the indexes are made.
  void begin_bulk(std::uint64_t acts = kMaxBulkActs);
  void end_bulk();

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
  void add_outcome(const assembly::PollOutcome& outcome, const std::vector<assembly::Voter>& voters, std::string_view summary) override;
  std::vector<assembly::Voter> voters(assembly::ActNo poll) override;
  /// decision/summary.h of a decided poll; "" of another.
  std::string summary(assembly::ActNo poll);
  std::optional<assembly::PollOutcome> outcome(assembly::ActNo poll) override;
  /// Numbers below `size` that no act has; ascending.
  std::vector<assembly::ActNo> missing_numbers(std::uint64_t size);
  void update_outcome(const assembly::PollOutcome& outcome) override;
  void remove_outcome(assembly::ActNo poll) override;
  std::vector<assembly::ActNo> decided_polls() override;
  std::vector<assembly::ActNo> charter_polls() override;
  void each_act(const std::function<void(const act::ActId&, assembly::Status, std::string_view)>& visit) override;
  void each_slot(const std::function<void(std::string_view, bool, const act::ActId&)>& visit) override;

  /// One past the highest slot id.
  std::uint64_t next_slot();
  /// True iff some act waits for another.
  bool any_waiting();

  /// The statement for this SQL text, prepared once. The text need not live on.
  Query& prepared(std::string_view sql);
  void reset_all();

 private:
  std::vector<assembly::ActNo> numbers(Query& query);
  bool is(std::string_view sql, std::uint64_t no, ByteView value);
  void write_act(Query& query, const assembly::ActRow& row);
  void take_seat(const std::string& group, assembly::ActNo member);

  Db& db_;
  std::optional<BulkMaps> bulk_;
  std::uint64_t bulk_acts_ = 0;
  std::map<std::string, std::unique_ptr<Query>, std::less<>> statements_;
  // Most texts are literals: what was found for one of that address last, if it still says the same.
  struct Found {
    std::string_view text;  // of statements_
    Query* query = nullptr;
  };
  std::array<Found, 256> found_;
};

/// The first 8 bytes of a hash or key, as the columns id8, key8, commitment8 have them.
template <std::size_t N, class Tag>
std::int64_t first8(const FixedBytes<N, Tag>& value) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | value.data[i];
  return static_cast<std::int64_t>(out);
}

/// Name of the counter (of kNone) of a group's seats.
std::string seat_counter(std::string_view group);
/// The groups of a voter, as the column has them.
std::vector<std::string> split_groups(const std::string& text);

/// Reads an act row selected with kActColumns at the first columns of a query.
assembly::ActRow read_act_row(const Query& query);
inline constexpr const char* kActColumns =
    "no, id, type, v, key, at, commitment, status, fixed, reason, segment, position, flags, parents, author, actor, "
    "subject, mandate, slot, positive, payload";

}  // namespace althing::index
