// Bad days of the running node, without HTTP: a full disk and its end, erasures that had to wait, late
// details, a clock that goes backwards, two nodes on one folder.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>

#include "node/full_fs.h"
#include "node/limits.h"
#include "node/node.h"
#include "support/acts.h"

namespace althing::node {
namespace {

using test::SignedAct;

class SetClock final : public Clock {
 public:
  UnixSeconds now() const override { return time; }
  std::atomic<UnixSeconds> time = *parse_time("2026-01-03T00:00:00Z");
};

class BadDays : public ::testing::Test {
 protected:
  BadDays() {
    char name[] = "/tmp/althing-days-XXXXXX";
    dir_ = mkdtemp(name);
    SystemRandom random;
    EXPECT_TRUE(record::Record::init(fs_, dir_, random));
    found_ = test::found(2);
    {
      auto record = record::Record::create(fs_, dir_, found_.id);
      EXPECT_TRUE(record.has_value());
      const record::NewEntry entry{found_.note, found_.detail};
      EXPECT_TRUE((*record)->append(std::span(&entry, 1)));
    }
    start();
  }
  ~BadDays() override {
    node_.reset();
    std::filesystem::remove_all(dir_);
  }

  void start(IntakeRules rules = {}) {
    node_.reset();
    NodeOptions options;
    options.dir = dir_;
    options.intake = rules;
    auto node = Node::open(fs_, clock_, options);
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

  /// Bounded waiting for another thread.
  template <class Condition>
  static bool comes_true(Condition condition) {
    for (int i = 0; i < 600; ++i) {
      if (condition()) return true;
      usleep(50'000);
    }
    return false;
  }
  std::string held_detail(std::uint64_t index) const {
    const auto held = node_->record().read_details(index, index + 1);
    return held && !held->empty() ? held->front() : "(unreadable)";
  }

  json::Value body(std::string_view type) const {
    return json::object({{"act", type}, {"v", 1}, {"at", format_time(clock_.time)}, {"in", to_hex(found_.id)}});
  }
  SignedAct statement(std::string_view title = "Open lines") const {
    return test::sign(body("statement"), test::key_number(0), json::object({{"title", title}, {"text", "Keep them open."}}));
  }

  test::FullFs fs_;
  SetClock clock_;
  std::string dir_;
  SignedAct found_;
  std::unique_ptr<Node> node_;
};

TEST_F(BadDays, AFullDiskRefusesWritesAndIntakeResumesByItself) {
  const SignedAct kept = statement("Kept");
  const auto before = submit(kept);
  ASSERT_TRUE(before.has_value());
  // The log's first mark follows in its own time: what is looked at is the log at rest.
  ASSERT_TRUE(comes_true([&] { return node_->writer().latest_mark != 0; }));
  settle();
  const auto seen = node_->record().snapshot();
  fs_.full = true;
  for (int i = 0; i < 3; ++i) {
    const auto refused = submit(statement("Refused " + std::to_string(i)));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::storage);
    EXPECT_EQ(refused.error().field, "disk-full");
    EXPECT_EQ(refused.error().message.find(dir_), std::string::npos) << refused.error().message;
  }
  EXPECT_NE(node_->fault().find("No space left"), std::string::npos) << node_->fault();
  EXPECT_EQ(node_->record().snapshot()->checkpoint, seen->checkpoint);
  EXPECT_EQ(held_detail(before->index), kept.detail);
  EXPECT_TRUE(submit(kept).has_value()) << "a known act needs no space";

  fs_.full = false;
  EXPECT_TRUE(comes_true([&] { return node_->fault().empty(); })) << "without anybody writing: " << node_->fault();
  const auto after = submit(statement("Refused 0"));
  ASSERT_TRUE(after.has_value()) << after.error().text();
  EXPECT_GE(after->index, seen->size);
}

TEST_F(BadDays, AnErasureThatTheDiskRefusedIsCarriedOutWhenSpaceReturns) {
  const SignedAct text = statement();
  ASSERT_TRUE(submit(text).has_value());
  settle();
  const SignedAct sign = test::sign_statement(found_.id, text.id, 3);
  const auto receipt = submit(sign);
  ASSERT_TRUE(receipt.has_value());
  settle();
  json::Value erase = body("erase");
  erase.object()->set("of", to_hex(sign.id));
  const SignedAct act = test::sign(erase, test::key_number(3));
  // The disk is full just when the logged erasure is carried out: on the writer thread, before the index.
  node_->writer().on_commit = [this, follower = &node_->follower()](std::uint64_t) {
    fs_.full = true;
    follower->notify();
  };
  ASSERT_TRUE(submit(act).has_value());
  settle();
  ASSERT_TRUE(comes_true([&] { return node_->fault().find("an erasure waits") != std::string::npos; })) << node_->fault();
  fs_.full = false;
  EXPECT_TRUE(comes_true([&] { return node_->fault().empty(); })) << node_->fault();
  EXPECT_EQ(held_detail(receipt->index), "");
  const auto pack = fs_.read_file(dir_ + "/record/detail/000.p/" + std::to_string(node_->record().snapshot()->size));
  ASSERT_TRUE(pack.has_value()) << pack.error().text();
  EXPECT_EQ(pack->find(sign.detail), std::string::npos);
}

TEST_F(BadDays, AReceiptForALateDetailMeansThatItIsOnDisk) {
  const SignedAct act = statement();
  start({.check_details = false});
  const auto bare = submit(act.note, "");
  ASSERT_TRUE(bare.has_value());
  settle();
  EXPECT_EQ(held_detail(bare->index), "");
  fs_.full = true;
  const auto refused = submit(act);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().field, "disk-full");
  fs_.full = false;
  const auto taken = submit(act);
  ASSERT_TRUE(taken.has_value()) << taken.error().text();
  EXPECT_TRUE(taken->known);
  EXPECT_EQ(held_detail(bare->index), act.detail);
}

TEST_F(BadDays, AClockThatGoesBackIsNamedAndDatesNothingBack) {
  const auto marks = [this] {
    std::vector<UnixSeconds> out;
    const auto notes = node_->record().read_notes(0, UINT64_MAX);
    for (std::size_t i = 0; notes && i < notes->size(); ++i) {
      const std::string& note = (*notes)[i];
      const auto act = act::parse_entry(note);
      if (act && act->type == "mark") out.push_back(act->at);
    }
    return out;
  };
  const UnixSeconds start_time = clock_.time;
  ASSERT_TRUE(submit(statement("First")).has_value());
  ASSERT_TRUE(comes_true([&] { return marks().size() == 1; }));
  settle();

  const SignedAct right = statement("By a right clock");
  clock_.time = start_time - 86'400;
  EXPECT_NE(node_->fault().find("clock: "), std::string::npos);
  const auto refused = submit(right);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::clock_skew);
  EXPECT_NE(refused.error().message.find("ahead of this node's clock"), std::string::npos) << refused.error().message;

