// Decides large polls beside the index thread: what a poll came to rests on what the returned prefixes hold
// and on nothing that is folded meanwhile, so a thread with a connection of its own can find it out while
// the index goes on. One poll at a time, by closing time. Used by the index thread alone.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "assembly/decision/outcome.h"

namespace althing::index {

/// In an assembly of up to so many members a poll is decided at once, in the transaction of its return.
inline constexpr std::int64_t kDecidedAtOnce = 2'000;

class Decider {
 public:
  explicit Decider(std::string path) : path_(std::move(path)) {}
  ~Decider();

  /// Looks for the next poll to decide, in what is committed now. Not while busy().
  void start(std::shared_ptr<const assembly::decision::Logs> logs);
  /// From start() until take() gave its result.
  bool busy() const { return thread_.joinable(); }
  /// done: a poll that can be decided, or none.
  struct Answer {
    std::optional<assembly::decision::Decision> decision;
    bool failed = false;  // the index could not be read: try again
  };
  /// Once, when it is there.
  std::optional<Answer> take();

 private:
  void run();

  std::string path_;
  std::shared_ptr<const assembly::decision::Logs> logs_;
  std::mutex mutex_;
  std::optional<Answer> answer_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace althing::index
