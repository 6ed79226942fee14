// The process beside a node that reads strangers' files for it. A confined node can make no process, so the
// helper is made before; it holds nothing, parses nothing, and for each file makes a worker that is confined
// further still (confine/worker.h), reads it and ends. A file that loops, swells or crashes costs that worker.
// docs/decisions/0080.
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string_view>

#include "base/result.h"
#include "extract/outcome.h"

namespace althing::extract {

class Helper {
 public:
  /// Call while the process has one thread and before it is confined. unsupported: the kernel has no seccomp,
  /// without which nothing is read; forbidden, storage: the system refuses.
  static Result<std::unique_ptr<Helper>> start(const Limits& limits = {});
  /// Ends the helper and the worker it may have.
  ~Helper();
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;

  /// One file, by a worker of its own: answers within Limits::wall_ms and a few seconds. What the file does to
  /// the worker is an outcome (why::kTime, kMemory, kCrash), not an error. Thread-safe; one file at a time.
  /// overloaded: the helper is gone or was cancelled, or the system has no process or pipe left.
  Result<Outcome> read(std::string_view file);
  /// A read that goes on ends soon, with overloaded; and so does each later one. Any thread.
  void cancel();
  pid_t pid() const { return pid_; }

 private:
  Helper(int control, pid_t pid, const Limits& limits) : limits_(limits), control_(control), pid_(pid) {}

  const Limits limits_;
  std::mutex mutex_;
  int control_;
  pid_t pid_;
};

}  // namespace althing::extract
