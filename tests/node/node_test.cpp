// The running node without HTTP: what intake refuses and why, receipts given again, details that come
// late, erasure carried through record and index, restart.
#include "node/node.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>

#include "act/detail.h"
#include "node/limits.h"
#include "support/acts.h"

namespace althing::node {
namespace {

using test::SignedAct;

class SetClock final : public Clock {
 public:
  UnixSeconds now() const override { return time; }
  UnixSeconds time = *parse_time("2026-01-03T00:00:00Z");
};

class NodeTest : public ::testing::Test {
 protected:
  NodeTest() {
    char name[] = "/tmp/althing-node-XXXXXX";
    dir_ = mkdtemp(name);
    EXPECT_TRUE(record::Record::init(*fs_, dir_, random_));
    found_ = test::found(2);
    {
      auto record = record::Record::create(*fs_, dir_, found_.id);
      EXPECT_TRUE(record.has_value());
      const record::NewEntry entry{found_.note, found_.detail};
      EXPECT_TRUE((*record)->append(std::span(&entry, 1)));
    }
    start();
  }
  ~NodeTest() override {
    node_.reset();
    std::filesystem::remove_all(dir_);
  }

  void start(IntakeRules rules = {}) {
    node_.reset();
    NodeOptions options;
    options.dir = dir_;
    options.intake = rules;
    auto node = Node::open(*fs_, clock_, options);
    ASSERT_TRUE(node.has_value()) << node.error().text();
    node_ = std::move(*node);
  }

  Result<Receipt> submit(const std::string& note, const std::string& detail) {
    std::promise<Result<Receipt>> promise;
    auto answer = promise.get_future();
    node_->intake().submit({{note, detail}}, "192.0.2.1", [&](Intake::Verdicts v) { promise.set_value(std::move(v.front())); });
    return answer.get();
  }
  Result<Receipt> submit(const SignedAct& act) { return submit(act.note, act.detail); }

