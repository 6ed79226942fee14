// Ancestry by prev links. Acts of one unforked chain share a segment, so a question inside a chain
// is one comparison and a question across forks visits each segment once, however long it is.
#include <unordered_map>
#include <unordered_set>

#include "assembly/fold.h"

namespace althing::assembly {
namespace {

// Visits the segments above `start` and calls `meet(row)` with each act by which a lower segment hangs
// on a higher one: that act and all before it in its segment are ancestors. Stops when it returns true.
template <class Meet>
bool walk_up(State& state, const std::vector<ActRow>& start, Meet meet) {
  std::vector<ActNo> todo;
  std::unordered_set<ActNo> seen;
  const auto climb = [&](const std::vector<ActNo>& parents) {
    for (const ActNo parent : parents) {
      const ActRow row = state.get(parent);
      if (meet(row)) return true;
      if (seen.insert(row.segment).second) todo.push_back(row.segment);
    }
    return false;
  };
  for (const ActRow& row : start) {
    if (!seen.insert(row.segment).second) continue;
    // The first act of its segment may not be stored yet.
    if (climb(row.position == 0 ? row.parents : state.get(row.segment).parents)) return true;
  }
  while (!todo.empty()) {
    const ActNo first = todo.back();
    todo.pop_back();
    if (climb(state.get(first).parents)) return true;
  }
  return false;
}

}  // namespace

bool is_ancestor(State& state, const ActRow& ancestor, const ActRow& act) {
  if (ancestor.no == act.no) return false;
  if (act.segment == ancestor.segment) return ancestor.position < act.position;
  return walk_up(state, {act}, [&](const ActRow& met) {
    return met.segment == ancestor.segment && ancestor.position <= met.position;
  });
}

std::vector<ActRow> without_superseded(State& state, const std::vector<ActRow>& rows) {
  // Per segment, one past the highest position that another row of the set has in its ancestry.
  std::unordered_map<ActNo, std::uint64_t> covered;
  std::unordered_set<ActNo> named;
  const auto cover = [&](ActNo segment, std::uint64_t end) {
    std::uint64_t& at = covered[segment];
    if (end > at) at = end;
  };
  for (const ActRow& row : rows) {
    cover(row.segment, row.position);
    if (row.subject != kNone) named.insert(row.subject);
  }
  walk_up(state, rows, [&](const ActRow& met) {
    cover(met.segment, met.position + 1);
    return false;
  });
  std::vector<ActRow> out;
  for (const ActRow& row : rows) {
    if (row.position >= covered[row.segment] && !named.contains(row.no)) out.push_back(row);
  }
  return out;
}

}  // namespace althing::assembly
