// The tables of ../shared/data/watch, taken by the mappings of examples/watch, against what the paper on
// them found (Bischof et al., "Destination Unreachable", SIGCOMM 2023). docs/watch-validation.md tells the rules.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "table/take.h"
#include "timing/pattern.h"
#include "timing/words.h"

namespace althing::table {
namespace {

constexpr std::int64_t kDay = 86'400;

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string data_path(const std::string& name) {
  const char* shared = std::getenv("ALTHING_SHARED");
  return std::string(shared == nullptr ? ALTHING_SOURCE_DIR "/../shared" : shared) + "/data/watch/" + name;
}

std::string label(const Record& record, const std::string& name) {
  const auto at = record.labels.find(name);
  return at == record.labels.end() ? std::string() : at->second;
}

class Published : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::ifstream(data_path("stop_combined_2016_2025.csv"))) GTEST_SKIP() << "no ../shared/data/watch here";
  }
  static Taken take(const std::string& table, const std::string& mapping) {
    const auto read = read_mapping(file(ALTHING_SOURCE_DIR "/examples/watch/" + mapping));
    EXPECT_TRUE(read.has_value()) << mapping << ": " << read.error().text();
    auto taken = take_rows(file(data_path(table)), *read);
    EXPECT_TRUE(taken.has_value()) << table << ": " << taken.error().text();
    EXPECT_EQ(taken->rows, taken->records.size() + taken->refused.size() + taken->dropped.size());
    return std::move(*taken);
  }

  // National rows of the curated list: shutdowns are those it calls ordered or for exams, or in whose country a
  // row of STOP begins within a day.
  struct Lists {
    std::vector<Record> shutdowns, outages;
  };
  static Lists lists() {
    std::map<std::string, std::set<std::int64_t>> stop;
    for (const Record& row : take("stop_combined_2016_2025.csv", "stop.toml").records) {
      for (const std::string& country : row.countries) stop[country].insert(row.start.at / kDay);
    }
    Lists out;
    for (Record& row : take("ioda_investigated_outages_cleaned_phase1+2.csv", "ioda-outages.toml").records) {
      if (!label(row, "scope").starts_with("Country")) continue;
      const std::string cause = label(row, "cause");
      bool ordered = cause == "Government-Ordered" || cause == "Exams";
      for (std::int64_t day = row.start.at / kDay - 1; day <= row.start.at / kDay + 1; ++day) ordered = ordered || stop[row.countries.front()].contains(day);
      (ordered ? out.shutdowns : out.outages).push_back(std::move(row));
    }
    return out;
  }
  static timing::Recurrence recurrence_of(const std::vector<Record>& rows) {
    std::map<std::string, std::vector<std::int64_t>> starts;
    for (const Record& row : rows) starts[row.countries.front()].push_back(row.start.at);
    std::vector<std::vector<std::int64_t>> series;
    for (auto& [country, times] : starts) series.push_back(std::move(times));
    return timing::recurrence(series, 4);
  }
  static std::size_t all_signals(const std::vector<Record>& rows) {
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const Record& row) {
      return label(row, "bgp") == "yes" && label(row, "probing") == "yes" && label(row, "darknet") == "yes";
    }));
  }
};

using Days = std::vector<std::int64_t>;

TEST_F(Published, ShutdownsAndOutagesOfThePaper) {
  const Lists found = lists();
  EXPECT_EQ(found.shutdowns.size(), 182u);
  EXPECT_EQ(found.outages.size(), 729u);
  std::set<std::string> countries;
  for (const Record& row : found.shutdowns) countries.insert(row.countries.front());
  EXPECT_EQ(countries.size(), 24u);
  EXPECT_EQ(all_signals(found.shutdowns), 172u);
  EXPECT_EQ(all_signals(found.outages), 395u);  // 393 in the paper
}

TEST_F(Published, Recurrence) {
  const Lists found = lists();
  const timing::Recurrence shutdowns = recurrence_of(found.shutdowns), outages = recurrence_of(found.outages);
  EXPECT_EQ(shutdowns.pairs, 158);
  EXPECT_EQ(shutdowns.after_days, (Days{70, 21, 8, 8}));
  EXPECT_EQ(outages.pairs, 576);  // 574 in the paper
  EXPECT_EQ(outages.after_days, (Days{0, 0, 0, 1}));
}

TEST_F(Published, FridaysInLocalTime) {
  const std::map<std::string, std::int64_t> minutes = {{"mm", 390}, {"iq", 180}, {"sy", 180}, {"ir", 210}, {"sd", 120}, {"dz", 60}, {"cu", -300}, {"gn", 0}, {"zw", 120},
                                                       {"et", 180}, {"bj", 60}, {"cd", 60}, {"cg", 60}, {"ga", 60}, {"cm", 60}, {"ug", 180}, {"bd", 360}, {"td", 60}};
  std::int64_t fridays = 0;
  for (const Record& row : lists().shutdowns) {
    const auto offset = minutes.find(row.countries.front());
    const std::int64_t local = row.start.at + (offset == minutes.end() ? 0 : offset->second * 60);
    fridays += (local / kDay + 4) % 7 == 5 ? 1 : 0;
  }
  EXPECT_EQ(fridays, 11);
}

