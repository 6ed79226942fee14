#include "assembly/decision/electorate.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

#include "assembly/decision/poll.h"
#include "assembly/fold.h"
#include "assembly/membership/mandate.h"
#include "assembly/membership/seats.h"
#include "assembly/memory_state.h"
#include "base/check.h"
#include "base/time.h"

namespace althing::assembly::decision {
namespace {

constexpr std::string_view kMembership[] = {"found", "join", "leave", "rotate", "appoint", "dismiss", "vouch", "unvouch"};

// Chooses, out of all acts, those the prefixes hold together with everything they need, in an order in
// which each comes after what it names.
class Selection {
 public:
  Selection(State& state, ActNo poll, const Prefixes& prefixes) : state_(state), poll_(poll), prefixes_(prefixes) {}

  /// Takes the act and what it needs, if the closing prefix holds all of it.
  void take(ActNo root) {
    std::vector<ActNo> todo{root};
    while (!todo.empty()) {
      const ActNo no = todo.back();
      Verdict& verdict = verdicts_[no];
      if (verdict == Verdict::unknown) {
        verdict = Verdict::open;
        if (!prefixes_.closed(no) || state_.get(no).status == Status::pending) {
          verdict = Verdict::out;
          todo.pop_back();
          continue;
        }
        for (const ActNo need : needs(state_.get(no))) {
          if (need == kNone) verdicts_[no] = Verdict::out;
          else if (verdicts_[need] == Verdict::unknown) todo.push_back(need);
        }
        continue;
      }
      todo.pop_back();
      if (verdict != Verdict::open) continue;
      settle(no);
    }
  }

  const std::vector<ActNo>& order() const { return order_; }
  /// True iff the act is there for the sake of its author's chain alone.
  bool is_inert(const ActRow& row) const {
    const bool matters = is_membership(row) || row.no == poll_ || (row.subject == poll_ && (row.type == "ballot" || row.type == "withdraw"));
    return !matters || is_late(row);
  }

 private:
  enum class Verdict : std::uint8_t { unknown, open, in, out };

  static bool is_membership(const ActRow& row) {
    return std::find(std::begin(kMembership), std::end(kMembership), row.type) != std::end(kMembership);
  }
  // What is settled when a poll opens: a later one has no effect on it.
  bool is_late(const ActRow& row) const {
    return row.v != 1 || ((is_membership(row) || row.type == "withdraw") && !prefixes_.opened(row.no));
  }

  std::vector<ActNo> references(const ActRow& row) const {
    // Void for what it names: whether it was so then rests on that.
    if (row.fixed) return last_acts(row);
    std::vector<ActNo> out;
    for (const ActNo no : {row.subject, row.mandate, row.mandate == kNone ? kNone : row.actor}) {
      if (no != kNone && no != row.no) out.push_back(no);
    }
    if (row.type == "dismiss") {
      const std::vector<ActNo> last = last_acts(row);
      out.insert(out.end(), last.begin(), last.end());
    }
    return out;
  }

  // Its predecessor in its chain (or its parents) and what it names; kNone for one that is not there.
  std::vector<ActNo> needs(const ActRow& row) {
    std::vector<ActNo> out = references(row);
    if (row.position == 0) out.insert(out.end(), row.parents.begin(), row.parents.end());
    else out.push_back(place(row.key, row.segment, row.position - 1));
    return out;
  }

  ActNo place(const Key& key, ActNo segment, std::uint64_t position) {
    if (keys_.emplace(key, true).second) {
      for (const ActNo no : state_.acts_of_key(key)) {
        const ActRow row = state_.get(no);
        places_.emplace(std::pair(row.segment, row.position), no);
      }
    }
    const auto it = places_.find({segment, position});
    return it == places_.end() ? kNone : it->second;
  }