  void settle() { ASSERT_TRUE(node_->follower().wait_for(node_->record().snapshot()->size, 20'000)); }

  json::Value body(std::string_view type, std::string_view at = "2026-01-03T00:00:00Z") const {
    return json::object({{"act", type}, {"v", 1}, {"at", at}, {"in", to_hex(found_.id)}});
  }
  SignedAct statement(std::string_view closes = "") const {
    json::Value b = body("statement");
    if (!closes.empty()) b.object()->set("closes", closes);
    return test::sign(std::move(b), test::key_number(0), json::object({{"title", "Open lines"}, {"text", "Keep them open."}}));
  }
  static void expect_refused(const Result<Receipt>& verdict, Errc code, std::string_view field) {
    ASSERT_FALSE(verdict.has_value());
    EXPECT_EQ(verdict.error().code, code) << verdict.error().text();
    EXPECT_EQ(verdict.error().field, field) << verdict.error().text();
  }

  std::unique_ptr<Fs> fs_ = posix_fs();
  SystemRandom random_;
  SetClock clock_;
  std::string dir_;
  SignedAct found_;
  std::unique_ptr<Node> node_;
};

TEST_F(NodeTest, AnActIsLoggedOnceAndItsReceiptGivenAgain) {
  const SignedAct act = statement();
  const auto first = submit(act);
  ASSERT_TRUE(first.has_value()) << first.error().text();
  EXPECT_FALSE(first->known);
  const auto again = submit(act);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->known);
  EXPECT_EQ(again->index, first->index);
  settle();
  const auto once_more = submit(act);
  ASSERT_TRUE(once_more.has_value());
  EXPECT_EQ(once_more->index, first->index);
}

TEST_F(NodeTest, TheClockMayBeOffByTheLimitAndNotASecondMore) {
  clock_.time += kMaxSkewSeconds;
  EXPECT_TRUE(submit(test::sign(body("statement"), test::key_number(0), json::object({{"title", "a"}}))).has_value());
  clock_.time += 1;
  expect_refused(submit(test::sign(body("statement"), test::key_number(0), json::object({{"title", "b"}}))), Errc::clock_skew, "at");
  expect_refused(submit(test::sign(body("statement", "2026-01-03T00:15:02Z"), test::key_number(0), json::object({{"title", "c"}}))),
                 Errc::clock_skew, "at");
}

TEST_F(NodeTest, FaultsAreToldBeforeAnythingIsLogged) {
  settle();
  const std::uint64_t size = node_->record().snapshot()->size;
  json::Value unknown = body("sign");
  unknown.object()->set("statement", std::string(64, 'a'));
  unknown.object()->set("capacity", "person");
  expect_refused(submit(test::sign(unknown, test::key_number(5))), Errc::unknown_ref, "statement");
  json::Value bad = body("sign");
  bad.object()->set("statement", to_hex(found_.id));
  bad.object()->set("capacity", "king");
  expect_refused(submit(test::sign(bad, test::key_number(5))), Errc::schema, "capacity");
  bad.object()->set("capacity", "person");
  expect_refused(submit(test::sign(bad, test::key_number(5))), Errc::schema, "statement");
  json::Value other = body("leave");
  other.object()->set("in", std::string(64, 'b'));
  expect_refused(submit(test::sign(other, test::key_number(5))), Errc::wrong_place, "in");
  json::Value newer = body("leave");
  newer.object()->set("v", 2);
  expect_refused(submit(test::sign(newer, test::key_number(5))), Errc::unsupported, "v");
  const SignedAct good = statement();
  expect_refused(submit(good.note, ""), Errc::schema, "detail");
  EXPECT_FALSE(submit(good.note, good.detail + " ").has_value());
  std::string forged = good.note;
  forged.replace(forged.find("— act ") + 14, 1, forged[forged.find("— act ") + 14] == 'A' ? "B" : "A");
  EXPECT_FALSE(submit(forged, good.detail).has_value());
  EXPECT_EQ(node_->record().snapshot()->size, size);
}

TEST_F(NodeTest, AReceiptIsForTheBytesAndNotForTheTextAlone) {
  const SignedAct act = statement();
  ASSERT_TRUE(submit(act).has_value());
  settle();
  std::string forged = act.note;
  char& letter = forged[forged.find("— act ") + 20];
  letter = letter == 'A' ? 'B' : 'A';
  expect_refused(submit(forged, act.detail), Errc::signature, "signature");
  const SignedAct bare = test::sign(body("statement"), test::key_number(0));
  ASSERT_TRUE(submit(bare).has_value());
  settle();
  expect_refused(submit(bare.note, act.detail), Errc::schema, "detail");
}

TEST_F(NodeTest, ForgeriesSpendNothingOfTheKeyTheyName) {
  start({.per_key = {0.001, 2}});
  for (int n = 0; n < 5; ++n) {
    std::string forged = statement().note;
    char& letter = forged[forged.find("— act ") + 20];
    letter = letter == 'A' ? 'B' : 'A';
    expect_refused(submit(forged, ""), Errc::signature, "signature");
  }
  EXPECT_TRUE(submit(statement()).has_value());
}

TEST_F(NodeTest, SigningEndsAtTheClosing) {
  const SignedAct text = statement("2026-01-03T00:01:00Z");
  ASSERT_TRUE(submit(text).has_value());
  settle();
  ASSERT_TRUE(submit(test::sign_statement(found_.id, text.id, 3)).has_value());
  clock_.time += 61;
  expect_refused(submit(test::sign_statement(found_.id, text.id, 4)), Errc::forbidden, "statement");
}

TEST_F(NodeTest, WhatARequestBringsIsHeldAgainstItsOwnSignatures) {
  const SignedAct closed = statement("2026-01-02T23:59:00Z");
  const SignedAct open = test::sign(body("statement"), test::key_number(0), json::object({{"title", "Still open"}}));
  const SignedAct good = test::sign_statement(found_.id, open.id, 4);
  json::Value on_act = body("sign");
  on_act.object()->set("capacity", "person");
  on_act.object()->set("statement", to_hex(good.id));
  const std::vector<SignedAct> acts{closed, test::sign_statement(found_.id, closed.id, 3), open, good,
                                    test::sign(on_act, test::key_number(5), json::object({{"name", "Signs a signature"}}))};
  std::vector<Submission> all;
  for (const SignedAct& act : acts) all.push_back({act.note, act.detail});
  std::promise<Intake::Verdicts> promise;
  node_->intake().submit(std::move(all), "192.0.2.1", [&](Intake::Verdicts v) { promise.set_value(std::move(v)); });
  const auto verdicts = promise.get_future().get();
  ASSERT_EQ(verdicts.size(), acts.size());
  EXPECT_TRUE(verdicts[0].has_value()) << verdicts[0].error().text();
  expect_refused(verdicts[1], Errc::forbidden, "statement");
  EXPECT_TRUE(verdicts[2].has_value()) << verdicts[2].error().text();
  EXPECT_TRUE(verdicts[3].has_value()) << verdicts[3].error().text();
  expect_refused(verdicts[4], Errc::schema, "statement");
}

// What a request's other acts were logged with is not held against the one that was refused.
TEST_F(NodeTest, AnActRefusedBesideOthersMayComeAgain) {
  const SignedAct good = statement();
  const SignedAct early = test::sign(body("statement", "2026-01-03T00:06:00Z"), test::key_number(0), json::object({{"title", "Early"}}));
  std::promise<Intake::Verdicts> promise;
  auto answer = promise.get_future();
  node_->intake().submit({{good.note, good.detail}, {early.note, early.detail}}, "192.0.2.1", [&](Intake::Verdicts v) { promise.set_value(std::move(v)); });
  const Intake::Verdicts verdicts = answer.get();
  ASSERT_TRUE(verdicts[0].has_value());
  expect_refused(verdicts[1], Errc::clock_skew, "at");
  expect_refused(submit(early), Errc::clock_skew, "at");  // and not that it is being logged
  clock_.time += 120;
  EXPECT_TRUE(submit(early).has_value());
}

TEST_F(NodeTest, AnUnknownKeyBringsAStampWhenAsked) {
  start({.per_key = {0, 0}, .stamp_bits = 8});
  const auto verdict = [&] {
    for (int n = 0;; ++n) {
      json::Value b = body("statement");
      b.object()->set("nonce", std::to_string(n));
      const SignedAct act = test::sign(b, test::key_number(9), json::object({{"title", "stamped"}}));
      const bool stamped = act::leading_zero_bits(act.id) >= 8;
      const auto answer = submit(act);
      EXPECT_EQ(answer.has_value(), stamped);
      if (!stamped && !answer) {
        EXPECT_EQ(answer.error().code, Errc::stamp);
      }
      if (stamped) return answer;
    }
  }();
  EXPECT_TRUE(verdict.has_value());
}

TEST_F(NodeTest, AKeyIsHeldToItsRate) {
  start({.per_key = {0.001, 2}});
  EXPECT_TRUE(submit(statement()).has_value());
  EXPECT_TRUE(submit(statement()).has_value());
  expect_refused(submit(statement()), Errc::rate_limited, "by");
}

TEST_F(NodeTest, AnErasedDetailIsGoneAfterRestartToo) {
  const SignedAct text = statement();
  ASSERT_TRUE(submit(text).has_value());
  settle();
  const SignedAct sign = test::sign_statement(found_.id, text.id, 3);
  const auto receipt = submit(sign);
  ASSERT_TRUE(receipt.has_value());
  settle();
  json::Value erase = body("erase");
  erase.object()->set("of", to_hex(sign.id));
  erase.object()->set("prev", json::Array{to_hex(sign.id)});
  ASSERT_TRUE(submit(test::sign(erase, test::key_number(3))).has_value());
  settle();
  start();
  settle();
  bool gone = false;
  for (int i = 0; i < 100 && !gone; ++i) {
    const auto held = node_->record().read_details(receipt->index, receipt->index + 1);
    gone = held && held->front().empty();
    if (!gone) usleep(50'000);
  }
  EXPECT_TRUE(gone);
  expect_refused(submit(sign), Errc::gone, "detail");
}

}  // namespace
}  // namespace althing::node