  // What comes by the node's own wrong time is logged, but no mark dates the log back: now, and after a
  // start, also when the index has yet to learn of the mark.
  for (const bool rebuilt : {false, true}) {
    ASSERT_TRUE(submit(statement(rebuilt ? "Third" : "Second")).has_value());
    settle();
    node_.reset();
    if (rebuilt) std::filesystem::remove(dir_ + "/index.db");
    start();
    settle();
    ASSERT_TRUE(submit(statement(rebuilt ? "Fifth" : "Fourth")).has_value());
    settle();
    sleep(2);  // the writer looks every second
    EXPECT_EQ(marks(), std::vector<UnixSeconds>{start_time});
  }
  const auto reader = node_->readers().take();
  EXPECT_EQ((*reader)->act(found_.id)->logged->at, start_time);

  clock_.time = start_time + 700;
  EXPECT_TRUE(comes_true([&] { return marks().size() == 2; }));
  EXPECT_EQ(node_->fault(), "");
  EXPECT_EQ(marks().back(), start_time + 700);
}

TEST_F(BadDays, ASecondNodeOnTheFolderIsRefusedAndToldWho) {
  NodeOptions options;
  options.dir = dir_;
  const auto second = Node::open(fs_, clock_, options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::conflict);
  EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos) << second.error().message;
  EXPECT_TRUE(submit(statement()).has_value()) << "the first one goes on";
}

}  // namespace
}  // namespace althing::node
