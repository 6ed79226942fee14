// The lane of large requests: turns between addresses, room, and the end.
#include "node/bulk_lane.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "node/limits.h"

namespace althing::node {
namespace {

TEST(BulkLane, RoomIsBoundedAndNewcomersHaveMore) {
  BulkLane lane;
  EXPECT_TRUE(lane.admit("a", kMaxBulkBytes * 2)) << "one alone always passes";
  EXPECT_FALSE(lane.admit("a", 1));
  lane.leave("a", kMaxBulkBytes * 2);
  EXPECT_TRUE(lane.admit("a", kMaxBulkBytes - 1));
  EXPECT_TRUE(lane.admit("a", 1));
  EXPECT_FALSE(lane.admit("a", 1));
  EXPECT_TRUE(lane.admit("b", kMaxBulkBytes * (kBulkNewcomers - 1)));
  EXPECT_FALSE(lane.admit("b", 1));
  EXPECT_FALSE(lane.admit("c", 1)) << "also newcomers have a limit";
  EXPECT_EQ(lane.waiting_bytes(), kMaxBulkBytes * kBulkNewcomers);
  lane.leave("a", 1);
  EXPECT_TRUE(lane.admit("c", 1));
  lane.leave("b", kMaxBulkBytes * (kBulkNewcomers - 1));
  lane.leave("a", kMaxBulkBytes - 1);
  lane.leave("c", 1);
  EXPECT_EQ(lane.waiting_bytes(), 0U);
}

TEST(BulkLane, AddressesTakeTurnsAndAnswersGoFirst) {
  BulkLane lane;
  std::mutex mutex;
  std::string order;
  std::promise<void> end;
  const auto piece = [&](char name) {
    return [&, name] {
      const std::lock_guard lock(mutex);
      order += name;
      if (order.size() == 8) end.set_value();
    };
  };
  // All threads are held, so that the order is the queue's; let go one by one they would overtake each
  // other, so one stays held.
  std::promise<void> open, never;
  std::atomic<int> held{0};
  const auto gate = open.get_future().share();
  const auto shut = never.get_future().share();
  lane.run("gate", [&] { ++held, gate.wait(); });
  for (int i = 1; i < kBulkThreads; ++i) lane.run("gate", [&] { ++held, shut.wait(); });
  lane.start();
  while (held < kBulkThreads) std::this_thread::yield();
  for (int i = 0; i < 5; ++i) lane.run("a", piece('a'));
  lane.run("b", piece('b'));
  lane.run("b", piece('b'));
  lane.run_first(piece('!'));
  open.set_value();
  end.get_future().wait();
  never.set_value();
  lane.stop();
  EXPECT_EQ(order, "!ababaaa");
}

TEST(BulkLane, WhatThrowsOrComesTooLateIsDropped) {
  BulkLane lane;
  lane.start();
  const auto token = std::make_shared<int>(1);
  std::promise<void> after;
  lane.run("a", [token] { throw std::runtime_error("no"); });
  lane.run("a", [&] { after.set_value(); });
  after.get_future().wait();
  lane.stop();
  lane.run("a", [token] {});
  lane.run_first([token] {});
  EXPECT_EQ(token.use_count(), 1);
}

}  // namespace
}  // namespace althing::node
