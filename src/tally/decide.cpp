#include "tally/decide.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tally/rule.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

constexpr std::size_t kMostObjectors = 100;  // named in the record

Table sums_table(const VoteTable& votes, std::size_t kind) {
  const std::string& name = votes.kinds[kind];
  Table table{name.empty() ? "votes" : "votes_" + name,
              name.empty() ? "Votes" : "Votes by " + name,
              {},
              {{"group", "Group", {}},
               {"yes", "Yes", {}},
               {"no", "No", {}},
               {"abstain", "Abstain", {}},
               {"absent", "Did not vote", {}}},
              {}};
  const auto row = [&](const std::string& group, const Sums& sums) {
    table.rows.push_back({group, sums.yes, sums.no, sums.abstain, sums.absent});
  };
  const auto groups = votes.by_group(kind);
  if (groups.size() > 1) {
    for (const auto& [group, sums] : groups) row(group, sums);
  }
  row("All together", votes.total(kind));
  return table;
}

}  // namespace

Result<CountRecord> decide(const VoteTable& votes, const Description& description) {
  const std::string method =
      description.method.value_or(description.rule ? "threshold" : "consent");
  Rule rule = consent_rule();
  if (method == "threshold") {
    if (!description.rule) return fail(Errc::schema, "rule", "a threshold needs a rule");
    TRY(rule, parse_rule(*description.rule));
  } else if (method != "consent") {
    return fail(Errc::schema, "method",
                fmt::format("{} does not count a file of yes/no votes; threshold and consent do",
                            quoted(method)));
  } else if (description.rule) {
    return fail(Errc::schema, "rule", "consent has its own rule; use threshold");
  }
  TRY(const Verdict verdict, evaluate(rule, votes));
  CountRecord record;
  record.title = description.title.value_or("");
  record.method = method;
  record.method_name = method == "consent" ? "Consent" : "Threshold";
  record.words =
      method == "consent"
          ? "Adopted if somebody consents and nobody objects; abstaining is not objecting."
          : in_words(rule);
  record.adopted = verdict.met;
  const Sums sums = votes.total(0);
  record.valid = sums.cast();
  record.blank = sums.absent;
  record.distinct = votes.rows.size();
  Table checks{"checks",
               "What was compared",
               {},
               {{"what", "Comparison", {}}, {"result", "Result", {}}, {"depth", "Level", {}}},
               {}};
  for (const Check& check : verdict.checks)
    checks.rows.push_back(
        {check.what, std::string(check.met ? "met" : "not met"), std::int64_t{check.depth}});
  record.tables.push_back(std::move(checks));
  for (std::size_t kind = 0; kind < votes.kinds.size(); ++kind)
    record.tables.push_back(sums_table(votes, kind));
  if (method == "consent") {
    Table objections{
        "objections", "Objections", {}, {{"voter", "Voter", {}}, {"group", "Group", {}}}, {}};
    for (const VoteRow& row : votes.rows) {
      if (row.vote == Vote::no && objections.rows.size() < kMostObjectors)
        objections.rows.push_back({row.voter, fmt::format("{}", fmt::join(row.groups, ", "))});
    }
    record.tables.push_back(std::move(objections));
  }
  return record;
}

}  // namespace althing::tally
