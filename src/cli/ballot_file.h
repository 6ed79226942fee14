// A ballot file, a pipe or standard input ("-") as the counting engine's byte source. One thread.
#pragma once

#include <memory>
#include <string>

#include "tally/source.h"

namespace althing::cli {

class BallotFile final : public tally::Source {
 public:
  ~BallotFile() override;
  /// not_found, storage: with the path and the system's reason.
  static Result<std::unique_ptr<BallotFile>> open(const std::string& path);
  Result<std::size_t> read(std::span<char> out) override;
  /// 0 if it is not known (a pipe).
  std::uint64_t size() const { return size_; }

 private:
  std::string path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace althing::cli