  void settle(ActNo no) {
    const ActRow row = state_.get(no);
    bool in = true;
    for (const ActNo need : needs(row)) in = in && verdicts_[need] == Verdict::in;
    // What has no effect yet can be walked through by prev, but not relied on.
    for (const ActNo reference : references(row)) in = in && !is_late(state_.get(reference));
    verdicts_[no] = in ? Verdict::in : Verdict::out;
    if (in) order_.push_back(no);
  }

  State& state_;
  ActNo poll_;
  const Prefixes& prefixes_;
  std::unordered_map<ActNo, Verdict> verdicts_;
  std::unordered_map<Key, bool, UniformHash> keys_;  // whose acts are in places_
  std::map<std::pair<ActNo, std::uint64_t>, ActNo> places_;
  std::vector<ActNo> order_;
};

bool is_asked(const PollSpec& poll, const std::string& group) {
  return poll.groups.empty() || std::find(poll.groups.begin(), poll.groups.end(), group) != poll.groups.end();
}

// From the state whose seats and slots are those of the poll.
std::vector<Voter> voters_of(State& state, ActNo poll_no, const std::vector<GroupSeat>& seats) {
  const PollSpec poll = read_poll(state.get(poll_no).payload);
  std::map<act::ActId, Voter> voters;
  if (poll.all_members) {
    for (const SlotRow& slot : state.active_slots("member")) voters[state.get(slot.subject).id].member = slot.subject;
  }
  for (const GroupSeat& seat : seats) {
    if (!is_asked(poll, seat.group)) continue;
    Voter& voter = voters[state.get(seat.member).id];
    voter.member = seat.member;
    voter.groups.push_back(seat.group);
  }
  for (const ActNo no : state.acts_about(poll_no, "ballot")) {
    const ActRow row = state.get(no);
    if (row.status != Status::effective || row.slot == 0) continue;
    const SlotRow slot = state.get_slot(row.slot);
    if (!slot.active || slot.winner != no) continue;
    if (const auto it = voters.find(state.get(row.actor).id); it != voters.end()) it->second.ballot = no;
  }
  std::vector<Voter> out;
  for (auto& [id, voter] : voters) {
    std::sort(voter.groups.begin(), voter.groups.end());
    out.push_back(std::move(voter));
  }
  return out;
}

}  // namespace

Electorate electorate(State& state, ActNo poll, const std::string& charter, const Prefixes& prefixes) {
  Selection selection(state, poll, prefixes);
  for (const std::string_view type : kMembership) {
    for (const ActNo no : state.acts_of_type(type)) selection.take(no);
  }
  selection.take(poll);
  for (const std::string_view type : {"withdraw", "ballot"}) {
    for (const ActNo no : state.acts_about(poll, type)) selection.take(no);
  }
  MemoryState then;
  Fold fold(then);
  for (const ActNo no : selection.order()) {
    const ActRow row = state.get(no);
    fold.replay(row, selection.is_inert(row));
  }
  Electorate out;
  const auto held = then.find(state.get(poll).id);
  const auto withdrawn = then.find_slot("withdrawn|" + to_hex(state.get(poll).id));
  out.stands = held && then.get(*held).status == Status::effective && !(withdrawn && withdrawn->active);
  if (out.stands) out.voters = voters_of(then, poll, compute_seats(then, charter, prefixes.may_vouch));
  return out;
}

namespace {

// How many entries the log had covered by a mark of its own, no later than `latest`, among its first `held`.
std::uint64_t covered(State& state, const Key& log, const Branch* branch, std::uint64_t held, UnixSeconds latest) {
  const auto place = [&](ActNo no) { return branch == nullptr ? no : branch->place(no); };
  std::vector<std::pair<std::uint64_t, ActNo>> own;
  for (const ActNo no : state.acts_of_key(log)) {
    if (place(no) < held) own.emplace_back(place(no), no);
  }
  std::sort(own.begin(), own.end());
  std::uint64_t size = 0;  // what the log held then
  std::set<ActNo> whole_acts;  // of the log's key: what they name was there before them
  std::map<ActNo, std::uint64_t> ends;  // position of each segment's last one
  for (const auto& [at, no] : own) {
    const ActRow row = state.get(no);
    // What named something the log did not hold yet was pending then, and is left out whatever came later.
    const auto before = ends.find(row.segment);
    const bool whole = row.position == 0 ? std::all_of(row.parents.begin(), row.parents.end(), [&](ActNo parent) { return whole_acts.contains(parent); })
                                         : before != ends.end() && before->second + 1 == row.position;
    if (!whole) continue;
    whole_acts.insert(no);
    ends[row.segment] = row.position;
    if (row.type != "mark" || row.fixed || row.v != 1 || row.at > latest) continue;
    std::from_chars(row.payload.data(), row.payload.data() + row.payload.size(), size);
    size = std::min<std::uint64_t>(size, at);  // it cannot cover what came after it
  }
  return size;
}

// The latest time at which a member must have joined for its vouches to count in the poll; nullopt: any will do.
std::optional<UnixSeconds> latest_join(const PollSpec& poll, const std::string& charter) {
  if (charter.empty()) return std::nullopt;
  const std::int64_t days = *parsed_charter(charter).at("admission")->at("age_days")->integer();
  const auto opens = parse_time(poll.opens);
  return days == 0 || !opens ? std::nullopt : std::optional(*opens - days * 86400);
}

std::size_t holders(const Basis& basis, ActNo no, bool opened) {
  return static_cast<std::size_t>(std::count_if(basis.returns.begin(), basis.returns.end(), [&](const Returned& one) {
    return one.branch->place(no) < (opened ? one.opened : one.closed);
  }));
}

}  // namespace

Prefixes prefixes_of(State& state, const PollSpec& poll, const Basis& basis, std::function<void()> go_on) {
  Prefixes out;
  out.opened = [&basis, go_on](ActNo no) {
    if (go_on) go_on();
    return basis.is_majority(holders(basis, no, true));
  };
  out.closed = [&basis, go_on](ActNo no) {
    if (go_on) go_on();
    return basis.is_majority(holders(basis, no, false));
  };
  const auto latest = latest_join(poll, basis.text);
  if (!latest) return out;
  std::vector<std::uint64_t> sizes;
  for (const Returned& one : basis.returns) sizes.push_back(covered(state, one.row.key, one.branch, one.opened, *latest));
  out.may_vouch = [&basis, sizes](ActNo join) {
    std::size_t logs = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) logs += basis.returns[i].branch->place(join) < sizes[i] ? 1 : 0;
    return basis.is_majority(logs);
  };
  return out;
}

