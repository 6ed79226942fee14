#include "assembly/membership/seats.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

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

// Present members, with their slots' keys: those end in the member's id, so they sort as ids do.
using Present = std::unordered_map<ActNo, std::string>;

Present present_members(State& state) {
  Present out;
  for (SlotRow& slot : state.active_slots("member")) out.emplace(slot.subject, std::move(slot.key));
  return out;
}

// Live vouches of present members, without those of vouchers over the limit. Slots say it all: one look at
// each kind instead of several for each voucher.
std::vector<Vouch> live_vouches(State& state, const Charter& charter, const Present& present, const std::function<bool(ActNo)>& may_vouch) {
  // A vouch is about someone else, so both sides of it are counted here and in touches_seats().
  std::vector<Vouch> all;
  std::unordered_map<ActNo, std::int64_t> given;
  for (SlotRow& slot : state.active_slots("vouch")) {
    if (!charter.groups.contains(slot.payload) || !present.contains(slot.owner) || !present.contains(slot.subject)) continue;
    all.push_back({std::move(slot.payload), slot.owner, slot.subject});
    ++given[slot.owner];
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

std::string charter_in_force(State& state) {
  const auto found = state.find_slot("found");
  if (!found || !found->active) return {};
  std::string charter = state.get(found->winner).payload;
  std::pair<std::string, act::ActId> latest;
  for (const ActNo no : state.charter_polls()) {
    const ActRow poll = state.get(no);
    const std::pair rank(std::string(payload_part(poll.payload, 0)), poll.id);
    if (rank < latest) continue;
    latest = rank;
    charter = state.get(state.outcome(no)->charter).payload;
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
  const Present present = present_members(state);
  const auto counts_already = [&](ActNo from) { return !may_vouch || founding_members.contains(from) || may_vouch(from); };
  // Each voucher seated in the group adds one to whom it vouches for; work spreads from new seats only.
  using Place = std::pair<std::string, ActNo>;
  std::map<Place, std::vector<ActNo>> by_voucher;
  for (Vouch& v : live_vouches(state, charter, present, counts_already)) by_voucher[{std::move(v.group), v.from}].push_back(v.whom);
  std::map<std::string, std::unordered_map<ActNo, std::int64_t>> support;
  std::vector<Place> fresh;
  for (const auto& [seat, founding] : seats) fresh.push_back(seat);
  while (!fresh.empty()) {
    const Place seat = std::move(fresh.back());
    fresh.pop_back();
    const auto it = by_voucher.find(seat);
    if (it == by_voucher.end()) continue;
    auto& of_group = support[seat.first];
    for (const ActNo whom : it->second) {
      if (++of_group[whom] != charter.vouches) continue;
      Place target{seat.first, whom};
      if (seats.emplace(target, false).second) fresh.push_back(std::move(target));
    }
  }
  std::vector<std::pair<const std::string*, GroupSeat>> sorted;  // seats of one group by the id of their members
  sorted.reserve(seats.size());
  for (const auto& [seat, founding] : seats) sorted.emplace_back(&present.at(seat.second), GroupSeat{seat.first, seat.second, founding});
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second.group != b.second.group ? a.second.group < b.second.group : *a.first < *b.first;
  });
  std::vector<GroupSeat> out;
  out.reserve(sorted.size());
  for (auto& [key, seat] : sorted) out.push_back(std::move(seat));
  return out;
}

}  // namespace althing::assembly
