// What scripts cannot say: crowds, and what a hostile key could make the fold spend.
#include <gtest/gtest.h>

#include <algorithm>

#include "assembly/act_maker.h"
#include "assembly/decision/logs.h"
#include "assembly/fold.h"
#include "assembly/memory_state.h"

namespace althing::test {
namespace {

struct World {
  ActMaker maker;
  assembly::MemoryState state;
  assembly::Fold fold{state, {assembly::decision::numbered_by([this](const Key& key) { return key == maker.key("log").key(); })}};
  assembly::ActNo next_no = 0;

  std::string add(std::string_view type, const std::string& by, json::Object members) {
    const act::Act act = maker.make(type, by, kEpoch + static_cast<UnixSeconds>(next_no), std::move(members));
    if (type == "found") maker.use_assembly(act.id);
    EXPECT_TRUE(fold.apply(act, next_no++));
    return to_hex(act.id);
  }
  void found(int vouches) {
    json::Object found;
    const json::Value founder = json::object({{"key", act::key_text(maker.key("ana").key())}, {"next", maker.next("ana2")}});
    found.set("groups", json::Array{json::object({{"group", "civil"}, {"members", json::Array{founder}}})});
    found.set("admission", json::object({{"vouches", vouches}, {"limit", 100000}, {"age_days", 0}}));
    add("found", "ana", std::move(found));
  }
  std::string join(const std::string& by) {
    json::Object members;
    members.set("kind", "person");
    members.set("next", maker.next(by + "2"));
    return add("join", by, std::move(members));
  }
  assembly::ActRow row(const std::string& id) { return state.get(*state.find(*parse_hex<act::ActId>(id))); }
};

TEST(Fold, ACrowdOfFreshKeysChangesNoGroup) {
  World w;
  w.found(1);
  const std::string ana = w.join("ana");
  std::vector<std::string> joins;
  for (int i = 0; i < 10'000; ++i) joins.push_back(w.join("crowd" + std::to_string(i)));
  for (int i = 0; i < 10'000; ++i) {
    json::Object vouch;
    vouch.set("whom", joins[static_cast<std::size_t>(i + 1) % joins.size()]);
    vouch.set("group", "civil");
    w.add("vouch", "crowd" + std::to_string(i), std::move(vouch));
  }
  w.fold.settle();
  ASSERT_EQ(w.state.seats().size(), 1U);
  EXPECT_EQ(to_hex(w.state.get(w.state.seats()[0].member).id), ana);
  // One vouch from inside lets in the whole chain: the rule is in force, not switched off.
  json::Object vouch;
  vouch.set("whom", joins[0]);
  vouch.set("group", "civil");
  w.add("vouch", "ana", std::move(vouch));
  w.fold.settle();
  EXPECT_EQ(w.state.seats().size(), 10'001U);
}

// Ten thousand scripted keys join, vouch for each other and vote: a poll by groups comes to what it would
// have come to without them.
TEST(Fold, ACrowdOfFreshKeysChangesNoPoll) {
  const auto outcome = [](int crowd, std::string_view electorate) {
    World w;
    const auto founder = [&](const std::string& name) { return json::object({{"key", act::key_text(w.maker.key(name).key())}, {"next", w.maker.next(name + "2")}}); };
    json::Object found;
    found.set("groups", json::Array{json::object({{"group", "civil"}, {"members", json::Array{founder("ana"), founder("ben")}}}),
                                    json::object({{"group", "tech"}, {"members", json::Array{founder("tom")}}})});
    found.set("admission", json::object({{"vouches", 1}, {"limit", 100000}, {"age_days", 0}}));
    found.set("logs", json::Array{act::key_text(w.maker.key("log").key())});
    w.add("found", "ana", std::move(found));
    for (const char* name : {"ana", "ben", "tom"}) w.join(name);
    std::vector<std::string> joins;
    for (int i = 0; i < crowd; ++i) joins.push_back(w.join("crowd" + std::to_string(i)));
    for (int i = 0; i < crowd; ++i) {
      json::Object vouch;
      vouch.set("whom", joins[static_cast<std::size_t>(i + 1) % joins.size()]);
      vouch.set("group", i % 2 == 0 ? "civil" : "tech");
      w.add("vouch", "crowd" + std::to_string(i), std::move(vouch));
    }
    json::Object ask;
    ask.set("method", "threshold");
    ask.set("opens", format_time(kEpoch + 100000));
    ask.set("closes", format_time(kEpoch + 200000));
    if (!electorate.empty()) ask.set("electorate", electorate);
    const std::string poll = w.add("poll", "ana", std::move(ask));
    const assembly::ActNo opened = w.next_no;
    const auto vote = [&](const std::string& name, std::string_view choice) {
      json::Object ballot;
      ballot.set("poll", poll);
      ballot.set("choice", choice);
      w.add("ballot", name, std::move(ballot));
    };
    for (const char* name : {"ana", "ben", "tom"}) vote(name, "yes");
    for (int i = 0; i < crowd; ++i) vote("crowd" + std::to_string(i), "no");
    const json::Value root = json::Value(std::string(64, 'a'));
    json::Object returned;
    returned.set("poll", poll);
    returned.set("opened", json::object({{"root", root}, {"size", static_cast<std::int64_t>(opened)}}));
    returned.set("closed", json::object({{"root", root}, {"size", static_cast<std::int64_t>(w.next_no)}}));
    w.add("return", "log", std::move(returned));
    w.fold.settle();
    const auto out = w.state.outcome(*w.state.find(*parse_hex<act::ActId>(poll)));
    EXPECT_TRUE(out.has_value());
    return out ? json::parse(out->text).value() : json::Value();
  };
  const auto number = [](const json::Value& value, std::string_view name) { return *value.at(name)->integer(); };
  for (const int crowd : {0, 10'000}) {
    const json::Value seated = outcome(crowd, "");
    EXPECT_TRUE(*seated.at("adopted")->boolean()) << crowd;
    EXPECT_EQ(number(seated, "cast"), 3) << crowd;
    EXPECT_EQ(number(seated, "eligible"), 3) << crowd;
  }
  // Where all members are asked the crowd votes, and yet decides in no group: the rule is by groups.
  const json::Value all = outcome(10'000, "members");
  EXPECT_EQ(number(all, "cast"), 10'003);
  EXPECT_TRUE(*all.at("adopted")->boolean()) << json::write(all);
}

TEST(Fold, AKnownActChangesNothing) {
  World w;
  w.found(1);
  const act::Act join = w.maker.make("join", "ana", kEpoch, *json::object({{"kind", "person"}, {"next", w.maker.next("ana2")}}).object());
  EXPECT_TRUE(w.fold.apply(join, 1));
  const Hash before = assembly::digest(w.state);
  EXPECT_FALSE(w.fold.apply(join, 2));
  EXPECT_EQ(assembly::digest(w.state), before);
  EXPECT_EQ(w.state.act_count(), 2U);
}

TEST(Fold, ThousandsOfJoinsByOneFoundingKeyHaveOneSeat) {
  World w;
  w.found(1);
  std::string least;
  for (int i = 0; i < 400; ++i) {
    json::Object members;
    members.set("kind", "person");
    members.set("next", w.maker.next("ana2"));
    members.set("nonce", std::to_string(i));
    const std::string id = w.add("join", "ana", std::move(members));
    if (least.empty() || id < least) least = id;
  }
  w.fold.settle();
  ASSERT_EQ(w.state.seats().size(), 1U);
  EXPECT_EQ(to_hex(w.state.get(w.state.seats()[0].member).id), least);
}

// Time is not asserted; without the shortcuts these take minutes, and the test run's limit fails them.
TEST(Fold, HostileAmountsStayCheap) {
  World w;
  w.found(1);
  const std::string victim = w.join("ana");
  const std::string statement = w.add("statement", "ana", {});
  for (int i = 0; i < 2'000; ++i) {
    json::Object sign;
    sign.set("statement", statement);
    sign.set("capacity", "person");
    sign.set("nonce", std::to_string(i));
    w.add("sign", "ana", std::move(sign));  // all concurrent, all in one slot
    json::Object rotate;
    rotate.set("of", victim);
    rotate.set("next", w.maker.next("x"));
    rotate.set("prev", json::Array{victim});
    w.add("rotate", "thief" + std::to_string(i), std::move(rotate));
  }
  EXPECT_EQ(w.state.count(*w.state.find(*parse_hex<act::ActId>(statement)), "signatures"), 1);
  EXPECT_EQ(w.row(statement).status, assembly::Status::effective);
}

TEST(Fold, ALongPendingChainIsAdmittedWithoutRecursion) {
  World w;
  w.found(1);
  std::vector<act::Act> chain;
  for (int i = 0; i < 20'000; ++i) {
    json::Object members;
    if (!chain.empty()) members.set("prev", json::Array{to_hex(chain.back().id)});
    chain.push_back(w.maker.make("leave", "bob", kEpoch + i, std::move(members)));
  }
  for (std::size_t i = chain.size(); i-- > 0;) w.fold.apply(chain[i], 1 + i);
  EXPECT_EQ(w.state.pending_count(), 0U);
  EXPECT_EQ(w.state.get(20'000).position, 19'999U);
  EXPECT_TRUE(assembly::is_ancestor(w.state, w.state.get(1), w.state.get(20'000)));
  EXPECT_FALSE(assembly::is_ancestor(w.state, w.state.get(20'000), w.state.get(1)));
}

// The format of the digest (docs/fold.md) is a promise to other implementations.
TEST(FoldDigest, IsTheHashOfItsLines) {
  World w;
  w.found(1);
  const std::string join = w.join("ana");
  const std::string leave = w.add("leave", "zed", {});
  w.fold.settle();
  const std::string found = to_hex(w.state.get(0).id);
  std::vector<std::string> acts{"act " + found + " effective \n", "act " + join + " effective \n", "act " + leave + " void member\n"};
  std::sort(acts.begin(), acts.end());
  std::string lines = "althing-fold/1\n";
  for (const std::string& line : acts) lines += line;
  lines += "slot found set " + found + "\n";
  lines += "slot member|" + join + " set " + join + "\n";
  lines += "seat civil " + join + " founding\n";
  EXPECT_EQ(to_hex(assembly::digest(w.state)), to_hex(sha256(lines)));
}

}  // namespace
}  // namespace althing::test
