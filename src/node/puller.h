// One peer and the thread that pulls from it: when it is hinted at, else every few seconds, with back-off and
// jitter when that fails. Status for pages and commands. Thread-safe but for round() and its like, which are the
// thread's own.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/time.h"
#include "node/peer_ledger.h"
#include "node/peer_list.h"
#include "node/quota.h"
#include "node/source_wire.h"
#include "node/witnesses.h"
#include "peer/blobs.h"

namespace althing::node {

struct PeerStatus {
  PeerEntry entry;
  std::string origin;           // "" until it was heard of
  std::string log;              // its vkey
  std::uint64_t size = 0;       // of its log, by its newest proven checkpoint
  std::uint64_t taken = 0;      // of it worked off here
  UnixSeconds last_contact = 0, last_try = 0;
  UnixSeconds in_step = 0;      // when all of its log was here last; 0 = never since the start
  std::uint64_t added = 0, refused = 0, wrong_details = 0, wrong_files = 0, files = 0, bytes = 0;  // since the start
  std::uint64_t brought_acts = 0, brought_bytes = 0;  // since it was first met: what it made this node store
  std::uint64_t forks = 0;      // pieces of evidence that its log contradicted itself
  std::uint64_t cosigned = 0;   // size of this node's log that it cosigned last
  std::string witness;          // vkey it cosigns by, "" if it does not
  std::string fault;            // of the last round, "" if it went well
  bool over_quota = false;      // there is more, which waits for its time
};

/// What all pullers of a node share.
struct PullShared {
  Fs& fs;
  std::string dir;
  const Clock& clock;
  record::Record& record;
  PeerLedger& ledger;
  peer::Evidence& evidence;
  Witnesses& witnesses;
  http::ClientOptions client;
  std::function<void(const std::string&)> log;
  /// Whether the operator blocked that log.
  std::function<bool(const std::string& vkey)> blocked;
  /// A checkpoint of some log came to light, e.g. one that a peer cosigned.
  std::function<void(std::string_view origin, const std::string& note)> heard;
  /// Origins of other logs this node follows, for gossip.
  std::function<std::vector<std::string>()> origins;
};

class Puller {
 public:
  Puller(PullShared& shared, PeerEntry entry);
  ~Puller();

  void set(const PeerEntry& entry);
  bool hint(std::string_view origin);
  void grown();
  /// A checkpoint of this peer's log that was seen elsewhere; weighed in the next round. False: not its log's.
  bool hear(std::string_view origin, const std::string& note);
  PeerStatus status() const;
  /// Its log's key, unless it is blocked.
  std::optional<tlog::VerifierKey> known_log(std::string_view origin) const;

 private:
  void run();
  Result<bool> round();
  Result<void> connect();
  Result<void> weigh_heard();
  void gossip();
  void tell();
  http::ClientOptions client() const;
  std::int64_t jittered(std::int64_t ms) { return ms - ms / 5 + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(2 * ms / 5 + 1)); }

  PullShared& shared_;
  const std::string address_;  // set() changes the rest of the entry while the thread reads this
  std::minstd_rand random_;
  std::unique_ptr<HttpSource> source_;
  std::unique_ptr<SourceWire> wire_;
  std::optional<peer::RemoteLog> log_;
  peer::BlobPull blobs_;
  Quota quota_;
  std::int64_t asked_wanted_ms_ = 0, gossip_ms_ = 0;
  std::size_t gossip_next_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, wanted_ = true, grown_ = false;
  PeerStatus status_;
  std::optional<tlog::VerifierKey> key_;
  std::vector<std::string> heard_;
  std::thread thread_;
};

}  // namespace althing::node
