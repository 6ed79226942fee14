// What is kept of a poll's count: the sums, the record, where reasons are; and names put on afterwards.
#include "assembly/decision/summary.h"

#include <gtest/gtest.h>

namespace althing::assembly::decision {
namespace {

json::Value parsed(const char* text) { return *json::parse(text); }

PollSpec election() {
  PollSpec poll;
  poll.method = "schulze";
  poll.choices = {{"a", std::nullopt}, {"b", std::nullopt}};
  return poll;
}

TEST(Summary, SumsAndPlacesOfAnElection) {
  std::vector<Vote> votes;
  // One more ballot with words than are kept, then one without.
  for (std::size_t i = 0; i <= kWordedKept; ++i) votes.push_back({"v" + std::to_string(i), {"civil"}, parsed(R"(["a","b"])"), true});
  votes.push_back({"w", {"civil", "tech"}, parsed(R"([["b","a"]])"), false});
  votes.push_back({"x", {"tech"}, std::nullopt, false});
  votes.push_back({"y", {}, parsed(R"([])"), true});
  const PollSummary made = summarize(election(), {}, "poll", "seed", votes);
  const auto read = read_summary(write_summary(made));
  ASSERT_TRUE(read.has_value()) << read.error().text();
  for (const PollSummary* s : {&made, &*read}) {
    EXPECT_EQ(s->total.cast(), static_cast<std::int64_t>(kWordedKept) + 3);
    EXPECT_EQ(s->total.absent, 1);
    ASSERT_EQ(s->groups.size(), 2U);
    EXPECT_EQ(s->groups.at("tech").cast(), 1);
    EXPECT_EQ(s->groups.at("tech").absent, 1);
    ASSERT_EQ(s->worded.size(), 1U);
    EXPECT_EQ(s->worded.at("a").size(), kWordedKept);
    EXPECT_EQ(s->worded.at("a").back(), kWordedKept - 1);
    ASSERT_TRUE(s->record.has_value());
    EXPECT_EQ(s->record->elected.size(), 1U);
  }
  const tally::CountRecord called = named(*read->record, parsed(R"({"a":"The first"})"));
  EXPECT_EQ(called.options[0].name, "The first");
  EXPECT_EQ(called.options[1].name, "b");
  ASSERT_EQ(called.notes.size(), 1U);
  EXPECT_EQ(called.notes[0], "The first beats every other option one against one.");
}

TEST(Summary, VotesWithoutAnySeatAreOneGroup) {
  PollSpec poll;
  poll.method = "consent";
  const PollSummary s = summarize(poll, {}, "", "", std::vector<Vote>{{"v", {}, parsed(R"("yes")"), false}, {"w", {}, parsed(R"("abstain")"), true}, {"x", {}, std::nullopt, false}});
  EXPECT_EQ(s.groups.at("").yes, 1);
  EXPECT_EQ(s.total.abstain, 1);
  EXPECT_EQ(s.total.absent, 1);
  EXPECT_EQ(s.worded.at("abstain"), std::vector<std::uint32_t>{1});
}

TEST(Summary, WhatCannotBeCountedSaysWhy) {
  PollSpec poll;
  poll.method = "threshold";
  const json::Value rule = parsed(R"({"base":"cast","ratio":[1,2],"scope":{"groups":["nobody"],"k":1},"strict":true})");
  const PollSummary made = summarize(poll, rule, "", "", std::vector<Vote>{{"v", {"civil"}, parsed(R"("yes")"), false}});
  const auto read = read_summary(write_summary(made));
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->record.has_value());
  EXPECT_EQ(read->fault, made.fault);
  EXPECT_NE(read->fault, "");
}

TEST(Summary, OtherTextIsRefused) {
  for (const char* text : {"", "{}", R"({"groups":{},"total":[1,2,3],"worded":{}})", R"({"groups":{},"total":[0,0,0,0],"worded":{"a":[-1]}})",
                           R"({"groups":{},"record":{},"total":[0,0,0,0],"worded":{}})"}) {
    EXPECT_FALSE(read_summary(text).has_value()) << text;
  }
  EXPECT_TRUE(read_summary(R"({"fault":"f","groups":{},"total":[0,0,0,0],"worded":{"a":[0,4294967295]}})").has_value());
}

TEST(Summary, PositionsByForm) {
  const auto of = [](const char* text, BallotForm form) {
    const json::Value choice = parsed(text);
    const auto views = positions_of(choice, form);
    return std::vector<std::string>(views.begin(), views.end());
  };
  EXPECT_EQ(of(R"("no")", BallotForm::vote), std::vector<std::string>{"no"});
  EXPECT_EQ(of(R"(["b","a"])", BallotForm::ranking), std::vector<std::string>{"b"});
  EXPECT_EQ(of(R"([["b","a"],"c"])", BallotForm::ranking), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(of(R"(["b","a"])", BallotForm::approval), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(of(R"([{"choice":"a","score":3},{"choice":"b","score":9},{"choice":"c","score":9}])", BallotForm::scores), (std::vector<std::string>{"b", "c"}));
  EXPECT_TRUE(of("[]", BallotForm::ranking).empty());
}

}  // namespace
}  // namespace althing::assembly::decision
