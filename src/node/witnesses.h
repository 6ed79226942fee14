// Whom this node asks to cosign its own checkpoints: the witnesses of peers/policy (c2sp.org/tlog-policy) and
// its peers. Each is asked by a thread of its own, all for the same checkpoint, at most every kCosignEveryMs,
// so that a quorum meets on one. Logs that the policy names are cosigned by this node's witness. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/time.h"
#include "node/cosignatures.h"
#include "node/witness_client.h"

namespace althing::node {

struct WitnessStatus {
  std::string name;            // in the policy, "" for a peer
  std::string address;         // submission prefix
  std::string vkey;
  std::uint64_t cosigned = 0;  // size it cosigned last
  std::string fault;           // of the last try, "" if it went well
};

/// peers/policy of a data folder; nullopt if there is none. malformed, too_large, unsupported as parse_policy.
Result<std::optional<tlog::Policy>> load_policy(Fs& fs, const std::string& dir);
std::string policy_path(const std::string& dir);

class Witnesses {
 public:
  Witnesses(Fs& fs, std::string dir, const Clock& clock, record::Record& record, Cosignatures& cosignatures, http::ClientOptions client, std::function<void(const std::string&)> log);
  ~Witnesses();

  /// Takes up peers/policy; again whenever it may have changed.
  void follow_policy();
  /// What a peer at `address` says it cosigns by; nullopt: nothing, or it is a peer no more. `client`: how it is reached.
  void set_peer(const std::string& address, const std::optional<tlog::VerifierKey>& witness, const http::ClientOptions& client);
  /// This node's log has grown.
  void grown();
  void stop();

  std::vector<WitnessStatus> status() const;
  /// A log the policy names.
  std::optional<tlog::VerifierKey> known_log(std::string_view origin) const;
  /// What others may check this log's checkpoints by: its key, the witnesses, the quorum.
  std::string policy_text() const;
  /// Fault of peers/policy, "" if it is well.
  std::string fault() const;

 private:
  class Asker;
  void set(std::map<std::string, std::unique_ptr<Asker>>& group, const std::string& key, std::unique_ptr<Asker> asker);
  /// The checkpoint all are asked for now, if it is larger than `cosigned`; else how long to wait, at most.
  std::shared_ptr<const record::Snapshot> target(std::uint64_t cosigned, std::int64_t& wait_ms);

  Fs& fs_;
  std::string dir_;
  const Clock& clock_;
  record::Record& record_;
  Cosignatures& cosignatures_;
  http::ClientOptions client_;
  std::function<void(const std::string&)> log_;
  mutable std::mutex mutex_;
  std::string policy_text_ = "?", fault_;
  std::optional<tlog::Policy> policy_;
  std::map<std::string, std::unique_ptr<Asker>> named_, peers_;  // by name in the policy; by address
  std::mutex target_mutex_;
  std::shared_ptr<const record::Snapshot> target_;
  std::int64_t target_ms_ = 0;
};

}  // namespace althing::node
