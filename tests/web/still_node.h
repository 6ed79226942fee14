// A node over a record that a test wrote, with a clock that stands still.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "node/node.h"
#include "support/acts.h"

namespace althing::web {

class StillClock final : public Clock {
 public:
  UnixSeconds now() const override { return *parse_time("2026-01-05T00:00:00Z"); }
};

class StillNodeTest : public ::testing::Test {
 protected:
  StillNodeTest() {
    char name[] = "/tmp/althing-still-XXXXXX";
    dir_ = mkdtemp(name);
    if (!record::Record::init(fs_, dir_, random_)) std::abort();
    found_ = test::found(1, {record::Record::load_key(fs_, dir_, "log")->key()});
    batch_ = {{found_.note, found_.detail}};
  }
  ~StillNodeTest() override {
    node_.reset();
    std::filesystem::remove_all(dir_);
  }
  /// To the end of the batch. @returns its id
  act::ActId add(const test::SignedAct& act) {
    batch_.push_back({act.note, act.detail});
    return act.id;
  }
  /// Logs the batch and opens the node; the index has it all afterwards.
  void open() {
    auto record = record::Record::create(fs_, dir_, found_.id);
    ASSERT_TRUE(record.has_value());
    ASSERT_TRUE((*record)->append(batch_));
    record->reset();
    node::NodeOptions options;
    options.dir = dir_;
    auto node = node::Node::open(fs_, clock_, options);
    ASSERT_TRUE(node.has_value()) << node.error().text();
    node_ = std::move(*node);
    ASSERT_TRUE(node_->follower().wait_for(node_->record().snapshot()->size, 120'000));
  }

  const std::unique_ptr<Fs> disk_ = posix_fs();
  Fs& fs_ = *disk_;
  StillClock clock_;
  test::SeededRandom random_;
  std::string dir_;
  test::SignedAct found_;
  std::vector<record::NewEntry> batch_;
  std::unique_ptr<node::Node> node_;
};

}  // namespace althing::web
