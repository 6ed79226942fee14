// Every type of the catalogue against its schema: what passes, each member missing, wrong, one past its
// bounds. New types are covered by their table entry.
#include <algorithm>
#include <set>

#include "act/limits.h"
#include "act/support.h"

namespace althing::act::test {
namespace {

// Expects a schema fault about the member (or something inside it).
void expect_fault(const json::Value& body, std::string_view member) {
  const Act act = signed_act(body);
  if (act.type.empty()) return;
  const auto ok = check_schema(act);
  ASSERT_FALSE(ok) << "passes: " << json::write(body);
  EXPECT_EQ(ok.error().code, Errc::schema);
  EXPECT_EQ(ok.error().field.substr(0, member.size()), member) << ok.error().text();
  EXPECT_FALSE(ok.error().message.empty());
}

void expect_good(const json::Value& body) {
  const Act act = signed_act(body);
  const auto ok = check_schema(act);
  EXPECT_TRUE(ok) << ok.error().text() << " in " << json::write(body);
}

// Values of a wrong form that pass the door (so that the schema is what refuses them).
std::vector<json::Value> bad_values(const Member& member) {
  std::vector<json::Value> out = {nullptr, true, json::Value(json::Object()), -1, json::Array{1}};
  const json::Value token("not-this-one"), id(test_id(1)), key(key_text(test_key(1).key())), time("2026-01-01T00:00:00Z");
  if (member.form == Form::token) out.insert(out.end(), {key, time, 7});
  else out.push_back(token);
  if (member.form != Form::id && member.form != Form::hash && member.form != Form::token) out.push_back(id);
  if (member.form != Form::key && member.form != Form::token) out.push_back(key);
  if (member.form == Form::country) out.insert(out.end(), {json::Value("isl"), json::Value("1s"), json::Value("i")});
  if (member.form == Form::id || member.form == Form::hash) {
    out.insert(out.end(), {json::Value(test_id(1).substr(1)), json::Value("g" + test_id(1).substr(1))});
  }
  if (member.form == Form::choice) out.push_back(json::Value(std::string(member.choices.front()) + "s"));
  // Of a nested member some of these are good.
  if (member.form == Form::custom) std::erase_if(out, [&](const json::Value& value) { return member.check(value).has_value(); });
  return out;
}

TEST(Schema, GoodActsOfEveryTypePass) {
  for (const Type& type : catalogue()) {
    expect_good(good_body(type, false));
    expect_good(good_body(type, true));
    json::Value body = with(good_body(type, true), "nonce", "n1");
    body = with(std::move(body), "detail", test_id(4));
    expect_good(with(std::move(body), "prev", json::Array{test_id(5)}));
  }
}

TEST(Schema, AMissingMemberIsNamed) {
  for (const Type& type : catalogue()) {
    for (const Member& member : type.members) {
      const json::Value body = without(good_body(type, true), member.name);
      if (member.required) expect_fault(body, member.name);
      else expect_good(body);
    }
  }
}

TEST(Schema, AWrongFormIsNamed) {
  for (const Type& type : catalogue()) {
    for (const Member& member : type.members) {
      for (const json::Value& value : bad_values(member)) {
        SCOPED_TRACE(std::string(type.name) + "." + std::string(member.name) + " = " + json::write(value));
        expect_fault(with(good_body(type, true), member.name, value), member.name);
      }
    }
  }
}

TEST(Schema, ArraysAndIntegersAtTheirBoundsAndOnePast) {
  for (const Type& type : catalogue()) {
    for (const Member& m : type.members) {
      SCOPED_TRACE(std::string(type.name) + "." + std::string(m.name));
      const json::Value body = good_body(type, true);
      if (m.form == Form::count) {
        expect_good(with(body, m.name, static_cast<std::int64_t>(m.min)));
        expect_good(with(body, m.name, static_cast<std::int64_t>(m.max)));
        expect_fault(with(body, m.name, static_cast<std::int64_t>(m.min) - 1), m.name);
        if (static_cast<std::int64_t>(m.max) < json::kMaxInteger) {
          expect_fault(with(body, m.name, static_cast<std::int64_t>(m.max) + 1), m.name);
        }
      }
      if (m.form != Form::tokens && m.form != Form::ids && m.form != Form::keys) continue;
      expect_good(with(body, m.name, good_value(m, m.min)));
      expect_good(with(body, m.name, good_value(m, m.max)));
      Member wider = m;
      wider.max = m.max + 1;
      expect_fault(with(body, m.name, good_value(wider, m.max + 1)), m.name);
      if (m.min > 0) expect_fault(with(body, m.name, json::Array{}), m.name);
      json::Array two = *good_value(m, 2).array();
      std::swap(two[0], two[1]);
      expect_fault(with(body, m.name, two), m.name);
      two[0] = two[1];
      expect_fault(with(body, m.name, two), m.name);
    }
  }
}

TEST(Schema, WhereWordsAreNeededADetailIs) {
  for (const Type& type : catalogue()) {
    if (!type.needs.empty()) expect_fault(without(good_body(type, true), "detail"), "detail");
  }
}

TEST(Schema, ChoicesOfPollsAndBallots) {
  const Type& poll = *find_type("poll");
  const auto choices = [](std::size_t n) {
    json::Array out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(json::object({{"choice", "c" + std::to_string(i)}}));
    return out;
  };
  for (const std::size_t n : {std::size_t{2}, kMaxChoices}) expect_good(with(good_body(poll, true), "choices", choices(n)));
  for (const std::size_t n : {std::size_t{1}, kMaxChoices + 1}) expect_fault(with(good_body(poll, true), "choices", choices(n)), "choices");
  json::Array twice = choices(2);
  twice[1] = twice[0];
  expect_fault(with(good_body(poll, true), "choices", twice), "choices[1].choice");
  const Type& ballot = *find_type("ballot");
  const auto vote = [&](json::Value choice) { return with(good_body(ballot, true), "choice", std::move(choice)); };
  const auto score = [](const char* choice, std::int64_t n) { return json::object({{"choice", choice}, {"score", n}}); };
  for (const char* word : {"yes", "no", "abstain"}) expect_good(vote(word));
  expect_good(vote(json::Array{}));
  expect_good(vote(json::Array{"b", "a", json::Array{"c", "d"}}));
  expect_good(vote(json::Array{score("a", 0), score("b", kMaxScore)}));
  expect_fault(vote(json::Array{score("a", kMaxScore + 1)}), "choice[0].score");
  expect_fault(vote(json::Array{score("a", -1)}), "choice[0].score");
  expect_fault(vote(json::Array{score("a", 1), "b"}), "choice[1]");
  expect_fault(vote(json::Array{"b", score("a", 1)}), "choice[1]");
  expect_fault(vote(json::Array{"a", "a"}), "choice[1]");
  expect_fault(vote(json::Array{json::Array{"a"}}), "choice[0]");
  expect_fault(vote(json::Array{json::Array{"b", "a"}}), "choice[0]");
  expect_fault(vote(json::Array{"a", json::Array{"a", "b"}}), "choice[1]");
  json::Array many;
  for (std::size_t i = 0; i < kMaxChoices; ++i) many.emplace_back("c" + std::to_string(i));
  expect_good(vote(many));
  many.emplace_back("x");
  expect_fault(vote(many), "choice");
}

TEST(Schema, WhatATimingAnalysisIsFixedTo) {
  const Type& window = *find_type("window");
  const auto windows = [&](json::Array list) { return with(good_body(window, true), "windows", std::move(list)); };
  const auto one = [](int first, int last) { return json::object({{"first", first}, {"last", last}}); };
  json::Array many;
  for (int i = 0; i < static_cast<int>(kMaxPlanWindows); ++i) many.push_back(one(0, i));
  expect_good(windows(many));
  many.push_back(one(0, 99));
  expect_fault(windows(many), "windows");
  expect_good(windows({one(-366, 366)}));
  for (const auto& [first, last] : {std::pair(-367, 0), {0, 367}, {1, 0}}) expect_fault(windows({one(first, last)}), "windows[0]");
  expect_fault(windows({}), "windows");
  expect_fault(windows({one(0, 0), one(0, 0)}), "windows[1]");
  for (const int days : {-366, 0, 366}) expect_good(with(good_body(window, true), "placebo", days));
  for (const int days : {-367, 367}) expect_fault(with(good_body(window, true), "placebo", days), "placebo");
  const auto chosen = [&](std::string_view side, std::initializer_list<std::pair<std::string_view, json::Value>> members) {
    return with(good_body(window, true), side, json::object(members));
  };
  json::Array kinds;
  for (int i = 0; i < static_cast<int>(kMaxPlanChosen); ++i) kinds.push_back("k" + std::to_string(100 + i));
  expect_good(chosen("incidents", {}));
  expect_good(chosen("incidents", {{"kinds", kinds}, {"extents", json::Array{"local", "national"}}, {"by", json::Array{test_id(1)}}}));
  kinds.push_back("k999");
  expect_fault(chosen("incidents", {{"kinds", kinds}}), "incidents.kinds");
  expect_fault(chosen("incidents", {{"kinds", json::Array{"b", "a"}}}), "incidents.kinds");
  expect_fault(chosen("incidents", {{"countries", json::Array{"isl"}}}), "incidents.countries");
  expect_fault(chosen("incidents", {{"by", json::Array{"ana"}}}), "incidents.by");
  expect_fault(chosen("incidents", {{"src", 7}}), "incidents.src");
  expect_fault(chosen("events", {{"extents", json::Array{"local"}}}), "events.extents");
}

TEST(Schema, UnknownMembersAndTypesAreFaultsForEver) {
  for (const Type& type : catalogue()) {
    expect_fault(with(good_body(type, false), "extra", 1), "extra");
    expect_fault(with(good_body(type, false), "zz", "x"), "zz");
  }
  expect_fault(common_body("sing"), "act");
  expect_fault(common_body("delegate"), "act");
}

TEST(Schema, ForAndMandateComeTogetherWhereATypeAllowsThem) {
  const std::set<std::string_view> never = {"found", "join", "leave", "rotate", "appoint", "dismiss",
                                            "mark", "node", "peer", "withhold", "restore", "return"};
  for (const Type& type : catalogue()) {
    EXPECT_EQ(type.by_mandate, !never.contains(type.name)) << type.name;
    const json::Value body = good_body(type, false);
    const json::Value on_behalf = with(body, "for", test_id(8));
    const json::Value both = with(on_behalf, "mandate", test_id(9));
    expect_fault(on_behalf, type.by_mandate ? "mandate" : "for");
    expect_fault(with(body, "mandate", test_id(9)), type.by_mandate ? "for" : "mandate");
    if (type.by_mandate) expect_good(both);
    else expect_fault(both, "for");
  }
}

TEST(Schema, ReferencesAreInMemberOrderWithMandateLast) {
  const Type& statement = *find_type("statement");
  json::Value body = with(good_body(statement, true), "for", test_id(8));
  const Act act = signed_act(with(std::move(body), "mandate", test_id(9)));
  std::vector<std::string> got;
  for (const Ref& ref : references(act)) got.push_back(std::string(ref.member) + " " + to_hex(ref.id).substr(0, 4));
  const auto two = sorted_ids(2);
  const std::vector<std::string> want = {"with " + two[0].substr(0, 4), "with " + two[1].substr(0, 4),
                                         "on " + two[0].substr(0, 4), "on " + two[1].substr(0, 4),
                                         "from " + test_id(7).substr(0, 4), "for " + test_id(8).substr(0, 4), "mandate " + test_id(9).substr(0, 4)};
  EXPECT_EQ(got, want);
  const Act sign = signed_act(good_body(*find_type("sign"), false));
  ASSERT_EQ(references(sign).size(), 1U);
  EXPECT_EQ(references(sign)[0].types.size(), 2U);
  EXPECT_EQ(references(sign)[0].types[1], "revise");
}

TEST(Schema, TheCatalogueHasTheseTypes) {
  std::vector<std::string_view> names;
  for (const Type& type : catalogue()) names.push_back(type.name);
  const std::vector<std::string_view> want = {
      "found", "join", "leave", "rotate", "appoint", "dismiss", "vouch", "unvouch", "attest", "declare", "report",
      "erase", "withhold", "restore", "appeal", "mark", "node", "peer", "instrument", "provision", "position", "document",
      "event", "incident", "corroborate", "claim", "check", "dossier", "part", "step", "window",
      "call", "respond", "propose", "amend", "accept", "decline", "support", "object", "comment", "withdraw",
      "poll", "ballot", "charter", "return", "statement", "revise", "sign", "unsign", "collect", "dispute", "outcome",
      "deliver", "answer", "action", "pledge", "done"};
  EXPECT_EQ(names, want);
}

TEST(Schema, EraseMayNameExactlyTheErasableTypes) {
  std::set<std::string_view> erasable;
  for (const Type& type : catalogue()) {
    if (type.erasable) erasable.insert(type.name);
    for (const Member& m : type.members) {
      for (std::string_view ref : m.ref_types) EXPECT_NE(find_type(ref), nullptr) << type.name << "." << m.name;
    }
  }
  const auto refs = find_type("erase")->members[0].ref_types;
  EXPECT_EQ(std::set<std::string_view>(refs.begin(), refs.end()), erasable);
}

}  // namespace
}  // namespace althing::act::test
