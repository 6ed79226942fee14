// Reads the text of files that documents name, one at a time and with low priority, in a process apart
// (extract/helper.h), and hands it to the index. A file that could not be read is not tried again by the same
// reader; one that is not held yet is read when it comes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "extract/helper.h"
#include "node/follower.h"
#include "node/readers.h"
#include "record/record.h"

namespace althing::node {

class Texts {
 public:
  /// @param helper nullptr: no file is read
  /// @param log one line for the operator; may be empty
  Texts(record::Record& record, ReaderPool& readers, Follower& follower, extract::Helper* helper, std::function<void(const std::string&)> log)
      : record_(record), readers_(readers), follower_(follower), helper_(helper), log_(std::move(log)) {}
  ~Texts() { stop(); }

  void start();
  /// Ends a reading that goes on.
  void stop();
  /// A file came, or a document that names one.
  void wake();

  bool reads() const { return helper_ != nullptr; }
  /// Files read since the start, with or without text.
  std::uint64_t read() const { return read_.load(); }
  /// Why nothing is read now, "" if all is well. Any thread.
  std::string fault() const;

 private:
  void run();
  bool look();
  bool read_one(const Hash& file);
  bool is_stopping() const;
  void set_fault(const std::string& text);

  record::Record& record_;
  ReaderPool& readers_;
  Follower& follower_;
  extract::Helper* helper_;
  const std::function<void(const std::string&)> log_;
  std::atomic<std::uint64_t> read_{0};
  std::optional<Hash> cursor_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::string fault_;
  bool stopping_ = false, woken_ = false;
  std::thread thread_;
};

}  // namespace althing::node
