// The fold: from the set of acts to the state of the assembly (DESIGN.md 2.3, 3). The result depends
// only on the set, never on the order of apply() calls, a clock or a node's policy; tests/assembly
// shuffles act sets to show it. Rules of `v` 1; docs/fold.md says them in words. Single-threaded.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "act/act.h"
#include "assembly/state.h"

namespace althing::assembly {

namespace decision {
class Logs;
}  // namespace decision

/// Names this fold in digests; changes whenever the same acts could give another state.
inline constexpr std::string_view kFoldVersion = "althing-fold/1";

struct FoldOptions {
  /// What is held of the logs that return polls. Empty: no poll is decided.
  std::shared_ptr<const decision::Logs> logs;
};

class Fold {
 public:
  /// The state may hold the result of earlier calls.
  explicit Fold(State& state, FoldOptions options = {}) : state_(state), options_(std::move(options)) {}

  /// Takes an act that passed the door. A known id changes nothing and returns false.
  /// @param no number to give it (log index); must be new
  bool apply(const act::Act& act, ActNo no);

  /// Takes an act whose fixed facts another fold found, and judges it anew. What it names was taken before.
  /// @param inert keep it for its author's chain alone
  void replay(ActRow row, bool inert);

  /// Brings what is computed over the whole (decided polls, group seats) up to date. Call after a batch and
  /// before reading; cheap when nothing relevant changed.
  /// @param all false puts it off to a later call: nothing the fold judges rests on it
  void settle(bool all = true);

  /// More is held of the logs: the next settle() looks at all polls again.
  void set_logs(std::shared_ptr<const decision::Logs> logs) {
    options_.logs = std::move(logs);
    polls_dirty_ = true;
  }

  /// Whether since the last call, or the last settle() that had logs, something came that polls rest on.
  bool take_polls_changed() { return std::exchange(polls_dirty_, false); }

  /// Targets of `erase` and `withhold` slots that changed since the last call (the caller hides, shows
  /// or removes details accordingly).
  std::vector<ActNo> take_hidden_changes() { return std::exchange(hidden_changes_, {}); }

 private:
  void admit_all(const act::Act& act, ActNo no);
  bool admit(const act::Act& act, ActNo no, bool stored);
  void take_in(ActRow& row, bool stored);
  void release_waiting(const act::ActId& arrived, std::vector<std::pair<act::Act, ActNo>>& todo);
  std::string fixed_fault(const act::Act& act, ActRow& row);
  void place(ActRow& row, const std::vector<ActNo>& prev);
  void give_verdict(ActRow& row);
  void reconsider(ActNo no);
  void drain();
  void queue_all(const std::vector<ActNo>& list, ActNo except);
  void queue_join(const ActRow& join);
  void queue_rotation(const ActRow& rotate);
  void queue_affected(const ActRow& row);
  void queue_dependent(ActNo no, std::string_view of_type);
  void find_slot(ActRow& row, bool admitted_now);
  void add_to_slot(const ActRow& row);
  void refresh_slot(std::uint64_t id);
  void set_winner(SlotRow& slot, const ActRow* best);
  void note_change(const SlotRow& slot, bool was_active, const std::string& old_payload);

  State& state_;
  FoldOptions options_;
  std::vector<ActNo> queue_;              // acts whose verdict must be looked at again
  std::set<std::uint64_t> dirty_slots_;   // slots to recompute when the queue is empty
  std::vector<ActNo> hidden_changes_;
  bool seats_dirty_ = true;
  bool polls_dirty_ = true;
  std::vector<ActNo> changed_members_;    // whose presence changed since the last settle
};

/// SHA-256 over the sorted state (docs/fold.md, "Digest"). settle() first.
Hash digest(State& state);

/// True iff `ancestor` is reachable from `act` by prev links (strictly: an act is not its own ancestor).
/// Both must be placed; `act` need not be stored yet.
bool is_ancestor(State& state, const ActRow& ancestor, const ActRow& act);

/// The rows that no other row of the set has in its ancestry or names as its subject.
std::vector<ActRow> without_superseded(State& state, const std::vector<ActRow>& rows);

/// The code of a reason ("schema", "rotated", "mandate", ...) and its sentence for a page.
std::string_view reason_code(std::string_view reason);

}  // namespace althing::assembly
