// Schulze, Debian A.5 and Ranked Pairs: published examples, the Debian vote of 2007, brute force
// and the criteria that must hold.
#include <algorithm>
#include <map>

#include "tally/pairwise.h"
#include "tally/support.h"

namespace althing::tally::test {
namespace {

// en.wikipedia.org/wiki/Schulze_method, the example of 45 voters: E > A > C > B > D.
constexpr std::string_view kSchulze45 =
    "5: A>C>B>E>D\n5: A>D>E>C>B\n8: B>E>D>A>C\n3: C>A>B>E>D\n7: C>A>E>B>D\n2: C>B>A>D>E\n7: "
    "D>C>E>B>A\n8: E>B>A>D>C\n";
// en.wikipedia.org/wiki/Ranked_pairs and Condorcet_method: the capital of Tennessee.
constexpr std::string_view kTennessee =
    "42: Memphis>Nashville>Chattanooga>Knoxville\n26: Nashville>Chattanooga>Knoxville>Memphis\n"
    "15: Chattanooga>Knoxville>Nashville>Memphis\n17: Knoxville>Chattanooga>Nashville>Memphis\n";

TEST(Schulze, Wikipedia45Voters) {
  const auto record = count(read(kSchulze45, Format::abif), "schulze", 5);
  EXPECT_EQ(in_order(record), (Names{"E", "A", "C", "B", "D"}));
}

TEST(Schulze, StrongestPathsOfThe45Voters) {
  const auto record = count(read(kSchulze45, Format::abif), "schulze");
  const Table& paths = record.tables[1];
  ASSERT_EQ(paths.key, "strongest_paths");
  std::map<std::pair<std::string, std::string>, std::string> cells;
  for (const auto& row : paths.rows) {
    for (std::size_t c = 1; c < row.size(); ++c) {
      if (const auto* text = std::get_if<std::string>(&row[c])) {
        cells[{record.options[std::get<OptionCell>(row[0]).option].id,
               record.options[*paths.columns[c].option].id}] = text->substr(0, text->find(':'));
      }
    }
  }
  // the article's table of strongest paths
  const std::map<std::pair<std::string, std::string>, std::string> expected{
      {{"A", "B"}, "28"}, {{"A", "C"}, "28"}, {{"A", "D"}, "30"}, {{"A", "E"}, "24"},
      {{"B", "A"}, "25"}, {{"B", "C"}, "28"}, {{"B", "D"}, "33"}, {{"B", "E"}, "24"},
      {{"C", "A"}, "25"}, {{"C", "B"}, "29"}, {{"C", "D"}, "29"}, {{"C", "E"}, "24"},
      {{"D", "A"}, "25"}, {{"D", "B"}, "28"}, {{"D", "C"}, "28"}, {{"D", "E"}, "24"},
      {{"E", "A"}, "25"}, {{"E", "B"}, "28"}, {{"E", "C"}, "28"}, {{"E", "D"}, "31"}};
  EXPECT_EQ(cells, expected);
}

TEST(Condorcet, TennesseeElectsNashville) {
  const auto profile = read(kTennessee, Format::abif);
  for (const auto* method : {"schulze", "ranked-pairs", "debian"})
    EXPECT_EQ(elected(count(profile, method)), Names{"Nashville"}) << method;
}

TEST(RankedPairs, TennesseeOrder) {
  EXPECT_EQ(in_order(count(read(kTennessee, Format::abif), "ranked-pairs", 4)),
            (Names{"Nashville", "Chattanooga", "Knoxville", "Memphis"}));
}

TEST(RankedPairs, CycleLosesItsWeakestDefeat) {
  // A over B 60, B over C 55, C over A 70 of 100: B over C would close the cycle; C wins.
  const auto profile = read("30: A>B>C\n25: B>C>A\n30: C>A>B\n15: C>B>A\n", Format::abif);
  const auto record = count(profile, "ranked-pairs");
  EXPECT_EQ(elected(record), Names{"C"});
}

TEST(Strength, MarginsAndWinningVotesDiffer) {
  // Cycle of partial ballots: A over B 40:20 (20), B over C 35:30 (5), C over A 45:30 (15).
  const auto profile = read("25: A>B\n15: A>C>B\n20: B>C>A\n", Format::abif);
  Description winning = how("schulze"), margins = how("schulze");
  margins.strength.emplace("margins");
  EXPECT_TRUE(try_count(profile, winning));
  EXPECT_TRUE(try_count(profile, margins));
  margins.strength.emplace("loud");
  EXPECT_EQ(try_count(profile, margins).error().field, "strength");
  EXPECT_LT(compare({40, 39}, {41, 1}, Strength::winning), 0);
  EXPECT_LT(compare({40, 39}, {39, 1}, Strength::margins), 0);
  EXPECT_GT(compare({40, 39}, {39, 1}, Strength::winning), 0);
  EXPECT_GT(compare({40, 38}, {40, 39}, Strength::winning), 0)
      << "equal support: the smaller opposition is stronger";
}

TEST(Debian, Leader2007) {
  NEED_SHARED();
  const auto profile =
      read(file_text(shared_dir() + "/data/ballots/debian-leader-2007.tally.txt"), Format::debian);
  EXPECT_EQ(profile.options.size(), 9U);
  EXPECT_EQ(profile.valid + profile.blank, 482);
  Description d = how("debian");
  d.quorum = Decimal{48, 0};
  for (const auto* method : {"debian", "schulze"}) {
    d.method.emplace(method);
    EXPECT_EQ(elected(count(profile, d)), Names{"Sam Hocevar"}) << method;
  }
}

TEST(Debian, QuorumAndMajorityExactlyOnTheEdge) {
  const auto sheet = [](int above, int below) {
    std::string text = "/ Option 1->: A\n|/ Option 2->: None\n";
    for (int i = 0; i < above; ++i) text += "V: 12\n";
    for (int i = 0; i < below; ++i) text += "V: 21\n";
    return read(text, Format::debian);
  };
  Description d = how("debian");
  const auto winner = [&](int above, int below) {
    return elected(count(sheet(above, below), d))[0];
  };
  d.quorum = Decimal{10, 0};
  EXPECT_EQ(winner(10, 0), "A");
  EXPECT_EQ(winner(9, 0), "None");
  d.quorum = Decimal{0, 0};
  EXPECT_EQ(winner(6, 5), "A");
  EXPECT_EQ(winner(5, 5), "None") << "must be strictly more";
  d.majority = {3, 1};
  EXPECT_EQ(winner(15, 5), "A") << "3:1 exactly is enough";
  EXPECT_EQ(winner(14, 5), "None");
  d.majority = {3, 2};
  EXPECT_EQ(winner(9, 6), "A");
  EXPECT_EQ(winner(8, 6), "None");
}

TEST(Debian, QuorumWithDecimalsAndMajoritiesOfSingleOptions) {
  // A beats D by 6:2 and B by 5:3; B beats D by 4:4, no; C beats D by 6:2.
  const auto profile = read("5: A>C>D>B\n1: C>A>B>D\n1: B>D>A=C\n1: D>A>B>C\n", Format::abif);
  Description d = how("debian");
  d.default_option.emplace("D");
  EXPECT_EQ(elected(count(profile, d)), Names{"A"});
  d.majorities = {{"A", {3, 1}}};  // 6:2 is exactly 3:1
  EXPECT_EQ(elected(count(profile, d)), Names{"A"});
  d.majorities = {{"A", {301, 100}}};  // A is out, C needs no more than 1:1
  EXPECT_EQ(elected(count(profile, d)), Names{"C"});
  d.majorities = {{"E", {3, 1}}};
  EXPECT_EQ(try_count(profile, d).error().field, "majorities");
  d.majorities.clear();
  for (const auto& [text, winner] : {std::pair("6", "A"), std::pair("6.00000000", "A"),
                                     std::pair("6.000000001", "D"), std::pair("5.5", "A")}) {
    d.quorum = *parse_quorum(text);
    EXPECT_EQ(elected(count(profile, d)), Names{winner}) << text;
  }
}

TEST(Schulze, TheDefaultOptionOfATallySheetCountsOnlyIfAsked) {
  // A > B > C > A among the three; the default option D ties with A and is below the others.
  const std::string sheet =
      "  Option 1->: A\n/ Option 2->: B\n|/ Option 3->: C\n||/ Option 4->: D\n"
      "V: 1243\nV: 1243\nV: 3124\nV: 2314\nV: 2413\nV: 4123\nV: 4132\n";
  const auto profile = read(sheet, Format::debian);
  const auto plain = count(profile, how("schulze"));
  for (const Table& table : plain.tables) EXPECT_NE(table.key, "default");
  Description d = how("schulze");
  d.quorum = Decimal{1, 0};
  const auto asked = count(profile, d);
  EXPECT_TRUE(std::any_of(asked.tables.begin(), asked.tables.end(),
                          [](const Table& table) { return table.key == "default"; }));
}

TEST(Debian, CastingVoteByAnOrderLaidDown) {
  const auto profile = read("1: A>B\n1: B>A\n", Format::abif);
  Description d = how("debian");
  d.tie_order = {"B", "A"};
  const auto record = count(profile, d);
  EXPECT_EQ(elected(record), Names{"B"});
  EXPECT_EQ(record.outcomes.list.size(), 2U);
}

// The Schulze winners by looking at every simple path.
std::vector<OptionIndex> slow_schulze(std::size_t n, const std::vector<Plain>& ballots) {
  std::vector<std::vector<std::int64_t>> d(n, std::vector<std::int64_t>(n));
  for (const Plain& ballot : ballots) {
    std::vector<std::size_t> rank(n, n);
    for (std::size_t g = 0; g < ballot.groups.size(); ++g) {
      for (const OptionIndex o : ballot.groups[g]) rank[o] = g;
    }
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) d[a][b] += rank[a] < rank[b] ? ballot.weight : 0;
    }
  }
  using Link =
      std::pair<std::int64_t, std::int64_t>;  // support, -opposition: compares as it should
  std::vector<std::vector<Link>> best(n, std::vector<Link>(n, {-1, 0}));
  std::vector<char> on(n, 0);
  const std::function<void(std::size_t, std::size_t, Link)> walk =
      [&](std::size_t from, std::size_t at, Link weakest) {
        for (std::size_t next = 0; next < n; ++next) {
          if (on[next] != 0 || d[at][next] <= d[next][at]) continue;
          const Link link = std::min(weakest, Link{d[at][next], -d[next][at]});
          best[from][next] = std::max(best[from][next], link);
          on[next] = 1;
          walk(from, next, link);
          on[next] = 0;
        }
      };
  for (std::size_t a = 0; a < n; ++a) {
    on[a] = 1;
    walk(a, a, {INT64_MAX, 0});
    on[a] = 0;
  }
  std::vector<OptionIndex> out;
  for (std::size_t a = 0; a < n; ++a) {
    bool wins = true;
    for (std::size_t b = 0; b < n; ++b) wins = wins && best[a][b] >= best[b][a];
    if (wins) out.push_back(static_cast<OptionIndex>(a));
  }
  return out;
}

