// Polls close by themselves: a node notes what its log holds when a poll opens, keeps that over a restart,
// and logs one return when it closes; by a clock the test turns, and with a disk that is full.
#include "node/closer.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <map>
#include <thread>

#include "full_fs.h"
#include "node/node.h"
#include "support/acts.h"

namespace althing::node {
namespace {

using test::SignedAct;

constexpr std::string_view kStart = "2026-01-03T00:00:00Z";

class TurnedClock final : public Clock {
 public:
  UnixSeconds now() const override { return time; }
  std::atomic<UnixSeconds> time = *parse_time(kStart);
};

class CloserTest : public ::testing::Test {
 protected:
  CloserTest() {
    char name[] = "/tmp/althing-closer-XXXXXX";
    dir_ = mkdtemp(name);
    EXPECT_TRUE(record::Record::init(fs_, dir_, random_));
    log_ = record::Record::load_key(fs_, dir_, "log")->key();
    found_ = test::found(3, {log_});
    auto record = record::Record::create(fs_, dir_, found_.id);
    EXPECT_TRUE(record.has_value());
    const record::NewEntry entry{found_.note, found_.detail};
    EXPECT_TRUE((*record)->append(std::span(&entry, 1)));
    record->reset();
    start();
  }
  ~CloserTest() override {
    node_.reset();
    std::filesystem::remove_all(dir_);
  }

