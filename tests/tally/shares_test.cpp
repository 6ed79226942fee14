// Equal Shares and sequential Phragmén: Assen's official selection, published examples, an exact
// slow reference, and extended justified representation by brute force.
#include <gmpxx.h>

#include <algorithm>
#include <bit>

#include "tally/shares_run.h"
#include "tally/support.h"

namespace althing::tally::test {
namespace {

Names ids(const CountRecord& record) {
  Names out;
  for (const OptionIndex o : record.elected) out.push_back(record.options[o].id);
  std::sort(out.begin(), out.end());
  return out;
}

TEST(EqualShares, AssenOfficialSelection) {
  NEED_SHARED();
  const auto profile =
      read(file_text(shared_dir() + "/data/ballots/Netherlands_Assen_2024.pb"), Format::pabulib);
  EXPECT_EQ(profile.options.size(), 14U);
  EXPECT_EQ(profile.valid, 84);
  Names official;
  for (const OptionIndex o : profile.hints.selected) official.push_back(profile.options[o].id);
  std::sort(official.begin(), official.end());
  const auto record = count(profile, Description{});
  EXPECT_EQ(record.method, "equal-shares");
  EXPECT_EQ(ids(record), official);
  EXPECT_TRUE(record.ties.empty());
  // What the notes say of the other ways to count it: they do not give the official result.
  Description d;
  d.satisfaction.emplace("cardinality");
  EXPECT_NE(ids(count(profile, d)), official);
  d.satisfaction.emplace("cost");
  d.completion.emplace("add1+greedy");
  EXPECT_NE(ids(count(profile, d)), official);
}

// The text of the paper in rationals, one voter at a time, nothing shared with the engine.
struct SlowShares {
  std::size_t projects;
  std::vector<long> cost;
  std::vector<std::vector<OptionIndex>> ballots;
  bool by_cost;

  std::vector<OptionIndex> run(const mpq_class& per_voter, bool& tie) const {
    std::vector<mpq_class> money(ballots.size(), per_voter);
    std::vector<OptionIndex> bought;
    while (true) {
      int best = -1;
      mpq_class best_rho, best_price;
      std::vector<int> equal;
      for (std::size_t p = 0; p < projects; ++p) {
        if (std::find(bought.begin(), bought.end(), p) != bought.end()) continue;
        std::vector<mpq_class> have;
        mpq_class sum = 0;
        for (std::size_t v = 0; v < ballots.size(); ++v) {
          if (std::find(ballots[v].begin(), ballots[v].end(), p) != ballots[v].end()) {
            have.push_back(money[v]);
            sum += money[v];
          }
        }
        if (have.empty() || sum < cost[p]) continue;
        std::sort(have.begin(), have.end());
        mpq_class left = cost[p], price;
        for (std::size_t i = 0; i < have.size(); ++i) {
          price = left / mpq_class(static_cast<unsigned long>(have.size() - i));
          if (have[i] >= price) break;
          left -= have[i];
        }
        const mpq_class rho = by_cost ? mpq_class(price / cost[p]) : price;
        if (best >= 0 && rho > best_rho) continue;
        if (best >= 0 && rho == best_rho) {
          equal.push_back(static_cast<int>(p));
          continue;
        }
        best = static_cast<int>(p);
        best_rho = rho;
        best_price = price;
        equal = {best};
      }
      if (best < 0) return bought;
      const auto votes = [&](int p) {
        return std::count_if(ballots.begin(), ballots.end(), [&](const auto& b) {
          return std::find(b.begin(), b.end(), p) != b.end();
        });
      };
      const auto key = [&](int p) {
        return std::pair(cost[static_cast<std::size_t>(p)], -votes(p));
      };
      std::sort(equal.begin(), equal.end(), [&](int a, int b) { return key(a) < key(b); });
      if (equal.size() > 1 && key(equal[0]) == key(equal[1])) tie = true;
      best = equal[0];
      best_price = by_cost ? mpq_class(best_rho * cost[static_cast<std::size_t>(best)]) : best_rho;
      for (std::size_t v = 0; v < ballots.size(); ++v) {
        if (std::find(ballots[v].begin(), ballots[v].end(), best) == ballots[v].end()) continue;
        money[v] = money[v] < best_price ? mpq_class(0) : mpq_class(money[v] - best_price);
      }
      bought.push_back(static_cast<OptionIndex>(best));
    }
  }

