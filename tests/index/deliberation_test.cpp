// Calls with who has not answered, proposals on a row's earlier acts, rivals, comments in pages, interests.
#include "index/fixture.h"

namespace althing::index {
namespace {

using DeliberationTest = IndexTest;

std::string listed(const std::vector<SilentGroup>& groups) {
  std::string out;
  for (const SilentGroup& g : groups) {
    out += g.group + " " + std::to_string(g.answered) + "/" + std::to_string(g.asked) + ":";
    for (const MemberName& m : g.members) out += " " + m.name;
    out += ";";
  }
  return out;
}

TEST_F(DeliberationTest, WhoWasAskedAndHasNotAnswered) {
  const act::ActId ana = join("ana", "Ana"), bo = join("bo", "Bo"), cy = join("cy", "Cy");
  for (const auto& who : {bo, cy}) add("vouch", "ana", {{"whom", to_hex(who)}, {"group", "civil"}});
  const act::ActId call = add("call", "ana", {}, {{"title", "What do you need?"}});
  const act::ActId narrow = add("call", "ana", {{"groups", json::Array{"civil"}}}, {{"title", "And you?"}});
  EXPECT_EQ(listed(reader_->silent(call)), "civil 0/3: Ana Bo Cy;tech 0/0:;");
  const act::ActId first = add("respond", "bo", {{"to", to_hex(call)}}, {{"text", "A line."}});
  EXPECT_EQ(listed(reader_->silent(call)), "civil 1/3: Ana Cy;tech 0/0:;");
  EXPECT_EQ(listed(reader_->silent(call, 1)), "civil 1/3: Ana;tech 0/0:;");
  EXPECT_EQ(listed(reader_->silent(narrow)), "civil 0/3: Ana Bo Cy;");
  // A later answer replaces the first; taken back, its author is silent again. Who has no seat is not asked.
  const act::ActId second = add("respond", "bo", {{"to", to_hex(call)}}, {{"text", "Two lines."}});
  join("dee", "Dee");
  add("respond", "dee", {{"to", to_hex(call)}}, {{"text", "From outside."}});
  const auto answers = reader_->responses(call);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].act.id, second);
  EXPECT_EQ(answers[0].groups, std::vector<std::string>{"civil"});
  EXPECT_TRUE(answers[1].groups.empty());
  EXPECT_EQ(reader_->responses(call, 1).size(), 1U);
  EXPECT_EQ(reader_->responses(call, 9, answers[0].act.no).size(), 1U);
  add("withdraw", "bo", {{"of", to_hex(second)}});
  EXPECT_EQ(listed(reader_->silent(call)), "civil 0/3: Ana Bo Cy;tech 0/0:;");
  EXPECT_NE(first, second);
  EXPECT_NE(ana, bo);
}

TEST_F(DeliberationTest, ProposalsStandOnTheRowWhateverActTheyName) {
  join("ana", "Ana");
  const act::ActId treaty = add("instrument", "ana", {{"kind", "treaty"}, {"src", "t"}}, {{"title", "A treaty"}});
  const act::ActId old = add("provision", "ana", {{"of", to_hex(treaty)}, {"number", "1"}, {"src", "p"}}, {{"text", "Old."}});
  const act::ActId early = add("propose", "ana", {{"kind", "mod"}, {"on", to_hex(old)}}, {{"title", "Early"}, {"text", "Older."}});
  const act::ActId fresh = add("provision", "ana", {{"of", to_hex(treaty)}, {"number", "1"}, {"src", "p"}}, {{"text", "New."}});
  const act::ActId late = add("propose", "ana", {{"kind", "sup"}, {"on", to_hex(fresh)}}, {{"title", "Late"}});
  for (const act::ActId& id : {old, fresh}) {
    const auto all = reader_->proposals_on(id);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].act.id, early);
    EXPECT_EQ(all[1].act.id, late);
  }
  EXPECT_TRUE(reader_->proposals_on(treaty).empty());
}

