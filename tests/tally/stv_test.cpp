// STV: Glasgow wards round by round, the Scottish rules against a slow count of single papers
// written another way, Meek against a count in doubles, and the places where the rules need care.
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "tally/support.h"

namespace althing::tally::test {
namespace {

std::vector<std::string> cut(const std::string& text, char at) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) out.push_back(part);
  return out;
}

std::string text_at(const Table& table, std::size_t row, std::string_view key) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].key == key && !table.columns[c].option)
      return std::get<std::string>(table.rows[row][c]);
  }
  return {};
}

// Droop's report: tab-separated, one line an action; "begin" and "transfer" give the votes of a
// stage.
void compare_with_reference(const std::string& ward) {
  const std::string dir = shared_dir() + "/data/ballots/";
  const CountRecord record =
      count(read(file_text(dir + ward + "-2007.blt"), Format::blt), "stv-scottish", 4);
  ASSERT_FALSE(record.tables.empty());
  const Table& stages = record.tables[0];
  std::size_t seen = 0;
  for (const std::string& line :
       cut(file_text(dir + ward + "-2007-scotland-fixed-p5-d5.txt"), '\n')) {
    const auto cells = cut(line, '\t');
    if (cells.size() < 5 || cells[0] == "R") continue;
    if (cells[1] == "end") {
      Names expected;
      for (std::size_t c = 4; c + 2 < cells.size(); c += 3) {
        if (cells[c + 1] == "E") expected.push_back(cells[c]);
      }
      std::sort(expected.begin(), expected.end());
      EXPECT_EQ(elected(record), expected);
      ++seen;
    }
    if (cells[1] != "begin" && cells[1] != "transfer") continue;
    const std::size_t stage = std::stoul(cells[0]);
    ASSERT_LT(stage, stages.rows.size());
    EXPECT_EQ(record.figures[0].value, cells[2]) << "quota";
    EXPECT_EQ(text_at(stages, stage, "non_transferable"), cells[3]) << ward << " stage " << stage;
    std::map<std::string, std::string> votes;
    for (std::size_t c = 4; c + 2 < cells.size(); c += 3) votes[cells[c]] = cells[c + 2];
    for (std::size_t c = 0; c < stages.columns.size(); ++c) {
      if (!stages.columns[c].option) continue;
      const std::string& name = record.options[*stages.columns[c].option].name;
      EXPECT_EQ(std::get<std::string>(stages.rows[stage][c]), votes[name])
          << ward << " stage " << stage << " " << name;
    }
    ++seen;
  }
  EXPECT_EQ(seen, stages.rows.size() + 1) << "every stage is in the reference";
}

TEST(ScottishStv, HillheadRoundByRound) {
  NEED_SHARED();
  compare_with_reference("Hillhead");
}

// The transfers of a stage, papers times value, are what the votes of the stage changed by.
TEST(ScottishStv, TransfersAddUpToTheStages) {
  Rng rng(77);
  for (int round = 0; round < 50; ++round) {
    const std::size_t n = 3 + rng.below(5), seats = 1 + rng.below(n - 1);
    const CountRecord record = count(make_ranked(n, random_ballots(rng, n, 40, true)),
                                     "stv-scottish", static_cast<std::uint32_t>(seats));
    if (record.tables.size() < 2) continue;
    const Table &stages = record.tables[0], &transfers = record.tables[1];
    const auto millionths = [](const std::string& text) {
      return std::llround(std::stod(text) * 1e5);
    };
    for (std::size_t stage = 1; stage < stages.rows.size(); ++stage) {
      for (std::size_t c = 4; c + 2 < stages.columns.size(); ++c) {
        long long gained = 0;
        for (const auto& row : transfers.rows) {
          const Cell& papers = row[c - 1];  // the same options, one column earlier
          if (std::get<std::int64_t>(row[0]) == static_cast<std::int64_t>(stage) &&
              std::holds_alternative<std::string>(papers))
            gained += std::stoll(std::get<std::string>(papers)) *
                      millionths(std::get<std::string>(row[1]));
        }
        const long long before = millionths(std::get<std::string>(stages.rows[stage - 1][c])),
                        after = millionths(std::get<std::string>(stages.rows[stage][c]));
        const auto* from = std::get_if<OptionCell>(&stages.rows[stage][2]);
        if (from != nullptr && from->option == *stages.columns[c].option)
          EXPECT_EQ(gained, 0);
        else
          EXPECT_EQ(after - before, gained) << "stage " << stage;
      }
    }
  }
}

