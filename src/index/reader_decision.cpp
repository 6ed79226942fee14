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
  const json::Value in_force = charter();
  out.rule = assembly::decision::rule_of(out.spec, in_force);
  out.logs = assembly::decision::named_logs(state_, out.spec, in_force);
  for (const ActRow& r : assembly::decision::counted_returns(state_, *no, out.logs)) out.returns.push_back(info(r));
  out.ballots = state_.count(*no, "ballot");
  if (const auto outcome = state_.outcome(*no)) {
    auto parsed = json::parse(outcome->text);
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

std::vector<VoterInfo> SqliteReader::voters(const act::ActId& id) {
  std::vector<VoterInfo> out;
  const auto no = state_.find(id);
  if (!no) return out;
  const auto outcome = state_.outcome(*no);
  std::vector<assembly::Voter> all = outcome ? outcome->voters : assembly::decision::present_electorate(state_, *no);
  for (assembly::Voter& voter : all) {
    VoterInfo info_of;
    info_of.member = {id_of(voter.member), name_of(voter.member)};
    info_of.kind = assembly::payload_part(state_.get(voter.member).payload, 0);
    info_of.groups = std::move(voter.groups);
    if (voter.ballot != kNone) {
      const ActRow row = state_.get(voter.ballot);
      info_of.ballot = item(row);
      auto choice = json::parse(row.payload);
      CHECK(choice.has_value());
      info_of.choice = std::move(*choice);
    }
    out.push_back(std::move(info_of));
  }
  return out;
}

std::optional<act::ActId> SqliteReader::ballot_of(const act::ActId& poll, const act::ActId& member) {
  const auto winner = slot_winner("ballot|" + to_hex(poll) + "|" + to_hex(member));
  return winner ? std::optional(id_of(*winner)) : std::nullopt;
}

std::vector<act::ActId> SqliteReader::undecided_polls() {
  std::vector<act::ActId> out;
  for (const ActNo no : state_.acts_of_type("poll")) {
    if (state_.get(no).status == Status::effective && !state_.outcome(no)) out.push_back(id_of(no));
  }
  return out;
}

}  // namespace althing::index