Unsettled unsettled_acts(State& state, ActNo poll, const Basis& basis) {
  Unsettled out;
  if (basis.final) return out;
  const std::size_t missing = basis.named.size() - basis.returns.size();
  const auto open = [&](ActNo no, bool opened) {
    const std::size_t logs = holders(basis, no, opened);
    return !basis.is_majority(logs) && basis.is_majority(logs + missing);
  };
  for (const ActNo no : state.acts_about(poll, "ballot")) out.ballots += open(no, false) ? 1 : 0;
  for (const std::string_view type : kMembership) {
    for (const ActNo no : state.acts_of_type(type)) out.membership += open(no, true) ? 1 : 0;
  }
  return out;
}

std::vector<Voter> present_electorate(State& state, ActNo poll, const std::optional<Key>& log) {
  if (log) {
    const std::string charter = charter_in_force(state);
    if (const auto latest = latest_join(read_poll(state.get(poll).payload), charter)) {
      const std::uint64_t size = covered(state, *log, nullptr, kNone, *latest);
      return voters_of(state, poll, compute_seats(state, charter, [size](ActNo join) { return join < size; }));
    }
  }
  return voters_of(state, poll, state.seats());
}

bool asks_age(const PollSpec& poll, const std::string& charter) { return latest_join(poll, charter).has_value(); }

}  // namespace althing::assembly::decision
