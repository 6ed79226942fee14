// Brings record/returned/ up to what polls rest on (DESIGN.md 5, "Returning logs"): the prefixes of other logs that returns
// name are taken from what was pulled of those logs, else from other nodes that keep them; entries that this log has by
// another signature from whoever gives them. Everything is proven by the root that the log signed. Gatherer does one
// round (simulations and commands use it too); Returns is its thread in a running node.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/fs.h"
#include "node/follower.h"
#include "node/held_logs.h"
#include "node/neighbour.h"
#include "node/readers.h"
#include "record/returned.h"

namespace althing::node {

/// What another node, or a folder, gives.
struct Offer {
  std::string origin;                 // of its own log
  record::Source* source = nullptr;
};

struct Gathered {
  std::shared_ptr<const assembly::decision::Logs> logs;
  std::size_t lacking = 0;            // prefixes that are not held, or not to their end
};

class Gatherer {
 public:
  /// @param dir data folder, with record/ and perhaps peers/
  Gatherer(Fs& fs, std::string dir, act::ActId assembly) : fs_(fs), dir_(std::move(dir)), assembly_(assembly) {}

  /// One round. What no offer has is left for the next. storage: the disk failed.
  /// @param ask_entries whether to ask the offers for entries of leaves that are not known here: when pulling has come to rest
  Result<Gathered> gather(const OwnLog& own, const LeafBook::FindAct& find, const std::vector<assembly::decision::WantedPrefix>& wanted,
                          const std::vector<Offer>& offers, bool ask_entries);

 private:
  struct Candidate {
    std::uint64_t size = 0;  // leaves to be had there
    std::function<tlog::TileFetch(const assembly::decision::WantedPrefix&)> fetch_for;
  };
  std::string record_dir() const;
  std::vector<Candidate> candidates(const Key& log, const std::vector<Offer>& offers);
  Result<bool> take_prefix(const assembly::decision::WantedPrefix& wanted, std::vector<HeldBranch>& branches, const std::vector<Candidate>& all);
  Result<void> keep(const Key& log, std::vector<Hash> leaves, std::vector<HeldBranch>& branches);
  Result<void> resolve(const Key& log, HeldBranch& branch, const LeafBook& book, const std::vector<Offer>& offers, bool ask_entries);
  std::optional<std::string> ask_entry(const Key& log, const Hash& leaf, std::uint64_t place, std::uint64_t size, const std::vector<Offer>& offers);

  Fs& fs_;
  std::string dir_;
  act::ActId assembly_;
  Branches branches_;              // as record/returned/ has them
  std::set<Hash> rubbish_;         // leaves that are no acts
};

class Returns {
 public:
  /// @param peers the addresses of peers, and what is known of their logs
  Returns(Fs& fs, std::string dir, record::Record& record, ReaderPool& readers, Follower& follower, Neighbours peers,
          std::function<void(const std::string&)> log);
  ~Returns() { stop(); }

  /// What the folder holds now, without asking anybody: for the index before its first batch.
  Result<std::shared_ptr<const assembly::decision::Logs>> held();
  void start();
  void stop();
  /// Something came that polls may rest on.
  void wake();
  /// A file below record/returned/, by a path for which record::is_returned_path() holds. not_found. Any thread.
  Result<std::string> read_public(const std::string& path) const { return fs_.read_file(join_path(join_path(dir_, "record"), path), record::kMaxReturnedFile); }
  /// Prefixes that returns name and that are not held; as of the last round.
  std::size_t lacking() const { return lacking_.load(); }
  /// What it could not do, "" if all is well.
  std::string fault() const;

 private:
  void run();
  Result<void> round();
  Result<Gathered> gather(const std::vector<Offer>& offers, bool ask_entries);

  Fs& fs_;
  std::string dir_;
  record::Record& record_;
  ReaderPool& readers_;
  Follower& follower_;
  Neighbours peers_;
  std::function<void(const std::string&)> log_;
  Gatherer gatherer_;
  std::map<std::string, std::unique_ptr<record::Source>> sources_;  // by address
  std::vector<assembly::decision::WantedPrefix> wanted_;            // of the last round
  std::uint64_t folded_ = 0, rested_ = 0;                           // at the last round; rounds in which nothing new was folded
  std::atomic<std::size_t> lacking_{0};
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::string fault_;
  bool stopping_ = false, woken_ = true;
  std::thread thread_;
};

}  // namespace althing::node
