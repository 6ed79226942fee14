// The fold: from the set of acts to the state of the assembly (DESIGN.md 2.3, 3). The result depends
// only on the set, never on the order of apply() calls, a clock or a node's policy; tests/assembly
// shuffles act sets to show it. Rules of `v` 1; docs/fold.md says them in words. Single-threaded.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "act/act.h"
#include "assembly/state.h"

namespace althing::assembly {

/// Names this fold in digests; changes whenever the same acts could give another state.
inline constexpr std::string_view kFoldVersion = "althing-fold/1";

class Fold {
 public:
  /// The state may hold the result of earlier calls.
  explicit Fold(State& state) : state_(state) {}

  /// Takes an act that passed the door. A known id changes nothing and returns false.
  /// @param no number to give it (log index); must be new
  bool apply(const act::Act& act, ActNo no);

  /// Brings what is computed over the whole (group seats) up to date. Call after a batch and before
  /// reading; cheap when nothing relevant changed.
  void settle();

  /// Targets of `erase` and `withhold` slots that changed since the last call (the caller hides, shows
  /// or removes details accordingly).
  std::vector<ActNo> take_hidden_changes() { return std::exchange(hidden_changes_, {}); }

 private:
  void try_admit(const act::Act& act, ActNo no);
  std::string fixed_fault(const act::Act& act, ActRow& row);
  void place(ActRow& row, const std::vector<ActNo>& prev);
  void judge(ActNo no);
  void move_slot(ActRow& row, const ActRow& old);
  void refresh_slot(std::uint64_t id, const std::optional<ActNo>& added);
  void queue_affected(const ActRow& row, bool status_changed);
  void drain();

  State& state_;
  std::vector<ActNo> queue_;  // acts whose verdict must be looked at again
  std::vector<ActNo> hidden_changes_;
  bool seats_dirty_ = true;
};

/// SHA-256 over the sorted state (docs/fold.md, "Digest"). settle() first.
Hash digest(State& state);

/// True iff `ancestor` is reachable from `act` by prev links (strictly: an act is not its own ancestor).
bool is_ancestor(State& state, ActNo ancestor, ActNo act);

/// The code of a reason ("schema", "rotated", "mandate", ...) and its sentence for a page.
std::string_view reason_code(std::string_view reason);

}  // namespace althing::assembly
