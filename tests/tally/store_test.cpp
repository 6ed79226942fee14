// A count record kept as text and read back says the same in every view.
#include "base/bytes.h"
#include "tally/show.h"
#include "tally/store.h"
#include "tally/support.h"

namespace althing::tally::test {
namespace {

Result<CountRecord> again(const CountRecord& record) {
  const auto value = json::parse(json::write(to_stored(record)));
  EXPECT_TRUE(value.has_value());
  return from_stored(*value);
}

void expect_same(const CountRecord& record) {
  const auto read = again(record);
  ASSERT_TRUE(read.has_value()) << read.error().text();
  EXPECT_EQ(json::write(to_json(*read)), json::write(to_json(record)));
  EXPECT_EQ(to_text(*read), to_text(record));
  EXPECT_EQ(to_html(*read), to_html(record));
  EXPECT_EQ(json::write(to_stored(*read)), json::write(to_stored(record)));
}

TEST(Store, EveryMethodReadsBack) {
  Rng rng(5);
  for (const char* method : {"schulze", "ranked-pairs", "irv", "stv-scottish", "stv-meek"}) {
    const std::uint32_t seats = std::string_view(method).starts_with("stv") ? 2 : 1;
    expect_same(count(make_ranked(5, random_ballots(rng, 5, 40, std::string_view(method) == "schulze")), method, seats));
  }
  expect_same(count(make_approval(4, {{0, 1}, {1, 2}, {3}, {0, 3}}), "approval", 2));  // with ties
  expect_same(count(make_approval(4, {{0, 1}, {1, 2}, {3}, {0, 3}}), "phragmen", 2));
}

TEST(Store, NumbersBeyondJsonsReadBack) {
  CountRecord record = count(make_approval(2, {{0}, {1}}), "approval");
  record.valid = INT64_MAX;
  record.tables.push_back({"big", "Big", "", {{"n", "N", std::nullopt}}, {{Cell(std::int64_t{-INT64_MAX})}, {Cell()}, {Cell(OptionList{0, 1})}}, 1});
  const auto read = again(record);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->valid, INT64_MAX);
  EXPECT_EQ(std::get<std::int64_t>(read->tables.back().rows[0][0]), -INT64_MAX);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read->tables.back().rows[1][0]));
}

TEST(Store, WhatIsNotWholeIsRefused) {
  const CountRecord record = count(make_approval(2, {{0}, {0, 1}}), "approval");
  const json::Value whole = to_stored(record);
  for (const auto& [name, member] : *whole.object()) {
    json::Value broken = whole;
    broken.object()->remove(name);
    EXPECT_FALSE(from_stored(broken).has_value()) << name;
  }
  json::Value other = whole;
  other.object()->set("v", 2);
  EXPECT_FALSE(from_stored(other).has_value());
  // The last option, and one past it.
  other = whole;
  other.object()->set("elected", json::Array{1});
  EXPECT_TRUE(from_stored(other).has_value());
  other.object()->set("elected", json::Array{2});
  EXPECT_FALSE(from_stored(other).has_value());
  EXPECT_FALSE(from_stored(json::Value()).has_value());
}

}  // namespace
}  // namespace althing::tally::test
