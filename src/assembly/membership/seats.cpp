#include "assembly/membership/seats.h"

#include <algorithm>
#include <map>
#include <set>

#include "assembly/decision/outcome.h"
#include "assembly/membership/identity.h"
#include "assembly/rules.h"
#include "base/check.h"

namespace althing::assembly {
namespace {

struct Charter {
  // (key text, next) -> groups it founds
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> founders;
  std::set<std::string> groups;
  std::int64_t vouches = 1;
  std::int64_t limit = 0;
};

Charter read_charter(const std::string& payload) {
  Charter charter;
  const auto parsed = json::parse(payload);
  CHECK(parsed.has_value());  // the fold wrote it
  for (const json::Value& group : *parsed->at("groups")->array()) {
    const std::string name(group.text_at("group"));
    charter.groups.insert(name);
    for (const json::Value& m : *group.at("members")->array()) {
      charter.founders[{std::string(m.text_at("key")), std::string(m.text_at("next"))}].push_back(name);
    }
  }
  const json::Value& admission = *parsed->at("admission");
  charter.vouches = *admission.at("vouches")->integer();
  charter.limit = *admission.at("limit")->integer();
  return charter;
}

bool is_present(State& state, const ActRow& first_join) {
  const auto slot = state.find_slot("member|" + to_hex(first_join.id));
  return slot && slot->active;
}

// The member that sits for a founding key: a present first join of this key and commitment. Whoever
// joined with it several times still has one seat; the join its next key rotated goes before others.
ActNo founding_join(State& state, const std::pair<std::string, std::string>& founder) {
  const auto key = act::parse_key(founder.first);
  if (!key) return kNone;
  std::optional<std::pair<bool, act::ActId>> best;
  ActNo seat = kNone;
  for (const ActNo no : state.anchors_of_key(*key)) {
    const ActRow join = state.get(no);
    if (!join.first_join || payload_part(join.payload, 1) != founder.second || !is_present(state, join)) continue;
    const std::pair rank(key_chain(state, no).size() < 2, join.id);
    if (best && *best < rank) continue;
    best = rank;
    seat = no;
  }
  return seat;
}

struct Vouch {
  std::string group;
  ActNo from = kNone;
  ActNo whom = kNone;
};

// Live vouches of present members, without those of vouchers over the limit.
std::vector<Vouch> live_vouches(State& state, const Charter& charter, const std::function<bool(ActNo)>& may_vouch) {
  // A vouch is about someone else, so both sides of it are counted here and in touches_seats().
  std::vector<Vouch> all;
  std::map<ActNo, std::int64_t> given;
  std::map<ActNo, bool> known;
  const auto here = [&](ActNo member) {
    const auto [it, fresh] = known.try_emplace(member, false);
    if (fresh) it->second = is_present(state, state.get(member));
    return it->second;
  };
  for (const SlotRow& slot : state.active_slots("vouch")) {
    const ActRow row = state.get(slot.winner);
    if (!charter.groups.contains(row.payload) || !here(row.actor) || !here(row.subject)) continue;
    all.push_back({row.payload, row.actor, row.subject});
    ++given[row.actor];
  }
  std::erase_if(all, [&](const Vouch& v) { return given[v.from] > charter.limit || !may_vouch(v.from); });
  return all;
}

}  // namespace

bool touches_seats(State& state, const std::vector<ActNo>& members) {
  if (members.empty()) return false;
  const std::string in_force = charter_in_force(state);
  if (in_force.empty()) return false;
  const Charter charter = read_charter(in_force);
  return std::any_of(members.begin(), members.end(), [&](ActNo no) {
    const ActRow join = state.get(no);
    return state.count(no, kVouchCounter) > 0 ||
           charter.founders.contains({act::key_text(join.key), std::string(payload_part(join.payload, 1))});
  });
}

std::string charter_in_force(State& state, const std::function<bool(ActNo)>& counts) {
  const auto found = state.find_slot("found");
  if (!found || !found->active) return {};
  std::string charter = state.get(found->winner).payload;
  std::pair<std::string, act::ActId> latest;
  for (const ActNo no : state.charter_polls()) {
    const ActRow poll = state.get(no);
    const std::pair rank(std::string(payload_part(poll.payload, 0)), poll.id);
    if (rank < latest) continue;
    const PollOutcome outcome = *state.outcome(no);
    // Not on all that is about the poll: anybody can log a `return`.
    const std::vector<ActNo> returns = decision::returns_of(state, outcome.text);
    if (counts && !std::all_of(returns.begin(), returns.end(), counts)) continue;
    latest = rank;
    charter = state.get(outcome.charter).payload;
  }
  return charter;
}

std::vector<GroupSeat> compute_seats(State& state, const std::string& in_force, const std::function<bool(ActNo)>& may_vouch) {
  if (in_force.empty()) return {};
  const Charter charter = read_charter(in_force);
  std::map<std::pair<std::string, ActNo>, bool> seats;  // -> founding
  std::set<ActNo> founding_members;
  for (const auto& [founder, groups] : charter.founders) {
    const ActNo join = founding_join(state, founder);
    if (join == kNone) continue;
    founding_members.insert(join);
    for (const std::string& group : groups) seats[{group, join}] = true;
  }
  const std::vector<Vouch> vouches = live_vouches(state, charter, [&](ActNo from) { return !may_vouch || founding_members.contains(from) || may_vouch(from); });
  // Each voucher seated in the group adds one to whom it vouches for; work spreads from new seats only.
  std::map<std::pair<std::string, ActNo>, std::vector<ActNo>> by_voucher;
  for (const Vouch& v : vouches) by_voucher[{v.group, v.from}].push_back(v.whom);
  std::map<std::pair<std::string, ActNo>, std::int64_t> support;
  std::vector<std::pair<std::string, ActNo>> fresh;
  for (const auto& [seat, founding] : seats) fresh.push_back(seat);
  while (!fresh.empty()) {
    const auto seat = fresh.back();
    fresh.pop_back();
    const auto it = by_voucher.find(seat);
    if (it == by_voucher.end()) continue;
    for (const ActNo whom : it->second) {
      const std::pair<std::string, ActNo> target{seat.first, whom};
      if (++support[target] == charter.vouches && seats.emplace(target, false).second) fresh.push_back(target);
    }
  }
  std::vector<GroupSeat> out;
  for (const auto& [seat, founding] : seats) out.push_back({seat.first, seat.second, founding});
  std::sort(out.begin(), out.end(), [&](const GroupSeat& a, const GroupSeat& b) {
    if (a.group != b.group) return a.group < b.group;
    return state.get(a.member).id < state.get(b.member).id;
  });
  return out;
}

}  // namespace althing::assembly