std::vector<Outcome> outcomes_of(const std::vector<OptionIndex>& winners) {
  std::vector<Outcome> out;
  for (const OptionIndex o : winners) out.push_back({o});
  return out;
}

TEST(Schulze, AgreesWithEveryPathTried) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed);
    const std::size_t n = 2 + rng.below(5);
    const auto ballots = random_ballots(rng, n, 3 + rng.below(12), true);
    EXPECT_EQ(count(make_ranked(n, ballots), "schulze").outcomes.list,
              outcomes_of(slow_schulze(n, ballots)))
        << "seed " << seed;
  }
}

TEST(Debian, SameWinnerAsSchulzeWhereNothingIsTied) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed + 77);
    const std::size_t n = 3 + rng.below(4);
    const auto profile = make_ranked(n, random_ballots(rng, n, 20 + rng.below(30), true));
    const auto schulze = count(profile, "schulze"), debian = count(profile, "debian");
    if (!schulze.ties.empty() || !debian.ties.empty()) continue;
    EXPECT_EQ(schulze.elected, debian.elected) << "seed " << seed;
    ++compared;
  }
  EXPECT_GT(compared, 150);
}

TEST(Condorcet, WinnerIsElected) {
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed + 5000);
    const std::size_t n = 2 + rng.below(5);
    const auto ballots = random_ballots(rng, n, 3 + rng.below(20), true);
    const auto profile = make_ranked(n, ballots);
    const Matrix matrix = pairwise(profile);
    for (OptionIndex a = 0; a < n; ++a) {
      bool beats_all = true;
      for (OptionIndex b = 0; b < n; ++b)
        beats_all = beats_all && (a == b || matrix.at(a, b) > matrix.at(b, a));
      if (!beats_all) continue;
      ++seen;
      for (const auto* method : {"schulze", "ranked-pairs", "debian"})
        EXPECT_EQ(count(profile, method).outcomes.list, (std::vector<Outcome>{{a}}))
            << method << " seed " << seed;
    }
  }
  EXPECT_GT(seen, 100);
}

