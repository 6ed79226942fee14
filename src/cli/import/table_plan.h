// What an import has to do: the acts of a table against what the record holds of earlier imports by the same key.
// A row's identity is (author, act type, src); its detail has a salt made of the author's secret and of everything
// that the row says, so a row that says the same has the same commitment. No clock, no randomness. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "act/act.h"
#include "cli/import/row_acts.h"

namespace althing::cli {

/// The version in force of a row, as GET /rows tells it.
struct HeldAct {
  act::ActId id;
  std::optional<Hash> detail;  // commitment
  std::string tokens;          // assembly/watch/rows.h, Placed
};
/// By src; of the mapping's act type only.
using HeldActs = std::map<std::string, HeldAct>;

enum class Step { fresh, changed, unchanged };

struct PlannedAct {
  std::size_t act = 0;     // in RowActs::acts
  Step step = Step::fresh;
  std::string detail;      // exact bytes; "" if unchanged
  act::ActId held;         // of a changed or unchanged one
};

/// A row that was imported and that the table no longer has.
struct GoneAct {
  std::string src, why;
  act::ActId id;
};

struct TablePlan {
  std::vector<PlannedAct> acts;  // one for each of RowActs::acts, in their order
  std::vector<GoneAct> gone;     // by src
  std::size_t held = 0;          // rows of this source that the record holds
};

/// A row that the table has and that is refused now keeps what the record holds of it; one that a rule of the mapping
/// drops is gone. `held` may hold rows of other sources: they are none of this import's.
TablePlan plan_table(const RowActs& rows, const table::Taken& taken, const table::Mapping& mapping, const HeldActs& held, const KeyPair& key);

/// The detail of an act that takes back a row: exact bytes.
std::string withdrawal_detail(const GoneAct& gone, const KeyPair& key);

/// Whether withdrawing what is gone looks like half a table read: more than kSafeGone rows and more than half of what is held.
bool looks_cut(const TablePlan& plan);

}  // namespace althing::cli
