// The nodes this node pulls from (DESIGN.md 5), named in peers/list: a puller each, the witnesses it asks, the
// evidence of forks it holds. A commit here is hinted to all peers. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "node/cosignatures.h"
#include "node/puller.h"

namespace althing::node {

class Peers {
 public:
  /// @param client how peers and witnesses are reached (proxy)
  Peers(Fs& fs, std::string dir, const Clock& clock, record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower,
        http::ClientOptions client, std::function<void(const std::string&)> log);
  ~Peers();

  /// Starts following peers/list and peers/policy, which may change at any time.
  Result<void> start();
  void stop();
  /// The log of that origin has something new. False if it is none of a peer's.
  bool hint(std::string_view origin);
  /// This node's log has grown.
  void grown();
  std::vector<PeerStatus> status() const;
  /// The key of a peer's log, or of one that peers/policy names.
  std::optional<tlog::VerifierKey> known_log(std::string_view origin) const;
  /// A checkpoint that a peer's log signed was seen elsewhere, e.g. by this node's witness.
  void heard(std::string_view origin, const std::string& note);
  Cosignatures& cosignatures() { return cosignatures_; }
  Witnesses& witnesses() { return witnesses_; }
  peer::Evidence& evidence() { return evidence_; }
  /// All that the log behind `wire` has and this one lacks, on the calling thread; `done` gets each round's report.
  Result<void> pull_once(peer::Wire& wire, const tlog::VerifierKey& log, const std::function<void(const peer::PullReport&, const peer::BlobReport&)>& done);

 private:
  void run();
  void follow_list();
  bool is_blocked(const std::string& vkey) const;
  std::vector<std::string> origins() const;

  Fs& fs_;
  std::string dir_;
  record::Record& record_;
  PeerLedger ledger_;
  peer::Evidence evidence_;
  Cosignatures cosignatures_;
  std::function<void(const std::string&)> log_;
  Witnesses witnesses_;
  PullShared shared_;
  std::string list_text_ = "?";
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::string, std::unique_ptr<Puller>> pullers_;  // by address
  mutable std::mutex blocked_mutex_;
  std::vector<std::string> blocked_;  // vkeys
  std::thread thread_;
};

}  // namespace althing::node
