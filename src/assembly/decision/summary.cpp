#include "assembly/decision/summary.h"

#include <algorithm>

#include "tally/store.h"

namespace althing::assembly::decision {
namespace {

void add(tally::Sums& sums, const std::optional<json::Value>& choice) {
  if (!choice) ++sums.absent;
  else if (choice->string() == nullptr || *choice->string() == "yes") ++sums.yes;
  else if (*choice->string() == "no") ++sums.no;
  else ++sums.abstain;
}

json::Array stored(const tally::Sums& sums) { return {sums.yes, sums.no, sums.abstain, sums.absent}; }

std::optional<tally::Sums> restored(const json::Value& value) {
  const json::Array* list = value.array();
  if (list == nullptr || list->size() != 4) return std::nullopt;
  for (const json::Value& n : *list) {
    if (n.integer() == nullptr) return std::nullopt;
  }
  return tally::Sums{*(*list)[0].integer(), *(*list)[1].integer(), *(*list)[2].integer(), *(*list)[3].integer()};
}

}  // namespace

std::vector<std::string_view> positions_of(const json::Value& choice, BallotForm form) {
  if (const std::string* vote = choice.string()) return {*vote};
  std::vector<std::string_view> out;
  std::int64_t best = -1;
  for (const json::Value& place : *choice.array()) {
    if (const json::Array* tied = place.array()) {
      for (const json::Value& name : *tied) out.push_back(*name.string());
      break;
    }
    if (place.object() != nullptr) {
      const std::int64_t score = *place.at("score")->integer();
      if (score > best) out.clear();
      if (score >= best) out.push_back(place.text_at("choice"));
      best = std::max(best, score);
      continue;
    }
    out.push_back(*place.string());
    if (form != BallotForm::approval) break;
  }
  return out;
}

PollSummary summarize(const PollSpec& poll, const json::Value& rule, const std::string& poll_id, const std::string& seed, std::span<const Vote> votes) {
  PollSummary out;
  auto record = count_votes(poll, rule, poll_id, seed, votes);
  if (record) out.record = std::move(*record);
  else out.fault = record.error().text();
  const BallotForm form = ballot_form(poll.method);
  for (std::size_t i = 0; i < votes.size(); ++i) {
    const Vote& vote = votes[i];
    add(out.total, vote.choice);
    for (const std::string& group : vote.groups) add(out.groups[group], vote.choice);
    if (!vote.choice || !vote.has_words) continue;
    for (const std::string_view position : positions_of(*vote.choice, form)) {
      auto it = out.worded.find(position);
      if (it == out.worded.end()) it = out.worded.emplace(position, std::vector<std::uint32_t>()).first;
      if (it->second.size() < kWordedKept) it->second.push_back(static_cast<std::uint32_t>(i));
    }
  }
  // Where nobody has a seat, all are one group without a name, as rules by groups take them (table_of()).
  if (out.groups.empty() && !votes.empty()) out.groups[""] = out.total;
  return out;
}

std::string write_summary(const PollSummary& summary) {
  json::Object groups, worded;
  for (const auto& [group, sums] : summary.groups) groups.set(group, stored(sums));
  for (const auto& [position, places] : summary.worded) {
    json::Array list;
    for (const std::uint32_t place : places) list.emplace_back(std::int64_t{place});
    worded.set(position, std::move(list));
  }
  json::Value out = json::object({{"groups", std::move(groups)}, {"total", stored(summary.total)}, {"worded", std::move(worded)}});
  if (summary.open_ballots + summary.open_membership > 0) out.object()->set("open", json::Array{summary.open_ballots, summary.open_membership});
  if (summary.record) out.object()->set("record", tally::to_stored(*summary.record));
  else out.object()->set("fault", summary.fault);
  return json::write(out);
}

Result<PollSummary> read_summary(std::string_view text) {
  TRY(const json::Value value, json::parse(text));
  PollSummary out;
  const json::Value *groups = value.at("groups"), *worded = value.at("worded"), *total = value.at("total"), *record = value.at("record");
  if (groups == nullptr || groups->object() == nullptr || worded == nullptr || worded->object() == nullptr || total == nullptr) return fail(Errc::malformed, "no summary of a poll");
  for (const auto& [group, sums] : *groups->object()) {
    const auto read = restored(sums);
    if (!read) return fail(Errc::malformed, "sums");
    out.groups[group] = *read;
  }
  const auto all = restored(*total);
  if (!all) return fail(Errc::malformed, "sums");
  out.total = *all;
  for (const auto& [position, places] : *worded->object()) {
    auto& list = out.worded[position];
    if (places.array() == nullptr) return fail(Errc::malformed, "worded");
    for (const json::Value& place : *places.array()) {
      if (place.integer() == nullptr || *place.integer() < 0 || *place.integer() > UINT32_MAX) return fail(Errc::malformed, "worded");
      list.push_back(static_cast<std::uint32_t>(*place.integer()));
    }
  }
  if (const json::Value* open = value.at("open")) {
    const json::Array* list = open->array();
    if (list == nullptr || list->size() != 2 || (*list)[0].integer() == nullptr || (*list)[1].integer() == nullptr) return fail(Errc::malformed, "open");
    out.open_ballots = *(*list)[0].integer();
    out.open_membership = *(*list)[1].integer();
  }
  out.fault = value.text_at("fault");
  if (record != nullptr) {
    TRY(tally::CountRecord count, tally::from_stored(*record));
    out.record = std::move(count);
  }
  return out;
}

tally::CountRecord named(tally::CountRecord record, const json::Value& labels) {
  for (tally::Option& option : record.options) {
    const std::string_view words = labels.text_at(option.id);
    if (words.empty()) continue;
    // The one sentence of the engine that calls an option by its name, at its beginning.
    for (std::string& note : record.notes) {
      if (note.starts_with(option.name + " beats every other option")) note.replace(0, option.name.size(), words);
    }
    option.name = words;
  }
  return record;
}

}  // namespace althing::assembly::decision
