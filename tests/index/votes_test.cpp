// Votes as pages read them, against the slow way the fold goes; and statements kept under their text.
#include <chrono>
#include <thread>

#include "assembly/decision/electorate.h"
#include "index/decider.h"
#include "index/fixture.h"
#include "index/sqlite.h"
#include "index/sqlite_state.h"

namespace althing::index {
namespace {

class VotesTest : public IndexTest {
 protected:
  act::ActId poll(std::initializer_list<std::pair<std::string_view, json::Value>> more) {
    json::Object body = object({{"method", "consent"}, {"opens", "2030-01-01T00:00:00Z"}, {"closes", "2031-01-01T00:00:00Z"}});
    for (const auto& [name, value] : more) body.set(name, value);
    const IndexEntry entry = make("poll", "ana", std::move(body), {{"title", "Shall we?"}});
    give(entry);
    return entry.act.id;
  }
  void expect_as_the_fold_has_it(const act::ActId& id) {
    const auto want = assembly::decision::present_electorate(index_->state(), *reader_->find(id));
    const auto got = reader_->votes(id);
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].member_no, want[i].member);
      EXPECT_EQ(got[i].groups, want[i].groups);
      EXPECT_EQ(got[i].ballot, want[i].ballot);
      EXPECT_EQ(got[i].choice, want[i].ballot == kNone ? std::string() : index_->state().get(want[i].ballot).payload);
    }
    for (std::size_t from = 0; from <= got.size() + 1; ++from) {
      const auto two = reader_->votes(id, from, 2);
      ASSERT_EQ(two.size(), std::min<std::size_t>(2, got.size() - std::min(from, got.size())));
      if (!two.empty()) {
        EXPECT_EQ(two[0].member, got[from].member);
      }
    }
  }
};

TEST_F(VotesTest, AreThoseOfTheFold) {
  join("ana", "Ana");
  std::vector<act::ActId> joins;
  for (int i = 0; i < 9; ++i) joins.push_back(join("m" + std::to_string(i), "M"));
  for (int i = 0; i < 6; ++i) add("vouch", "ana", {{"whom", to_hex(joins[static_cast<std::size_t>(i)])}, {"group", "civil"}});
  add("vouch", "m1", {{"whom", to_hex(joins[2])}, {"group", "civil"}});
  const act::ActId seated = poll({}), all = poll({{"electorate", "members"}}), none = poll({{"groups", json::Array{"tech"}}});
  for (const act::ActId& id : {seated, all, none}) expect_as_the_fold_has_it(id);
  for (const act::ActId& id : {seated, all}) {
    for (const char* by : {"ana", "m0", "m1", "m7", "stranger"}) add("ballot", by, {{"poll", to_hex(id)}, {"choice", "yes"}});
    add("ballot", "m1", {{"poll", to_hex(id)}, {"choice", "no"}}, {{"reason", "Because."}});
  }
  add("leave", "m7", {});
  add("rotate", "m02", {{"of", to_hex(joins[0])}, {"next", maker_.next("m03")}, {"prev", json::Array{to_hex(joins[0])}}});  // voids its ballots
  for (const act::ActId& id : {seated, all, none}) expect_as_the_fold_has_it(id);
  std::size_t worded = 0;
  for (const VoteInfo& vote : reader_->votes(seated)) worded += vote.has_words ? 1 : 0;
  EXPECT_EQ(worded, 1U);
  EXPECT_EQ(reader_->poll_summary(seated), "");
}

// At the limit a poll is decided with its return, one member more and it is decided beside the index.
TEST_F(VotesTest, LargePollsAreDecidedApart) {
  const auto members = [&] { return reader_->assembly()->members; };
  const auto join_until = [&](std::int64_t n) {
    std::vector<IndexEntry> batch;
    for (std::int64_t i = members(); i < n; ++i) {
      const std::string by = "n" + std::to_string(i);
      batch.push_back(make("join", by, {{"kind", "person"}, {"next", maker_.next(by)}}));
      batch.back().no = index_->folded() + batch.size() - 1;
    }
    ASSERT_TRUE(index_->apply(batch).has_value());
    ASSERT_EQ(members(), n);
  };
  const auto decide = [&] {
    const act::ActId id = poll({{"electorate", "members"}, {"logs", json::Array{act::key_text(maker_.key("log").key())}}});
    add("ballot", "n3", {{"poll", to_hex(id)}, {"choice", "yes"}});
    const json::Value extent = json::object({{"root", std::string(64, '0')}, {"size", static_cast<std::int64_t>(index_->folded())}});
    add("return", "log", {{"poll", to_hex(id)}, {"opened", extent}, {"closed", extent}});
    return id;
  };
  const auto eligible = [&](const act::ActId& id) {
    const auto one = reader_->poll(id);
    return one && one->outcome ? *one->outcome->at("eligible")->integer() : -1;
  };
  join("ana", "Ana");
  join_until(kDecidedAtOnce);
  EXPECT_EQ(eligible(decide()), kDecidedAtOnce);
  join_until(kDecidedAtOnce + 1);
  const act::ActId first = decide();
  EXPECT_EQ(eligible(first), -1);
  const act::ActId second = decide();  // while the first is being decided
  for (int i = 0; i < 600 && (eligible(first) < 0 || eligible(second) < 0); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_TRUE(index_->apply({}).has_value());
  }
  for (const act::ActId& id : {first, second}) {
    EXPECT_EQ(eligible(id), kDecidedAtOnce + 1);
    EXPECT_EQ(*reader_->poll(id)->outcome->at("adopted")->boolean(), true);
    EXPECT_NE(reader_->poll_summary(id), "");
  }
  // What was not decided when the program ended is decided by the next one, with nothing new to fold.
  const act::ActId third = decide();
  open();
  for (int i = 0; i < 600 && eligible(third) < 0; ++i) {
    ASSERT_TRUE(index_->apply({}).has_value());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(eligible(third), kDecidedAtOnce + 1);
}

TEST_F(VotesTest, AStatementIsFoundByWhatItsTextSays) {
  Db db(":memory:", Db::Mode::create);
  SqliteState state(db);
  std::string text = "SELECT 1";
  const auto answer = [&] {
    Query& q = state.prepared(text).bind();
    q.step();
    const std::int64_t n = q.integer(0);
    q.reset();
    return n;
  };
  EXPECT_EQ(answer(), 1);
  text.back() = '2';  // at the same address, as long
  EXPECT_EQ(answer(), 2);
  text.back() = '1';
  EXPECT_EQ(answer(), 1);
  Query* const first = &state.prepared(text);
  const std::string copy = text;
  EXPECT_EQ(&state.prepared(copy), first);
}

}  // namespace
}  // namespace althing::index
