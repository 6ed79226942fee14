// fsyncs files in the background from the moment they are whole, so that the writer, when it must have
// all of them on disk, waits for the last few only. A failure is kept and told by wait(): from then on
// nothing written can be trusted (see folder.h).
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/fs.h"

namespace althing::record {

class EarlySync {
 public:
  explicit EarlySync(Fs& fs) : fs_(fs), thread_([this] { run(); }) {}
  ~EarlySync();
  EarlySync(const EarlySync&) = delete;
  EarlySync& operator=(const EarlySync&) = delete;

  /// A file that will not change any more. It may be removed before its turn comes.
  void add(std::string path);
  /// Until all files added before are on disk. storage: an fsync failed, now or at any time before.
  Result<void> wait();

 private:
  void run();
  Result<void> sync(const std::string& path);

  Fs& fs_;
  std::mutex mutex_;
  std::condition_variable wake_, idle_;
  std::deque<std::string> paths_;
  bool working_ = false;
  bool stopping_ = false;
  std::optional<Error> failure_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace althing::record
