#include "node/bulk_lane.h"

#include "base/check.h"
#include "base/thread.h"
#include "node/limits.h"

namespace althing::node {

void BulkLane::start() {
  for (int i = 0; i < kBulkThreads; ++i) threads_.emplace_back([this] { work(); });
}

void BulkLane::stop() {
  std::deque<Work> first;
  std::unordered_map<std::string, std::deque<Work>> pieces;  // die outside the lock: they may call leave()
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    first.swap(first_);
    pieces.swap(pieces_);
    order_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool BulkLane::admit(const std::string& address, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto own = bytes_of_.find(address);
  const bool newcomer = own == bytes_of_.end();
  if (bytes_ > 0 && bytes_ + bytes > (newcomer ? kMaxBulkBytes * kBulkNewcomers : kMaxBulkBytes)) return false;
  bytes_ += bytes;
  if (newcomer) bytes_of_.emplace(address, bytes);
  else own->second += bytes;
  return true;
}

void BulkLane::leave(const std::string& address, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto own = bytes_of_.find(address);
  CHECK(own != bytes_of_.end() && own->second >= bytes);
  bytes_ -= bytes;
  if ((own->second -= bytes) == 0) bytes_of_.erase(own);
}

void BulkLane::run(const std::string& address, Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    auto& queue = pieces_[address];
    if (queue.empty()) order_.push_back(address);
    queue.push_back(std::move(work));
  }
  wake_.notify_one();
}

void BulkLane::run_first(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    first_.push_back(std::move(work));
  }
  wake_.notify_one();
}

std::size_t BulkLane::waiting_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

BulkLane::Work BulkLane::take() {
  Work out;
  if (!first_.empty()) {
    out = std::move(first_.front());
    first_.pop_front();
    return out;
  }
  const auto at = pieces_.find(order_.front());
  out = std::move(at->second.front());
  at->second.pop_front();
  if (!at->second.empty()) order_.push_back(order_.front());
  else pieces_.erase(at);
  order_.pop_front();
  return out;
}

void BulkLane::work() {
  name_this_thread("bulk");
  give_way(kBulkNice);
  for (;;) {
    Work next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !first_.empty() || !order_.empty(); });
      if (stopping_) return;
      next = take();
    }
    try {
      next();
    } catch (...) {
      // As on an HTTP thread: the Responder dies with what held it and answers 500.
    }
  }
}

}  // namespace althing::node
