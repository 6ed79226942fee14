// Reader: polls, who votes in them, and what they came to.
#include <algorithm>
#include <set>
#include <unordered_map>

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
  const auto outcome = state_.outcome(*no);
  const json::Value in_force = outcome ? assembly::decision::deciding_charter(state_, *no) : charter();
  out.rule = assembly::decision::rule_of(out.spec, in_force);
  out.logs = assembly::decision::named_logs(state_, out.spec, in_force);
  for (const ActRow& r : assembly::decision::standing_returns(state_, *no, out.logs)) out.returns.push_back(info(r));
  for (const ActRow& r : assembly::decision::contradicting_returns(state_, *no, out.logs)) out.contradictions.push_back(info(r));
  out.ballots = state_.count(*no, "ballot");
  if (outcome) {
    auto parsed = json::parse(outcome->text);
    CHECK(parsed.has_value());
    out.outcome = std::move(*parsed);
  }
  out.log_returns = log_returns(out);
  return out;
}

std::vector<LogReturn> SqliteReader::log_returns(const PollInfo& poll) {
  std::set<std::string> counted;
  if (poll.outcome) {
    for (const json::Value& id : *poll.outcome->at("returns")->array()) counted.insert(*id.string());
  }
  std::vector<LogReturn> out;
  for (const std::string& log : poll.logs) {
    LogReturn one;
    one.log = log;
    const auto fill = [&](const ActInfo& made, LogReturn::State state) {
      const auto number = [&](std::size_t part) { return parse_decimal(assembly::payload_part(made.payload, part)).value_or(0); };
      one.state = state;
      one.act = made;
      one.opened = number(1);
      one.closed = number(3);
      one.root = std::string(assembly::payload_part(made.payload, 4));
    };
    for (const ActInfo& made : poll.contradictions) {
      if (act::key_text(made.key) != log) continue;
      // A second one that came too late takes nothing back.
      if (counted.contains(to_hex(made.id))) fill(made, LogReturn::State::counted);
      else if (one.state == LogReturn::State::missing) one.state = LogReturn::State::twice;
    }
    for (const ActInfo& made : poll.returns) {
      if (act::key_text(made.key) == log) fill(made, counted.contains(to_hex(made.id)) ? LogReturn::State::counted : LogReturn::State::uncounted);
    }
    out.push_back(std::move(one));
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

// As assembly::decision::present_electorate() and votes_of() have it, in three statements instead of some
// for each member.
std::vector<VoteInfo> SqliteReader::present_votes(ActNo poll) {
  const assembly::decision::PollSpec spec = assembly::decision::read_poll(state_.get(poll).payload);
  std::vector<VoteInfo> out;
  // A charter that asks for the age of vouchers has other seats in polls than on pages.
  if (options_.log_key && assembly::decision::asks_age(spec, assembly::charter_in_force(state_))) {
    for (assembly::Voter& one : assembly::decision::present_electorate(state_, poll, options_.log_key)) {
      VoteInfo vote{one.member, id_of(one.member), std::move(one.groups), one.ballot, {}, false};
      if (vote.ballot != kNone) {
        const ActRow ballot = state_.get(vote.ballot);
        vote.choice = ballot.payload;
        vote.has_words = ballot.commitment.has_value();
      }
      out.push_back(std::move(vote));
    }
    return out;
  }
  std::unordered_map<ActNo, std::size_t> place;
  const auto voter = [&](Query& q) -> VoteInfo& {
    const auto member = static_cast<ActNo>(q.integer(0));
    const auto [it, fresh] = place.try_emplace(member, out.size());
    if (fresh) out.push_back({member, act::ActId::from(as_bytes(q.text(1))), {}, kNone, {}, false});
    return out[it->second];
  };
  if (spec.all_members) {
    Query& all = state_.prepared("SELECT s.subject, a.id FROM slot s JOIN act a ON a.no = s.subject WHERE s.kind = 'member' AND s.active = 1").bind();
    while (all.step()) voter(all);
  }
  Query& seats = state_.prepared("SELECT seat.member, act.id, seat.grp FROM seat JOIN act ON act.no = seat.member ORDER BY seat.grp").bind();
  while (seats.step()) {
    std::string group = seats.text(2);
    if (!spec.groups.empty() && std::find(spec.groups.begin(), spec.groups.end(), group) == spec.groups.end()) continue;
    voter(seats).groups.push_back(std::move(group));
  }
  Query& ballots = state_.prepared("SELECT s.owner, s.winner, s.payload, a.commitment IS NOT NULL FROM slot s JOIN act a ON a.no = s.winner "
                                   "WHERE s.kind = 'ballot' AND s.subject = ? AND s.active = 1").bind(poll);
  while (ballots.step()) {
    const auto it = ballots.is_null(0) ? place.end() : place.find(static_cast<ActNo>(ballots.integer(0)));
    if (it == place.end()) continue;
    VoteInfo& vote = out[it->second];
    vote.ballot = static_cast<ActNo>(ballots.integer(1));
    vote.choice = ballots.text(2);
    vote.has_words = ballots.integer(3) != 0;
  }
  std::sort(out.begin(), out.end(), [](const VoteInfo& a, const VoteInfo& b) { return a.member < b.member; });
  return out;
}

std::vector<VoteInfo> SqliteReader::counted_votes(ActNo poll, std::size_t from, std::size_t limit) {
  std::vector<VoteInfo> out;
  const std::int64_t end = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX - from) + from);
  Query& q = state_.prepared("SELECT v.member, m.id, v.groups, v.ballot, b.payload, b.commitment IS NOT NULL FROM voter v JOIN act m ON m.no = v.member "
                             "LEFT JOIN act b ON b.no = v.ballot WHERE v.poll = ? AND v.place >= ? AND v.place < ? ORDER BY v.place").bind(poll, from, end);
  while (q.step()) {
    VoteInfo vote{static_cast<ActNo>(q.integer(0)), act::ActId::from(as_bytes(q.text(1))), split_groups(q.text(2)), kNone, {}, false};
    if (!q.is_null(3)) {
      vote.ballot = static_cast<ActNo>(q.integer(3));
      vote.choice = q.text(4);
      vote.has_words = q.integer(5) != 0;
    }
    out.push_back(std::move(vote));
  }
  return out;
}