TEST(ScottishStv, LinnRoundByRound) {
  NEED_SHARED();
  compare_with_reference("Linn");
}

// The Scottish rules with one record per paper and whole recounts of piles; lots by the given
// function.
std::set<OptionIndex> slow_scottish(std::size_t n, const std::vector<Plain>& ballots,
                                    std::size_t seats, bool& lots) {
  struct Paper {
    std::vector<int> order;
    long long value;
    int holder;
  };
  std::vector<Paper> papers;
  for (const Plain& ballot : ballots) {
    Paper paper{{}, 100000, -1};
    for (const auto& group : ballot.groups) {
      if (group.size() > 1) break;
      paper.order.push_back(group[0]);
    }
    if (paper.order.empty()) continue;
    paper.holder = paper.order[0];
    for (std::int64_t w = 0; w < ballot.weight; ++w) papers.push_back(paper);
  }
  const long long quota =
      (static_cast<long long>(papers.size()) / static_cast<long long>(seats + 1) + 1) * 100000;
  std::vector<int> state(n, 0);  // 0 hopeful, 1 elected with a surplus to come, 2 elected, 3 out
  std::vector<long long> fixed(n, -1);
  std::vector<std::vector<long long>> history;
  std::set<OptionIndex> winners;
  const auto votes = [&] {
    std::vector<long long> v(n, 0);
    for (const Paper& p : papers) {
      if (p.holder >= 0) v[static_cast<std::size_t>(p.holder)] += p.value;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (fixed[i] >= 0) v[i] = fixed[i];
    }
    return v;
  };
  const auto move_on = [&](Paper& p) {
    auto at = std::find(p.order.begin(), p.order.end(), p.holder) + 1;
    while (at != p.order.end() && state[static_cast<std::size_t>(*at)] != 0) ++at;
    p.holder = at == p.order.end() ? -1 : *at;
  };
  while (true) {
    auto v = votes();
    history.push_back(v);
    for (std::size_t i = 0; i < n; ++i) {
      if (state[i] == 0 && v[i] >= quota) {
        state[i] = v[i] > quota ? 1 : 2;
        winners.insert(static_cast<OptionIndex>(i));
      }
    }
    std::vector<std::size_t> hopeful, surplus;
    for (std::size_t i = 0; i < n; ++i) {
      if (state[i] == 0) hopeful.push_back(i);
      if (state[i] == 1) surplus.push_back(i);
    }
    if (winners.size() >= seats) return winners;
    if (winners.size() + hopeful.size() <= seats) {
      for (const std::size_t i : hopeful) winners.insert(static_cast<OptionIndex>(i));
      return winners;
    }
    auto& from = surplus.empty() ? hopeful : surplus;
    const long long sign = surplus.empty() ? 1 : -1;
    for (auto then = history.rbegin(); then != history.rend(); ++then) {
      long long best = (*then)[from[0]] * sign;
      for (const std::size_t i : from) best = std::min(best, (*then)[i] * sign);
      std::erase_if(from, [&](std::size_t i) { return (*then)[i] * sign != best; });
    }
    if (from.size() > 1) {
      lots = true;
      return {};
    }
    const std::size_t who = from[0];
    const long long held = v[who];
    state[who] = surplus.empty() ? 3 : 2;
    for (Paper& p : papers) {
      if (p.holder != static_cast<int>(who)) continue;
      if (!surplus.empty())
        p.value = static_cast<long long>(static_cast<__int128>(held - quota) * p.value / held);
      move_on(p);
    }
    if (!surplus.empty()) fixed[who] = quota;
  }
}

