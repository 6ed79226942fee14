#include "assembly/decision/outcome.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "assembly/decision/electorate.h"
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

std::string result_text(State& state, const PollSpec& poll, const ActRow& row, const json::Value& charter, const Electorate& electorate,
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
    return json::write(out);
  }
  const std::string seed = draw_seed(std::move(ids));
  const std::vector<Vote> votes = votes_of(state, electorate.voters);
  const auto cast = std::count_if(votes.begin(), votes.end(), [](const Vote& v) { return v.choice.has_value(); });
  out.set("cast", static_cast<std::int64_t>(cast));
  out.set("eligible", static_cast<std::int64_t>(votes.size()));
  out.set("seed", seed);
  const auto record = count_votes(poll, rule_of(poll, charter), to_hex(row.id), seed, votes);
  if (!record) {
    out.set("failed", record.error().text());
  } else if (poll.is_yes_no()) {
    out.set("adopted", record->adopted.value_or(false));
  } else {
    json::Array elected;
    for (const tally::OptionIndex option : record->elected) elected.emplace_back(record->options[option].id);
    out.set("elected", std::move(elected));
  }
  return json::write(out);
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
  for (const Voter& voter : voters) {
    Vote vote{to_hex(state.get(voter.member).id), voter.groups, {}};
    if (voter.ballot != kNone) {
      const auto choice = json::parse(state.get(voter.ballot).payload);
      CHECK(choice.has_value());  // the fold wrote it
      vote.choice = *choice;
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

bool decide_polls(State& state, const std::function<bool(const Key&)>& own_log) {
  // By what our log held when each opened: a poll can rest on a charter only if the return that put it in
  // force lies in that prefix, and then that poll opened with a shorter one.
  std::set<std::tuple<std::uint64_t, ActNo, ActNo>> waiting;  // opened, poll, return
  std::set<ActNo> returned_once, returned_twice;
  for (const ActNo no : state.acts_of_type("return")) {
    const ActRow row = state.get(no);
    if (row.fixed || !own_log(row.key)) continue;
    if (row.status != Status::effective) {
      returned_twice.insert(row.subject);
      continue;
    }
    returned_once.insert(row.subject);
    // Whether the poll stands is judged from the prefix (electorate.h), not from what came later.
    if (!state.get(row.subject).fixed && is_plausible(row)) waiting.emplace(size_at(row, 1), row.subject, no);
  }
  const bool unsaid = std::any_of(returned_twice.begin(), returned_twice.end(), [&](ActNo poll) { return !returned_once.contains(poll) && state.is_decided(poll); });
  bool charter_changed = unsaid && !state.charter_polls().empty();
  // Others may rest on a charter that is no longer adopted.
  if (unsaid) state.clear_outcomes();
  for (const auto& [opened, no, return_no] : waiting) {
    if (state.is_decided(no)) continue;
    const ActRow row = state.get(no);
    const PollSpec poll = read_poll(row.payload);
    const ActRow returned = state.get(return_no);
    // Which log is named rests on the charter, which rests on what our log held at `opens`.
    const std::string text = charter_in_force(state, [&, size = opened](ActNo earlier) { return earlier < size; });
    const json::Value charter = parsed_charter(text);
    if (named_logs(state, poll, charter) != std::vector<std::string>{act::key_text(returned.key)}) continue;
    const std::uint64_t closed = size_at(returned, 3);
    const Prefixes prefixes{[&, size = opened](ActNo n) { return n < size; }, [&](ActNo n) { return n < closed; },
                            old_enough(state, poll, text, returned.key, opened)};
    const Electorate who = electorate(state, no, text, prefixes);
    const std::string result = result_text(state, poll, row, charter, who, {returned});
    const ActNo adopted = adopted_charter(state, poll, result);
    state.add_outcome({no, result, adopted, who.voters});
    charter_changed = charter_changed || adopted != kNone;
  }
  return charter_changed;
}

}  // namespace althing::assembly::decision
