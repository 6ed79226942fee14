// Counted polls: at once up to kCountedAtOnce members, one more and a thread counts beside the pages.
#include "web/poll_counts.h"

#include <gtest/gtest.h>

#include <future>

#include "tally/show.h"
#include "web/still_node.h"

namespace althing::web {
namespace {

// A node with so many members and a poll of them all, in which three voted.
class PollCountsTest : public StillNodeTest {
 protected:
  void fill(std::uint64_t members) {
    for (std::uint64_t n = 1; n <= members; ++n) {
      add(test::join(found_.id, n));
    }
    const auto poll = test::sign(json::object({{"act", "poll"}, {"at", "2026-01-03T00:00:00Z"}, {"v", 1}, {"in", to_hex(found_.id)}, {"method", "schulze"}, {"electorate", "members"},
                                               {"choices", json::Array{json::object({{"choice", "a"}}), json::object({{"choice", "b"}})}},
                                               {"opens", "2026-01-04T00:00:00Z"}, {"closes", "2026-01-09T00:00:00Z"}}), test::key_number(1));
    add(poll);
    for (std::uint64_t n = 1; n <= 3; ++n) {
      const auto ballot = test::sign(json::object({{"act", "ballot"}, {"at", "2026-01-04T00:00:00Z"}, {"v", 1}, {"in", to_hex(found_.id)}, {"poll", to_hex(poll.id)},
                                                   {"choice", n == 1 ? json::Array{"a", "b"} : json::Array{"b", "a"}}}), test::key_number(n));
      add(ballot);
    }
    ASSERT_NO_FATAL_FAILURE(open());
    reader_.emplace(*node_->readers().take());
    poll_ = (*reader_)->poll(poll.id);
    ASSERT_TRUE(poll_.has_value());
  }
  ~PollCountsTest() override { reader_.reset(); }

  std::optional<node::ReaderPool::Lease> reader_;
  std::optional<index::PollInfo> poll_;
};

void expect_count(const CountedPoll& count, std::size_t members) {
  EXPECT_EQ(count.rows.size(), members);
  EXPECT_EQ(count.cast(), 3);
  ASSERT_TRUE(count.summary.record.has_value());
  EXPECT_EQ(count.summary.record->options[count.summary.record->elected[0]].id, "b");
  EXPECT_EQ(count.positions.at("b").size(), 2U);
  EXPECT_EQ(count.positions.at("a").size(), 1U);
  EXPECT_NE(count.row(count.positions.at("a")[0]).ballot, index::kNone);
}

TEST_F(PollCountsTest, SmallPollsAreCountedAtOnce) {
  fill(kCountedAtOnce);
  EXPECT_TRUE(PollCounts::is_small(**reader_, *poll_));
  PollCounts counts(*node_);
  const index::ReadSnapshot snapshot(**reader_);  // the node may log the poll's opening meanwhile
  const Counted count = counts.of(**reader_, *poll_);
  ASSERT_NE(count, nullptr);
  expect_count(*count, kCountedAtOnce);
  EXPECT_EQ(counts.of(**reader_, *poll_), count);  // kept
}

TEST_F(PollCountsTest, LargePollsAreCountedBeside) {
  fill(kCountedAtOnce + 1);
  EXPECT_FALSE(PollCounts::is_small(**reader_, *poll_));
  PollCounts counts(*node_);
  std::promise<void> counted;
  counts.when(**reader_, *poll_, [&] { counted.set_value(); });
  ASSERT_EQ(counted.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
  const Counted count = counts.of(**reader_, *poll_);
  ASSERT_NE(count, nullptr);
  expect_count(*count, kCountedAtOnce + 1);
  bool at_once = false;
  counts.when(**reader_, *poll_, [&] { at_once = true; });
  EXPECT_TRUE(at_once);
  std::promise<std::thread::id> where;
  counts.later([&] { where.set_value(std::this_thread::get_id()); });
  EXPECT_NE(where.get_future().get(), std::this_thread::get_id());
}

TEST_F(PollCountsTest, StoppingDropsWhatWaits) {
  fill(kCountedAtOnce + 1);
  auto held = std::make_shared<int>(1);
  {
    PollCounts counts(*node_);
    counts.stop();
    counts.when(**reader_, *poll_, [held] { FAIL() << "called after stop()"; });
    counts.later([held] { FAIL() << "called after stop()"; });
    EXPECT_EQ(counts.of(**reader_, *poll_), nullptr);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace althing::web