TEST_F(DeliberationTest, ADeclinedAmendmentBecomesARival) {
  join("ana", "Ana");
  join("bo", "Bo");
  const act::ActId text = add("propose", "ana", {{"kind", "text"}}, {{"title", "T"}, {"text", "One two."}});
  const act::ActId amendment = add("amend", "bo", {{"of", to_hex(text)}}, {{"text", "One three."}});
  add("decline", "ana", {{"of", to_hex(amendment)}}, {{"reason", "No."}});
  const act::ActId rival = add("propose", "bo", {{"kind", "text"}, {"from", to_hex(amendment)}}, {{"title", "R"}, {"text", "One three."}});
  const auto proposal = reader_->proposal(text);
  ASSERT_TRUE(proposal && proposal->amendments.size() == 1U);
  EXPECT_EQ(proposal->amendments[0].state, "declined");
  const auto rivals = reader_->rivals_from(*proposal);
  ASSERT_EQ(rivals.size(), 1U);
  EXPECT_EQ(rivals[0].act.id, rival);
  EXPECT_EQ(reader_->proposal(rival)->from, amendment);
}

TEST_F(DeliberationTest, CommentsOnSeveralActsInPages) {
  join("ana", "Ana");
  const act::ActId one = add("propose", "ana", {{"kind", "text"}}, {{"title", "T"}, {"text", "One."}});
  const act::ActId two = add("revise", "ana", {{"of", to_hex(one)}}, {{"title", "T"}, {"text", "Two."}});
  std::vector<act::ActId> said;
  for (int i = 0; i < 5; ++i) said.push_back(add("comment", "ana", {{"on", to_hex(i % 2 == 0 ? one : two)}}, {{"text", "Word " + std::to_string(i)}}));
  const auto page = reader_->about_any({one, two}, "comment", 3);
  ASSERT_EQ(page.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(page[i].act.id, said[i]);
  const auto rest = reader_->about_any({one, two}, "comment", 3, page.back().act.no);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[1].act.id, said[4]);
  EXPECT_EQ(reader_->about(two, "comment").size(), 2U);
}

// What thousands say is read in stretches; none may be left out or said twice where two meet.
TEST_F(DeliberationTest, CommentsBeyondOneStretch) {
  join("ana", "Ana");
  const act::ActId first = add("propose", "ana", {{"kind", "text"}}, {{"title", "T"}, {"text", "x"}});
  const act::ActId second = add("revise", "ana", {{"of", to_hex(first)}}, {{"title", "T"}, {"text", "y"}});
  std::vector<ActNo> want;
  for (int i = 0; i < 700; ++i) {
    want.push_back(index_->folded());
    const act::ActId id = add("comment", "ana", {{"on", to_hex(i % 7 == 3 ? second : first)}});
    if (i % 11 != 5) continue;
    add("withdraw", "ana", {{"of", to_hex(id)}});
    want.pop_back();
  }
  for (const std::size_t limit : {std::size_t{1000}, want.size(), want.size() - 1, std::size_t{50}}) {
    std::vector<ActNo> got;
    for (std::size_t n = limit; n == limit;) {
      const auto page = reader_->about_any({first, second, first}, "comment", limit, got.empty() ? kNone : got.back());
      n = page.size();
      ASSERT_LE(n, limit);
      for (const Item& one : page) got.push_back(one.act.no);
    }
    EXPECT_EQ(got, want) << limit;
  }
}

TEST_F(DeliberationTest, InterestsInForceAreTheLastDeclared) {
  const act::ActId ana = join("ana", "Ana");
  EXPECT_FALSE(reader_->declared(ana));
  add("declare", "ana", {}, {{"text", "I work for nobody."}});
  const act::ActId later = add("declare", "ana", {}, {{"text", "I advise a ministry."}});
  ASSERT_TRUE(reader_->declared(ana));
  EXPECT_EQ(reader_->declared(ana)->shown.text, "I advise a ministry.");
  add("withdraw", "ana", {{"of", to_hex(later)}});
  EXPECT_FALSE(reader_->declared(ana));
}

}  // namespace
}  // namespace althing::index
