// What the fold knows, as rows behind a narrow interface (DESIGN.md 9): kept in memory by audits and
// tests (memory_state.h) and in SQLite by a node (index/). Both must give the same digest.
// Single-threaded. Rows are small and hold no prose. Storage faults are thrown by the implementation
// (index::DbError) and caught once per batch.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/act.h"

namespace althing::assembly {

/// Number of an act here: the log index of its first entry. Local; never in a digest.
using ActNo = std::uint64_t;
inline constexpr ActNo kNone = ~ActNo{0};

enum class Status : std::uint8_t {
  pending,    // something it names is not held yet; no effect until it arrives
  effective,  // in force, or superseded by a later act of the same slot
  voided,     // breaks a rule; `reason` says which
  inert,      // of a version this fold does not know: kept, no effect yet
};
std::string_view status_token(Status status);

/// One act as the fold keeps it.
struct ActRow {
  ActNo no = kNone;
  act::ActId id;
  std::string type;
  std::int64_t v = 1;
  Key key;                // who signed
  UnixSeconds at = 0;
  std::optional<Hash> commitment;
  Status status = Status::pending;
  bool fixed = false;     // void for reasons in the act itself (schema, prev, references): final
  std::string reason;     // "code" or "code: words"; empty unless voided
  // Place in the author's causal order: a segment is a chain without forks, named by its first act.
  ActNo segment = kNone;
  std::uint64_t position = 0;        // 0 = first of its segment
  bool extended = false;             // some act continues this segment after this one
  bool followed = false;             // some act of the same key names it in prev
  bool first_join = false;           // a join with no earlier join or rotate of its key in its ancestry
  std::vector<ActNo> parents;        // of the segment's first act only
  ActNo author = kNone;              // identity that signed: its first join, or kNone for a bare key
  ActNo actor = kNone;               // identity acted for: `for`'s, else author
  ActNo subject = kNone;             // what it is about, by type (statement version, instrument, join...)
  ActNo mandate = kNone;             // the appoint it rests on
  std::uint64_t slot = 0;            // 0 = none
  bool positive = true;              // sets its slot (sign) or clears it (unsign)
  std::string payload;               // type-specific tokens, see each concern's file; of an act void for ever for what it
                                     // names: the numbers of those acts, each with a comma
};

/// A register with one current value: the greatest (at, id) among its effective acts that no other
/// effective act of the slot has in its ancestry or is about (DESIGN.md 3, "Order of an author's acts").
/// Slots of kind "rotate" differ: their winner is the rotation in force by that key (membership/identity.h).
struct SlotRow {
  std::uint64_t id = 0;
  std::string key;              // unique text, made of ids and tokens only
  std::string kind;             // first part of the key: "member", "signature", "row", ...
  ActNo subject = kNone;
  ActNo owner = kNone;          // identity, kNone for a bare key
  ActNo winner = kNone;
  bool active = false;          // the winner sets the slot
  std::string payload;          // the winner's
};

inline constexpr std::string_view kMemberCounter = "members";

struct GroupSeat {
  std::string group;
  ActNo member = kNone;  // first join
  bool founding = false;
};

/// One who may vote in a poll, and how it voted.
struct Voter {
  ActNo member = kNone;             // first join
  std::vector<std::string> groups;  // it counts in, ascending; empty: no seat
  ActNo ballot = kNone;             // the ballot that counts; kNone: none was cast
};
/// What a closed poll came to by the returned prefixes that are held (decision/basis.h).
struct PollOutcome {
  ActNo poll = kNone;
  std::string text;           // canonical JSON, see decision/outcome.h
  ActNo charter = kNone;      // the charter act it put in force
};

class State {
 public:
  virtual ~State() = default;

  virtual std::optional<ActNo> find(const act::ActId& id) = 0;
  virtual ActRow get(ActNo no) = 0;
  virtual void insert(const ActRow& row) = 0;
  virtual void update(const ActRow& row) = 0;

  // Sets of acts, ascending by number; pending acts are never in them.
  virtual std::vector<ActNo> acts_of_key(const Key& key) = 0;
  virtual std::vector<ActNo> anchors_of_key(const Key& key) = 0;  // its join and rotate acts
  virtual std::vector<ActNo> acts_about(ActNo subject, std::string_view type) = 0;  // not for sign, unsign
  virtual std::vector<ActNo> acts_under(ActNo mandate) = 0;
  virtual std::vector<ActRow> marks_of(const Key& log) = 0;         // its marks; ascending by number
  virtual std::vector<ActNo> acts_of_type(std::string_view type) = 0;  // not for sign, unsign, mark; slow while a rebuild fills tables

  virtual std::optional<SlotRow> find_slot(std::string_view key) = 0;
  virtual SlotRow get_slot(std::uint64_t id) = 0;
  virtual std::uint64_t insert_slot(const SlotRow& row) = 0;  // id is assigned and returned
  virtual void update_slot(const SlotRow& row) = 0;
  virtual std::vector<ActNo> slot_members(std::uint64_t id) = 0;
  virtual std::vector<SlotRow> active_slots(std::string_view kind) = 0;  // by key

  /// Adds to a counter shown on pages ("person", "organisation", ... of a statement version; of kNone what the
  /// assembly has as a whole: kMemberCounter).
  virtual void add_count(ActNo subject, std::string_view name, std::int64_t delta) = 0;
  virtual std::int64_t count(ActNo subject, std::string_view name) = 0;

  /// Keeps a pending act's text until one of the missing ids arrives.
  virtual void hold(ActNo no, std::string_view text, const std::vector<act::ActId>& missing) = 0;
  struct Held {
    ActNo no = kNone;
    std::string text;
  };
  /// Takes out all acts that waited for this id (each is held again if it still misses another).
  virtual std::vector<Held> release(const act::ActId& arrived) = 0;

  virtual void set_seats(const std::vector<GroupSeat>& seats) = 0;
  virtual std::vector<GroupSeat> seats() = 0;

  /// Once for a poll. @param voters its electorate, by join id
  /// @param summary what pages show of the count (decision/summary.h); never in a digest
  virtual void add_outcome(const PollOutcome& outcome, const std::vector<Voter>& voters, std::string_view summary) = 0;
  virtual void update_outcome(const PollOutcome& outcome) = 0;  // of a decided poll; its voters and summary stay
  virtual void remove_outcome(ActNo poll) = 0;               // with its voters and summary; nothing if it is undecided
  virtual std::optional<PollOutcome> outcome(ActNo poll) = 0;
  virtual std::vector<Voter> voters(ActNo poll) = 0;         // of a decided poll, by join id
  virtual std::vector<ActNo> decided_polls() = 0;            // ascending
  virtual std::vector<ActNo> charter_polls() = 0;            // of those, the ones that put a charter in force; in any order

  // For the digest, in ascending order of id / key.
  virtual void each_act(const std::function<void(const act::ActId&, Status, std::string_view reason)>& visit) = 0;
  virtual void each_slot(const std::function<void(std::string_view key, bool active, const act::ActId& winner)>& visit) = 0;
};

}  // namespace althing::assembly
