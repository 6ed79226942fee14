// Reader: polls, who votes in them, and what they came to.
#include <algorithm>

#include "assembly/decision/electorate.h"
#include "assembly/decision/outcome.h"
#include "assembly/membership/seats.h"
#include "assembly/rules.h"
#include "base/check.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::Status;

json::Value SqliteReader::charter() {
  const std::string text = assembly::charter_in_force(state_);
  if (text.empty()) return {};
  auto charter = json::parse(text);
  CHECK(charter.has_value());  // the fold wrote it
  return std::move(*charter);
}

std::optional<PollInfo> SqliteReader::poll(const act::ActId& id) {
  const auto no = state_.find(id);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "poll" || row.fixed || row.status == Status::pending) return std::nullopt;
  PollInfo out;
  static_cast<Item&>(out) = item(row);
  out.spec = assembly::decision::read_poll(row.payload);
  const auto outcome = state_.outcome_text(*no);
  const json::Value in_force = outcome ? assembly::decision::deciding_charter(state_, *no) : charter();
  out.rule = assembly::decision::rule_of(out.spec, in_force);
  out.logs = assembly::decision::named_logs(state_, out.spec, in_force);
  for (const ActRow& r : assembly::decision::counted_returns(state_, *no, out.logs)) out.returns.push_back(info(r));
  for (const ActRow& r : assembly::decision::contradicting_returns(state_, *no, out.logs)) out.contradictions.push_back(info(r));
  out.ballots = state_.count(*no, "ballot");
  if (outcome) {
    auto parsed = json::parse(*outcome);
    CHECK(parsed.has_value());
    out.outcome = std::move(*parsed);
  }
  return out;
}

std::vector<PollInfo> SqliteReader::polls(std::size_t limit, ActNo before) {
  std::vector<PollInfo> out;
  for (const Item& one : items("poll", limit, before)) {
    if (auto full = poll(one.act.id)) out.push_back(std::move(*full));
  }
  return out;
}

std::vector<VoteInfo> SqliteReader::votes(const act::ActId& id) {
  std::vector<VoteInfo> out;
  const auto no = state_.find(id);
  if (!no) return out;
  const auto outcome = state_.outcome(*no);
  std::vector<assembly::Voter> all = outcome ? outcome->voters : assembly::decision::present_electorate(state_, *no, options_.log_key);
  out.reserve(all.size());
  for (assembly::Voter& voter : all) {
    VoteInfo vote{voter.member, id_of(voter.member), std::move(voter.groups), voter.ballot, {}};
    if (voter.ballot != kNone) vote.choice = state_.get(voter.ballot).payload;
    out.push_back(std::move(vote));
  }
  return out;
}

std::optional<VoteInfo> SqliteReader::vote_of(const act::ActId& poll, const act::ActId& member) {
  const auto no = state_.find(poll), who = state_.find(member);
  if (!no || !who) return std::nullopt;
  Query& q = state_.prepared("SELECT ballot FROM voter WHERE poll = ? AND member = ?").bind(*no, *who);
  if (!q.step()) return std::nullopt;
  const std::int64_t ballot = q.is_null(0) ? -1 : q.integer(0);
  q.reset();
  return VoteInfo{*who, member, {}, ballot < 0 ? kNone : static_cast<ActNo>(ballot), {}};
}

VoterInfo SqliteReader::voter(const VoteInfo& vote) {
  VoterInfo out;
  out.member = {vote.member, name_of(vote.member_no)};
  out.kind = assembly::payload_part(state_.get(vote.member_no).payload, 0);
  out.groups = vote.groups;
  if (vote.ballot == kNone) return out;
  out.ballot = item(state_.get(vote.ballot));
  auto choice = json::parse(vote.choice);
  CHECK(choice.has_value());  // the fold wrote it
  out.choice = std::move(*choice);
  return out;
}

std::vector<VoterInfo> SqliteReader::voters(const act::ActId& id) {
  std::vector<VoterInfo> out;
  for (const VoteInfo& vote : votes(id)) out.push_back(voter(vote));
  return out;
}

std::vector<AwaitedVote> SqliteReader::awaited_votes(const act::ActId& member, UnixSeconds now) {
  std::vector<AwaitedVote> out;
  const auto no = state_.find(member);
  if (!no) return out;
  const std::vector<std::string> seats = seats_of(*no);
  const auto asked = [&](const assembly::decision::PollSpec& spec) {
    if (spec.all_members) return slot_active("member|" + to_hex(member));
    return std::any_of(seats.begin(), seats.end(), [&](const std::string& group) {
      return spec.groups.empty() || std::find(spec.groups.begin(), spec.groups.end(), group) != spec.groups.end();
    });
  };
  for (const act::ActId& id : undecided_polls()) {
    auto one = poll(id);
    const auto closes = one ? parse_time(one->spec.closes) : Result<UnixSeconds>(fail(Errc::not_found, "poll"));
    if (!closes || *closes < now || one->withdrawn || !asked(one->spec)) continue;
    AwaitedVote vote{std::move(*one), ballot_of(id, member)};
    out.push_back(std::move(vote));
  }
  std::stable_sort(out.begin(), out.end(), [](const AwaitedVote& a, const AwaitedVote& b) { return a.poll.spec.closes < b.poll.spec.closes; });
  return out;
}

std::vector<PollInfo> SqliteReader::adopted_charters() {
  std::vector<PollInfo> out;
  for (const ActNo no : state_.charter_polls()) {
    if (auto one = poll(id_of(no))) out.push_back(std::move(*one));
  }
  std::stable_sort(out.begin(), out.end(), [](const PollInfo& a, const PollInfo& b) { return a.spec.closes < b.spec.closes; });
  return out;
}

std::optional<act::ActId> SqliteReader::ballot_of(const act::ActId& poll, const act::ActId& member) {
  const auto winner = slot_winner("ballot|" + to_hex(poll) + "|" + to_hex(member));
  return winner ? std::optional(id_of(*winner)) : std::nullopt;
}

std::vector<act::ActId> SqliteReader::undecided_polls() {
  std::vector<act::ActId> out;
  for (const ActNo no : state_.acts_of_type("poll")) {
    if (state_.get(no).status == Status::effective && !state_.outcome_text(no)) out.push_back(id_of(no));
  }
  return out;
}

}  // namespace althing::index
