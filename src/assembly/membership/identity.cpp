#include "assembly/membership/identity.h"

#include <algorithm>

#include "assembly/fold.h"
#include "assembly/rules.h"

namespace althing::assembly {
namespace {

constexpr const char* kRotated = "rotated: the key was replaced and the replacement does not name this act";
constexpr const char* kAmbiguous = "ambiguous: its key joined more than once and the act follows both";

// An act that gives a key an identity, and the rotation that took it away again (no = kNone: none).
struct Anchor {
  ActRow act;
  ActNo identity = kNone;
  ActRow end;
};

// The first joins and rotations in force of a key.
std::vector<Anchor> anchors(State& state, const Key& key) {
  std::vector<Anchor> out;
  for (const ActNo no : state.anchors_of_key(key)) {
    ActRow row = state.get(no);
    if (row.fixed || row.v != 1 || (row.type == "join" && !row.first_join)) continue;
    const ActNo identity = row.type == "join" ? no : row.subject;
    const auto chain = key_chain(state, identity);
    const auto link = std::find_if(chain.begin(), chain.end(), [&](const ChainLink& l) { return l.act == no; });
    if (link == chain.end()) continue;
    Anchor anchor{std::move(row), identity, {}};
    if (link + 1 != chain.end()) anchor.end = state.get((link + 1)->act);
    out.push_back(std::move(anchor));
  }
  return out;
}

bool has_ended(const Anchor& a) { return a.end.no != kNone; }

bool leads_to(State& state, const ActRow& row, const Anchor& a) {
  return is_ancestor(state, row, a.act) || (has_ended(a) && is_ancestor(state, row, a.end));
}

// Of several anchors of one key: the one the act builds on; else the one that builds on the act, a
// rotated one before others (its owner proved to hold the next key too).
Authorship choose(State& state, const std::vector<Anchor>& all, const ActRow& row, const Anchor*& mine) {
  for (const Anchor& a : all) {
    if (!is_ancestor(state, a.act, row)) continue;
    if (mine != nullptr) {
      mine = nullptr;
      return {kNone, kAmbiguous};
    }
    mine = &a;
  }
  if (mine != nullptr) return {};
  std::vector<const Anchor*> above, ended;
  for (const Anchor& a : all) {
    if (!leads_to(state, row, a)) continue;
    above.push_back(&a);
    if (has_ended(a)) ended.push_back(&a);
  }
  if (above.size() == 1) mine = above.front();
  else if (ended.size() == 1) mine = ended.front();
  else if (above.empty() && std::any_of(all.begin(), all.end(), has_ended)) return {kNone, kRotated};
  return {};
}

}  // namespace

std::string rotation_slot(const act::ActId& first_join, std::string_view key_hash) {
  return "rotate|" + to_hex(first_join) + "|" + std::string(key_hash);
}

std::vector<ChainLink> key_chain(State& state, ActNo first_join) {
  const ActRow join = state.get(first_join);
  std::vector<ChainLink> chain{{join.no, join.key, std::string(payload_part(join.payload, 1))}};
  while (const auto slot = state.find_slot(rotation_slot(join.id, chain.back().next))) {
    if (slot->winner == kNone) break;
    const ActRow rotate = state.get(slot->winner);
    // A key that was replaced never comes back, so a cycle of commitments ends.
    if (std::any_of(chain.begin(), chain.end(), [&](const ChainLink& l) { return l.key == rotate.key; })) break;
    chain.push_back({rotate.no, rotate.key, std::string(payload_part(rotate.payload, 0))});
  }
  return chain;
}

std::size_t anchor_count(State& state, const Key& key) { return anchors(state, key).size(); }

Authorship authorship(State& state, const ActRow& row) {
  const std::vector<Anchor> all = anchors(state, row.key);
  if (all.empty()) return {};
  const auto self = std::find_if(all.begin(), all.end(), [&](const Anchor& a) { return a.act.no == row.no; });
  if (self != all.end()) return {self->identity, {}};
  const Anchor* mine = &all.front();
  if (all.size() > 1) {
    mine = nullptr;
    const Authorship none = choose(state, all, row, mine);
    if (mine == nullptr) return none;
  }
  if (has_ended(*mine) && !is_ancestor(state, row, mine->end)) return {mine->identity, kRotated};
  return {mine->identity, {}};
}

}  // namespace althing::assembly
