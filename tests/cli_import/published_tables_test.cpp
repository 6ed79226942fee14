// The tables of ../shared/data/watch by the mappings of examples/watch: every row is accounted for, becomes acts that
// pass the rules, and has nothing to do the second time.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/import/report.h"
#include "support.h"

namespace althing::cli {
namespace {

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Published {
  const char* table;
  const char* mapping;
  std::uint64_t rows, acts;
};

void PrintTo(const Published& one, std::ostream* out) { *out << one.mapping; }

class PublishedTables : public testing::TestWithParam<Published> {};

TEST_P(PublishedTables, EveryRowBecomesActsOrSaysWhyNot) {
  const char* shared = std::getenv("ALTHING_SHARED");
  const std::string path = std::string(shared == nullptr ? ALTHING_SOURCE_DIR "/../shared" : shared) + "/data/watch/" + GetParam().table;
  if (!std::ifstream(path)) GTEST_SKIP() << "no ../shared/data/watch here (ALTHING_SHARED)";
  const auto mapping = mapping_of(file(std::string(ALTHING_SOURCE_DIR "/examples/watch/") + GetParam().mapping));
  ASSERT_TRUE(check_act_columns(mapping)) << check_act_columns(mapping).error().text();
  const auto taken = table::take_rows(file(path), mapping);
  ASSERT_TRUE(taken) << taken.error().text();
  const RowActs rows = row_acts(*taken, mapping, kNow);
  const TablePlan plan = plan_table(rows, *taken, mapping, {}, author());
  const TableReport report = report_of(*taken, rows, plan, nullptr, false);
  std::cout << report_text(report, false);
  std::uint64_t sum = 0;
  for (const auto& [end, n] : report.ends) sum += n;
  EXPECT_EQ(sum, GetParam().rows);
  EXPECT_EQ(report.rows, GetParam().rows);
  EXPECT_EQ(rows.acts.size(), GetParam().acts);
  for (const table::LineNote& note : rows.refused) std::cout << "line " << note.line << ": " << note.text << '\n';
}

INSTANTIATE_TEST_SUITE_P(Watch, PublishedTables,
                         testing::Values(Published{"stop_combined_2016_2025.csv", "stop.toml", 2'102, 1'897}, Published{"elections_held.csv", "elections-held.toml", 1'721, 1'680},
                                         Published{"electionlist_3_21.csv", "reign-elections.toml", 4'351, 2'751}, Published{"cline_coup_2.1.2.csv", "cline-coups.toml", 981, 946},
                                         Published{"ioda_investigated_outages_cleaned_phase1+2.csv", "ioda-outages.toml", 1'704, 1'697}),
                         [](const auto& all) {
                           std::string name = all.param.mapping;
                           std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace althing::cli
