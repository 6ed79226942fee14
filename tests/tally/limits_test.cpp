// Every named limit at its value and one past it, and input made to hurt.
#include <fmt/format.h>

#include "tally/decide.h"
#include "tally/rule.h"
#include "tally/scan.h"
#include "tally/support.h"
#include "tally/votes.h"

namespace althing::tally::test {
namespace {

std::string blt(std::size_t options, const std::string& ballots) {
  return fmt::format("{} 1\n{}\n0\n", options, ballots);
}
bool reads(const std::string& text, Format format) { return try_read(text, format).has_value(); }
Errc code(const std::string& text, Format format) {
  const auto profile = try_read(text, format);
  return profile ? Errc::internal : profile.error().code;
}

TEST(Limits, Options) {
  EXPECT_TRUE(reads(blt(kMaxOptions, "1 1 0"), Format::blt));
  EXPECT_EQ(code(blt(kMaxOptions + 1, "1 1 0"), Format::blt), Errc::too_large);
  EXPECT_EQ(code(blt(1'000'000, "1 1 0"), Format::blt), Errc::too_large);
  std::string many;
  for (std::size_t i = 0; i <= kMaxOptions; ++i) {
    if (i == kMaxOptions) {
      EXPECT_TRUE(reads(many, Format::abif));
    }
    many += fmt::format("1: o{}\n", i);
  }
  EXPECT_EQ(code(many, Format::abif), Errc::too_large);
}

TEST(Limits, LineLength) {
  const std::string ballot = "1: A>B";
  EXPECT_TRUE(reads(ballot + std::string(kMaxLine - ballot.size(), ' ') + "\n", Format::abif));
  EXPECT_EQ(code(ballot + std::string(kMaxLine - ballot.size() + 1, ' ') + "\n", Format::abif),
            Errc::too_large);
  EXPECT_EQ(code(std::string(8 * kMaxLine, '1'), Format::blt), Errc::too_large);
}

TEST(Limits, Names) {
  EXPECT_TRUE(reads(blt(1, "1 1 0") + "\"" + std::string(kMaxName, 'n') + "\"\n", Format::blt));
  EXPECT_EQ(code(blt(1, "1 1 0") + "\"" + std::string(kMaxName + 1, 'n') + "\"\n", Format::blt),
            Errc::too_large);
  EXPECT_EQ(code("1: " + std::string(kMaxName + 1, 'n') + "\n", Format::abif), Errc::too_large);
}

TEST(Limits, Weights) {
  EXPECT_TRUE(reads(blt(1, fmt::format("{} 1 0", kMaxWeight)), Format::blt));
  EXPECT_EQ(code(blt(1, fmt::format("{} 1 0", kMaxWeight + 1)), Format::blt), Errc::too_large);
  EXPECT_EQ(code(blt(1, fmt::format("{}.5 1 0", kMaxWeight)), Format::blt), Errc::too_large);
  EXPECT_EQ(code(blt(2, fmt::format("{} 1 0\n1 2 0", kMaxTotalWeight)), Format::blt),
            Errc::too_large);
  EXPECT_TRUE(reads(blt(2, fmt::format("{} 1 0\n1 2 0", kMaxTotalWeight - 1)), Format::blt));
  EXPECT_TRUE(reads(blt(1, "0.00001 1 0"), Format::blt));
  EXPECT_EQ(code(blt(1, "0.000001 1 0"), Format::blt), Errc::too_large);
}

TEST(Limits, TheLargestElectionIsCountedWithoutOverflow) {
  const auto profile =
      read(fmt::format("3 2\n{}.00001 1 2 0\n{} 2 3 0\n0.00001 3 0\n0\n", kMaxTotalWeight - 10, 5),
           Format::blt);
  for (const auto* method : {"stv-scottish", "stv-meek"})
    EXPECT_EQ(count(profile, method, 2).elected.size(), 2U) << method;
  for (const auto* method : {"schulze", "ranked-pairs", "irv"})
    EXPECT_EQ(count(profile, method).elected, std::vector<OptionIndex>{0}) << method;
}

TEST(Limits, Scores) {
  EXPECT_TRUE(reads(fmt::format("A\n{}\n", kMaxScore), Format::csv));
  EXPECT_TRUE(reads(fmt::format("A\n-{}\n", kMaxScore), Format::csv));
  EXPECT_EQ(code(fmt::format("A\n{}\n", kMaxScore + 1), Format::csv), Errc::too_large);
}

TEST(Limits, Money) {
  const auto pb = [](const std::string& budget) {
    return "META\nkey;value\nbudget;" + budget +
           "\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;1\nVOTES\nvoter_id;vote\n1;1\n";
  };
  EXPECT_TRUE(reads(pb(std::to_string(kMaxMoney)), Format::pabulib));
  EXPECT_EQ(code(pb(std::to_string(kMaxMoney + 1)), Format::pabulib), Errc::too_large);
  EXPECT_TRUE(reads(pb("5.25"), Format::pabulib));
  EXPECT_EQ(code(pb("5.255"), Format::pabulib), Errc::too_large);
  EXPECT_EQ(
      count(read(pb(std::to_string(kMaxMoney)), Format::pabulib), Description{}).elected.size(),
      1U);
}

TEST(Limits, Add1Steps) {
  // Two voters, one dear project each would share forever: the raises are bounded.
  const auto profile = read(
      "META\nkey;value\nbudget;1000000000\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;"
      "900000000\n2;999999999\nVOTES\nvoter_id;vote\n1;1\n2;2\n",
      Format::pabulib);
  const auto done = try_count(profile, Description{});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::too_large);
  EXPECT_EQ(done.error().field, "completion");
}

TEST(Limits, Columns) {
  const auto header = [](std::size_t n) {
    std::string text = "id";
    for (std::size_t i = 1; i < n; ++i) text += ",id";
    return text;
  };
  std::vector<std::string> cells;
  bool open = false;
  EXPECT_TRUE(split_csv(header(kMaxColumns), ',', cells, open));
  EXPECT_EQ(split_csv(header(kMaxColumns + 1), ',', cells, open).error().code, Errc::too_large);
}

TEST(Limits, OptionsOfEachMethod) {
  for (const MethodInfo& info : methods()) {
    if (!info.ranked || info.token == "greedy") continue;  // greedy needs costs
    EXPECT_TRUE(try_count(read(blt(40, "1 1 2 0"), Format::blt), how(info.token))) << info.token;
    const auto done =
        try_count(read(blt(info.max_options + 1, "1 1 2 0"), Format::blt), how(info.token));
    ASSERT_FALSE(done) << info.token;
    EXPECT_EQ(done.error().code, Errc::too_large) << info.token;
  }
  EXPECT_TRUE(try_count(read(blt(kMaxStagedOptions, "1 1 2 0\n2 3 4 0"), Format::blt), how("irv")));
}

TEST(Limits, OptionsOfMethodsForScoresAndApprovals) {
  const auto code_of = [](std::string_view kind, std::size_t n, std::string_view method) {
    std::string head, row;
    for (std::size_t i = 0; i < n; ++i) {
      head += fmt::format("{}{}:o{}", i > 0 ? "," : "", kind, i);
      row += i > 0 ? ",1" : "1";
    }
    const auto done = try_count(read(head + "\n" + row + "\n", Format::csv), how(method));
    return done ? Errc::internal : done.error().code;
  };
  EXPECT_EQ(code_of("score", kMaxStarOptions, "star"), Errc::internal);
  EXPECT_EQ(code_of("score", kMaxStarOptions + 1, "star"), Errc::too_large);
  EXPECT_EQ(code_of("approve", kMaxProjects, "equal-shares"), Errc::internal);
  EXPECT_EQ(code_of("approve", kMaxProjects + 1, "equal-shares"), Errc::too_large);
  EXPECT_EQ(code_of("approve", kMaxStagedOptions, "phragmen"), Errc::internal);
  EXPECT_EQ(code_of("approve", kMaxStagedOptions + 1, "phragmen"), Errc::too_large);
}

TEST(Limits, VoteRowsAndGroups) {
  const auto code_of = [](const std::string& csv) {
    TextSource source(csv);
    LineReader lines(source);
    const auto table = read_votes(lines);
    return table ? Errc::internal : table.error().code;
  };
  std::string rows = "vote\n";
  for (std::size_t i = 0; i < kMaxVoteRows; ++i) rows += "y\n";
  EXPECT_EQ(code_of(rows), Errc::internal);
  EXPECT_EQ(code_of(rows + "y\n"), Errc::too_large);
  std::string groups = "g";
  for (std::size_t i = 1; i < kMaxRuleGroups; ++i) groups += fmt::format("|g{}", i);
  EXPECT_EQ(code_of("group,vote\n" + groups + ",y\n"), Errc::internal);
  EXPECT_EQ(code_of("group,vote\n" + groups + "|more,y\n"), Errc::too_large);
}

TEST(Limits, Warnings) {
  std::string text = "1 1\n1 1 0\n0\n\"A\"\n\"t\"\n";
  for (std::size_t i = 0; i <= kMaxWarnings + 5; ++i) text += "\"more\"\n";
  EXPECT_EQ(read(text, Format::blt).warnings.size(), kMaxWarnings);
}

TEST(Limits, TiedOutcomes) {
  // 16 options tied for 8 seats allow 12,870 outcomes: the list is cut and says so.
  std::vector<std::vector<OptionIndex>> ballots;
  for (OptionIndex o = 0; o < 16; ++o) ballots.push_back({o});
  const auto record = count(make_approval(16, ballots), "approval", 8);
  EXPECT_FALSE(record.outcomes.complete);
  EXPECT_LE(record.outcomes.list.size(), kMaxOutcomes);
  EXPECT_EQ(record.elected.size(), 8U);
}

TEST(Limits, RuleTrees) {
  const std::string record = R"({"scope":"all","base":"cast","ratio":[1,2],"strict":true})";
  const auto nested = [&](int depth) {
    std::string text = record;
    for (int i = 0; i < depth; ++i) text = R"({"all":[)" + text + "]}";
    return parse_rule(*json::parse(text)).has_value();
  };
  EXPECT_TRUE(nested(kMaxRuleDepth));
  EXPECT_FALSE(nested(kMaxRuleDepth + 1));
  const auto wide = [&](std::size_t n) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += (i > 0 ? "," : "") + record;
    return parse_rule(*json::parse(R"({"any":[)" + text + "]}")).has_value();
  };
  EXPECT_TRUE(wide(kMaxRuleBranches));
  EXPECT_FALSE(wide(kMaxRuleBranches + 1));
  const auto den = [](std::int64_t n) {
    return parse_rule(*json::parse(fmt::format(
                          R"({{"scope":"all","base":"cast","ratio":[1,{}],"strict":true}})", n)))
        .has_value();
  };
  EXPECT_TRUE(den(kMaxRuleNumber));
  EXPECT_FALSE(den(kMaxRuleNumber + 1));
}

TEST(Limits, HostileTextsAreRefusedNotObeyed) {
  const std::string texts[] = {std::string(100000, '('),
                               std::string(100000, '{'),
                               std::string(1000, '\0'),
                               "9999999999999999999999999 1\n",
                               "1 1\n1 -9223372036854775808 0\n",
                               "2 1\n1 1=1=1=1 0\n0\n",
                               "META\n\"",
                               "V:",
                               "=:[",
                               "1:[",
                               "1: \"",
                               "# NUMBER ALTERNATIVES: 99999999999999999999\n",
                               "10000 1\n1 " + std::string(50000, '-') + "\n",
                               "\xff\xfe 1 0",
                               "3,2\n1,",
                               "weight,rank1\n1e9,A\n"};
  for (const std::string& text : texts) {
    for (const Format format : {Format::blt, Format::preflib, Format::abif, Format::debian,
                                Format::pabulib, Format::csv}) {
      const auto profile = try_read(text, format);
      if (profile) continue;
      EXPECT_TRUE(profile.error().message.starts_with("line ")) << profile.error().message;
    }
  }
}

}  // namespace
}  // namespace althing::tally::test
