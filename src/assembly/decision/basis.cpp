#include "assembly/decision/basis.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "assembly/decision/outcome.h"
#include "assembly/fold.h"
#include "assembly/rules.h"
#include "base/check.h"
#include "base/time.h"

namespace althing::assembly::decision {
namespace {

std::uint64_t number(std::string_view text) {
  std::uint64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

// A return's payload: key | opened size | root | closed size | root.
constexpr std::size_t kOpened = 1, kClosed = 3;

using Rank = std::pair<std::string, act::ActId>;  // closing time, poll

Rank rank_of(const ActRow& poll) { return {std::string(payload_part(poll.payload, 0)), poll.id}; }

std::vector<LogMark> marks_by_time(State& state, const Key& log) {
  struct Dated {
    LogMark mark;
    act::ActId id;
  };
  std::vector<Dated> all;
  for (const ActRow& row : state.marks_of(log)) {
    if (!row.fixed && row.v == 1) all.push_back({{row.at, number(payload_part(row.payload, 0)), std::string(payload_part(row.payload, 1)), row.no}, row.id});
  }
  std::sort(all.begin(), all.end(), [](const Dated& a, const Dated& b) { return std::tuple(a.mark.at, a.mark.size, a.id) < std::tuple(b.mark.at, b.mark.size, b.id); });
  // Of those at or after a time the one of the smallest size is the first; so each entry gets the best of its tail.
  for (std::size_t i = all.size(); i-- > 1;) {
    Dated &before = all[i - 1], &after = all[i];
    if (std::tuple(after.mark.size, after.id) >= std::tuple(before.mark.size, before.id)) continue;
    const UnixSeconds at = before.mark.at;
    before = after;
    before.mark.at = at;
  }
  std::vector<LogMark> out;
  for (Dated& one : all) out.push_back(std::move(one.mark));
  return out;
}

std::optional<LogMark> first_at(const std::vector<LogMark>& marks, UnixSeconds at) {
  const auto it = std::lower_bound(marks.begin(), marks.end(), at, [](const LogMark& mark, UnixSeconds time) { return mark.at < time; });
  return it == marks.end() ? std::nullopt : std::optional(*it);
}

const Branch* holding(const std::vector<const Branch*>& branches, std::uint64_t size, std::string_view root) {
  const auto it = std::find_if(branches.begin(), branches.end(), [&](const Branch* branch) { return branch->has(size, root); });
  return it == branches.end() ? nullptr : *it;
}

// Returns whose fixed facts are in order, whatever became of them: a second one makes them void, and whether it
// came too late to do so is for the poll to say.
std::vector<ActNo> returns_about(State& state, ActNo poll) {
  std::vector<ActNo> out;
  for (const ActNo no : state.acts_about(poll, "return")) {
    const ActRow row = state.get(no);
    if (!row.fixed && row.v == 1 && (row.status == Status::effective || reason_code(row.reason) == "twice")) out.push_back(no);
  }
  return out;
}

std::string founding_charter(State& state) {
  const auto found = state.find_slot("found");
  return found && found->active ? state.get(found->winner).payload : std::string();
}

}  // namespace

json::Value parsed_charter(const std::string& text) {
  auto charter = json::parse(text.empty() ? std::string_view("{}") : std::string_view(text));
  CHECK(charter.has_value());  // the fold wrote it
  return std::move(*charter);
}

std::vector<std::string> named_logs(State& state, const PollSpec& poll, const json::Value& charter) {
  std::set<std::string> logs;
  if (const json::Value* list = charter.at("logs")) {
    for (const json::Value& key : *list->array()) logs.insert(*key.string());
  }
  const bool on_charter = !poll.on.empty() && state.get(*state.find(poll.on.front())).type == "charter";
  if (!on_charter || logs.empty()) logs.insert(poll.logs.begin(), poll.logs.end());
  return {logs.begin(), logs.end()};
}

std::vector<ActNo> Bases::polls() {
  std::set<ActNo> seen;
  for (const ActNo no : state_.acts_of_type("return")) {
    const ActRow row = state_.get(no);
    if (row.subject != kNone && !row.fixed) seen.insert(row.subject);
  }
  for (const ActNo no : state_.decided_polls()) seen.insert(no);
  std::vector<std::pair<Rank, ActNo>> ranked;
  for (const ActNo no : seen) {
    const ActRow row = state_.get(no);
    // Whether the poll stands is judged from the prefixes (electorate.h), not from what came later.
    if (!row.fixed && row.status != Status::pending) ranked.emplace_back(rank_of(row), no);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<ActNo> out;
  for (const auto& [rank, no] : ranked) out.push_back(no);
  return out;
}

std::optional<LogMark> Bases::first_mark_after(const Key& log, UnixSeconds at) {
  const std::string text = act::key_text(log);
  auto it = marks_.find(text);
  if (it == marks_.end()) it = marks_.emplace(text, marks_by_time(state_, log)).first;
  return first_at(it->second, at);
}

// Charters that were adopted by polls which closed before this one opened, the latest first; the founding one last.
std::vector<Bases::Candidate> Bases::candidates(const PollSpec& spec) {
  std::vector<std::pair<Rank, Candidate>> ranked;
  for (const ActNo no : state_.charter_polls()) {
    const Rank rank = rank_of(state_.get(no));
    if (rank.first <= spec.opens) ranked.emplace_back(rank, Candidate{state_.outcome(no)->charter, no});
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Candidate> out;
  for (const auto& [rank, candidate] : ranked) out.push_back(candidate);
  out.push_back({});
  return out;
}

// The one return that a log made in time, if its prefixes are held. Of two in time neither counts.
std::optional<Returned> Bases::return_of(const std::string& log, const std::vector<ActNo>& all,
                                         const std::vector<std::pair<const Branch*, std::uint64_t>>& deadlines, std::size_t named) {
  std::optional<Returned> out;
  for (const ActNo no : all) {
    ActRow row = state_.get(no);
    if (act::key_text(row.key) != log) continue;
    const auto late = std::count_if(deadlines.begin(), deadlines.end(), [&](const auto& one) {
      const std::uint64_t place = one.first->place(no);
      return place == kNone || place >= one.second;
    });
    // A sole log is waited for: nobody else could decide the poll.
    if (named > 1 && 2 * static_cast<std::size_t>(late) > named) continue;
    if (out) return std::nullopt;
    out = Returned{std::move(row), 0, 0, nullptr};
  }
  if (!out) return out;
  const std::string& payload = out->row.payload;
  out->opened = number(payload_part(payload, kOpened));
  out->closed = number(payload_part(payload, kClosed));
  const std::string_view root = payload_part(payload, kClosed + 1);
  const auto branches = logs_.branches(out->row.key);
  std::vector<std::pair<std::uint64_t, std::string>>& told = told_[log];
  for (const Branch* branch : branches) {
    if (!branch->has(out->closed, root) || !branch->has(out->opened, payload_part(payload, kOpened + 1))) continue;
    // What a log returns is one growing history: of a poll that contradicts an earlier one it has said nothing.
    if (branches.size() > 1 && !std::all_of(told.begin(), told.end(), [&](const auto& one) { return branch->has(one.first, one.second); })) continue;
    const std::uint64_t own = branch->place(out->row.no);
    if (own < out->closed) return std::nullopt;  // it cannot have counted itself
    out->branch = branch;
    told.emplace_back(out->closed, root);
    return out;
  }
  return std::nullopt;
}

std::optional<Basis> Bases::under(const Candidate& candidate, ActNo poll, const PollSpec& spec) {
  Basis out;
  out.charter = candidate.charter;
  out.text = candidate.charter == kNone ? founding_charter(state_) : state_.get(candidate.charter).payload;
  out.named = named_logs(state_, spec, parsed_charter(out.text));
  const auto closes = parse_time(spec.closes);
  if (out.named.empty() || !closes) return std::nullopt;
  std::vector<std::pair<const Branch*, std::uint64_t>> deadlines;  // what a log held seven days after
  for (const std::string& log : out.named) {
    if (out.named.size() == 1) break;  // a sole log is waited for
    const Key key = *act::parse_key(log);
    const auto mark = first_mark_after(key, *closes + kReturnSeconds);
    const Branch* branch = mark ? holding(logs_.branches(key), mark->size, mark->root) : nullptr;
    if (branch != nullptr) deadlines.emplace_back(branch, mark->size);
  }
  const std::vector<ActNo> all = returns_about(state_, poll);
  for (const std::string& log : out.named) {
    if (auto one = return_of(log, all, deadlines, out.named.size())) out.returns.push_back(std::move(*one));
  }
  out.final = out.returns.size() == out.named.size() || (out.named.size() > 1 && out.is_majority(deadlines.size()));
  return out;
}

// Whether the charter was in force when the poll opened, as more than half of the logs it names held it: each held
// more than half of the returns that decided it. nullopt: that cannot be told yet.
std::optional<bool> Bases::adopted_before(const Candidate& candidate, const Basis& basis) {
  const auto outcome = json::parse(state_.outcome(candidate.adopted_by)->text);
  CHECK(outcome.has_value());  // written by decide_polls()
  const std::vector<ActNo> decided_by = returns_of(state_, state_.outcome(candidate.adopted_by)->text);
  const auto logs = static_cast<std::size_t>(*outcome->at("logs")->integer());
  std::size_t yes = 0, no = 0;
  for (const Returned& one : basis.returns) {
    const auto held = std::count_if(decided_by.begin(), decided_by.end(), [&](ActNo returned) { return one.branch->place(returned) < one.opened; });
    ++(2 * static_cast<std::size_t>(held) > logs ? yes : no);
  }
  if (basis.is_majority(yes)) return true;
  if (!basis.is_majority(basis.named.size() - no)) return false;
  return std::nullopt;
}

std::optional<Basis> Bases::of(ActNo poll) {
  const PollSpec spec = read_poll(state_.get(poll).payload);
  const auto before = told_;
  for (const Candidate& candidate : candidates(spec)) {
    told_ = before;
    auto basis = under(candidate, poll, spec);
    if (!basis) return std::nullopt;
    if (candidate.charter != kNone) {
      const auto in_force = adopted_before(candidate, *basis);
      if (!in_force) return std::nullopt;
      if (!*in_force) continue;
    }
    return basis->is_majority(basis->returns.size()) ? std::move(basis) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<WantedPrefix> wanted_prefixes(State& state) {
  std::set<WantedPrefix> out;
  std::vector<json::Value> charters{parsed_charter(founding_charter(state))};
  for (const ActNo no : state.charter_polls()) charters.push_back(parsed_charter(state.get(state.outcome(no)->charter).payload));
  std::map<std::string, std::vector<LogMark>> marks;
  std::set<ActNo> polls;
  for (const ActNo no : state.acts_of_type("return")) {
    const ActRow row = state.get(no);
    if (row.subject != kNone && !row.fixed) polls.insert(row.subject);
  }
  for (const ActNo poll : polls) {
    const ActRow row = state.get(poll);
    if (row.fixed || row.status == Status::pending) continue;
    const PollSpec spec = read_poll(row.payload);
    std::set<std::string> named;
    for (const json::Value& charter : charters) {
      const auto logs = named_logs(state, spec, charter);
      named.insert(logs.begin(), logs.end());
    }
    for (const ActNo no : returns_about(state, poll)) {
      const ActRow returned = state.get(no);
      if (!named.contains(act::key_text(returned.key))) continue;
      for (const std::size_t part : {kOpened, kClosed}) {
        out.insert({returned.key, number(payload_part(returned.payload, part)), std::string(payload_part(returned.payload, part + 1))});
      }
    }
    const auto closes = parse_time(spec.closes);
    if (named.size() == 1) continue;
    for (const std::string& log : named) {
      const Key key = *act::parse_key(log);
      auto it = marks.find(log);
      if (it == marks.end()) it = marks.emplace(log, marks_by_time(state, key)).first;
      if (const auto mark = closes ? first_at(it->second, *closes + kReturnSeconds) : std::nullopt) out.insert({key, mark->size, mark->root});
    }
  }
  return {out.begin(), out.end()};
}

}  // namespace althing::assembly::decision