TEST(ScottishStv, AgreesWithASlowCountOfSinglePapers) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Rng rng(seed);
    const std::size_t n = 3 + rng.below(6), seats = 1 + rng.below(n - 1);
    const auto ballots = random_ballots(rng, n, 5 + rng.below(40), seed % 3 == 0);
    bool lots = false;
    const auto expected = slow_scottish(n, ballots, seats, lots);
    const CountRecord record =
        count(make_ranked(n, ballots), "stv-scottish", static_cast<std::uint32_t>(seats));
    EXPECT_EQ(record.elected.size(), seats);
    if (lots) continue;
    EXPECT_TRUE(record.ties.empty()) << "seed " << seed;
    EXPECT_EQ(std::set<OptionIndex>(record.elected.begin(), record.elected.end()), expected)
        << "seed " << seed;
    ++compared;
  }
  EXPECT_GT(compared, 200);
}

TEST(ScottishStv, QuotaIsExactlyOnAndOneBelow) {
  // 9 papers, 2 seats: quota 9/3+1 = 4. Four first preferences reach it, three do not.
  const auto on =
      count(read("3 2\n4 1 0\n3 2 0\n2 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"t\"\n", Format::blt),
            "stv-scottish", 2);
  EXPECT_EQ(on.figures[0].value, "4.00000");
  EXPECT_EQ(std::get<OptionList>(on.tables[0].rows[0][3]), OptionList{0});
  const auto below =
      count(read("3 2\n3 1 0\n3 2 0\n3 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"t\"\n", Format::blt),
            "stv-scottish", 2);
  EXPECT_TRUE(std::get<OptionList>(below.tables[0].rows[0][3]).empty());
}

TEST(ScottishStv, TieGoesToTheLatestStageWhereUnequal) {
  // B and C are equal at the last; at the first stage C had fewer, so C goes.
  const auto record =
      count(read("4 1\n10 1 0\n6 2 0\n5 3 0\n1 4 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"t\"\n",
                 Format::blt),
            "stv-scottish", 1);
  EXPECT_TRUE(record.ties.empty());
  EXPECT_EQ(std::get<OptionCell>(record.tables[0].rows[2][2]).option, 2);
}

TEST(ScottishStv, LotShowsAllOutcomesAndTheDraw) {
  // B and C always equal: the lot decides who is excluded, and so who wins.
  Description d = how("stv-scottish");
  d.poll = "p";
  d.seed = "s";
  const auto record = count(
      read("3 1\n4 1 0\n3 2 3 1 0\n3 3 2 1 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"t\"\n", Format::blt), d);
  ASSERT_EQ(record.ties.size(), 1U);
  EXPECT_EQ(record.ties[0].tied, (std::vector<OptionIndex>{1, 2}));
  EXPECT_EQ(record.outcomes.list, (std::vector<Outcome>{{1}, {2}}));
  EXPECT_TRUE(record.outcomes.complete);
  const bool b_first = sha("tie|p|s|2") < sha("tie|p|s|3");  // the first of the draw stays in
  EXPECT_EQ(elected(record), Names{b_first ? "B" : "C"});
}

TEST(ScottishStv, SharedRankStopsAPaper) {
  const auto record = count(read("4 1\n3 1=2 3 0\n2 3 1=2 4 0\n4 4 0\n1 1 0\n1 2 "
                                 "0\n0\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"t\"\n",
                                 Format::blt),
                            "stv-scottish", 1);
  EXPECT_EQ(record.unused, 3);
  EXPECT_EQ(elected(record), Names{"D"});
}

TEST(ScottishStv, WithdrawnIsPassedOver) {
  const auto record =
      count(read("3 1\n-1\n5 1 2 0\n4 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"t\"\n", Format::blt),
            "stv-scottish", 1);
  EXPECT_EQ(elected(record), Names{"B"});
}

