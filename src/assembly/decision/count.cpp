#include "assembly/decision/count.h"

#include <algorithm>

#include "tally/count.h"
#include "tally/decide.h"

namespace althing::assembly::decision {
namespace {

using tally::Builder;
using tally::Item;

tally::Vote vote_of(const std::optional<json::Value>& choice) {
  if (!choice || choice->string() == nullptr) return tally::Vote::none;
  if (*choice->string() == "yes") return tally::Vote::yes;
  return *choice->string() == "no" ? tally::Vote::no : tally::Vote::abstain;
}

Result<tally::CountRecord> decide_votes(const PollSpec& poll, const json::Value& rule, std::span<const Vote> votes) {
  tally::Description description;
  description.method = poll.method;
  if (poll.method == "threshold") description.rule = rule;
  return tally::decide(table_of(votes), description);
}

// The items of a ranking or an approval; of a score ballot the scores too.
void read_choice(const json::Value& choice, const Builder& builder, std::vector<Item>& items, std::vector<std::int32_t>& scores) {
  const auto item = [&](const json::Value& name, bool tied) { items.emplace_back(*builder.find_id(*name.string()), tied); };
  for (const json::Value& place : *choice.array()) {
    if (const json::Array* tied = place.array()) {
      for (std::size_t i = 0; i < tied->size(); ++i) item((*tied)[i], i > 0);
    } else if (place.object() != nullptr) {
      item(*place.at("choice"), false);
      scores.push_back(static_cast<std::int32_t>(*place.at("score")->integer()));
    } else {
      item(place, false);
    }
  }
}

}  // namespace

json::Value rule_of(const PollSpec& poll, const json::Value& charter) {
  if (poll.rule) return *poll.rule;
  if (const json::Value* rule = charter.at("rule")) return *rule;
  return json::object({{"scope", "each"}, {"base", "cast"}, {"ratio", json::Array{1, 2}}, {"strict", true}});
}

tally::VoteTable table_of(std::span<const Vote> votes) {
  tally::VoteTable table;
  // Members without a seat are no group: a crowd of them must not become one that a rule by groups asks.
  // Only where nobody has a seat they are one, so that such a rule asks somebody.
  const bool grouped = std::any_of(votes.begin(), votes.end(), [](const Vote& v) { return !v.groups.empty(); });
  for (const Vote& v : votes) {
    tally::VoteRow row{v.voter, v.groups, vote_of(v.choice), {1}};
    if (!grouped) row.groups.emplace_back();
    table.rows.push_back(std::move(row));
  }
  return table;
}

Result<tally::Profile> profile_of(const PollSpec& poll, std::span<const Vote> votes, const json::Value& labels) {
  const BallotForm form = ballot_form(poll.method);
  Builder builder(form == BallotForm::scores ? tally::BallotKind::score : form == BallotForm::approval ? tally::BallotKind::approval : tally::BallotKind::ranked);
  for (const PollChoice& choice : poll.choices) {
    const std::string_view label = labels.text_at(choice.choice);
    TRY_VOID(builder.add_option(choice.choice, label.empty() ? std::string_view(choice.choice) : label).map([](auto) {}));
  }
  for (const Vote& vote : votes) {
    if (!vote.choice) continue;
    std::vector<Item> items;
    std::vector<std::int32_t> scores;
    read_choice(*vote.choice, builder, items, scores);
    if (form == BallotForm::scores) TRY_VOID(builder.add_scores(items, scores, 1));
    else TRY_VOID(builder.add(items, 1));
  }
  return builder.take();
}

Result<tally::CountRecord> count_votes(const PollSpec& poll, const json::Value& rule, const std::string& poll_id, const std::string& seed,
                                       std::span<const Vote> votes, const json::Value& labels) {
  if (poll.is_yes_no()) return decide_votes(poll, rule, votes);
  TRY(const tally::Profile profile, profile_of(poll, votes, labels));
  tally::Description description;
  description.method = poll.method;
  description.seats = static_cast<std::uint32_t>(poll.seats);
  description.poll = poll_id;
  description.seed = seed;
  return tally::count(profile, description, [](std::string_view text) { return sha256(text).data; });
}

std::string draw_seed(std::vector<act::ActId> returns) {
  std::sort(returns.begin(), returns.end());
  std::string text;
  for (const act::ActId& id : returns) text += to_hex(id) + "\n";
  return to_hex(sha256(text));
}

}  // namespace althing::assembly::decision
