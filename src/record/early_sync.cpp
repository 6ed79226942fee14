#include "record/early_sync.h"

#include "base/thread.h"

namespace althing::record {

EarlySync::~EarlySync() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void EarlySync::add(std::string path) {
  {
    const std::lock_guard lock(mutex_);
    paths_.push_back(std::move(path));
  }
  wake_.notify_one();
}

Result<void> EarlySync::wait() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [&] { return paths_.empty() && !working_; });
  if (failure_) return fail(*failure_);
  return {};
}

Result<void> EarlySync::sync(const std::string& path) {
  auto file = fs_.open(path, OpenMode::read);
  if (!file && file.error().code == Errc::not_found) return {};
  if (!file) return fail(std::move(file).error());
  return (*file)->sync();
}

void EarlySync::run() {
  name_this_thread("fsync");
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !paths_.empty(); });
    if (stopping_) return;
    const std::string path = std::move(paths_.front());
    paths_.pop_front();
    working_ = true;
    lock.unlock();
    auto done = sync(path);
    lock.lock();
    working_ = false;
    if (!done && !failure_) failure_ = std::move(done).error();
    if (paths_.empty()) idle_.notify_all();
  }
}

}  // namespace althing::record
