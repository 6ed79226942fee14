#include "assembly/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "assembly/fold.h"
#include "assembly/rules.h"

namespace althing::test {

using assembly::ActRow;
using assembly::Status;

Oracle::Oracle(assembly::State& state, const std::vector<act::Act>& acts) : state_(state) {
  for (const act::Act& act : acts) acts_.emplace(act.id, &act);
}

// Acts are given after all they name, so the recursion is bounded by one step each.
const std::set<act::ActId>& Oracle::ancestors(const act::ActId& id) {
  const auto it = above_.find(id);
  if (it != above_.end()) return it->second;
  std::set<act::ActId> out;
  for (const act::ActId& prev : acts_.at(id)->prev) {
    out.insert(prev);
    const auto& more = ancestors(prev);
    out.insert(more.begin(), more.end());
  }
  return above_.emplace(id, std::move(out)).first->second;
}

std::string Oracle::compare() {
  std::map<std::uint64_t, std::vector<ActRow>> members;
  std::map<std::pair<assembly::ActNo, std::string>, std::int64_t> counts;
  std::vector<ActRow> rows;
  for (const auto& [id, act] : acts_) {
    const auto no = state_.find(id);
    if (!no) return "not held: " + to_hex(id);
    rows.push_back(state_.get(*no));
    if (rows.back().slot != 0) members[rows.back().slot].push_back(rows.back());
  }
  for (const ActRow& a : rows) {
    for (const ActRow& b : rows) {
      if (a.status == Status::pending || b.status == Status::pending) continue;
      if (assembly::is_ancestor(state_, a, b) != ancestors(b.id).contains(a.id)) {
        return fmt::format("ancestry of {} over {}", to_hex(a.id), to_hex(b.id));
      }
    }
  }
  for (const auto& [slot, list] : members) {
    if (const std::string fault = compare_slot(slot, list); !fault.empty()) return fault;
    const assembly::SlotRow kept = state_.get_slot(slot);
    if (!kept.active) continue;
    if (kept.kind == "stance") ++counts[{kept.subject, kept.payload}];
    for (const char* kind : {"respond", "comment", "pledge", "done", "ballot"}) {
      if (kept.kind == kind) ++counts[{kept.subject, kind}];
    }
    if (kept.kind != "signature") continue;
    ++counts[{kept.subject, "signatures"}];
    ++counts[{kept.subject, std::string(assembly::payload_part(kept.payload, 0))}];
  }
  for (const ActRow& row : rows) {
    for (const char* name : {"signatures", "person", "affiliated", "organisation", "support", "object", "respond", "comment", "pledge", "done", "ballot"}) {
      if (state_.count(row.no, name) != counts[{row.no, name}]) return fmt::format("count {} of {}", name, to_hex(row.id));
    }
  }
  return {};
}

std::string Oracle::compare_slot(std::uint64_t slot, const std::vector<ActRow>& rows) {
  const assembly::SlotRow kept = state_.get_slot(slot);
  if (kept.kind == "rotate") return {};
  ++slots_;
  const ActRow* best = nullptr;
  for (const ActRow& a : rows) {
    if (a.status != Status::effective) continue;
    const bool superseded = std::any_of(rows.begin(), rows.end(), [&](const ActRow& b) {
      return b.status == Status::effective && b.no != a.no && (ancestors(b.id).contains(a.id) || b.subject == a.no);
    });
    if (!superseded && (best == nullptr || std::tie(a.at, a.id) > std::tie(best->at, best->id))) best = &a;
  }
  if (kept.winner != (best == nullptr ? assembly::kNone : best->no)) return "winner of " + kept.key;
  if (kept.active != (best != nullptr && best->positive)) return "state of " + kept.key;
  return {};
}

}  // namespace althing::test
