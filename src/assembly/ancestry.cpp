// Ancestry by prev links. Acts of one unforked chain share a segment, so a question inside a chain
// is one comparison and a question across forks visits each segment once, however long it is.
#include <unordered_set>

#include "assembly/fold.h"

namespace althing::assembly {

bool is_ancestor(State& state, ActNo ancestor, ActNo act) {
  if (ancestor == act) return false;
  const ActRow top = state.get(act);
  const ActRow goal = state.get(ancestor);
  if (top.segment == goal.segment) return goal.position < top.position;
  std::vector<ActNo> todo{top.segment};
  std::unordered_set<ActNo> seen{top.segment};
  while (!todo.empty()) {
    const ActRow first = state.get(todo.back());
    todo.pop_back();
    for (const ActNo parent : first.parents) {
      const ActRow row = state.get(parent);
      if (row.segment == goal.segment) {
        if (goal.position <= row.position) return true;
      }
      if (seen.insert(row.segment).second) todo.push_back(row.segment);
    }
  }
  return false;
}

}  // namespace althing::assembly
