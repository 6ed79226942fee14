// A progress bar on standard error: only if that is a terminal, so that logs and pipes stay clean.
// One thread.
#pragma once

#include <cstdint>
#include <string>

namespace althing::cli {

class Progress {
 public:
  /// @param quiet never draw (--json)
  Progress(std::string label, bool quiet);
  ~Progress();
  void show(std::uint64_t done, std::uint64_t total);
  /// Clears the line.
  void finish();

 private:
  std::string label_;
  bool on_;
  bool drawn_ = false;
  std::int64_t next_ms_ = 0;
};

}  // namespace althing::cli
