// Thresholds: rules in use, as tables of values exactly on, one below and one above each edge.
#include <fmt/format.h>

#include "tally/decide.h"
#include "tally/rule.h"
#include "tally/support.h"
#include "tally/votes.h"

namespace althing::tally::test {
namespace {

Rule rule(std::string_view text) {
  const auto value = json::parse(text);
  EXPECT_TRUE(value) << value.error().text();
  auto out = parse_rule(*value);
  EXPECT_TRUE(out) << out.error().text();
  return out ? *out : Rule{};
}

VoteTable votes(const std::string& csv) {
  TextSource source(csv);
  LineReader lines(source);
  auto table = read_votes(lines);
  EXPECT_TRUE(table) << table.error().text();
  return table ? *table : VoteTable{};
}

/// Rows of one group: so many yes, no, abstentions and absent.
std::string rows(const std::string& group, int yes, int no, int abstain = 0, int absent = 0) {
  std::string out;
  const auto add = [&](int n, const char* vote) {
    for (int i = 0; i < n; ++i) out += group + "," + vote + "\n";
  };
  add(yes, "yes");
  add(no, "no");
  add(abstain, "abstain");
  add(absent, "");
  return out;
}

bool met(const Rule& r, const std::string& body) {
  const auto verdict = evaluate(r, votes("group,vote\n" + body));
  EXPECT_TRUE(verdict) << verdict.error().text();
  return verdict && verdict->met;
}

// ICANN GNSO, Bylaws 11.3(i): the contracted house has 7 votes here, the other 13; all entitled are
// the base.
std::string houses(int cph, int ncph) {
  return rows("cph", cph, 7 - cph) + rows("ncph", ncph, 13 - ncph);
}
std::string part(const char* scope, int num, int den, bool strict) {
  return fmt::format(R"({{"base":"eligible","ratio":[{},{}],"scope":{},"strict":{}}})", num, den,
                     scope, strict);
}
constexpr const char* kEach = "\"each\"";
constexpr const char* kOne = "{\"k\":1}";

TEST(Gnso, DefaultIsASimpleMajorityOfEachHouse) {
  const Rule r = rule(part(kEach, 1, 2, true));
  EXPECT_TRUE(met(r, houses(4, 7)));
  EXPECT_FALSE(met(r, houses(3, 13)));
  EXPECT_FALSE(met(r, houses(7, 6)));
  EXPECT_TRUE(met(r, houses(5, 8)));
  EXPECT_FALSE(met(rule(part(kEach, 1, 2, true)), rows("a", 5, 5) + rows("b", 9, 1)))
      << "exactly half is no majority";
}

TEST(Gnso, IssueReport) {  // more than 1/4 of each house, or a majority of one
  const Rule r =
      rule(R"({"any":[)" + part(kEach, 1, 4, true) + "," + part(kOne, 1, 2, true) + "]}");
  EXPECT_TRUE(met(r, houses(2, 4)));
  EXPECT_FALSE(met(r, houses(1, 4)));
  EXPECT_FALSE(met(r, houses(2, 3)));
  EXPECT_TRUE(met(r, houses(4, 0)));
  EXPECT_FALSE(met(r, houses(3, 0)));
  EXPECT_TRUE(met(r, houses(0, 7)));
  EXPECT_FALSE(met(r, houses(0, 6)));
  EXPECT_FALSE(met(r, rows("a", 2, 6) + rows("b", 2, 6))) << "exactly a quarter of each";
}

TEST(Gnso, StartOfPdpWithinScope) {  // more than 1/3 of each, or more than 2/3 of one
  const Rule r =
      rule(R"({"any":[)" + part(kEach, 1, 3, true) + "," + part(kOne, 2, 3, true) + "]}");
  EXPECT_TRUE(met(r, houses(3, 5)));
  EXPECT_FALSE(met(r, houses(2, 5)));
  EXPECT_FALSE(met(r, houses(3, 4)));
  EXPECT_TRUE(met(r, houses(5, 0)));
  EXPECT_FALSE(met(r, houses(4, 0)));
  EXPECT_FALSE(met(r, rows("a", 3, 6) + rows("b", 3, 6))) << "exactly a third of each";
  EXPECT_FALSE(met(r, rows("a", 6, 3) + rows("b", 0, 9))) << "exactly two thirds of one";
}

TEST(Gnso, Supermajority) {  // 2/3 of each house, or 3/4 of one and a majority of the other
  const Rule r = rule(R"({"any":[)" + part(kEach, 2, 3, false) + R"(,{"all":[)" +
                      part(kOne, 3, 4, false) + "," + part(kEach, 1, 2, true) + "]}]}");
  EXPECT_TRUE(met(r, houses(5, 9)));
  EXPECT_FALSE(met(r, houses(4, 9)));
  EXPECT_TRUE(met(r, houses(6, 7)));
  EXPECT_FALSE(met(r, houses(6, 6)));
  EXPECT_FALSE(met(r, houses(5, 8)));
  EXPECT_TRUE(met(r, houses(4, 10)));
  EXPECT_FALSE(met(r, houses(3, 13)));
  EXPECT_TRUE(met(r, rows("a", 6, 3) + rows("b", 6, 3))) << "exactly two thirds of each";
  EXPECT_TRUE(met(r, rows("a", 6, 2) + rows("b", 5, 3))) << "exactly three quarters of one";
}

TEST(Gnso,
     AdoptionWithoutSupermajority) {  // a majority of each house and support from 3 of the 4 groups
  const Rule r = rule(
      R"({"all":[{"base":"eligible","ratio":[1,2],"scope":{"groups":["cph","ncph"]},"strict":true},)"
      R"({"base":"eligible","ratio":[0,1],"scope":{"groups":["csg","ncsg","rrsg","rysg"],"k":3},"strict":true}]})");
  const auto body = [](int rysg, int rrsg, int csg, int ncsg) {
    return rows("cph|rysg", rysg, 3 - rysg) + rows("cph|rrsg", rrsg, 3 - rrsg) +
           rows("ncph|csg", csg, 6 - csg) + rows("ncph|ncsg", ncsg, 6 - ncsg);
  };
  EXPECT_TRUE(met(r, body(3, 1, 6, 1)));
  EXPECT_TRUE(met(r, body(3, 1, 6, 1)));
  EXPECT_TRUE(met(r, body(2, 2, 1, 6)));
  EXPECT_FALSE(met(r, body(3, 0, 6, 1))) << "exactly half of the contracted house";
  EXPECT_FALSE(met(r, body(3, 1, 6, 0))) << "exactly half of the other house";
  const auto small = [](int d) {
    return rows("cph|rysg", 4, 0) + rows("cph|rrsg", 0, 3) + rows("ncph|csg", 4, 0) +
           rows("ncph|ncsg", d, 3 - d);
  };
  EXPECT_FALSE(met(r, small(0))) << "two of four groups";
  EXPECT_TRUE(met(r, small(1)));
}

TEST(Gnso, ChairNeedsSixtyPercentOfBoth) {
  const Rule r = rule(part(kEach, 60, 100, false));
  EXPECT_TRUE(met(r, rows("a", 6, 4) + rows("b", 3, 2)));
  EXPECT_FALSE(met(r, rows("a", 59, 41) + rows("b", 60, 40)));
  EXPECT_TRUE(met(r, rows("a", 61, 39) + rows("b", 60, 40)));
}

// EU Council: 55 % of the states and 65 % of the population; a blocking minority needs at least 4
// members, so 24 of 27 always suffice. Abstention counts as against.
Rule eu() {
  return rule(
      R"({"any":[{"all":[{"base":"eligible","ratio":[55,100],"scope":"all","strict":false},)"
      R"({"base":"eligible","ratio":[65,100],"scope":"all","strict":false,"weight":"population"}]},)"
      R"({"base":"eligible","ratio":[24,27],"scope":"all","strict":false}]})");
}
bool council(int states_yes, int population_yes, int population_all, const char* other = "no") {
  std::string csv = "weight:population,vote\n";
  for (int i = 0; i < 27; ++i) {
    const bool yes = i < states_yes;
    const bool big = i == 0 || i == 26;  // one state of each side carries its population
    csv +=
        fmt::format("{},{}\n", big ? (yes ? population_yes : population_all - population_yes) : 0,
                    yes ? "yes" : other);
  }
  const auto verdict = evaluate(eu(), votes(csv));
  EXPECT_TRUE(verdict) << verdict.error().text();
  return verdict && verdict->met;
}

TEST(Eu, DoubleMajority) {
  EXPECT_TRUE(council(15, 650, 1000)) << "both exactly on the edge";
  EXPECT_FALSE(council(14, 650, 1000)) << "a state too few";
  EXPECT_TRUE(council(16, 651, 1000));
  EXPECT_FALSE(council(15, 649, 1000)) << "one in a thousand of the population too few";
  EXPECT_FALSE(council(15, 649, 1000, "abstain"));
  EXPECT_TRUE(council(15, 650, 1000, "abstain"));
  EXPECT_FALSE(council(15, 649, 1000, ""));
}

TEST(Eu, BlockingMinorityNeedsFourMembers) {
  EXPECT_FALSE(council(23, 600, 1000)) << "four members with more than 35 %";
  EXPECT_TRUE(council(24, 600, 1000)) << "three members with more than 35 % cannot block";
  EXPECT_TRUE(council(23, 650, 1000)) << "four members with 35 %, not more";
}

TEST(Eu, WithoutCommissionProposal72Percent) {
  const Rule r = rule(R"({"base":"eligible","ratio":[72,100],"scope":"all","strict":false})");
  EXPECT_TRUE(met(r, rows("a", 20, 7)));
  EXPECT_FALSE(met(r, rows("a", 19, 8)));
  EXPECT_TRUE(met(r, rows("a", 18, 7))) << "18 of 25 is exactly 72 %";
}

// ISO DIS: at least 2/3 of the P-members voting in favour, at most 1/4 of all votes negative;
// abstentions do not count.
TEST(Iso, TwoThirdsAndOneQuarter) {
  const Rule r = rule(
      R"({"all":[{"base":"non_abstain","ratio":[2,3],"scope":{"groups":["p"]},"strict":false},)"
      R"({"base":"non_abstain","ratio":[0,1],"scope":"all","strict":false,"block":{"max_against":[1,4],"min_groups":1}}]})");
  EXPECT_TRUE(met(r, rows("p", 8, 4) + rows("o", 4, 0))) << "exactly 2/3 and exactly 1/4";
  EXPECT_FALSE(met(r, rows("p", 8, 4) + rows("o", 3, 0))) << "4 of 15 against";
  EXPECT_TRUE(met(r, rows("p", 8, 4) + rows("o", 5, 0)));
  EXPECT_FALSE(met(r, rows("p", 7, 4) + rows("o", 20, 0))) << "7 of 11";
  EXPECT_TRUE(met(r, rows("p", 9, 4) + rows("o", 4, 0)));
  EXPECT_TRUE(met(r, rows("p", 8, 4, 9) + rows("o", 4, 0, 9))) << "abstentions do not count";
}

TEST(Rules, BlockCountsGroups) {
  const Rule r = rule(
      R"({"base":"cast","ratio":[1,2],"scope":{"k":2},"strict":true,"block":{"max_against":[1,2],"min_groups":2}})");
  EXPECT_TRUE(met(r, rows("a", 9, 1) + rows("b", 9, 1) + rows("c", 0, 9)));
  EXPECT_FALSE(met(r, rows("a", 9, 1) + rows("b", 9, 1) + rows("c", 0, 9) + rows("d", 4, 5)));
  EXPECT_TRUE(met(r, rows("a", 9, 1) + rows("b", 9, 1) + rows("c", 0, 9) + rows("d", 5, 5)))
      << "exactly half is not more";
}

TEST(Rules, QuorumTogetherAndInEveryGroup) {
  const std::string head =
      R"({"base":"non_abstain","ratio":[1,2],"scope":"each","strict":true,"quorum":{"base":"eligible","ratio":[1,2],"per_group":)";
  const std::string a_few = rows("a", 3, 1, 0, 5), b_all = rows("b", 9, 0);
  EXPECT_TRUE(met(rule(head + "false}}"), a_few + b_all)) << "13 of 18";
  EXPECT_FALSE(met(rule(head + "true}}"), a_few + b_all)) << "4 of 9 in a";
  EXPECT_TRUE(met(rule(head + "true}}"), rows("a", 3, 1, 1, 5) + b_all))
      << "5 of 10 in a; abstaining is taking part";
}

TEST(Rules, Floor) {
  const Rule r = rule(R"({"base":"cast","floor":3,"ratio":[1,2],"scope":"all","strict":true})");
  EXPECT_TRUE(met(r, rows("a", 3, 0)));
  EXPECT_FALSE(met(r, rows("a", 2, 0)));
  EXPECT_TRUE(met(r, rows("a", 4, 3)));
  EXPECT_FALSE(met(r, rows("a", 3, 3)));
}

TEST(Rules, NobodyVotedIsNotAdopted) {
  EXPECT_FALSE(met(rule(R"({"base":"cast","ratio":[0,1],"scope":"all","strict":false})"),
                   rows("a", 0, 0, 0, 5)));
}

// IETF-like consent: one sustained objection stops it, standing aside does not (RFC 7282 is about
// reasons; what is counted here is only whether an objection is left).
TEST(Consent, OneObjectionStops) {
  const auto adopted = [](const std::string& body) {
    return *decide(votes("voter,vote\n" + body), Description{})->adopted;
  };
  EXPECT_TRUE(adopted("a,consent\nb,stand aside\nc,\n"));
  EXPECT_FALSE(adopted("a,consent\nb,consent\nc,object\n"));
  EXPECT_FALSE(adopted("a,abstain\nb,\n")) << "nobody consents";
}

TEST(Rules, InWords) {
  EXPECT_EQ(in_words(rule(part(kEach, 1, 2, true))),
            "Adopted if more than 1/2 of the votes of all entitled must be yes in each group (who "
            "does not vote counts as against).");
  EXPECT_EQ(in_words(eu()).substr(0, 29), "Adopted if either (both at le");
}

TEST(Rules, RefusalsNameThePart) {
  const auto field = [](std::string_view text) {
    const auto r = parse_rule(*json::parse(text));
    return r ? std::string("read") : r.error().field;
  };
  EXPECT_EQ(field(R"({"base":"cast","ratio":[1,2],"scope":"all","strict":true})"), "read");
  EXPECT_EQ(field(R"({"base":"all","ratio":[1,2],"scope":"all","strict":true})"), "rule.base");
  EXPECT_EQ(field(R"({"base":"cast","ratio":[3,2],"scope":"all","strict":true})"), "rule.ratio");
  EXPECT_EQ(field(R"({"base":"cast","ratio":[1,0],"scope":"all","strict":true})"), "rule.ratio");
  EXPECT_EQ(field(R"({"base":"cast","ratio":[1,2],"scope":"some","strict":true})"), "rule.scope");
  EXPECT_EQ(field(R"({"base":"cast","ratio":[1,2],"scope":{"groups":["a"],"k":2},"strict":true})"),
            "rule.scope.k");
  EXPECT_EQ(field(R"({"base":"cast","ratio":[1,2],"scope":"all"})"), "rule.strict");
  EXPECT_EQ(field(R"({"base":"cast","ratio":[1,2],"scope":"all","strict":true,"x":1})"),
            "rule.record");
  EXPECT_EQ(field(R"({"all":[]})"), "rule.all");
  EXPECT_EQ(field("[]"), "rule.record");
  const auto missing =
      evaluate(rule(R"({"base":"cast","ratio":[1,2],"scope":{"groups":["z"]},"strict":true})"),
               votes("group,vote\na,yes\n"));
  EXPECT_EQ(missing.error().field, "rule.scope.groups");
  EXPECT_EQ(evaluate(eu(), votes("group,vote\na,yes\n")).error().field, "rule.weight");
}

TEST(Votes, RefusesWithTheLine) {
  const auto fault = [](std::string_view text) {
    TextSource source(text);
    LineReader lines(source);
    const auto table = read_votes(lines);
    return table ? std::string("read") : table.error().message;
  };
  EXPECT_EQ(fault("vote\nyes\nperhaps\n"),
            "line 3: \"perhaps\" is no vote (yes, no, abstain, or empty)");
  EXPECT_EQ(fault("group,vote,colour\n"), "line 1: \"colour\" is no column of a file of votes");
  EXPECT_EQ(fault("vote,weight\nyes,-1\n"), "line 2: \"-1\" is not a whole number");
  EXPECT_EQ(fault("group,vote\na|a,yes\n"), "line 2: \"a\" is named twice");
  EXPECT_EQ(fault("vote\n"), "line 2: the file has no votes");
  EXPECT_TRUE(is_vote_file("voter;group;vote\n"));
  EXPECT_FALSE(is_vote_file("votes,A\n"));
}

}  // namespace
}  // namespace althing::tally::test
