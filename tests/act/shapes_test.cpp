// Nested members: founding groups, admission and rule records, at their bounds and one past.
#include "act/limits.h"
#include "act/support.h"
#include "act/types.h"

namespace althing::act::test {
namespace {

json::Value founder(int n) { return json::object({{"key", key_text(test_key(n).key())}, {"next", test_id(n)}}); }

json::Value group(std::string_view name, int from, int count) {
  json::Array members;
  for (int i = 0; i < count; ++i) members.push_back(founder(from + i));
  return json::object({{"group", name}, {"members", std::move(members)}});
}

std::string field_of(const Result<void>& result) { return result ? "passes" : result.error().field; }

TEST(Groups, BoundsNamesAndKeys) {
  EXPECT_EQ(field_of(check_groups(json::Array{group("a", 0, 64)})), "passes");
  EXPECT_EQ(field_of(check_groups(json::Array{group("a", 0, 65)})), "[0].members");
  json::Array many;
  for (int i = 0; i < 32; ++i) many.push_back(group("g" + std::to_string(i), 0, 1));
  EXPECT_EQ(field_of(check_groups(many)), "passes") << "one key may found several groups";
  many.push_back(group("g32", 0, 1));
  EXPECT_EQ(field_of(check_groups(many)), "");
  EXPECT_FALSE(check_groups(json::Array{}));
  EXPECT_FALSE(check_groups(json::Array{group("a", 0, 0), group("b", 0, 0)})) << "nobody founds it";
  EXPECT_EQ(field_of(check_groups(json::Array{group("a", 0, 1), group("a", 1, 1)})), "[1].group");
  json::Value twice = json::object({{"group", "a"}, {"members", json::Array{founder(1), founder(1)}}});
  EXPECT_EQ(field_of(check_groups(json::Array{twice})), "[0].members[1].key");
  json::Value odd = with(founder(1), "name", "x");
  EXPECT_EQ(field_of(check_groups(json::Array{json::object({{"group", "a"}, {"members", json::Array{odd}}})})),
            "[0].members[0].name");
  EXPECT_EQ(field_of(check_groups(json::Array{with(group("a", 0, 1), "group", 3)})), "[0].group");
}

TEST(Admission, Bounds) {
  const auto check = [](std::int64_t age, std::int64_t limit, std::int64_t vouches) {
    return field_of(check_admission(json::object({{"age_days", age}, {"limit", limit}, {"vouches", vouches}})));
  };
  EXPECT_EQ(check(0, 1, 1), "passes");
  EXPECT_EQ(check(3650, 100000, 1000), "passes");
  EXPECT_EQ(check(-1, 1, 1), "age_days");
  EXPECT_EQ(check(3651, 1, 1), "age_days");
  EXPECT_EQ(check(0, 0, 1), "limit");
  EXPECT_EQ(check(0, 100001, 1), "limit");
  EXPECT_EQ(check(0, 1, 0), "vouches");
  EXPECT_EQ(check(0, 1, 1001), "vouches");
  EXPECT_EQ(field_of(check_admission(json::object({{"age_days", 0}, {"limit", 1}}))), "vouches");
}

json::Value rule() {
  return json::object({{"base", "cast"}, {"ratio", json::Array{1, 2}}, {"scope", "all"}, {"strict", true}});
}

std::string rule_field(std::string_view json_text) {
  const auto value = json::parse(json_text);
  EXPECT_TRUE(value) << json_text;
  return field_of(check_rule(*value));
}

TEST(Rule, TheRulesOfTheFieldCanBeSaid) {
  // ISO: two thirds of the participating members, not more than a quarter of all votes against.
  EXPECT_EQ(rule_field(R"({"all":[{"base":"non_abstain","ratio":[2,3],"scope":{"groups":["p"]},"strict":false},
      {"base":"cast","block":{"max_against":[1,4],"min_groups":1},"ratio":[0,1],"scope":"all","strict":false}]})"), "passes");
  // EU: 55 % of the states with 65 % of the people, or fewer than four states against.
  EXPECT_EQ(rule_field(R"({"all":[{"base":"eligible","floor":15,"ratio":[55,100],"scope":"all","strict":false},
      {"base":"eligible","ratio":[65,100],"scope":"all","strict":false,"weight":"population"}]})"), "passes");
  // GNSO: more than a quarter of each house, or a majority of one.
  EXPECT_EQ(rule_field(R"({"any":[{"base":"cast","ratio":[1,4],"scope":"each","strict":true},
      {"base":"cast","ratio":[1,2],"scope":{"k":1},"strict":true}]})"), "passes");
  EXPECT_EQ(rule_field(R"({"base":"cast","quorum":{"base":"eligible","per_group":true,"ratio":[1,3]},"ratio":[3,4],
      "scope":{"groups":["a","b","c"],"k":2},"strict":false})"), "passes");
}