std::vector<VoteInfo> SqliteReader::votes(const act::ActId& id, std::size_t from, std::size_t limit) {
  const auto no = state_.find(id);
  if (!no) return {};
  if (state_.outcome(*no)) return counted_votes(*no, from, limit);
  std::vector<VoteInfo> all = present_votes(*no);
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())));
  if (all.size() > limit) all.resize(limit);
  return all;
}

std::optional<VoteInfo> SqliteReader::vote_of(const act::ActId& poll, const act::ActId& member) {
  const auto no = state_.find(poll), who = state_.find(member);
  if (!no || !who) return std::nullopt;
  Query& q = state_.prepared("SELECT ballot FROM voter WHERE poll = ? AND member = ?").bind(*no, *who);
  if (!q.step()) return std::nullopt;
  const ActNo ballot = q.is_null(0) ? kNone : static_cast<ActNo>(q.integer(0));
  q.reset();
  return VoteInfo{*who, member, {}, ballot, {}, false};
}

std::string SqliteReader::poll_summary(const act::ActId& poll) {
  const auto no = state_.find(poll);
  return no ? state_.summary(*no) : std::string();
}

VoterInfo SqliteReader::voter(const VoteInfo& vote) {
  VoterInfo out;
  out.member = {vote.member, name_of(vote.member_no)};
  out.kind = assembly::payload_part(state_.get(vote.member_no).payload, 0);
  out.groups = vote.groups;
  if (vote.ballot == kNone) return out;
  const ActRow ballot = state_.get(vote.ballot);
  out.ballot = item(ballot);
  auto choice = json::parse(ballot.payload);
  CHECK(choice.has_value());  // the fold wrote it
  out.choice = std::move(*choice);
  return out;
}

std::vector<VoterInfo> SqliteReader::voters(const act::ActId& id) {
  std::vector<VoterInfo> out;
  for (const VoteInfo& vote : votes(id, 0, SIZE_MAX)) out.push_back(voter(vote));
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
    if (state_.get(no).status != Status::effective) continue;
    const auto outcome = state_.outcome(no);
    const auto text = outcome ? json::parse(outcome->text) : Result<json::Value>(json::Value());
    CHECK(text.has_value());  // the fold wrote it
    const json::Value* final = text->at("final");
    if (final == nullptr || !*final->boolean()) out.push_back(id_of(no));
  }
  return out;
}

std::vector<assembly::decision::WantedPrefix> SqliteReader::wanted_prefixes() { return assembly::decision::wanted_prefixes(state_); }

std::vector<ActNo> SqliteReader::repeated_entries() { return state_.missing_numbers(folded()); }

}  // namespace althing::index
