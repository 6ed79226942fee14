// What there is to do: new, changed, unchanged, gone, against what the record holds.
#include <gmock/gmock.h>

#include "act/detail.h"
#include "cli/import/limits.h"
#include "support.h"

namespace althing::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kRows = "Chad,2020-05-05,,Slow,,,,,\nMali,2020-05-06,,Slow,,,,,\nTogo,2020-05-07,,Slow,,,,,\n";

std::string payload_of(const json::Object& leaf) {
  const json::Value value(leaf);
  std::string labels;
  if (const json::Value* all = value.at("labels")) {
    for (const json::Value& one : *all->array()) labels += *one.string() + ",";
  }
  std::string out;
  for (const char* member : {"src", "kind", "country", "region", "from", "to", "precision", "end", "embargo"}) out += std::string(value.text_at(member)) + "|";
  return out + labels + "|" + std::string(value.text_at("extent"));
}

struct Planned {
  RowActs rows;
  TablePlan plan;
};

Planned planned(const std::string& rows, const HeldActs& held, const table::Mapping& mapping = mapping_of(kMapping), const KeyPair& key = author()) {
  const table::Taken taken = taken_of(rows, mapping);
  Planned out{row_acts(taken, mapping, kNow), {}};
  out.plan = plan_table(out.rows, taken, mapping, held, key);
  return out;
}

/// What a record would hold after everything planned was logged.
HeldActs after(const Planned& run, HeldActs held = {}) {
  for (const PlannedAct& one : run.plan.acts) {
    if (one.step == Step::unchanged) continue;
    const RowAct& act = run.rows.acts[one.act];
    held[act.src] = {act::ActId::from(sha256(one.detail).view()), sha256(one.detail), payload_of(act.leaf)};
  }
  return held;
}

std::string steps(const TablePlan& plan) {
  std::string out;
  for (const PlannedAct& one : plan.acts) out += one.step == Step::fresh ? 'n' : one.step == Step::changed ? 'c' : '.';
  return out;
}

std::vector<std::string> gone(const TablePlan& plan) {
  std::vector<std::string> out;
  for (const GoneAct& one : plan.gone) out.push_back(one.why);
  return out;
}

TEST(TablePlan, ASecondImportHasNothingToDo) {
  const Planned first = planned(kRows, {});
  EXPECT_EQ(steps(first.plan), "nnn");
  const HeldActs held = after(first);
  const Planned second = planned(kRows, held);
  EXPECT_EQ(steps(second.plan), "...");
  EXPECT_THAT(second.plan.gone, IsEmpty());
  EXPECT_EQ(second.plan.held, 3u);
  for (const PlannedAct& one : second.plan.acts) EXPECT_TRUE(one.detail.empty());
}

TEST(TablePlan, DetailsAreTheAuthorsAndTellNobodyMore) {
  const Planned mine = planned(kRows, {}), again = planned(kRows, {});
  const KeyPair other = KeyPair::from_seed(Seed::from(as_bytes("seed of another, 32 bytes ......")));
  const Planned others = planned(kRows, {}, mapping_of(kMapping), other);
  for (std::size_t i = 0; i < mine.plan.acts.size(); ++i) {
    const auto detail = act::parse_detail(mine.plan.acts[i].detail);
    ASSERT_TRUE(detail) << detail.error().text();
    EXPECT_EQ(detail->by, author().key());
    EXPECT_EQ(mine.plan.acts[i].detail, again.plan.acts[i].detail);
    EXPECT_NE(detail->text_at("salt"), act::parse_detail(others.plan.acts[i].detail)->text_at("salt"));
  }
}

