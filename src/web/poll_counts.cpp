#include "web/poll_counts.h"

#include <algorithm>

#include "base/check.h"
#include "base/thread.h"
#include "node/limits.h"
#include "tally/rule.h"

namespace althing::web {

namespace decision = assembly::decision;

namespace {

// What would come out if all who have not voted voted so.
std::optional<bool> if_all(tally::Vote vote, const tally::Rule& rule, const tally::VoteTable& votes) {
  tally::VoteTable table = votes;
  for (tally::VoteRow& row : table.rows) row.vote = row.vote == tally::Vote::none ? vote : row.vote;
  const auto verdict = tally::evaluate(rule, table);
  return verdict ? std::optional(verdict->met) : std::nullopt;
}

}  // namespace

std::vector<decision::Vote> votes_of(const std::vector<index::VoteInfo>& all) {
  std::vector<decision::Vote> out;
  out.reserve(all.size());
  for (const index::VoteInfo& one : all) {
    decision::Vote vote{to_hex(one.member), one.groups, std::nullopt, one.has_words};
    if (one.ballot != index::kNone) {
      auto choice = json::parse(one.choice);
      CHECK(choice.has_value());  // the fold wrote it
      vote.choice = std::move(*choice);
    }
    out.push_back(std::move(vote));
  }
  return out;
}

index::VoteInfo CountedPoll::row(std::size_t i) const {
  const CountedRow& r = rows[i];
  return {r.member_no, r.member, group_sets[r.groups], r.ballot, {}, false};
}

CountedPoll count_poll(index::Reader& reader, const index::PollInfo& poll) {
  CountedPoll out;
  const index::ReadSnapshot snapshot(reader);
  out.folded = reader.folded();
  const std::vector<index::VoteInfo> all = reader.votes(poll.act.id);
  const std::vector<decision::Vote> votes = votes_of(all);
  const std::string seed = poll.outcome ? std::string(poll.outcome->text_at("seed")) : std::string();
  out.summary = decision::summarize(poll.spec, poll.rule, to_hex(poll.act.id), seed, votes);
  if (poll.spec.is_yes_no() && !poll.outcome) {
    const auto rule = poll.spec.method == "consent" ? Result<tally::Rule>(tally::consent_rule()) : tally::parse_rule(poll.rule);
    const tally::VoteTable table = decision::table_of(votes);
    if (rule) out.all_yes = if_all(tally::Vote::yes, *rule, table), out.all_no = if_all(tally::Vote::no, *rule, table);
  }
  const auto form = decision::ballot_form(poll.spec.method);
  std::map<std::vector<std::string>, std::uint32_t> sets;
  out.rows.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const index::VoteInfo& one = all[i];
    const auto [set, fresh] = sets.try_emplace(one.groups, static_cast<std::uint32_t>(out.group_sets.size()));
    if (fresh) out.group_sets.push_back(one.groups);
    out.rows.push_back({one.member_no, one.member, one.ballot, set->second});
    if (!votes[i].choice) continue;
    for (const std::string_view position : decision::positions_of(*votes[i].choice, form)) {
      auto it = out.positions.find(position);
      if (it == out.positions.end()) it = out.positions.emplace(position, std::vector<std::uint32_t>()).first;
      it->second.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return out;
}

namespace {

std::string outcome_of(const index::PollInfo& poll) { return poll.outcome ? json::write(*poll.outcome) : std::string(); }

}  // namespace

bool PollCounts::is_small(index::Reader& reader, const index::PollInfo& poll) {
  const auto assembly = reader.assembly();
  if (!assembly) return true;
  std::int64_t most = poll.spec.all_members ? assembly->members : 0;
  for (const index::GroupInfo& group : assembly->groups) most += group.seats;
  return most <= kCountedAtOnce;
}

PollCounts::Kept* PollCounts::find(const act::ActId& poll, std::string_view outcome) {
  for (Kept& kept : kept_) {
    if (kept.poll == poll && kept.outcome == outcome) return &kept;
  }
  return nullptr;
}

void PollCounts::keep(const act::ActId& poll, std::string outcome, Counted count, std::int64_t took_ms) {
  std::erase_if(kept_, [&](const Kept& kept) { return kept.poll == poll; });
  kept_.push_back({poll, std::move(outcome), std::move(count), steady_ms() + std::clamp(took_ms * kCountRest, kMinCountRestMs, kMaxCountRestMs)});
  std::size_t rows = 0;
  for (const Kept& kept : kept_) rows += kept.count->rows.size();
  while (kept_.size() > 1 && (rows > kMaxCountedRows || kept_.size() > kMaxCountedPolls)) {
    rows -= kept_.front().count->rows.size();
    kept_.erase(kept_.begin());
  }
}

Counted PollCounts::of(index::Reader& reader, const index::PollInfo& poll) {
  const std::string outcome = outcome_of(poll);
  const std::uint64_t folded = reader.folded();
  {
    const std::lock_guard lock(mutex_);
    const Kept* kept = find(poll.act.id, outcome);
    if (kept != nullptr && (!outcome.empty() || kept->count->folded == folded)) return kept->count;
  }
  if (is_small(reader, poll)) {
    const std::int64_t begun = steady_ms();
    CountedPoll fresh = count_poll(reader, poll);
    fresh.at = node_.clock().now();
    auto count = std::make_shared<const CountedPoll>(std::move(fresh));
    const std::lock_guard lock(mutex_);
    keep(poll.act.id, outcome, count, steady_ms() - begun);
    return count;
  }
  const std::lock_guard lock(mutex_);
  const Kept* kept = find(poll.act.id, outcome);
  if (kept == nullptr || steady_ms() >= kept->rest_until_ms) ask(poll.act.id);
  return kept == nullptr ? nullptr : kept->count;
}

void PollCounts::when(index::Reader& reader, const index::PollInfo& poll, std::function<void()> ready) {
  if (of(reader, poll) == nullptr) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (find(poll.act.id, outcome_of(poll)) == nullptr) {
      waiting_.emplace(poll.act.id, std::move(ready));
      return ask(poll.act.id);
    }
  }
  ready();
}

void PollCounts::later(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  jobs_.push_back(std::move(work));
  begin();
}

// With the lock held.
void PollCounts::ask(const act::ActId& poll) {
  if (stopping_) return;
  if (std::find(asked_.begin(), asked_.end(), poll) == asked_.end()) asked_.push_back(poll);
  begin();
}

void PollCounts::begin() {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  wake_.notify_one();
}

void PollCounts::warm_up() {
  const std::lock_guard lock(mutex_);
  if (stopping_ || thread_.joinable()) return;
  warm_up_ = true;
  begin();
}

void PollCounts::stop() {
  std::deque<std::function<void()>> jobs;  // die outside the lock
  std::multimap<act::ActId, std::function<void()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs.swap(jobs_);
    waiting.swap(waiting_);
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PollCounts::run() {
  name_this_thread("polls");
  give_way(node::kBulkNice);
  std::unique_lock lock(mutex_);
  if (std::exchange(warm_up_, false)) {
    lock.unlock();
    ask_for_open();
    lock.lock();
  }
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !asked_.empty() || !jobs_.empty(); });
    if (stopping_) return;
    std::vector<std::function<void()>> work;
    if (!jobs_.empty()) {
      work.push_back(std::move(jobs_.front()));
      jobs_.pop_front();
      lock.unlock();
    } else {
      const act::ActId poll = asked_.front();
      lock.unlock();
      const bool counted = count_one(poll);
      lock.lock();
      asked_.pop_front();  // only now, so that it is not asked for twice
      const auto [begin, end] = waiting_.equal_range(poll);
      for (auto it = begin; it != end; ++it) {
        if (counted) work.push_back(std::move(it->second));
      }
      waiting_.erase(begin, end);  // without a count they answer that they failed
      lock.unlock();
    }
    for (const auto& one : work) {
      try {
        one();
      } catch (...) {
        // As on an HTTP thread: the Responder dies with what held it and answers 500.
      }
    }
    work.clear();
    lock.lock();
  }
}

bool PollCounts::count_one(const act::ActId& id) {
  try {
    const auto reader = node_.readers().take();
    if (!reader) return false;
    const index::ReadSnapshot snapshot(**reader);
    const auto poll = (*reader)->poll(id);
    if (!poll) return false;
    const std::int64_t begun = steady_ms();
    CountedPoll fresh = count_poll(**reader, *poll);
    fresh.at = node_.clock().now();
    const std::lock_guard lock(mutex_);
    keep(id, outcome_of(*poll), std::make_shared<const CountedPoll>(std::move(fresh)), steady_ms() - begun);
    return true;
  } catch (const std::exception&) {  // the index cannot be read: pages say so themselves, and ask again
    return false;
  }
}

void PollCounts::ask_for_open() {
  try {
    const auto reader = node_.readers().take();
    if (!reader) return;
    const index::ReadSnapshot snapshot(**reader);
    for (const act::ActId& id : (*reader)->undecided_polls()) {
      const auto poll = (*reader)->poll(id);
      if (!poll || poll->withdrawn || is_small(**reader, *poll)) continue;
      const std::lock_guard lock(mutex_);
      ask(id);
    }
  } catch (const std::exception&) {
  }
}

}  // namespace althing::web
