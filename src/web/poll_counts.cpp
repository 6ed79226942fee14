#include "web/poll_counts.h"

#include <algorithm>

#include "base/check.h"

namespace althing::web {

using assembly::decision::Vote;

std::vector<Vote> votes_of(const std::vector<index::VoteInfo>& all) {
  std::vector<Vote> out;
  out.reserve(all.size());
  for (const index::VoteInfo& one : all) {
    Vote vote{to_hex(one.member), one.groups, std::nullopt};
    if (one.ballot != index::kNone) {
      auto choice = json::parse(one.choice);
      CHECK(choice.has_value());  // the fold wrote it
      vote.choice = std::move(*choice);
    }
    out.push_back(std::move(vote));
  }
  return out;
}

CountedPoll count_poll(index::Reader& reader, const index::PollInfo& poll, const json::Value& labels) {
  CountedPoll out;
  out.votes = reader.votes(poll.act.id);
  out.cast = std::count_if(out.votes.begin(), out.votes.end(), [](const index::VoteInfo& v) { return v.ballot != index::kNone; });
  const std::string seed = poll.outcome ? std::string(poll.outcome->text_at("seed")) : std::string();
  auto record = assembly::decision::count_votes(poll.spec, poll.rule, to_hex(poll.act.id), seed, votes_of(out.votes), labels);
  if (record) out.record = std::move(*record);
  else out.fault = record.error().text();
  return out;
}

Counted PollCounts::of(index::Reader& reader, const index::PollInfo& poll, const json::Value& labels, std::uint64_t folded) {
  const std::string outcome = poll.outcome ? json::write(*poll.outcome) : std::string();
  const std::string named = json::write(labels);
  {
    const std::lock_guard lock(mutex_);
    for (const Kept& kept : kept_) {
      if (kept.poll == poll.act.id && kept.labels == named && kept.outcome == outcome && (!outcome.empty() || kept.folded == folded)) return kept.count;
    }
  }
  const auto count = std::make_shared<const CountedPoll>(count_poll(reader, poll, labels));
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const Kept& kept) { return kept.poll == poll.act.id; });
  if (kept_.size() == kMaxCountedPolls) kept_.erase(kept_.begin());
  kept_.push_back({poll.act.id, named, outcome, folded, count});
  return count;
}

std::vector<std::string> positions_of(std::string_view choice, assembly::decision::BallotForm form) {
  if (choice.empty()) return {};
  const auto value = json::parse(choice);
  CHECK(value.has_value());  // the fold wrote it
  if (const std::string* vote = value->string()) return {*vote};
  std::vector<std::string> out;
  std::int64_t best = -1;
  for (const json::Value& place : *value->array()) {
    if (const json::Array* tied = place.array()) {
      for (const json::Value& name : *tied) out.push_back(*name.string());
      break;
    }
    if (place.object() != nullptr) {
      const std::int64_t score = *place.at("score")->integer();
      if (score > best) out.clear();
      if (score >= best) out.emplace_back(place.text_at("choice"));
      best = std::max(best, score);
      continue;
    }
    out.push_back(*place.string());
    if (form != assembly::decision::BallotForm::approval) break;
  }
  return out;
}

}  // namespace althing::web
