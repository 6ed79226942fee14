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
  std::vector<act::ActId> ids;
  for (const ActRow& r : returns) ids.push_back(r.id);
  std::sort(ids.begin(), ids.end());
  json::Array rests_on;
  for (const act::ActId& id : ids) rests_on.emplace_back(to_hex(id));
  json::Object out;
  out.set("returns", std::move(rests_on));
  if (!electorate.stands) {
    out.set("withdrawn", true);
    return {json::write(out), {}};
  }
  const std::string seed = draw_seed(std::move(ids));
  const std::vector<Vote> votes = votes_of(state, electorate.voters);
  const auto cast = std::count_if(votes.begin(), votes.end(), [](const Vote& v) { return v.choice.has_value(); });
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

json::Value parsed_charter(const std::string& text) {
  auto charter = json::parse(text.empty() ? std::string_view("{}") : std::string_view(text));
  CHECK(charter.has_value());  // the fold wrote it
  return std::move(*charter);
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
  std::map<std::string, ActRow> by_log;
  for (const ActNo no : state.acts_about(poll, "return")) {
    ActRow row = state.get(no);
    if (row.status == Status::effective) by_log.emplace(act::key_text(row.key), std::move(row));
  }
  std::vector<ActRow> out;
  for (const std::string& log : logs) {
    if (const auto it = by_log.find(log); it != by_log.end()) out.push_back(it->second);
  }
  return out;
}

std::vector<ActRow> contradicting_returns(State& state, ActNo poll, const std::vector<std::string>& logs) {
  std::vector<ActRow> out;
  for (const ActNo no : state.acts_about(poll, "return")) {
    ActRow row = state.get(no);
    if (row.fixed || std::find(logs.begin(), logs.end(), act::key_text(row.key)) == logs.end()) continue;
    if (row.slot != 0 && state.slot_members(row.slot).size() > 1) out.push_back(std::move(row));
  }
  return out;
}

std::vector<ActNo> returns_of(State& state, std::string_view outcome_text) {
  std::vector<ActNo> out;
  const auto outcome = json::parse(outcome_text);
  CHECK(outcome.has_value());  // written by decide_polls()
  for (const json::Value& id : *outcome->at("returns")->array()) out.push_back(*state.find(*parse_hex<act::ActId>(*id.string())));
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
  const auto outcome = state.outcome(no);
  CHECK(outcome.has_value());
  std::uint64_t opened = 0;
  for (const ActNo returned : returns_of(state, outcome->text)) opened = size_at(state.get(returned), 1);
  return parsed_charter(charter_in_force(state, [&](ActNo earlier) { return earlier < opened; }));
}

namespace {

// A poll that our log returned once and that is not decided; ordered by what the log held when it opened: a poll
// can rest on a charter only if the return that put it in force lies in that prefix, and then the poll that
// adopted it opened with a shorter one.
using Waiting = std::tuple<std::uint64_t, ActNo, ActNo>;  // opened, poll, return

std::set<Waiting> waiting_polls(State& state, const std::function<bool(const Key&)>& own_log) {
  std::set<Waiting> out;
  for (const ActNo no : state.acts_of_type("return")) {
    const ActRow row = state.get(no);
    if (row.status != Status::effective || !own_log(row.key) || !is_plausible(row) || state.outcome(row.subject)) continue;
    // Whether the poll stands is judged from the prefix (electorate.h), not from what came later.
    if (!state.get(row.subject).fixed) out.emplace(size_at(row, 1), row.subject, no);
  }
  return out;
}

std::optional<Decision> decision_of(State& state, ActNo no, const ActRow& returned, const std::function<void()>& go_on) {
  const ActRow row = state.get(no);
  const PollSpec poll = read_poll(row.payload);
  const std::uint64_t opened = size_at(returned, 1), closed = size_at(returned, 3);
  // Which log is named rests on the charter, which rests on what our log held at `opens`.
  const std::string text = charter_in_force(state, [&](ActNo earlier) { return earlier < opened; });
  const json::Value charter = parsed_charter(text);
  if (named_logs(state, poll, charter) != std::vector<std::string>{act::key_text(returned.key)}) return std::nullopt;
  const auto before = [&go_on](std::uint64_t size) {
    return [&go_on, size](ActNo n) {
      if (go_on) go_on();
      return n < size;
    };
  };
  Electorate who = electorate(state, no, text, {before(opened), before(closed), old_enough(state, poll, text, returned.key, opened)});
  Decided came_to = decided(state, poll, row, charter, who, {returned});
  const ActNo adopted = adopted_charter(state, poll, came_to.result);
  return Decision{{no, std::move(came_to.result), adopted}, std::move(who.voters), std::move(came_to.summary)};
}

}  // namespace

bool forget_unsaid(State& state, const std::function<bool(const Key&)>& own_log) {
  std::set<ActNo> once, twice;
  for (const ActNo no : state.acts_of_type("return")) {
    const ActRow row = state.get(no);
    if (!row.fixed && own_log(row.key)) (row.status == Status::effective ? once : twice).insert(row.subject);
  }
  const bool unsaid = std::any_of(twice.begin(), twice.end(), [&](ActNo poll) { return !once.contains(poll) && state.outcome(poll).has_value(); });
  if (unsaid) state.clear_outcomes();
  return unsaid;
}

std::optional<Decision> next_decision(State& state, const std::function<bool(const Key&)>& own_log, const std::function<void()>& go_on) {
  for (const auto& [opened, poll, returned] : waiting_polls(state, own_log)) {
    if (auto decision = decision_of(state, poll, state.get(returned), go_on)) return decision;
  }
  return std::nullopt;
}

bool decide_polls(State& state, const std::function<bool(const Key&)>& own_log) {
  bool charter_changed = !state.charter_polls().empty();
  charter_changed = forget_unsaid(state, own_log) && charter_changed;
  for (const auto& [opened, poll, returned] : waiting_polls(state, own_log)) {
    const auto decision = decision_of(state, poll, state.get(returned), {});
    if (!decision) continue;
    state.add_outcome(decision->outcome, decision->voters, decision->summary);
    charter_changed = charter_changed || decision->outcome.charter != kNone;
  }
  return charter_changed;
}

}  // namespace althing::assembly::decision
