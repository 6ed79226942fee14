// The index thread: follows the record, folds new entries into the index in batches, and asks the
// writer for what the fold found out (erasures). Acknowledgements never wait for it; its lag is shown.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "index/index.h"
#include "node/tail.h"
#include "record/record.h"

namespace althing::node {

class Writer;

class Follower {
 public:
  Follower(record::Record& record, index::Index& index, Tail& tail, Writer& writer)
      : record_(record), index_(index), tail_(tail), writer_(writer), folded_(index.folded()) {}
  ~Follower() { stop(); }

  void start();
  void stop();
  /// There may be new entries.
  void notify();
  /// More, or something else, is held of the logs that return polls.
  void set_logs(std::shared_ptr<const assembly::decision::Logs> logs);
  /// A detail came after its act (already in the record).
  void detail_arrived(std::uint64_t no, std::string bytes);

  /// A quorum of other nodes had cosigned this log's first `size` entries at `at`.
  void cosigned(std::uint64_t size, UnixSeconds at);

  /// Waits until what was read in a file is taken in, or refused since no document shows the file; false if the index
  /// failed or the node stops.
  bool add_text(index::FileText text);

  /// Called on the index thread after a batch that can change which polls are open. Set before start().
  std::function<void()> on_polls;

  std::uint64_t folded() const { return folded_.load(); }
  /// Last fault, "" if all is well. Shown by /healthz.
  std::string fault() const;
  /// Waits until `size` entries are folded, the time is over or the index fails; true if they are.
  bool wait_for(std::uint64_t size, std::int64_t timeout_ms);

 private:
  void run();
  bool step();
  void finish_erasures();
  void erase(const std::vector<std::uint64_t>& entries);
  void carry_out_erasures();
  void retry_erasures();
  Result<void> fold_some(std::uint64_t from, std::uint64_t to);

  record::Record& record_;
  index::Index& index_;
  Tail& tail_;
  Writer& writer_;
  std::atomic<std::uint64_t> folded_;
  mutable std::mutex mutex_;
  std::condition_variable wake_, moved_;
  std::vector<std::pair<std::uint64_t, std::string>> late_;
  std::vector<std::pair<std::uint64_t, UnixSeconds>> cosigned_;
  std::optional<index::FileText> text_;  // waiting for the index
  std::string fault_, erase_fault_;
  std::set<std::uint64_t> to_erase_;  // entries whose details the record must drop
  std::shared_ptr<const assembly::decision::Logs> logs_;  // for the index's next look, else null
  bool erase_posted_ = false;
  std::int64_t erase_retry_ms_ = 0;
  bool stopping_ = false;
  bool scrub_due_ = false;
  std::thread thread_;
};

}  // namespace althing::node