  std::vector<OptionIndex> add1(long budget, bool& tie) const {
    mpq_class part = mpq_class(budget, static_cast<unsigned long>(ballots.size()));
    part.canonicalize();
    auto now = run(part, tie);
    while (true) {
      part += 1;
      const auto next = run(part, tie);
      long sum = 0;
      for (const OptionIndex p : next) sum += cost[p];
      if (sum > budget || now.size() == projects) return now;
      now = next;
      if (part > budget) return now;
    }
  }
};

TEST(EqualShares, AgreesWithASlowCountInRationals) {
  int compared = 0, committees = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed);
    SlowShares slow{2 + rng.below(6), {}, {}, seed % 2 == 0};
    // Few different costs and many equal shares on purpose: the comparisons on the edge are the
    // hard ones.
    const bool small = seed % 3 == 0;
    for (std::size_t p = 0; p < slow.projects; ++p)
      slow.cost.push_back(static_cast<long>(small ? 1 + rng.below(4) : 10 + rng.below(500)));
    const std::size_t voters = 3 + rng.below(25);
    for (std::size_t v = 0; v < voters; ++v) {
      std::vector<OptionIndex> ballot;
      for (std::size_t p = 0; p < slow.projects; ++p) {
        if (rng.below(2) == 0) ballot.push_back(static_cast<OptionIndex>(p));
      }
      slow.ballots.push_back(ballot);
    }
    const long budget = static_cast<long>(small ? 4 + rng.below(8) : 200 + rng.below(900));
    auto profile = make_approval(slow.projects, slow.ballots);
    for (std::size_t p = 0; p < slow.projects; ++p) profile.options[p].cost = slow.cost[p];
    profile.hints.budget = budget;
    Description d;
    d.satisfaction.emplace(slow.by_cost ? "cost" : "cardinality");
    for (const auto* completion : {"none", "add1"}) {
      bool tie = false;
      mpq_class part(budget, static_cast<unsigned long>(voters));
      part.canonicalize();
      auto expected =
          std::string(completion) == "none" ? slow.run(part, tie) : slow.add1(budget, tie);
      bool unsupported = false;  // the slow loop ends differently when a project has no supporter
      for (const OptionIndex p : std::vector<OptionIndex>{0, 1, 2, 3, 4, 5, 6}) {
        if (p < slow.projects &&
            std::none_of(slow.ballots.begin(), slow.ballots.end(), [&](const auto& b) {
              return std::find(b.begin(), b.end(), p) != b.end();
            }))
          unsupported = true;
      }
      if (tie || unsupported) continue;
      d.completion.emplace(completion);
      const auto record = count(profile, d);
      EXPECT_EQ(record.elected, expected) << "seed " << seed << " " << completion;
      ++compared;
      committees += small ? 1 : 0;
    }
  }
  EXPECT_GT(compared, 150);
  EXPECT_GT(committees, 20);
}

// A small budget by hand.
TEST(EqualShares, PricesAreExact) {
  // 3 voters, budget 3: A (2 voters, cost 1) at 1/2 each; B (all, cost 2): 1/2 + 1/2 + 1 = 2, all
  // pay what they have.
  auto profile = make_approval(2, {{0, 1}, {0, 1}, {1}});
  profile.options[0].cost = 1;
  profile.options[1].cost = 2;
  profile.hints.budget = 3;
  Description d;
  d.satisfaction.emplace("cardinality");
  d.completion.emplace("none");
  const auto record = count(profile, d);
  EXPECT_EQ(record.elected, (std::vector<OptionIndex>{0, 1}));
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[0][4]), "1/2 (0.5000)");
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[1][4]), "1");
  EXPECT_EQ(std::get<std::int64_t>(record.tables[0].rows[1][6]), 2) << "two pay all they have left";
}

TEST(EqualShares, AbcBookExample11WithPhragmen) {
  // Lackner, Skowron: Approval-Based Committee Voting, example 1 and 11: 12 voters, 4 seats. Phase
  // 1 elects a alone (price 1/8), the Phragmén phase then b or c, the other of them, and d.
  std::vector<std::vector<OptionIndex>> ballots;
  const auto add = [&](int n, std::vector<OptionIndex> b) {
    for (int i = 0; i < n; ++i) ballots.push_back(b);
  };
  add(3, {0, 1});
  add(3, {0, 2});
  add(2, {0, 3});
  add(1, {1, 2, 5});
  add(1, {4});
  add(1, {5});
  add(1, {6});
  Description d = how("equal-shares", 4);
  const auto alone = count(make_approval(8, ballots), d);
  EXPECT_EQ(in_order(alone), Names{"A"});
  EXPECT_EQ(std::get<std::string>(alone.tables[0].rows[0][4]), "1/8 (0.1250)");
  d.completion.emplace("phragmen");
  const auto both = count(make_approval(8, ballots), d);
  EXPECT_EQ(both.outcomes.list, (std::vector<Outcome>{{0, 1, 2, 3}}));
}

TEST(EqualShares, TiesShowAllOutcomes) {
  auto profile = make_approval(2, {{0}, {1}});
  profile.options[0].cost = profile.options[1].cost = 2;
  profile.hints.budget = 2;
  Description d;
  d.completion.emplace("greedy");
  const auto record = count(profile, d);
  EXPECT_EQ(record.outcomes.list, (std::vector<Outcome>{{0}, {1}}));
  EXPECT_EQ(record.elected.size(), 1U);
}

