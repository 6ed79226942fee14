#include "node/writer.h"

#include <chrono>

#include "base/thread.h"
#include "node/limits.h"

namespace althing::node {
namespace {

/// Adds the time from here to its end.
struct Stopwatch {
  std::atomic<std::uint64_t>& sum;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  explicit Stopwatch(std::atomic<std::uint64_t>& s) : sum(s) {}
  ~Stopwatch() { sum += static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count()); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
};

}  // namespace

void Writer::start() {
  thread_ = std::thread([this] { run(); });
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<void> Writer::submit(std::vector<Intent> intents, Logged done) {
  std::size_t bytes = 0;
  for (const Intent& i : intents) bytes += i.entry.note.size() + i.entry.detail.size();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(Errc::overloaded, "the node is stopping");
    if (!groups_.empty() && (inbox_entries_ + intents.size() > kMaxInboxEntries || inbox_bytes_ + bytes > kMaxInboxBytes)) {
      return fail(Errc::overloaded, "the node's inbox is full; try again shortly");
    }
    inbox_entries_ += intents.size();
    inbox_bytes_ += bytes;
    groups_.push_back({std::move(intents), std::move(done)});
    if (gathering_) return {};
  }
  wake_.notify_one();
  return {};
}

void Writer::post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

// A commit costs the same for one act as for a thousand, in processor time too. So when the last one
// had company, or more acts are being checked, it waits for as long as acts keep coming in; a lone act
// never does.
void Writer::gather(std::unique_lock<std::mutex>& lock) {
  if (last_groups_ < kBusyGroups && coming < kBusyGroups) return;
  const Stopwatch watch(gather_us_);
  gathering_ = true;
  for (int step = 0; step < kGatherSteps && !stopping_ && jobs_.empty() && inbox_entries_ < kMaxCommitEntries; ++step) {
    const std::size_t before = groups_.size();
    wake_.wait_for(lock, std::chrono::microseconds(kGatherStepUs));
    if (groups_.size() == before && coming == 0) break;
  }
  gathering_ = false;
}

void Writer::run() {
  name_this_thread("writer");
  for (;;) {
    std::vector<Group> groups;
    std::deque<std::function<void()>> jobs;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_ || !groups_.empty() || !jobs_.empty(); });
      if (!groups_.empty()) gather(lock);
      jobs.swap(jobs_);
      std::size_t entries = 0, bytes = 0;
      while (!groups_.empty() && entries < kMaxCommitEntries && bytes < kMaxCommitBytes) {
        Group group = std::move(groups_.front());
        groups_.pop_front();
        entries += group.intents.size();
        for (const Intent& i : group.intents) bytes += i.entry.note.size() + i.entry.detail.size();
        groups.push_back(std::move(group));
      }
      inbox_entries_ -= entries;
      inbox_bytes_ -= bytes;
      if (!groups.empty()) last_groups_ = groups.size();
      if (stopping_ && groups.empty() && jobs.empty()) return;
    }
    for (const auto& job : jobs) job();
    if (before_commit) before_commit();
    if (!groups.empty()) commit(std::move(groups));
    probe_after_fault();
    maybe_mark();
  }
}

std::string Writer::fault() const {
  const std::lock_guard lock(fault_mutex_);
  return fault_;
}

void Writer::note_outcome(const Result<void>& outcome) {
  const std::lock_guard lock(fault_mutex_);
  fault_ = outcome ? std::string() : outcome.error().text();
  probed_ms_ = steady_ms();
}

// Space may have come back although nobody dares to write: /healthz must not stay red for that.
void Writer::probe_after_fault() {
  if (fault().empty() || steady_ms() < probed_ms_ + kProbeMs) return;
  note_outcome(record_.probe());
}

void Writer::commit(std::vector<Group> groups) {
  const Stopwatch watch(commit_us_);
  std::vector<record::NewEntry> batch;
  for (Group& group : groups) {
    for (Intent& intent : group.intents) batch.push_back(std::move(intent.entry));
  }
  const Result<std::uint64_t> first = record_.append(batch);
  note_outcome(first.map([](std::uint64_t) {}));
  std::uint64_t next = first.value_or(0);
  for (Group& group : groups) {
    if (!first) {
      for (const Intent& intent : group.intents) tail_.forget(intent.id);
      group.done(fail(first.error()));
      continue;
    }
    std::vector<std::uint64_t> indices;
    for (const Intent& intent : group.intents) {
      tail_.logged(intent.id, next);
      indices.push_back(next++);
    }
    group.done(std::move(indices));
  }
  if (!first) return;
  ++commits_;
  unmarked_ = true;
  if (on_commit) on_commit(next);
}

// The node's own clock on the record: covers all entries before it (DESIGN.md 4, "Logged time").
void Writer::maybe_mark() {
  const UnixSeconds now = clock_.now();
  const auto snapshot = record_.snapshot();
  if (!unmarked_ || snapshot->size == 0 || (last_mark_ != 0 && now < last_mark_ + kMarkSeconds)) return;
  if (now < latest_mark) return;
  const std::int64_t before = std::exchange(last_mark_, now);
  if (!log_own(json::object({{"act", "mark"}, {"size", snapshot->size}, {"root", to_hex(snapshot->root)}}))) {
    last_mark_ = before;
    return;
  }
  latest_mark = now;
  unmarked_ = false;
}

Result<act::ActId> Writer::log_own(json::Value body) {
  json::Object& members = *body.object();
  members.set("v", 1);
  members.set("at", format_time(clock_.now()));
  members.set("in", to_hex(record_.assembly()));
  if (!mark_heads.empty()) {
    json::Array prev;
    for (const act::ActId& id : mark_heads) prev.emplace_back(to_hex(id));
    members.set("prev", std::move(prev));
  }
  TRY(const std::string note, act::sign_act(std::move(body), record_.log_key()));
  TRY(const act::Act act, act::parse_entry(note));
  if (!tail_.begin(act.id)) return fail(Errc::conflict, "the same act is being logged");
  const record::NewEntry entry{note, {}};
  const auto index = record_.append(std::span(&entry, 1));
  if (!index) {
    tail_.forget(act.id);
    return fail(index.error());
  }
  tail_.logged(act.id, *index);
  mark_heads = {act.id};
  ++commits_;
  if (on_commit) on_commit(*index + 1);
  return act.id;
}

}  // namespace althing::node
