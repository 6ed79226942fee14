#include "assembly/decision/outcome.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "assembly/decision/electorate.h"
#include "assembly/decision/summary.h"
#include "assembly/membership/seats.h"
#include "assembly/rules.h"
#include "base/check.h"

namespace althing::assembly::decision {
namespace {

std::uint64_t size_at(const ActRow& returned, std::size_t part) {
  const std::string_view text = payload_part(returned.payload, part);
  std::uint64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

struct Decided {
  std::string result, summary;
};

Decided decided(State& state, const PollSpec& poll, const ActRow& row, const json::Value& charter, const Electorate& electorate,
                const std::vector<ActRow>& returns) {
  if (!electorate.stands) return {json::write(json::object({{"withdrawn", true}})), {}};
  std::vector<act::ActId> ids;
  for (const ActRow& r : returns) ids.push_back(r.id);
  const std::string seed = draw_seed(std::move(ids));
  const std::vector<Vote> votes = votes_of(state, electorate.voters);
  const auto cast = std::count_if(votes.begin(), votes.end(), [](const Vote& v) { return v.choice.has_value(); });
  json::Object out;
  out.set("cast", static_cast<std::int64_t>(cast));
  out.set("eligible", static_cast<std::int64_t>(votes.size()));
  out.set("seed", seed);
  const PollSummary summary = summarize(poll, rule_of(poll, charter), to_hex(row.id), seed, votes);
  const auto& record = summary.record;
  if (!record) {
    out.set("failed", summary.fault);
  } else if (poll.is_yes_no()) {
    out.set("adopted", record->adopted.value_or(false));
  } else {
    json::Array elected;
    for (const tally::OptionIndex option : record->elected) elected.emplace_back(record->options[option].id);
    out.set("elected", std::move(elected));
  }
  return {json::write(out), write_summary(summary)};
}

// The charter act that a result puts in force, kNone if none.
ActNo adopted_charter(State& state, const PollSpec& poll, const std::string& result) {
  if (poll.on.size() != 1) return kNone;
  const ActNo target = *state.find(poll.on.front());
  if (state.get(target).type != "charter") return kNone;
  const auto outcome = json::parse(result);
  CHECK(outcome.has_value());  // written just now
  const json::Value* adopted = outcome->at("adopted");
  return adopted != nullptr && *adopted->boolean() ? target : kNone;
}

// Whether the log's own numbering makes sense of what it returned.
bool is_plausible(const ActRow& returned) { return size_at(returned, 3) <= returned.no; }

}  // namespace

std::vector<std::string> named_logs(State& state, const PollSpec& poll, const json::Value& charter) {
  std::set<std::string> logs;
  if (const json::Value* list = charter.at("logs")) {
    for (const json::Value& key : *list->array()) logs.insert(*key.string());
  }
  const bool on_charter = !poll.on.empty() && state.get(*state.find(poll.on.front())).type == "charter";
  if (!on_charter || logs.empty()) logs.insert(poll.logs.begin(), poll.logs.end());
  return {logs.begin(), logs.end()};
}

std::vector<ActRow> counted_returns(State& state, ActNo poll, const std::vector<std::string>& logs) {
  std::map<std::string, std::vector<ActRow>> by_log;
  for (const ActNo no : state.acts_about(poll, "return")) {
    ActRow row = state.get(no);
    if (row.status == Status::effective) by_log[act::key_text(row.key)].push_back(std::move(row));
  }
  std::vector<ActRow> out;
  for (const std::string& log : logs) {
    const auto it = by_log.find(log);
    if (it != by_log.end()) out.push_back(it->second.front());
  }
  return out;
}

std::vector<Vote> votes_of(State& state, const std::vector<Voter>& voters) {
  std::vector<Vote> out;
  out.reserve(voters.size());
  for (const Voter& voter : voters) {
    Vote vote{to_hex(state.get(voter.member).id), voter.groups, {}, false};
    if (voter.ballot != kNone) {
      const ActRow ballot = state.get(voter.ballot);
      auto choice = json::parse(ballot.payload);
      CHECK(choice.has_value());  // the fold wrote it
      vote.choice = std::move(*choice);
      vote.has_words = ballot.commitment.has_value();
    }
    out.push_back(std::move(vote));
  }
  return out;
}

json::Value deciding_charter(State& state, ActNo no) {
  const PollSpec poll = read_poll(state.get(no).payload);
  for (const ActNo r : state.acts_about(no, "return")) {
    const ActRow returned = state.get(r);
    if (returned.status != Status::effective || !is_plausible(returned)) continue;
    const std::uint64_t opened = size_at(returned, 1);
    const std::string text = charter_in_force(state, [&](ActNo earlier) { return earlier < opened; });
    auto charter = json::parse(text.empty() ? std::string_view("{}") : std::string_view(text));
    CHECK(charter.has_value());  // the fold wrote it
    if (named_logs(state, poll, *charter) == std::vector<std::string>{act::key_text(returned.key)}) return std::move(*charter);
  }
  return json::Value(json::Object{});
}

namespace {

struct Waiting {
  std::string closes;
  act::ActId id;
  ActNo no = kNone;
  auto order() const { return std::tie(closes, id, no); }
};

// Polls with a return that are not decided, by closing time, so that a charter adopted by one is in force for
// those that open after it.
std::vector<Waiting> waiting_polls(State& state) {
  std::vector<Waiting> out;
  for (const ActNo no : state.acts_of_type("return")) {
    const ActRow row = state.get(no);
    if (row.status != Status::effective || state.outcome(row.subject)) continue;
    const ActRow poll = state.get(row.subject);
    if (poll.status == Status::effective) out.push_back({std::string(payload_part(poll.payload, 0)), poll.id, poll.no});
  }
  std::sort(out.begin(), out.end(), [](const Waiting& a, const Waiting& b) { return a.order() < b.order(); });
  out.erase(std::unique(out.begin(), out.end(), [](const Waiting& a, const Waiting& b) { return a.no == b.no; }), out.end());
  return out;
}

std::optional<Decision> decision_of(State& state, ActNo no, const std::function<bool(const Key&)>& own_log, const std::function<void()>& go_on) {
  const ActRow row = state.get(no);
  const PollSpec poll = read_poll(row.payload);
  // Which log is named rests on the charter, which rests on what our log held at `opens`.
  for (const ActNo r : state.acts_about(no, "return")) {
    const ActRow returned = state.get(r);
    if (returned.status != Status::effective || !own_log(returned.key) || !is_plausible(returned)) continue;
    const std::uint64_t opened = size_at(returned, 1), closed = size_at(returned, 3);
    const std::string text = charter_in_force(state, [&](ActNo earlier) { return earlier < opened; });
    const auto charter = json::parse(text.empty() ? std::string_view("{}") : std::string_view(text));
    CHECK(charter.has_value());  // the fold wrote it
    const std::vector<std::string> logs = named_logs(state, poll, *charter);
    if (logs.size() != 1 || logs.front() != act::key_text(returned.key)) break;
    const std::vector<ActRow> returns = counted_returns(state, no, logs);
    if (returns.size() != 1) break;
    const auto before = [&go_on](std::uint64_t size) {
      return [&go_on, size](ActNo n) {
        if (go_on) go_on();
        return n < size;
      };
    };
    Electorate who = electorate(state, no, text, {before(opened), before(closed)});
    Decided came_to = decided(state, poll, row, *charter, who, returns);
    const ActNo adopted = adopted_charter(state, poll, came_to.result);
    return Decision{{no, std::move(came_to.result), adopted}, std::move(who.voters), std::move(came_to.summary)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Decision> next_decision(State& state, const std::function<bool(const Key&)>& own_log, const std::function<void()>& go_on) {
  for (const Waiting& poll : waiting_polls(state)) {
    if (auto decision = decision_of(state, poll.no, own_log, go_on)) return decision;
  }
  return std::nullopt;
}

bool decide_polls(State& state, const std::function<bool(const Key&)>& own_log) {
  bool charter_adopted = false;
  for (const Waiting& poll : waiting_polls(state)) {
    const auto decision = decision_of(state, poll.no, own_log, {});
    if (!decision) continue;
    state.add_outcome(decision->outcome, decision->voters, decision->summary);
    charter_adopted = charter_adopted || decision->outcome.charter != kNone;
  }
  return charter_adopted;
}

}  // namespace althing::assembly::decision
