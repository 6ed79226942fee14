#include "assembly/membership/seats.h"

#include <algorithm>
#include <map>
#include <set>

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

struct Vouch {
  std::string group;
  ActNo from = kNone;
  ActNo whom = kNone;
};

// Live vouches of present members, without those of vouchers over the limit.
std::vector<Vouch> live_vouches(State& state, const Charter& charter, const std::set<ActNo>& present) {
  std::vector<Vouch> all;
  std::map<ActNo, std::int64_t> given;
  for (const SlotRow& slot : state.active_slots("vouch")) {
    const ActRow row = state.get(slot.winner);
    if (!present.contains(row.actor) || !present.contains(row.subject) || !charter.groups.contains(row.payload)) continue;
    all.push_back({row.payload, row.actor, row.subject});
    ++given[row.actor];
  }
  std::erase_if(all, [&](const Vouch& v) { return given[v.from] > charter.limit; });
  return all;
}

}  // namespace

std::vector<GroupSeat> compute_seats(State& state) {
  const auto found = state.find_slot("found");
  if (!found || !found->active) return {};
  const Charter charter = read_charter(state.get(found->winner).payload);
  std::set<ActNo> present;
  std::map<std::pair<std::string, ActNo>, bool> seats;  // -> founding
  for (const SlotRow& slot : state.active_slots("member")) {
    const ActRow join = state.get(slot.subject);  // the first join
    present.insert(join.no);
    const auto founder = charter.founders.find({act::key_text(join.key), std::string(payload_part(join.payload, 1))});
    if (founder == charter.founders.end()) continue;
    for (const std::string& group : founder->second) seats[{group, join.no}] = true;
  }
  const std::vector<Vouch> vouches = live_vouches(state, charter, present);
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