TEST(TablePlan, ACorrectedCellUpdatesOneRow) {
  const HeldActs held = after(planned(kRows, {}));
  std::string rows = kRows;
  rows.replace(rows.find("06,,Slow"), 8, "06,,Shut");
  const Planned changed = planned(rows, held);
  EXPECT_EQ(steps(changed.plan), ".c.");
  EXPECT_EQ(changed.plan.acts[1].held, held.at(changed.rows.acts[1].src).id);
  EXPECT_THAT(changed.plan.gone, IsEmpty());
  EXPECT_EQ(steps(planned(rows, after(changed, held)).plan), "...");
  // Only a cell that is kept as it stands.
  rows = kRows;
  rows.replace(rows.find("Mali,2020-05-06,,Slow,,,"), 24, "Mali,2020-05-06,,Slow,,,over");
  EXPECT_EQ(steps(planned(rows, held).plan), ".c.");
}

TEST(TablePlan, SomebodysActOfTheSameDetailIsNoImport) {
  HeldActs held = after(planned(kRows, {}));
  std::string& tokens = held.begin()->second.tokens;
  tokens.replace(tokens.find("throttling"), 10, "shutdown");
  const std::string done = steps(planned(kRows, held).plan);
  EXPECT_EQ(std::count(done.begin(), done.end(), 'c'), 1);
}

TEST(TablePlan, RowsThatAreGone) {
  const HeldActs held = after(planned(kRows, {}));
  const Planned without = planned("Chad,2020-05-05,,Slow,,,,,\nTogo,2020-05-07,,Slow,,,,,\n", held);
  EXPECT_EQ(steps(without.plan), "..");
  EXPECT_THAT(gone(without.plan), ElementsAre("is no longer in the table"));
  const auto detail = act::parse_detail(withdrawal_detail(without.plan.gone[0], author()));
  ASSERT_TRUE(detail);
  EXPECT_THAT(std::string(detail->text_at("reason")), testing::MatchesRegex("Imported from a table: test\\.[0-9a-f]+ is no longer in the table\\."));
  // A row that is refused now is in the table: what was recorded of it stays.
  EXPECT_THAT(gone(planned("Chad,2020-05-05,,Slow,,,,,\nMali,2020-05-06,,Odd,,,,,\nTogo,2020-05-07,soon,Slow,,,,,\n", held).plan), IsEmpty());
  // One that a rule drops is not to be on record.
  EXPECT_THAT(gone(planned("Chad,2020-05-05,,Slow,,,,,\nMali,2020-05-06,,Slow,,test,,,\nTogo,2020-05-07,,Slow,,,,,\n", held).plan), ElementsAre("the mapping drops line 3"));
}

TEST(TablePlan, ACountryLess) {
  const auto mapping = changed_mapping("id = [\"place\", \"begin\"]\n[country]\ncolumn = \"place\"", "id = [\"begin\"]\n[country]\ncolumn = \"place\"\nsplit = \";\"");
  const HeldActs held = after(planned("Chad;Mali,2020-05-05,,Slow,,,,,\n", {}, mapping));
  ASSERT_EQ(held.size(), 2u);
  const Planned less = planned("Chad,2020-05-05,,Slow,,,,,\n", held, mapping);
  EXPECT_EQ(steps(less.plan), "c");  // its cell of countries is another
  EXPECT_THAT(gone(less.plan), ElementsAre("line 2 no longer names its country"));
}

TEST(TablePlan, RowsOfOtherSourcesAreNotItsOwn) {
  HeldActs held = after(planned(kRows, {}));
  held["by-hand"] = {};
  held["tester.0123456789abcdef"] = {};
  const Planned again = planned(kRows, held);
  EXPECT_THAT(again.plan.gone, IsEmpty());
  EXPECT_EQ(again.plan.held, 3u);
}

TEST(TablePlan, HalfATable) {
  TablePlan plan;
  plan.held = 2 * kSafeGone;
  plan.gone.resize(kSafeGone);
  EXPECT_FALSE(looks_cut(plan));
  plan.gone.resize(kSafeGone + 1);
  EXPECT_TRUE(looks_cut(plan));
  plan.held = 2 * kSafeGone + 2;
  EXPECT_FALSE(looks_cut(plan));
}

}  // namespace
}  // namespace althing::cli
