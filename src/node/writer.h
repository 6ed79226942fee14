// The log writer: the one thread that appends. It takes whatever waits, up to a bound, as one group
// commit, so batches form under load by themselves and a lone act waits for nobody. It also runs the
// other jobs that change the record (late details, erasures) and logs `mark` acts.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/time.h"
#include "node/tail.h"
#include "record/record.h"

namespace althing::node {

/// An act that passed the door, on its way into the log.
struct Intent {
  act::ActId id;
  record::NewEntry entry;
};
/// What became of a group of intents: the index of each, or the fault of all.
using Logged = std::function<void(Result<std::vector<std::uint64_t>>)>;

class Writer {
 public:
  Writer(record::Record& record, Tail& tail, const Clock& clock) : record_(record), tail_(tail), clock_(clock) {}
  ~Writer() { stop(); }

  void start();
  /// Finishes what was accepted, then ends the thread.
  void stop();

  /// Hands in a group; `done` is called on the writer thread after the commit. overloaded if the inbox
  /// is full (nothing was taken and `done` is not called). All ids must have been begun in the Tail.
  Result<void> submit(std::vector<Intent> intents, Logged done);
  /// Runs a job on the writer thread, between commits.
  void post(std::function<void()> job);

  /// Acts being checked on other threads that may be handed in soon: reason for a commit to wait a moment.
  std::atomic<std::size_t> coming{0};
  /// Called on the writer thread before each commit and at least every second: what the log held until now.
  std::function<void()> before_commit;
  /// Signs an act by the log key (`by`, `at`, `in`, `prev` are set here) and appends it. On the writer thread.
  Result<act::ActId> log_own(json::Value body);
  /// Called on the writer thread after each commit with the new size.
  std::function<void(std::uint64_t)> on_commit;
  /// Latest own acts of the log key, for the first mark's `prev`.
  std::vector<act::ActId> mark_heads;
  /// Time of the latest mark in the log. A mark before it would date back all that the log holds, so while
  /// the clock is behind it none is logged.
  std::atomic<UnixSeconds> latest_mark{0};

  /// Why the log takes nothing now, "" if it does: the last failure, until a commit or a probe succeeds.
  std::string fault() const;
  std::size_t inbox() const { return inbox_entries_.load(); }
  std::uint64_t commits() const { return commits_.load(); }
  /// Time spent on commits, and waiting for acts to go with them, since start.
  std::uint64_t commit_micros() const { return commit_us_.load(); }
  std::uint64_t gather_micros() const { return gather_us_.load(); }

 private:
  struct Group {
    std::vector<Intent> intents;
    Logged done;
  };
  void run();
  void gather(std::unique_lock<std::mutex>& lock);
  void commit(std::vector<Group> groups);
  void maybe_mark();
  void note_outcome(const Result<void>& outcome);
  void probe_after_fault();

  record::Record& record_;
  Tail& tail_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Group> groups_;
  std::deque<std::function<void()>> jobs_;
  std::size_t inbox_bytes_ = 0;
  std::atomic<std::size_t> inbox_entries_{0};
  std::atomic<std::uint64_t> commits_{0}, commit_us_{0}, gather_us_{0};
  bool stopping_ = false;
  bool gathering_ = false;       // submit() need not wake us
  std::size_t last_groups_ = 0;  // in the last commit
  std::thread thread_;
  std::int64_t last_mark_ = 0;
  bool unmarked_ = true;  // acts were logged since the last mark
  mutable std::mutex fault_mutex_;
  std::string fault_;
  std::int64_t probed_ms_ = 0;
};

}  // namespace althing::node
