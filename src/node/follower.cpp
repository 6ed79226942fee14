#include "node/follower.h"

#include <algorithm>
#include <utility>

#include "base/thread.h"
#include "node/limits.h"
#include "node/refill.h"
#include "node/writer.h"

namespace althing::node {

void Follower::start() {
  thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  moved_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Follower::notify() { wake_.notify_one(); }

void Follower::set_logs(std::shared_ptr<const assembly::decision::Logs> logs) {
  {
    const std::lock_guard lock(mutex_);
    logs_ = std::move(logs);
  }
  wake_.notify_one();
}

void Follower::detail_arrived(std::uint64_t no, std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    late_.emplace_back(no, std::move(bytes));
  }
  wake_.notify_one();
}

void Follower::cosigned(std::uint64_t size, UnixSeconds at) {
  {
    const std::lock_guard lock(mutex_);
    cosigned_.emplace_back(size, at);
  }
  wake_.notify_one();
}

bool Follower::add_text(index::FileText text) {
  std::unique_lock lock(mutex_);
  text_ = std::move(text);
  wake_.notify_one();
  moved_.wait(lock, [&] { return stopping_ || !fault_.empty() || !text_; });
  const bool done = !text_;
  text_.reset();
  return done;
}

std::string Follower::fault() const {
  const std::lock_guard lock(mutex_);
  return fault_.empty() ? erase_fault_ : fault_;
}

bool Follower::wait_for(std::uint64_t size, std::int64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  return moved_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return stopping_ || !fault_.empty() || folded_ >= size; }) &&
         folded_ >= size;
}

// A crash between folding an erasure and carrying it out in the record must not lose it.
void Follower::finish_erasures() {
  scrub_due_ = true;  // the index knows whether it really is
  std::vector<std::uint64_t> left;
  for (const std::uint64_t no : index_.erased_entries()) {
    const auto held = record_.read_details(no, no + 1);
    if (held && !held->front().empty()) left.push_back(no);
  }
  if (!left.empty()) erase(left);
}

void Follower::erase(const std::vector<std::uint64_t>& entries) {
  scrub_due_ = true;
  {
    const std::lock_guard lock(mutex_);
    to_erase_.insert(entries.begin(), entries.end());
    if (std::exchange(erase_posted_, true)) return;
  }
  writer_.post([this] { carry_out_erasures(); });
}

// On the writer thread. What the disk refuses now is owed, and tried again by run().
void Follower::carry_out_erasures() {
  std::vector<std::uint64_t> list;
  {
    const std::lock_guard lock(mutex_);
    list.assign(to_erase_.begin(), to_erase_.end());
    erase_posted_ = false;
  }
  const Result<void> done = record_.erase_details(list);
  const std::lock_guard lock(mutex_);
  erase_fault_ = done ? std::string() : "an erasure waits: " + done.error().text();
  if (done) {
    for (const std::uint64_t no : list) to_erase_.erase(no);
  }
}

void Follower::retry_erasures() {
  {
    const std::lock_guard lock(mutex_);
    if (erase_fault_.empty() || steady_ms() < erase_retry_ms_) return;
    erase_retry_ms_ = steady_ms() + kProbeMs;
  }
  erase({});
}

void Follower::run() {
  // Linux has a nice value per thread; where it cannot be set the node works the same, only slower.
  name_this_thread("index");
  give_way(kIndexNice);
  finish_erasures();
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      // The time-out makes a lost wake-up harmless and retries after a fault.
      wake_.wait_for(lock, std::chrono::milliseconds(fault_.empty() ? 500 : 2000),
                     [&] { return stopping_ || (fault_.empty() && (!late_.empty() || logs_ || !cosigned_.empty() || text_ || folded_ < record_.snapshot()->size)); });
      if (stopping_) return;
    }
    retry_erasures();
    while (step()) {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
  }
}

// One batch; false when there is nothing more to do now.
bool Follower::step() {
  std::shared_ptr<const assembly::decision::Logs> logs;
  {
    const std::lock_guard lock(mutex_);
    logs.swap(logs_);
  }
  const bool more_held = logs != nullptr;
  if (more_held) index_.set_logs(std::move(logs));
  const std::uint64_t from = folded_;
  const std::uint64_t to = std::min<std::uint64_t>(record_.snapshot()->size, from + kIndexBatch);
  Result<void> outcome = from < to ? fold_some(from, to) : Result<void>();
  // With nothing new: a large poll may have been decided meanwhile.
  if (from >= to) outcome = index_.apply({}).map([](const auto&) {});
  if (more_held && outcome && on_polls) on_polls();  // a charter may have come into force
  if (outcome && from >= to) {
    std::vector<std::pair<std::uint64_t, std::string>> late;
    std::vector<std::pair<std::uint64_t, UnixSeconds>> times;
    {
      const std::lock_guard lock(mutex_);
      times.swap(cosigned_);
      // Only details of acts the index has seen; the rest is read with their acts.
      late.swap(late_);
    }
    if (!times.empty()) {
      outcome = index_.add_cosigned(times);
      const std::lock_guard lock(mutex_);
      if (!outcome) cosigned_.insert(cosigned_.begin(), times.begin(), times.end());
    }
    for (auto& [no, bytes] : late) {
      if (no >= folded_) continue;
      if (outcome) outcome = index_.add_detail(no, bytes);
      if (outcome) continue;
      const std::lock_guard lock(mutex_);
      late_.emplace_back(no, std::move(bytes));
    }
    std::optional<index::FileText> text;
    {
      const std::lock_guard lock(mutex_);
      text = text_;
    }
    if (text && outcome) outcome = index_.add_text(*text).map([](bool) {});
    if (text && outcome) {
      const std::lock_guard lock(mutex_);
      text_.reset();
    }
    // Fails while a reader holds the journal; the next round tries again.
    if (scrub_due_ && outcome && index_.scrub()) scrub_due_ = false;
  }
  {
    const std::lock_guard lock(mutex_);
    fault_ = outcome ? std::string() : outcome.error().text();
  }
  moved_.notify_all();
  return outcome.has_value() && folded_ < record_.snapshot()->size;
}

Result<void> Follower::fold_some(std::uint64_t from, std::uint64_t to) {
  TRY(const auto batch, read_entries(record_, from, to));
  TRY(const index::BatchEffects effects, index_.apply(batch));
  folded_ = to;
  bool polls = false;
  for (const index::IndexEntry& entry : batch) {
    tail_.forget(entry.act.id);
    for (const std::string_view type : {"poll", "return", "charter", "withdraw", "found"}) polls = polls || entry.act.type == type;
  }
  if (polls && on_polls) on_polls();
  if (!effects.erase.empty()) erase(effects.erase);
  if (effects.texts_dropped) scrub_due_ = true;
  for (const std::uint64_t no : effects.show_again) {
    TRY(const auto again, record_.read_details(no, no + 1));
    if (again.empty() || again.front().empty()) continue;
    const std::lock_guard lock(mutex_);
    late_.emplace_back(no, again.front());
  }
  return {};
}

}  // namespace althing::node