  void start() {
    node_.reset();
    NodeOptions options;
    options.dir = dir_;
    auto node = Node::open(fs_, clock_, options);
    ASSERT_TRUE(node.has_value()) << node.error().text();
    node_ = std::move(*node);
  }
  void settle() { ASSERT_TRUE(node_->follower().wait_for(node_->record().snapshot()->size, 20'000)); }

  Result<Receipt> submit(const SignedAct& act) {
    std::promise<Result<Receipt>> promise;
    auto answer = promise.get_future();
    node_->intake().submit({{act.note, act.detail}}, "192.0.2.1", [&](Intake::Verdicts v) { promise.set_value(std::move(v.front())); });
    return answer.get();
  }
  /// An act by key `n`, following its own last one, that must be logged.
  act::ActId add(std::uint64_t n, json::Value body) {
    const SignedAct act = made(n, std::move(body));
    const auto receipt = submit(act);
    EXPECT_TRUE(receipt.has_value()) << receipt.error().text();
    return act.id;
  }
  SignedAct made(std::uint64_t n, json::Value body) {
    json::Object& o = *body.object();
    o.set("v", 1);
    o.set("at", format_time(clock_.time));
    o.set("in", to_hex(found_.id));
    if (const auto last = last_.find(n); last != last_.end()) o.set("prev", json::Array{to_hex(last->second)});
    SignedAct act = test::sign(std::move(body), test::key_number(n), json::object({{"lang", "en"}, {"title", "A test"}}));
    last_[n] = act.id;
    return act;
  }
  act::ActId join(std::uint64_t n) {
    return add(n, json::object({{"act", "join"}, {"kind", "person"}, {"next", to_hex(sha256(test::key_number(n + 1000000).key().view()))}}));
  }
  /// Opens and closes so many seconds after the start.
  static json::Value poll_body(std::int64_t opens, std::int64_t closes) {
    const UnixSeconds start = *parse_time(kStart);
    return json::object({{"act", "poll"}, {"method", "threshold"}, {"opens", format_time(start + opens)}, {"closes", format_time(start + closes)}});
  }
  act::ActId poll(std::int64_t opens, std::int64_t closes) { return add(0, poll_body(opens, closes)); }
  void vote(std::uint64_t n, const act::ActId& poll, std::string_view choice) {
    add(n, json::object({{"act", "ballot"}, {"poll", to_hex(poll)}, {"choice", choice}}));
  }

  void turn(std::int64_t seconds) { clock_.time = *parse_time(kStart) + seconds; }
  /// The writer looks at its polls at least every second.
  static bool comes_true(const std::function<bool()>& what) {
    for (int i = 0; i < 1000; ++i) {
      if (what()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  std::optional<index::PollInfo> info(const act::ActId& poll) {
    auto reader = node_->readers().take();
    return reader ? (*reader)->poll(poll) : std::nullopt;
  }
  std::size_t returns(const act::ActId& poll) {
    auto reader = node_->readers().take();
    return reader ? (*reader)->about(poll, "return").size() : 0;
  }
  bool noted(const act::ActId& poll) {
    const auto text = fs_.read_file(dir_ + "/returns.json", 1 << 20);
    return text && text->find(to_hex(poll)) != std::string::npos;
  }
  bool decided(const act::ActId& poll) {
    const auto one = info(poll);
    return one && one->outcome.has_value();
  }

  test::FullFs fs_;
  SystemRandom random_;
  TurnedClock clock_;
  std::string dir_;
  Key log_;
  SignedAct found_;
  std::map<std::uint64_t, act::ActId> last_;
  std::unique_ptr<Node> node_;
};

TEST_F(CloserTest, APollOpensAndClosesByTheClockAndIsReturnedOnce) {
  for (std::uint64_t n = 0; n < 3; ++n) join(n);
  const act::ActId id = poll(60, 120);
  settle();
  EXPECT_FALSE(noted(id));
  turn(61);
  ASSERT_TRUE(comes_true([&] { return noted(id); }));
  vote(0, id, "yes");
  vote(1, id, "yes");
  join(7);  // after the opening: no part of the electorate
  settle();
  EXPECT_EQ(returns(id), 0U);
  turn(121);
  ASSERT_TRUE(comes_true([&] { return decided(id); }));
  const auto one = info(id);
  EXPECT_TRUE(*one->outcome->at("adopted")->boolean());
  EXPECT_EQ(*one->outcome->at("cast")->integer(), 2);
  EXPECT_EQ(*one->outcome->at("eligible")->integer(), 3);
  EXPECT_EQ(one->returns.size(), 1U);
  // Neither time, nor further acts, nor a restart make a second one, and late ballots are refused.
  const auto late = submit(made(2, json::object({{"act", "ballot"}, {"poll", to_hex(id)}, {"choice", "no"}})));
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().field, "poll");
  add(1, json::object({{"act", "statement"}}));
  turn(4000);
  start();
  settle();
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  EXPECT_EQ(returns(id), 1U);
  EXPECT_EQ(*info(id)->outcome->at("cast")->integer(), 2);
}

TEST_F(CloserTest, WhatWasNotedAtTheOpeningSurvivesARestart) {
  join(0);
  join(1);
  const act::ActId id = poll(60, 120);
  settle();
  turn(61);
  ASSERT_TRUE(comes_true([&] { return noted(id); }));
  join(2);  // too late for this poll
  start();
  vote(2, id, "no");
  vote(0, id, "yes");
  settle();
  turn(121);
  ASSERT_TRUE(comes_true([&] { return decided(id); }));
  EXPECT_EQ(*info(id)->outcome->at("eligible")->integer(), 2);
  EXPECT_EQ(*info(id)->outcome->at("cast")->integer(), 1);
}

TEST_F(CloserTest, APollLearntAfterItsTimesIsReturnedAtOnce) {
  join(0);
  settle();
  node_.reset();
  const SignedAct late = made(0, poll_body(-300, -60));  // intake would refuse it; a peer's log may bring it
  {
    auto record = record::Record::open(fs_, dir_);
    ASSERT_TRUE(record.has_value()) << record.error().text();
    const record::NewEntry entry{late.note, late.detail};
    ASSERT_TRUE((*record)->append(std::span(&entry, 1)));
  }
  start();
  const act::ActId id = late.id;
  ASSERT_TRUE(comes_true([&] { return decided(id); }));
  EXPECT_EQ(*info(id)->outcome->at("eligible")->integer(), 1);
  EXPECT_FALSE(*info(id)->outcome->at("adopted")->boolean());
}

TEST_F(CloserTest, AFullDiskAtTheOpeningIsToldAndMadeUpFor) {
  join(0);
  const act::ActId id = poll(60, 120);
  vote(0, id, "yes");
  settle();
  fs_.full = true;
  turn(61);
  ASSERT_TRUE(comes_true([&] { return node_->fault().find("opening") != std::string::npos; })) << node_->fault();
  EXPECT_FALSE(noted(id));
  fs_.full = false;
  ASSERT_TRUE(comes_true([&] { return noted(id) && node_->closer().fault().empty(); }));
  fs_.full = true;  // and at the closing
  turn(121);
  ASSERT_TRUE(comes_true([&] { return node_->fault().find("waits to be closed") != std::string::npos; })) << node_->fault();
  EXPECT_EQ(returns(id), 0U);
  fs_.full = false;
  ASSERT_TRUE(comes_true([&] { return decided(id); }));
  EXPECT_EQ(returns(id), 1U);
  EXPECT_TRUE(*info(id)->outcome->at("adopted")->boolean());
}

TEST_F(CloserTest, AForeignReturnsFileStopsTheStart) {
  node_.reset();
  ASSERT_TRUE(fs_.replace_file(dir_ + "/returns.json", as_bytes("[]")));
  NodeOptions options;
  options.dir = dir_;
  const auto node = Node::open(fs_, clock_, options);
  ASSERT_FALSE(node.has_value());
  EXPECT_EQ(node.error().field, "returns.json");
}

}  // namespace
}  // namespace althing::node
