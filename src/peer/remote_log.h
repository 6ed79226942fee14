// All that is held of one other node's log: the chain followed first, further chains if it forked (both
// branches are pulled, DESIGN.md 5), and what came from it. A folder of its own below peers/; evidence of
// its forks goes where all evidence is. Not thread-safe.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "peer/chain.h"

namespace althing::peer {

class RemoteLog {
 public:
  /// Opens or makes `dir`.
  static Result<RemoteLog> open(Fs& fs, std::string dir, const tlog::VerifierKey& log, Evidence& evidence);

  struct Weighed {
    News news = News::same;
    Chain* chain = nullptr;    // the one to work off
    std::optional<Fork> fork;  // new evidence, stored already
  };
  /// Weighs a checkpoint against every chain; one that contradicts all of them starts another.
  /// Errors of Chain::weigh; forbidden: the log has contradicted itself more than kMaxChains times.
  Result<Weighed> weigh(const std::string& note, Wire& wire);
  /// Weighs a checkpoint heard elsewhere (given to a witness, say) that is not larger than the newest here: follows
  /// nothing. New evidence, stored. Errors of Chain::weigh.
  Result<std::optional<Fork>> hear(const std::string& note, Wire& wire);
  /// Compares chains that were begun before it could be told whether they are branches. New evidence, stored.
  Result<std::optional<Fork>> compare_chains();

  /// The chain that was given a checkpoint last: the one that whoever gives none now still speaks of.
  Chain& current() { return chains_[current_]; }
  std::deque<Chain>& chains() { return chains_; }
  bool forked() const { return evidence_->count(log_.name) > 0; }
  /// Names the log in folders and addresses: the part of its origin after the assembly.
  const std::string& name() const { return name_; }
  const std::string& dir() const { return dir_; }

  /// What came from this log and was new here, since it was first met.
  struct Brought {
    std::uint64_t acts = 0;
    std::uint64_t bytes = 0;  // of entries, details and files
  };
  const Brought& brought() const { return brought_; }
  /// Not fsynced: a crash may forget the last of it.
  Result<void> note_brought(std::uint64_t acts, std::uint64_t bytes);

 private:
  RemoteLog(Fs& fs, std::string dir, tlog::VerifierKey log, Evidence& evidence);
  std::string chain_dir(std::size_t n) const;

  Fs* fs_;
  std::string dir_, name_;
  tlog::VerifierKey log_;
  std::deque<Chain> chains_;
  std::size_t current_ = 0;
  Evidence* evidence_;
  Brought brought_;
};

/// The part of an origin that names the log: 32 hex digits. malformed otherwise.
Result<std::string> log_name(std::string_view origin);

}  // namespace althing::peer