TEST(Rule, FaultsAreNamed) {
  for (std::string_view name : {"base", "ratio", "scope", "strict"}) {
    EXPECT_EQ(field_of(check_rule(without(rule(), name))), name);
    EXPECT_EQ(field_of(check_rule(with(rule(), name, 1))).substr(0, name.size()), name);
  }
  EXPECT_EQ(field_of(check_rule(with(rule(), "extra", 1))), "extra");
  EXPECT_EQ(field_of(check_rule(with(rule(), "ratio", json::Array{2, 1}))), "ratio");
  EXPECT_EQ(field_of(check_rule(with(rule(), "ratio", json::Array{0, 0}))), "ratio");
  EXPECT_EQ(field_of(check_rule(with(rule(), "ratio", json::Array{1, 1000001}))), "ratio");
  EXPECT_EQ(field_of(check_rule(with(rule(), "ratio", json::Array{1, 1000000}))), "passes");
  EXPECT_EQ(field_of(check_rule(with(rule(), "ratio", json::Array{1, 2, 3}))), "ratio");
  EXPECT_EQ(rule_field(R"({"base":"cast","ratio":[1,2],"scope":{},"strict":true})"), "scope");
  EXPECT_EQ(rule_field(R"({"base":"cast","ratio":[1,2],"scope":{"groups":["a"],"k":2},"strict":true})"), "scope.k");
  EXPECT_EQ(rule_field(R"({"base":"cast","ratio":[1,2],"scope":{"groups":["b","a"]},"strict":true})"), "scope.groups");
  EXPECT_EQ(field_of(check_rule(with(rule(), "floor", -1))), "floor");
  EXPECT_EQ(field_of(check_rule(with(rule(), "weight", 1))), "weight");
  EXPECT_EQ(field_of(check_rule(with(rule(), "block", json::object({{"max_against", json::Array{1, 4}}})))), "block.min_groups");
  EXPECT_EQ(field_of(check_rule(with(rule(), "quorum", json::Array{}))), "quorum");
  EXPECT_FALSE(check_rule("all"));
}

TEST(Rule, TreesAtTheirLimitsAndOnePast) {
  json::Value tree = rule();
  for (int i = 0; i < kMaxRuleDepth; ++i) tree = json::object({{i % 2 ? "all" : "any", json::Array{tree}}});
  EXPECT_EQ(field_of(check_rule(tree)), "passes");
  EXPECT_FALSE(check_rule(json::object({{"all", json::Array{tree}}})));
  json::Array branches(kMaxRuleBranches, rule());
  EXPECT_EQ(field_of(check_rule(json::object({{"all", branches}}))), "passes");
  branches.push_back(rule());
  EXPECT_EQ(field_of(check_rule(json::object({{"all", branches}}))), "all");
  EXPECT_EQ(field_of(check_rule(json::object({{"any", json::Array{}}}))), "any");
  EXPECT_EQ(field_of(check_rule(json::object({{"all", json::Array{rule()}}, {"any", json::Array{rule()}}}))), "any");
  EXPECT_EQ(field_of(check_rule(json::object({{"all", json::Array{with(rule(), "base", "x")}}}))), "all[0].base");
}

}  // namespace
}  // namespace althing::act::test
