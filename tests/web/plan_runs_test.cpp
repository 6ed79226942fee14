// Runs of fixed timing analyses: at once up to their bound and not one addition further, kept, and begun anew.
#include "web/plan_runs.h"

#include <gtest/gtest.h>


#include "web/poll_counts.h"
#include "web/still_node.h"

namespace althing::web {
namespace {

class PlanRunsTest : public StillNodeTest {
 protected:
  void SetUp() override {
    add(test::join(found_.id, 1));
    const auto say = [&](const char* type, json::Value body) {
      body.object()->set("act", type);
      body.object()->set("at", "2026-01-03T00:00:00Z");
      body.object()->set("v", 1);
      body.object()->set("in", to_hex(found_.id));
      return add(test::sign(std::move(body), test::key_number(1), json::object({{"title", type}})));
    };
    for (const char* day : {"2020-03-01T00:00:00Z", "2021-04-01T00:00:00Z", "2022-05-01T00:00:00Z"}) {
      say("event", json::object({{"kind", "election"}, {"country", "is"}, {"from", day}, {"precision", "day"}}));
      say("incident", json::object({{"kind", "shutdown"}, {"country", "is"}, {"from", day}, {"precision", "day"}}));
    }
    id_ = say("window", json::object({{"incidents", json::object({})}, {"events", json::object({})}, {"windows", json::Array{json::object({{"first", 0}, {"last", 0}})}},
                                      {"from", "2020-01-01T00:00:00Z"}, {"to", "2022-12-31T00:00:00Z"}, {"placebo", 0}, {"lags", 0}, {"draws", 1000}, {"seed", "one"}}));
    ASSERT_NO_FATAL_FAILURE(open());
    reader_.emplace(*node_->readers().take());
    const auto act = (*reader_)->act(id_);
    ASSERT_TRUE(act && act->status == assembly::Status::effective) << (act ? act->reason : "not there");
    no_ = act->no;
    plan_ = *assembly::watch::read_plan(act->payload);
  }
  ~PlanRunsTest() override { reader_.reset(); }

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
