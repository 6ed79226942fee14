#include "node/texts.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/thread.h"
#include "node/limits.h"

namespace althing::node {

void Texts::start() {
  if (helper_ != nullptr) thread_ = std::thread([this] { run(); });
}

void Texts::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (helper_ != nullptr) helper_->cancel();
  if (thread_.joinable()) thread_.join();
}

void Texts::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

std::string Texts::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

bool Texts::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Texts::set_fault(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (text != fault_ && !text.empty() && !stopping_ && log_) log_("files are not read: " + text);
  fault_ = text;
}

void Texts::run() {
  name_this_thread("texts");
  give_way(kBulkNice);
  for (std::int64_t looked_ms = 0;;) {
    {
      std::unique_lock lock(mutex_);
      // Files that are named and never come must not keep this thread busy.
      const auto pause = std::chrono::milliseconds(fault_.empty() ? std::max(kLookForTextsMs, kTextsRestFactor * looked_ms) : kTextsRetryMs);
      wake_.wait_for(lock, pause, [&] { return stopping_ || (woken_ && fault_.empty()); });
      woken_ = false;
      if (stopping_) return;
    }
    const std::int64_t began = steady_ms();
    while (look()) {
      if (is_stopping()) return;
    }
    looked_ms = steady_ms() - began;
  }
}

// One stretch of the files that were not read; false when there is nothing behind it, or a fault.
bool Texts::look() {
  std::vector<Hash> found;
  {
    auto reader = readers_.take();
    if (!reader) return false;  // the index fails: it says so itself
    found = (*reader)->files_unread(cursor_, kTextsAtOnce);
  }
  cursor_ = found.size() < kTextsAtOnce ? std::nullopt : std::optional(found.back());
  for (const Hash& file : found) {
    if (is_stopping()) return false;
    if (record_.has_blob(file) && !read_one(file)) return false;
  }
  return cursor_.has_value();
}

bool Texts::read_one(const Hash& file) {
  index::FileText text;
  text.file = file;
  {
    const auto bytes = record_.read_blob(file);
    if (!bytes) return true;  // damaged: the scrub says so
    auto outcome = helper_->read(*bytes);
    if (!outcome) {
      set_fault(outcome.error().text());
      return false;
    }
    set_fault({});
    text.kind = std::move(outcome->kind);
    text.reason = std::move(outcome->reason);
    text.cut = outcome->cut;
    text.pages = std::move(outcome->pages);
  }
  ++read_;
  return follower_.add_text(std::move(text));
}

}  // namespace althing::node
