// Plans of timing analyses: what is read of them, which rows they look at, and that the order of rows changes nothing.
#include "assembly/watch/plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/sha256.h"

namespace althing::assembly::watch {
namespace {

constexpr const char* kPlan =
    R"({"draws":1000,"events":{"kinds":["election"]},"from":"2020-01-01T00:00:00Z","incidents":{"countries":["is","no"],"kinds":["shutdown"],"labels":["network:mobile"],"without":["cause:elections"],"src":"stop."},)"
    R"("lags":3,"placebo":-20,"seed":"one","to":"2020-12-31T00:00:00Z","windows":[{"first":-1,"last":1},{"first":0,"last":0}]})";

Plan plan_of(const char* text) {
  auto plan = read_plan(text);
  EXPECT_TRUE(plan.has_value());
  return plan.value_or(Plan{});
}

struct Row {
  std::string type, src, kind, country, from, precision, labels, extent;
};
const Row kGood{"incident", "stop.1", "shutdown", "is", "2020-05-05T00:00:00Z", "day", "cause:protests,network:mobile,", ""};

PlanFacts facts_of(const Plan& plan, const std::vector<Row>& rows, ActNo no = 1'000, const act::ActId& member = {}) {
  PlanInput input(plan, no);
  ActNo n = 0;
  for (const Row& row : rows) input.add(row.type, {n++, row.src, row.kind, row.country, row.from, row.precision, row.labels, row.extent}, [&] { return member; });
  return input.take();
}

Row with(Row row, std::string Row::*member, std::string text) {
  row.*member = std::move(text);
  return row;
}

TEST(Plan, IsReadAsTheFoldKeepsIt) {
  const Plan plan = plan_of(kPlan);
  EXPECT_EQ(plan.incidents.countries, (std::vector<std::string>{"is", "no"}));
  EXPECT_EQ(plan.incidents.src, "stop.");
  EXPECT_EQ(plan.events.kinds, std::vector<std::string>{"election"});
  EXPECT_TRUE(plan.events.labels.empty());
  EXPECT_EQ(plan.span.days(), 366);
  ASSERT_EQ(plan.options.windows.size(), 2U);
  EXPECT_EQ(plan.options.windows[0].first, -1);
  EXPECT_EQ(plan.options.placebo_days, -20);
  EXPECT_EQ(plan.options.lags, 3);
  EXPECT_EQ(plan.options.draws, 1'000U);
  EXPECT_EQ(plan.options.seed, 0x7692c3ad3540bb80U);  // sha256sum of "one"
  EXPECT_FALSE(read_plan("{}").has_value());
  EXPECT_FALSE(read_plan("no JSON").has_value());
}

TEST(Plan, ChoosesRowsByEveryPart) {
  const Plan plan = plan_of(kPlan);
  EXPECT_EQ(facts_of(plan, {kGood}).incidents.looked_at, 1);
  for (const Row& other : {with(kGood, &Row::kind, "outage"), with(kGood, &Row::country, "se"), with(kGood, &Row::labels, "network:mobile2,"), with(kGood, &Row::labels, ""),
                           with(kGood, &Row::labels, "cause:elections,network:mobile,"), with(kGood, &Row::src, "other.1")}) {
    const PlanFacts facts = facts_of(plan, {other});
    EXPECT_EQ(facts.incidents.in_force, 1);
    EXPECT_EQ(facts.incidents.chosen, 0) << other.kind << other.country << other.labels << other.src;
  }
  Plan wide = plan;
  wide.incidents = {};
  EXPECT_EQ(facts_of(wide, {with(kGood, &Row::labels, "")}).incidents.chosen, 1);
  wide.incidents.extents = {"national"};
  EXPECT_EQ(facts_of(wide, {kGood}).incidents.chosen, 0);
  EXPECT_EQ(facts_of(wide, {with(kGood, &Row::extent, "national")}).incidents.chosen, 1);
  wide.incidents = {};
  const act::ActId member = act::ActId::from(sha256("member").view()), other = act::ActId::from(sha256("other").view());
  wide.incidents.by = {member};
  EXPECT_EQ(facts_of(wide, {kGood}, 1'000, member).incidents.chosen, 1);
  EXPECT_EQ(facts_of(wide, {kGood}, 1'000, other).incidents.chosen, 0);
  EXPECT_EQ(facts_of(plan, {with(kGood, &Row::type, "step")}).incidents.in_force, 0);
}

TEST(Plan, WhatCannotBeLookedAtIsListedWithTheReason) {
  const Plan plan = plan_of(R"({"draws":1000,"events":{},"from":"2020-01-01T00:00:00Z","incidents":{},"lags":0,"placebo":0,"seed":"x","to":"2020-12-31T00:00:00Z","windows":[{"first":0,"last":0}]})");
  const std::vector<Row> rows = {with(kGood, &Row::country, ""), with(kGood, &Row::precision, "month"), with(kGood, &Row::precision, "year"), with(kGood, &Row::precision, "unknown"),
                                 with(kGood, &Row::from, "2019-12-31T23:59:00Z"), with(kGood, &Row::from, "2020-01-01T00:00:00Z"), with(kGood, &Row::from, "2020-12-31T23:59:00Z"),
                                 with(kGood, &Row::from, "2021-01-01T00:00:00Z"), with(kGood, &Row::precision, "minute"), with(kGood, &Row::precision, "hour")};
  const PlanFacts facts = facts_of(plan, rows);
  EXPECT_EQ(facts.incidents.looked_at, 4);
  EXPECT_EQ(facts.incidents.left_out.at(Why::no_country).listed, std::vector<ActNo>{0});
  EXPECT_EQ(facts.incidents.left_out.at(Why::month).listed, std::vector<ActNo>{1});
  EXPECT_EQ(facts.incidents.left_out.at(Why::year).listed, std::vector<ActNo>{2});
  EXPECT_EQ(facts.incidents.left_out.at(Why::unknown).listed, std::vector<ActNo>{3});
  EXPECT_EQ(facts.incidents.left_out.at(Why::outside).listed, (std::vector<ActNo>{4, 7}));
  EXPECT_EQ(facts.incidents.looked_at + 6, facts.incidents.chosen);
  // Events count from a window's reach around those days: 366 days before, and not one more.
  EXPECT_EQ(facts_of(plan, {with(with(kGood, &Row::type, "event"), &Row::from, "2018-12-31T00:00:00Z")}).events.looked_at, 1);
  EXPECT_EQ(facts_of(plan, {with(with(kGood, &Row::type, "event"), &Row::from, "2018-12-30T00:00:00Z")}).events.looked_at, 0);
  // All are counted, so many listed.
  const PlanFacts many = facts_of(plan, std::vector<Row>(kListedLeftOut + 1, rows[0]));
  EXPECT_EQ(many.incidents.left_out.at(Why::no_country).rows, static_cast<std::int64_t>(kListedLeftOut + 1));
  EXPECT_EQ(many.incidents.left_out.at(Why::no_country).listed.size(), kListedLeftOut);
}

TEST(Plan, RowsLoggedBeforeItAreCounted) {
  const Plan plan = plan_of(kPlan);
  EXPECT_EQ(facts_of(plan, {kGood, kGood, kGood}, 2).incidents.already, 2);
}

TEST(Plan, TheOrderOfRowsChangesNothing) {
  const Plan plan = plan_of(R"({"draws":1000,"events":{},"from":"2020-01-01T00:00:00Z","incidents":{},"lags":3,"placebo":-20,"seed":"x","to":"2022-12-31T00:00:00Z","windows":[{"first":-1,"last":1}]})");
  std::vector<Row> rows;
  for (int i = 0; i < 60; ++i) {
    Row row = kGood;
    row.type = i % 3 == 0 ? "event" : "incident";
    row.country = i % 2 == 0 ? "se" : i % 5 == 0 ? "is" : "no";
    row.from = format_time(1'577'836'800 + std::int64_t{i} * i * 86'400 / 4);
    rows.push_back(row);
  }
  const auto report = [&] { return *timing::analyse(facts_of(plan, rows).data, plan.options); };
  const timing::Report first = report();
  std::reverse(rows.begin(), rows.end());
  const timing::Report second = report();
  EXPECT_EQ(first.windows[0].shift.at_least, second.windows[0].shift.at_least);
  EXPECT_EQ(first.windows[0].ratio.estimate, second.windows[0].ratio.estimate);
  EXPECT_EQ(first.curve[2].high, second.curve[2].high);
  EXPECT_GT(first.onset_days, 30);
}

}  // namespace
}  // namespace althing::assembly::watch
