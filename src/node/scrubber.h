// The background scrub: reads every tile, bundle, pack, blob and the checkpoint of the running node's
// record again and again, at a bounded rate and low priority, and checks them against the tree (the
// audit without its signature checks). What it finds damaged is named, and nothing is signed over it
// until a later pass finds the record whole: also across restarts, by the file `damaged` in the folder.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/fs.h"
#include "base/time.h"
#include "record/record.h"

namespace althing::node {

class Scrubber {
 public:
  /// @param bytes_per_second 0 = no scrub, but what an earlier run found damaged is looked at once more
  /// @param log one line for the operator; may be empty
  Scrubber(record::Record& record, Fs& fs, std::string dir, const Clock& clock, std::uint64_t bytes_per_second,
           std::function<void(const std::string&)> log);
  ~Scrubber() { stop(); }

  /// Forbids signing at once if an earlier run found damage. storage: that could not be read.
  Result<void> start();
  void stop();

  /// The damage found, beginning with the public path of a file; "" if there is none. Any thread.
  std::string fault() const;
  std::uint64_t passes() const { return passes_.load(); }
  std::uint64_t bytes() const { return bytes_.load(); }
  /// End of the last whole pass, 0 before it.
  UnixSeconds last_pass() const { return last_pass_.load(); }

 private:
  class PacedSource;
  void run();
  std::string pass(bool in_haste);
  void conclude(std::string found);
  /// Sleeps; false if the scrubber is to stop.
  bool rest(std::int64_t ms);

  record::Record& record_;
  Fs& fs_;
  const std::string dir_;
  const Clock& clock_;
  const std::uint64_t rate_;
  const std::function<void(const std::string&)> log_;
  std::atomic<std::uint64_t> passes_{0}, bytes_{0};
  std::atomic<UnixSeconds> last_pass_{0};
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::string fault_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace althing::node