// Raising the winner on some ballots must leave it the winner.
TEST(Condorcet, Monotone) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed + 9000);
    const std::size_t n = 3 + rng.below(3);
    auto ballots = random_ballots(rng, n, 5 + rng.below(12), false);
    for (const auto* method : {"schulze", "ranked-pairs"}) {
      const auto before = count(make_ranked(n, ballots), method);
      if (before.outcomes.list.size() != 1) continue;
      const OptionIndex winner = before.elected[0];
      auto raised = ballots;
      for (Plain& ballot : raised) {
        if (rng.below(2) == 0) continue;
        std::erase_if(ballot.groups, [&](const auto& group) { return group[0] == winner; });
        ballot.groups.insert(ballot.groups.begin() + static_cast<std::ptrdiff_t>(rng.below(1)),
                             {winner});
      }
      EXPECT_EQ(count(make_ranked(n, raised), method).elected, before.elected)
          << method << " seed " << seed;
    }
  }
}

// A clone, ranked directly below its original on every ballot, changes nothing but who of the two
// wins.
TEST(Condorcet, IndependentOfClones) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed + 12000);
    const std::size_t n = 3 + rng.below(3);
    const auto ballots = random_ballots(rng, n, 15 + rng.below(20), false);
    const auto original = static_cast<OptionIndex>(rng.below(n)),
               clone = static_cast<OptionIndex>(n);
    auto cloned = ballots;
    for (Plain& ballot : cloned) {
      for (std::size_t g = 0; g < ballot.groups.size(); ++g) {
        if (ballot.groups[g][0] != original) continue;
        const bool above = rng.below(2) == 0;
        ballot.groups.insert(ballot.groups.begin() + static_cast<std::ptrdiff_t>(above ? g : g + 1),
                             {clone});
        break;
      }
    }
    for (const auto* method : {"schulze", "ranked-pairs"}) {
      const auto before = count(make_ranked(n, ballots), method),
                 after = count(make_ranked(n + 1, cloned), method);
      if (before.outcomes.list.size() != 1 || after.outcomes.list.size() != 1) continue;
      const OptionIndex winner = after.elected[0] == clone ? original : after.elected[0];
      EXPECT_EQ(winner, before.elected[0]) << method << " seed " << seed;
      ++compared;
    }
  }
  EXPECT_GT(compared, 200);
}

