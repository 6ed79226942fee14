// The nodes this node pulls from (DESIGN.md 5): named in peers/list, each with a thread of its own that pulls
// when it is hinted at, else every few seconds, and backs off with jitter when that fails. A commit here is
// hinted to all of them. Status for pages and commands. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/time.h"
#include "node/cosignatures.h"
#include "node/peer_ledger.h"
#include "peer/witness.h"

namespace althing::node {

/// One line of peers/list: {"peers": [{"address", "paused", "reason"}]}.
struct PeerEntry {
  std::string address;  // http(s) URL of a node or a static mirror
  bool paused = false;
  std::string reason;   // of the pause, shown on the peers page
};
/// An absent file is an empty list. corrupt: it is not what `althing peer` writes.
Result<std::vector<PeerEntry>> load_peers(Fs& fs, const std::string& dir);
Result<void> save_peers(Fs& fs, const std::string& dir, const std::vector<PeerEntry>& peers);

struct PeerStatus {
  PeerEntry entry;
  std::string origin;           // "" until it was heard of
  std::uint64_t size = 0;       // of its log, by its newest proven checkpoint
  std::uint64_t taken = 0;      // of it worked off here
  UnixSeconds last_contact = 0, last_try = 0;
  std::uint64_t added = 0, refused = 0, wrong_details = 0, bytes = 0;  // since the start
  std::uint64_t forks = 0;      // pieces of evidence that its log contradicted itself
  std::uint64_t cosigned = 0;   // size of this node's log that it cosigned last
  std::string witness;          // vkey it cosigns by, "" if it does not
  std::string fault;            // of the last round, "" if it went well
};

class Peers {
 public:
  Peers(Fs& fs, std::string dir, const Clock& clock, record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower,
        std::function<void(const std::string&)> log);
  ~Peers();

  /// Starts following peers/list, which may change at any time.
  void start();
  void stop();
  /// The log of that origin has something new. False if it is none of a peer's.
  bool hint(std::string_view origin);
  /// This node's log has grown.
  void grown();
  std::vector<PeerStatus> status() const;
  /// The key of a peer's log.
  std::optional<tlog::VerifierKey> known_log(std::string_view origin) const;
  Cosignatures& cosignatures() { return cosignatures_; }
  /// All that the log behind `wire` has and this one lacks, on the calling thread; `done` gets each round's report.
  Result<void> pull_once(peer::Wire& wire, const tlog::VerifierKey& log, const std::function<void(const peer::PullReport&)>& done);

 private:
  class Puller;
  void run();
  void follow_list();

  Fs& fs_;
  std::string dir_;
  const Clock& clock_;
  record::Record& record_;
  PeerLedger ledger_;
  Cosignatures cosignatures_;
  std::function<void(const std::string&)> log_;
  std::string list_text_ = "?";
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::string, std::unique_ptr<Puller>> pullers_;  // by address
  std::string list_fault_;
  std::thread thread_;
};

}  // namespace althing::node
