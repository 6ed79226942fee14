// Lists of act numbers as both States keep them: ascending, each number once.
#pragma once

#include <algorithm>
#include <vector>

#include "assembly/state.h"

namespace althing::assembly {

inline void add_to(std::vector<ActNo>& list, ActNo no) {
  const auto at = std::lower_bound(list.begin(), list.end(), no);
  if (at == list.end() || *at != no) list.insert(at, no);
}

/// From the list of that name, if the map has one.
template <class Map, class Name>
void take_from(Map& map, const Name& name, ActNo no) {
  if (const auto it = map.find(name); it != map.end()) std::erase(it->second, no);
}

/// The acts State::anchors_of_key() lists.
inline bool is_anchor(const ActRow& row) { return row.type == "join" || row.type == "rotate"; }

/// The acts State::acts_about() lists: it is never asked for signatures, which are most of a record.
inline bool is_listed_by_subject(const ActRow& row) {
  return row.subject != kNone && row.type != "sign" && row.type != "unsign";
}

}  // namespace althing::assembly
