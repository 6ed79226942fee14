#include "assembly/membership/identity.h"

#include <algorithm>
#include <tuple>

#include "assembly/fold.h"
#include "assembly/rules.h"

namespace althing::assembly {
namespace {

struct Anchor {
  ActNo act = kNone;
  ActNo identity = kNone;
};

bool later(const ActRow& a, const ActRow& b) { return std::tie(a.at, a.id) > std::tie(b.at, b.id); }

// The rotate acts of `join` whose key is the committed one; the winner first among them.
std::optional<ActRow> winning_rotate(State& state, const std::vector<ActRow>& rotates, std::string_view commitment) {
  std::vector<ActRow> candidates;
  for (const ActRow& r : rotates) {
    if (to_hex(sha256(r.key.view())) == commitment) candidates.push_back(r);
  }
  std::optional<ActRow> best;
  for (const ActRow& c : candidates) {
    const bool has_earlier = std::any_of(candidates.begin(), candidates.end(), [&](const ActRow& o) {
      return o.no != c.no && is_ancestor(state, o.no, c.no);
    });
    if (!has_earlier && (!best || later(c, *best))) best = c;
  }
  return best;
}

// The joins and rotations that give this key an identity.
std::vector<Anchor> anchors(State& state, const Key& key) {
  std::vector<Anchor> out;
  for (const ActNo no : state.anchors_of_key(key)) {
    const ActRow row = state.get(no);
    if (row.fixed) continue;
    if (row.type == "join") {
      if (is_first_join(state, row)) out.push_back({no, no});
    } else {
      const auto chain = key_chain(state, row.subject);
      const bool wins = std::any_of(chain.begin(), chain.end(), [&](const ChainLink& l) { return l.act == no; });
      if (wins) out.push_back({no, row.subject});
    }
  }
  return out;
}

// The rotation that ended this anchor's key, or kNone.
ActNo ending_rotation(State& state, const Anchor& anchor) {
  if (!state.get(anchor.identity).rotated) return kNone;
  const auto chain = key_chain(state, anchor.identity);
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    if (chain[i].act == anchor.act) return chain[i + 1].act;
  }
  return kNone;
}

// Which of several anchors of one key the act belongs to; nullopt = none, ambiguous sets the flag.
std::optional<Anchor> choose(State& state, const std::vector<Anchor>& all, const ActRow& row, bool& ambiguous) {
  std::vector<Anchor> below;
  for (const Anchor& a : all) {
    if (is_ancestor(state, a.act, row.no)) below.push_back(a);
  }
  if (below.size() > 1) ambiguous = true;
  if (!below.empty()) return below.front();
  std::vector<Anchor> above;
  for (const Anchor& a : all) {
    const ActNo end = ending_rotation(state, a);
    if (is_ancestor(state, row.no, a.act) || (end != kNone && is_ancestor(state, row.no, end))) above.push_back(a);
  }
  if (above.size() == 1) return above.front();
  return std::nullopt;
}

}  // namespace

std::vector<ChainLink> key_chain(State& state, ActNo first_join) {
  const ActRow join = state.get(first_join);
  std::vector<ChainLink> chain{{join.no, join.key, std::string(payload_part(join.payload, 1))}};
  if (!join.rotated) return chain;
  std::vector<ActRow> rotates;
  for (const ActNo no : state.acts_about(first_join, "rotate")) {
    ActRow row = state.get(no);
    if (!row.fixed) rotates.push_back(std::move(row));
  }
  // Each step uses up a rotate act, so a cycle of commitments ends.
  while (const auto winner = winning_rotate(state, rotates, chain.back().next)) {
    chain.push_back({winner->no, winner->key, std::string(payload_part(winner->payload, 0))});
    std::erase_if(rotates, [&](const ActRow& r) { return r.no == winner->no; });
  }
  return chain;
}

Authorship authorship(State& state, const ActRow& row) {
  const std::vector<Anchor> all = anchors(state, row.key);
  if (all.empty()) return {};
  Anchor mine = all.front();
  const auto self = std::find_if(all.begin(), all.end(), [&](const Anchor& a) { return a.act == row.no; });
  if (self != all.end()) {
    mine = *self;
  } else if (all.size() > 1) {
    bool ambiguous = false;
    const auto chosen = choose(state, all, row, ambiguous);
    if (ambiguous) return {kNone, "ambiguous: its key joined more than once and the act follows both"};
    if (!chosen) return {};
    mine = *chosen;
  }
  const ActNo end = ending_rotation(state, mine);
  if (end != kNone && row.no != mine.act && !is_ancestor(state, row.no, end)) {
    return {mine.identity, "rotated: the key was replaced and the replacement does not name this act"};
  }
  return {mine.identity, {}};
}

}  // namespace althing::assembly
