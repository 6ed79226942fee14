// All that is held of one other node's log: the chain followed first, further chains if it forked (both
// branches are pulled, DESIGN.md 5), and the evidence of its forks, for good. A folder of its own below
// peers/. Not thread-safe.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "peer/chain.h"

namespace althing::peer {

class RemoteLog {
 public:
  /// Opens or makes `dir`. corrupt: evidence that is none.
  static Result<RemoteLog> open(Fs& fs, std::string dir, const tlog::VerifierKey& log);

  struct Weighed {
    News news = News::same;
    Chain* chain = nullptr;    // the one to work off
    std::optional<Fork> fork;  // new evidence, stored already
  };
  /// Weighs a checkpoint against every chain; one that contradicts all of them starts another.
  /// Errors of Chain::weigh; forbidden: the log has contradicted itself more than kMaxChains times.
  Result<Weighed> weigh(const std::string& note, Wire& wire);
  /// Compares chains that were begun before it could be told whether they are branches. New evidence, stored.
  Result<std::optional<Fork>> compare_chains();

  /// The chain that was given a checkpoint last: the one that whoever gives none now still speaks of.
  Chain& current() { return chains_[current_]; }
  std::deque<Chain>& chains() { return chains_; }
  const std::vector<Fork>& forks() const { return forks_; }
  bool forked() const { return !forks_.empty(); }
  /// Names the log in folders and addresses: the part of its origin after the assembly.
  const std::string& name() const { return name_; }

 private:
  RemoteLog(Fs& fs, std::string dir, tlog::VerifierKey log);
  Result<bool> keep(const Fork& fork);
  std::string chain_dir(std::size_t n) const;

  Fs* fs_;
  std::string dir_, name_;
  tlog::VerifierKey log_;
  std::deque<Chain> chains_;
  std::size_t current_ = 0;
  std::vector<Fork> forks_;
};

/// The part of an origin that names the log: 32 hex digits. malformed otherwise.
Result<std::string> log_name(std::string_view origin);

}  // namespace althing::peer