// Meek in doubles, straight from its idea: keep factors until every elected option has just the
// quota.
std::set<OptionIndex> slow_meek(std::size_t n, const std::vector<Plain>& ballots, std::size_t seats,
                                bool& close) {
  std::vector<double> keep(n, 1);
  std::vector<int> state(n, 0);
  std::set<OptionIndex> winners;
  while (true) {
    std::size_t hopeful = static_cast<std::size_t>(std::count(state.begin(), state.end(), 0));
    if (winners.size() == seats) return winners;
    if (winners.size() + hopeful <= seats) {
      for (std::size_t i = 0; i < n; ++i) {
        if (state[i] == 0) winners.insert(static_cast<OptionIndex>(i));
      }
      return winners;
    }
    std::vector<double> v;
    double quota = 0;
    bool won = false;
    for (int round = 0; round < 20000 && !won; ++round) {
      v.assign(n, 0);
      for (const Plain& ballot : ballots) {
        double left = static_cast<double>(ballot.weight);
        for (const auto& group : ballot.groups) {
          v[group[0]] += left * keep[group[0]];
          left *= 1 - keep[group[0]];
        }
      }
      quota = 0;
      for (const double x : v) quota += x;
      quota /= static_cast<double>(seats + 1);
      double surplus = 0;
      for (std::size_t i = 0; i < n; ++i) {
        if (state[i] == 0 && std::abs(v[i] - quota) < 1e-6) close = true;
        if (state[i] == 0 && v[i] > quota) {
          state[i] = 1;
          winners.insert(static_cast<OptionIndex>(i));
          won = true;
        }
        if (state[i] == 1) surplus += v[i] - quota;
      }
      if (surplus < 1e-9) break;
      for (std::size_t i = 0; i < n; ++i) {
        if (state[i] == 1) keep[i] *= quota / v[i];
      }
    }
    if (won) continue;
    std::size_t low = n;
    for (std::size_t i = 0; i < n; ++i) {
      if (state[i] != 0) continue;
      if (low < n && std::abs(v[i] - v[low]) < 1e-3) close = true;
      if (low == n || v[i] < v[low]) low = i;
    }
    state[low] = 2;
    keep[low] = 0;
  }
}

TEST(MeekStv, AgreesWithACountInDoubles) {
  int compared = 0;
  for (std::uint64_t seed = 1000; seed < 1200; ++seed) {
    Rng rng(seed);
    const std::size_t n = 3 + rng.below(5), seats = 1 + rng.below(n - 1);
    const auto ballots = random_ballots(rng, n, 8 + rng.below(30), false);
    bool close = false;
    const auto expected = slow_meek(n, ballots, seats, close);
    const CountRecord record =
        count(make_ranked(n, ballots), "stv-meek", static_cast<std::uint32_t>(seats));
    EXPECT_EQ(record.elected.size(), seats);
    if (close) continue;
    EXPECT_EQ(std::set<OptionIndex>(record.elected.begin(), record.elected.end()), expected)
        << "seed " << seed;
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

TEST(MeekStv, PassesSurplusThroughElectedOptions) {
  // 1000 papers, 2 seats, quota 333.33. A passes 266.67 on, all to B who has 200: B is over. Hand
  // count.
  const auto record =
      count(read("3 2\n600 1 2 0\n200 2 0\n200 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"t\"\n", Format::blt),
            "stv-meek", 2);
  EXPECT_EQ(in_order(record), (Names{"A", "B"}));
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[0][3]),
            "333.333333334");  // rounded up by one unit
}

TEST(InstantRunoff, TennesseeElectsKnoxville) {  // en.wikipedia.org/wiki/Instant-runoff_voting
  const auto profile = read(
      "42: Memphis>Nashville>Chattanooga>Knoxville\n26: Nashville>Chattanooga>Knoxville>Memphis\n"
      "15: Chattanooga>Knoxville>Nashville>Memphis\n17: Knoxville>Chattanooga>Nashville>Memphis\n",
      Format::abif);
  EXPECT_EQ(elected(count(profile, "irv")), Names{"Knoxville"});
  EXPECT_EQ(elected(count(profile, "stv-scottish")), Names{"Knoxville"});
}

TEST(InstantRunoff, SharedFirstPlacesCountInExactParts) {
  // Thirds: A 3 + 1/3, B 3 + 1/3, C 2 + 1/3: C goes, its two ballots elect B.
  const auto record = count(read("3: A\n3: B\n2: C>B\n1: A=B=C\n", Format::abif), "irv");
  EXPECT_EQ(elected(record), Names{"B"});
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[0][3]), "10/3 (3.3333)");
}

TEST(InstantRunoff, HopelessTieNeedsNoDraw) {
  const auto record = count(read("5: A>B\n4: B\n1: C>B\n1: D>B\n", Format::abif), "irv");
  EXPECT_TRUE(record.ties.empty());
  EXPECT_EQ(elected(record), Names{"B"});
}

}  // namespace
}  // namespace althing::tally::test