// 34 rows end before they begin. The paper's figures come out if these stay in, with durations below zero.
TEST_F(Published, Durations) {
  const Mapping mapping = *read_mapping(file(ALTHING_SOURCE_DIR "/examples/watch/ioda-outages.toml"));
  const auto quantiles = [&](const std::vector<Record>& rows, bool below_zero) {
    std::vector<double> hours;
    for (const Record& row : rows) {
      const auto end = read_when(row.cells[2], mapping.end->forms);
      const double h = end ? static_cast<double>(end->at - row.start.at) / 3600 : 0;
      if (end && (h >= 0 || below_zero)) hours.push_back(h);
    }
    std::vector<double> out;
    for (const double q : {0.5, 0.75, 0.9, 0.99}) out.push_back(*timing::quantile(hours, q));
    std::cout << hours.size() << " rows, hours p50 " << out[0] << ", p75 " << out[1] << ", p90 " << out[2] << ", p99 " << out[3] << '\n';
    return out;
  };
  const Lists found = lists();
  const auto raw = quantiles(found.shutdowns, true), sound = quantiles(found.shutdowns, false);
  EXPECT_EQ(raw[0], 5.5);
  EXPECT_EQ(raw[1], 8.0);
  EXPECT_EQ(raw[3], 203.0);
  EXPECT_EQ(sound[0], 5.5);
  EXPECT_EQ(sound[3], 203.0);
  EXPECT_EQ(quantiles(found.outages, true)[0], 2.0);
  EXPECT_NEAR(quantiles(found.outages, false)[0], 2.17, 0.01);
}

// Beside the paper's 286 (coups) and 16 (elections), which rest on snapshots of the calendars that are not here.
TEST_F(Published, ShutdownsBesidePoliticalEvents) {
  const Lists found = lists();
  constexpr timing::Day kFirst = 17'532, kLast = 18'992;  // 2018-01-01 to 2021-12-31
  const auto look = [&](const char* name, const std::vector<Record>& rows, const Taken& events, timing::Day last, const char* only) {
    timing::Data data;
    data.span = {kFirst, last};
    std::map<std::string, std::uint32_t> number;
    const auto dated = [&](const Record& row) {
      const auto [at, fresh] = number.emplace(row.countries.front(), data.countries.size());
      if (fresh) data.countries.push_back(at->first);
      return timing::Dated{at->second, static_cast<timing::Day>(row.start.at / kDay)};
    };
    for (const Record& row : rows) data.onsets.push_back(dated(row));
    for (const Record& row : events.records) {
      if (row.start.precision == Precision::day && label(row, "type") != only) data.events.push_back(dated(row));
    }
    timing::Options options;
    options.lags = 0;
    const auto report = timing::analyse(data, options);
    const timing::WindowReport& w = report->windows.at(0);
    std::cout << name << ": " << w.everywhere.inside << " of " << w.everywhere.window_days << " event days, over all country-days " << timing::number_text(w.pooled().value_or(0)) << "; within "
              << w.countries << " countries " << timing::number_text(w.ratio.estimate.value_or(0)) << " (" << timing::number_text(w.ratio.low) << " to " << timing::number_text(w.ratio.high)
              << "), p " << w.shift.p() << "\n";
    return w;
  };
  const Taken coups = take("cline_coup_2.1.2.csv", "cline-coups.toml"), reign = take("electionlist_3_21.csv", "reign-elections.toml"), held = take("elections_held.csv", "elections-held.toml");
  EXPECT_GT(look("shutdowns, coups", found.shutdowns, coups, kLast, "conspiracy").ratio.low, 1);
  EXPECT_EQ(look("shutdowns, elections (REIGN, to 2021-03)", found.shutdowns, reign, 18'717, "none").everywhere.inside, 1);
  EXPECT_EQ(look("shutdowns, elections (Factbook)", found.shutdowns, held, kLast, "none").everywhere.inside, 1);
  look("outages, coups", found.outages, coups, kLast, "conspiracy");
  EXPECT_GT(look("outages, elections (REIGN, to 2021-03)", found.outages, reign, 18'717, "none").shift.p(), 0.01);
  EXPECT_GT(look("outages, elections (Factbook)", found.outages, held, kLast, "none").shift.p(), 0.01);
}

TEST_F(Published, EveryRowIsAccountedFor) {
  const std::pair<const char*, const char*> tables[] = {{"stop_combined_2016_2025.csv", "stop.toml"}, {"elections_held.csv", "elections-held.toml"}, {"electionlist_3_21.csv", "reign-elections.toml"},
                                                        {"cline_coup_2.1.2.csv", "cline-coups.toml"}, {"ioda_investigated_outages_cleaned_phase1+2.csv", "ioda-outages.toml"}};
  for (const auto& [table, mapping] : tables) {
    const Taken taken = take(table, mapping);
    std::cout << table << ": " << taken.rows << " rows, " << taken.records.size() << " taken, " << taken.refused.size() << " refused, " << taken.dropped.size() << " dropped, " << taken.remarks.size() << " odd\n";
    for (const auto& [country, n] : taken.unmatched) std::cout << "  " << country << ' ' << n << '\n';
  }
}

}  // namespace
}  // namespace althing::table
