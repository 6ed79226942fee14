// Where requests of many acts are worked off: on threads of their own, so that nobody's page or single
// signature waits behind ten thousand lines, and never on the log writer's. Addresses take turns, piece by
// piece; what waits is bounded, and an address with nothing waiting is let in for longest. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace althing::node {

class BulkLane {
 public:
  using Work = std::function<void()>;

  BulkLane() = default;
  ~BulkLane() { stop(); }
  BulkLane(const BulkLane&) = delete;
  BulkLane& operator=(const BulkLane&) = delete;

  void start();
  /// Drops what waits and ends the threads. What is handed in later is dropped too.
  void stop();

  /// Room for a request of so many bytes, until leave(). False: too much waits; ask again later.
  bool admit(const std::string& address, std::size_t bytes);
  void leave(const std::string& address, std::size_t bytes);
  /// A piece of an admitted request, in its address's turn.
  void run(const std::string& address, Work work);
  /// What only answers: before all pieces.
  void run_first(Work work);

  /// Bytes of admitted requests.
  std::size_t waiting_bytes() const;

 private:
  void work();
  Work take();  // holding the lock; there is one

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> first_;
  std::unordered_map<std::string, std::deque<Work>> pieces_;  // no empty queues
  std::deque<std::string> order_;                             // the addresses in pieces_, each once
  std::unordered_map<std::string, std::size_t> bytes_of_;
  std::size_t bytes_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace althing::node
