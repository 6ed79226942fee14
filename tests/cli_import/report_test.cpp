// Rows add up, formulas are neutralised, and what happened stands in words.
#include <gmock/gmock.h>

#include "cli/import/report.h"
#include "support.h"

namespace althing::cli {
namespace {

using testing::HasSubstr;

struct Made {
  table::Mapping mapping = changed_mapping("column = \"place\"", "column = \"place\"\nsplit = \";\"");
  table::Taken taken = taken_of("Chad;Mali,2020-05-05,,Slow,,,,,\nAtlantis,2020-05-06,,Slow,,,,,\nTogo,2020-05-07,,Slow,,test,,,\nTogo,2020-05-08,,\"=SUM(A1)\",,,,,\nTogo,2020-05-09 7:08:09,,Slow,,,,,\n"
                                "Togo,2020-05-10,,Slow,,,,,\n", mapping);
  RowActs rows = row_acts(taken, mapping, kNow);
};

std::uint64_t sum(const std::map<RowEnd, std::uint64_t>& ends) {
  std::uint64_t out = 0;
  for (const auto& [end, n] : ends) out += n;
  return out;
}

TEST(Report, EveryRowIsInOnePlace) {
  const Made made;
  const TablePlan plan = plan_table(made.rows, made.taken, made.mapping, {}, author());
  const TableReport report = report_of(made.taken, made.rows, plan, nullptr, false);
  EXPECT_EQ(report.rows, 6u);
  EXPECT_EQ(sum(report.ends), 6u);
  EXPECT_EQ(report.ends, (std::map<RowEnd, std::uint64_t>{{RowEnd::fresh, 3}, {RowEnd::refused, 2}, {RowEnd::dropped, 1}}));
  EXPECT_EQ(report.acts, (std::map<RowEnd, std::uint64_t>{{RowEnd::fresh, 4}}));
  const std::string text = report_text(report, false);
  EXPECT_THAT(text, HasSubstr("Nothing was sent. 6 rows: 3 new, 0 updated, 0 unchanged, 2 refused, 1 dropped.\n  4 acts: 4 new, 0 updated, 0 unchanged\n"));
  EXPECT_THAT(text, HasSubstr("no country code for \"Atlantis\" (1 row)"));
  EXPECT_THAT(text, HasSubstr("refused line 5: what: \"=SUM(A1)\" is not among act.kind.values"));
  EXPECT_THAT(text, HasSubstr("odd line 6: from: seconds are left out"));
  EXPECT_EQ(json::write(*report_json(report).at("outcomes")), R"({"dropped":1,"new":3,"not-sent":0,"refused":2,"refused-by-node":0,"unchanged":0,"updated":0})");
}

TEST(Report, CsvHasARowForEveryActAndNoFormula) {
  Made made;
  made.taken.refused[0].text = "=HYPERLINK(\"x\")";
  const TablePlan plan = plan_table(made.rows, made.taken, made.mapping, {}, author());
  const std::string csv = report_csv(report_of(made.taken, made.rows, plan, nullptr, false));
  EXPECT_TRUE(csv.starts_with("line,outcome,src,act,reason\r\n2,\"new\",\"" + made.rows.acts[0].src + "\",\"\",\"\"\r\n2,\"new\",\"" + made.rows.acts[1].src + "\",\"\",\"\"\r\n3,\"refused\","));
  EXPECT_THAT(csv, HasSubstr("\"'=HYPERLINK(\"\"x\"\")\"\r\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 8);
}

TEST(Report, WhatTheNodeSaidOfEach) {
  const Made made;
  TablePlan plan = plan_table(made.rows, made.taken, made.mapping, {}, author());
  plan.acts[3].step = Step::unchanged;
  plan.gone = {{"test.a", "is no longer in the table", {}}, {"test.b", "is no longer in the table", {}}};
  Sent sent;
  sent.outcomes.resize(5);
  sent.outcomes[0] = {Fate::logged, act::ActId::from(sha256("a").view()), {}};
  sent.outcomes[1] = {Fate::refused, {}, "country: no"};
  sent.outcomes[3] = {Fate::logged, act::ActId::from(sha256("b").view()), {}};
  sent.outcomes[4] = {Fate::refused, {}, "of: no"};
  const TableReport report = report_of(made.taken, made.rows, plan, &sent, true);
  EXPECT_EQ(report.ends, (std::map<RowEnd, std::uint64_t>{{RowEnd::refused_by_node, 1}, {RowEnd::not_sent, 1}, {RowEnd::unchanged, 1}, {RowEnd::refused, 2}, {RowEnd::dropped, 1}}));
  EXPECT_EQ(report.withdrawn, 1u);
  const std::string text = report_text(report, true);
  EXPECT_THAT(text, HasSubstr("1 refused by the node, 1 not sent."));
  EXPECT_THAT(text, HasSubstr("refused-by-node line 2: country: no"));
  EXPECT_THAT(text, HasSubstr("withdrawn test.a: is no longer in the table"));
  EXPECT_THAT(text, HasSubstr("gone test.b: is no longer in the table; withdrawing it was refused: of: no"));
  const std::string csv = report_csv(report);
  EXPECT_THAT(csv, HasSubstr("2,\"new\",\"" + made.rows.acts[0].src + "\",\"" + to_hex(sent.outcomes[0].id) + "\""));
  EXPECT_THAT(csv, HasSubstr("\r\n,\"withdrawn\",\"test.a\",\"" + to_hex(sent.outcomes[3].id) + "\""));
}

}  // namespace
}  // namespace althing::cli