TEST(RankedPairs, AllOutcomesOfAThreeWayTie) {
  const auto record = count(read("1: A>B>C\n1: B>C>A\n1: C>A>B\n", Format::abif), "ranked-pairs");
  EXPECT_EQ(record.outcomes.list, (std::vector<Outcome>{{0}, {1}, {2}}));
}

TEST(Pairwise, NarrowAndWideMatricesAgree) {
  for (const std::size_t n : {std::size_t{5}, std::size_t{32}, std::size_t{33}, std::size_t{40}}) {
    Rng rng(n);
    auto ballots = random_ballots(rng, n, 2000, true);
    ballots[7].weight = 1'000'000;
    const Matrix narrow = pairwise(make_ranked(n, ballots));
    std::vector<std::int64_t> slow(n * n);
    for (const Plain& ballot : ballots) {
      std::vector<std::size_t> rank(n, n);
      for (std::size_t g = 0; g < ballot.groups.size(); ++g) {
        for (const OptionIndex o : ballot.groups[g]) rank[o] = g;
      }
      for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b)
          slow[a * n + b] += rank[a] < rank[b] ? ballot.weight : 0;
      }
    }
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b)
        ASSERT_EQ(narrow.at(a, b), slow[a * n + b]) << a << " " << b;
    }
  }
}

}  // namespace
}  // namespace althing::tally::test
