// Runs of fixed timing analyses: at once up to their bound and not one addition further, kept, and begun anew.
#include "web/plan_runs.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "support/acts.h"
#include "web/poll_counts.h"

namespace althing::web {
namespace {

class StillClock final : public Clock {
 public:
  UnixSeconds now() const override { return *parse_time("2026-01-05T00:00:00Z"); }
};

class PlanRunsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/althing-plans-XXXXXX";
    dir_ = mkdtemp(name);
    ASSERT_TRUE(record::Record::init(fs_, dir_, random_));
    const auto found = test::found(1, {record::Record::load_key(fs_, dir_, "log")->key()});
    auto record = record::Record::create(fs_, dir_, found.id);
    ASSERT_TRUE(record.has_value());
    const auto join = test::join(found.id, 1);
    std::vector<record::NewEntry> batch{{found.note, found.detail}, {join.note, join.detail}};
    const auto add = [&](const char* type, json::Value body) {
      body.object()->set("act", type);
      body.object()->set("at", "2026-01-03T00:00:00Z");
      body.object()->set("v", 1);
      body.object()->set("in", to_hex(found.id));
      const auto act = test::sign(std::move(body), test::key_number(1), json::object({{"title", type}}));
      batch.push_back({act.note, act.detail});
      return act.id;
    };
    for (const char* day : {"2020-03-01T00:00:00Z", "2021-04-01T00:00:00Z", "2022-05-01T00:00:00Z"}) {
      add("event", json::object({{"kind", "election"}, {"country", "is"}, {"from", day}, {"precision", "day"}}));
      add("incident", json::object({{"kind", "shutdown"}, {"country", "is"}, {"from", day}, {"precision", "day"}}));
    }
    id_ = add("window", json::object({{"incidents", json::object({})}, {"events", json::object({})}, {"windows", json::Array{json::object({{"first", 0}, {"last", 0}})}},
                                      {"from", "2020-01-01T00:00:00Z"}, {"to", "2022-12-31T00:00:00Z"}, {"placebo", 0}, {"lags", 0}, {"draws", 1000}, {"seed", "one"}}));
    ASSERT_TRUE((*record)->append(batch));
    record->reset();
    node::NodeOptions options;
    options.dir = dir_;
    auto node = node::Node::open(fs_, clock_, options);
    ASSERT_TRUE(node.has_value()) << node.error().text();
    node_ = std::move(*node);
    ASSERT_TRUE(node_->follower().wait_for(node_->record().snapshot()->size, 120'000));
    reader_.emplace(*node_->readers().take());
    const auto act = (*reader_)->act(id_);
    ASSERT_TRUE(act && act->status == assembly::Status::effective) << (act ? act->reason : "not there");
    no_ = act->no;
    plan_ = *assembly::watch::read_plan(act->payload);
  }
  ~PlanRunsTest() override {
    reader_.reset();
    node_.reset();
    std::filesystem::remove_all(dir_);
  }

  const std::unique_ptr<Fs> disk_ = posix_fs();
  Fs& fs_ = *disk_;
  StillClock clock_;
  test::SeededRandom random_;
  std::string dir_;
  std::unique_ptr<node::Node> node_;
  std::optional<node::ReaderPool::Lease> reader_;
  act::ActId id_;
  index::ActNo no_ = 0;
  assembly::watch::Plan plan_;
};

TEST_F(PlanRunsTest, TakesWhatItMayAndNotOneStepMore) {
  // 3 onset days times 1,096 days, and 1,000 draws of one country; one window, no placebo, no curve.
  const double steps = 3 * 1096 + 1000;
  const auto run = run_plan(**reader_, plan_, no_, steps);
  ASSERT_TRUE(run && run->report);
  EXPECT_EQ(run->report->windows[0].all.inside, 3);
  EXPECT_EQ(run->incidents.already, 3);
  EXPECT_FALSE(run_plan(**reader_, plan_, no_, steps - 1).has_value());
}

TEST_F(PlanRunsTest, ASmallOneIsThereAtOnceAndKept) {
  PollCounts bench(*node_);
  PlanRuns runs(*node_, bench);
  const index::ReadSnapshot snapshot(**reader_);  // the node may log a mark meanwhile
  const Ran first = runs.of(**reader_, id_, plan_, no_);
  ASSERT_NE(first, nullptr);
  EXPECT_TRUE(first->report.has_value());
  EXPECT_EQ(runs.of(**reader_, id_, plan_, no_), first);
  bench.stop();
}

}  // namespace
}  // namespace althing::web
