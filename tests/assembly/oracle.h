// The slots and counts of a fold by definition, without its shortcuts: ancestry by walking the prev
// links of the acts themselves, winners by comparing all pairs.
#pragma once

#include <map>
#include <set>

#include "assembly/state.h"

namespace althing::test {

class Oracle {
 public:
  Oracle(assembly::State& state, const std::vector<act::Act>& acts);
  /// "" or where the state differs.
  std::string compare();
  /// Slots looked at by the last compare().
  std::size_t slots_seen() const { return slots_; }

 private:
  const std::set<act::ActId>& ancestors(const act::ActId& id);
  std::string compare_slot(std::uint64_t slot, const std::vector<assembly::ActRow>& rows);

  assembly::State& state_;
  std::map<act::ActId, const act::Act*> acts_;
  std::map<act::ActId, std::set<act::ActId>> above_;
  std::size_t slots_ = 0;
};

}  // namespace althing::test