TEST(EqualShares, ExtendedJustifiedRepresentation) {
  // For every set of projects T and every group of voters that all approve T and whose shares pay
  // for it, some member gets as many elected projects as T has (unit costs). All groups, all sets.
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Rng rng(seed + 300);
    const std::size_t options = 3 + rng.below(4), voters = 3 + rng.below(7),
                      seats = 1 + rng.below(options);
    std::vector<std::vector<OptionIndex>> ballots(voters);
    std::vector<unsigned> approves(voters);
    for (std::size_t v = 0; v < voters; ++v) {
      for (std::size_t o = 0; o < options; ++o) {
        if (rng.below(2) == 0)
          ballots[v].push_back(static_cast<OptionIndex>(o)), approves[v] |= 1U << o;
      }
    }
    Description d = how("equal-shares", static_cast<std::uint32_t>(seats));
    d.satisfaction.emplace("cardinality");
    const auto record = count(make_approval(options, ballots), d);
    EXPECT_LE(record.elected.size(), seats);
    unsigned elected_set = 0;
    for (const OptionIndex o : record.elected) elected_set |= 1U << o;
    for (unsigned t = 1; t < 1U << options; ++t) {
      const auto size = static_cast<std::size_t>(std::popcount(t));
      for (unsigned group = 1; group < 1U << voters; ++group) {
        if (static_cast<std::size_t>(std::popcount(group)) * seats < size * voters) continue;
        bool cohesive = true, content = false;
        for (std::size_t v = 0; v < voters; ++v) {
          if ((group >> v & 1U) == 0) continue;
          cohesive = cohesive && (approves[v] & t) == t;
          content =
              content || static_cast<std::size_t>(std::popcount(approves[v] & elected_set)) >= size;
        }
        ASSERT_TRUE(!cohesive || content) << "seed " << seed;
      }
    }
  }
}

TEST(EqualShares, ErrorsNameTheKey) {
  auto profile = make_approval(2, {{0}, {1}});
  Description d = how("equal-shares");
  d.satisfaction.emplace("joy");
  EXPECT_EQ(try_count(profile, d).error().field, "satisfaction");
  d.satisfaction.emplace("cost");
  for (const auto* odd : {"add2", "add1greedy", "add1-", "add1+", "", "add1-comparison+greedy"}) {
    d.completion.emplace(odd);
    const auto done = try_count(profile, d);
    ASSERT_FALSE(done) << odd;
    EXPECT_EQ(done.error().field, "completion");
  }
}

TEST(Phragmen, AbcBookExample) {
  // The same profile, 4 seats: abcvoting's expected output for seq-Phragmén is {a, b, c, d} and {a,
  // b, c, f} among loads 1/8, 11/48 ... Loads by hand: a 1/8; then f 1/2, b (1 + 3/8)/4 = 11/32, c
  // 11/32, d (1 + 1/4)/2.
  std::vector<std::vector<OptionIndex>> ballots;
  const auto add = [&](int n, std::vector<OptionIndex> b) {
    for (int i = 0; i < n; ++i) ballots.push_back(b);
  };
  add(3, {0, 1});
  add(3, {0, 2});
  add(2, {0, 3});
  add(1, {1, 2, 5});
  add(1, {4});
  add(1, {5});
  add(1, {6});
  const auto record = count(make_approval(8, ballots), "phragmen", 4);
  EXPECT_EQ(record.elected[0], 0);
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[0][2]), "1/8 (0.1250)");
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[1][2]), "11/32 (0.3437)");
  // third: c (or b): (1 + 3/8 + 11/32)/4 = 55/128
  EXPECT_EQ(std::get<std::string>(record.tables[0].rows[2][2]), "55/128 (0.4296)");
  // fourth: d (1 + 2/8)/2 = 5/8; f (1 + 55/128)/2 = 183/256 = 0.715: d
  EXPECT_EQ(record.outcomes.list, (std::vector<Outcome>{{0, 1, 2, 3}}));
}

TEST(Phragmen, PhragmensPartyExample) {
  // Two lists, 60 and 30 voters, 3 seats: seats go 2 to 1, as by D'Hondt.
  std::vector<std::vector<OptionIndex>> ballots;
  for (int i = 0; i < 60; ++i) ballots.push_back({0, 1, 2});
  for (int i = 0; i < 30; ++i) ballots.push_back({3, 4, 5});
  const auto record = count(make_approval(6, ballots), "phragmen", 3);
  EXPECT_EQ(record.elected.size(), 3U);
  for (const Outcome& outcome : record.outcomes.list) {
    EXPECT_GE(std::count_if(outcome.begin(), outcome.end(), [](OptionIndex o) { return o < 3; }),
              2);
  }
}

TEST(Greedy, TakesWhatStillFits) {
  const auto profile = read(
      "META\nkey;value\nbudget;10\nvote_type;approval\nrule;greedy\nnum_projects;3\nnum_votes;"
      "3\nPROJECTS\nproject_id;cost\na;7\nb;6\nc;3\n"
      "VOTES\nvoter_id;vote\n1;a,b,c\n2;a,b\n3;a\n",
      Format::pabulib);
  const auto record = count(profile, Description{});
  EXPECT_EQ(record.method, "greedy");
  EXPECT_EQ(in_order(record), (Names{"a", "c"}));
}

}  // namespace
}  // namespace althing::tally::test
