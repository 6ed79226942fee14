// The running node: record, index, writer, follower and intake of one data folder, wired together.
// Web pages and the API talk to this class only. Thread-safe after start.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "crypto/ed25519.h"
#include "node/closer.h"
#include "node/follower.h"
#include "node/bulk_lane.h"
#include "node/intake.h"
#include "node/limits.h"
#include "node/peers.h"
#include "node/readers.h"
#include "node/relay.h"
#include "node/returns.h"
#include "node/scrubber.h"
#include "node/tail.h"
#include "node/texts.h"
#include "node/writer.h"
#include "peer/witness.h"

namespace althing::node {

struct NodeOptions {
  std::string dir;
  IntakeRules intake;
  bool search = true;
  std::uint64_t scrub_rate = kScrubBytesPerSecond;  // bytes a second, 0 = off
  http::ClientOptions client;                       // how peers and witnesses are reached
  extract::Helper* helper = nullptr;                // reads the text of files; outlives the node. nullptr: none is read
  std::function<void(const std::string&)> log;      // a line for the operator; may be called by any thread
};

class Node {
 public:
  /// Opens the folder (recovering it if needed) and its index and starts the threads.
  static Result<std::unique_ptr<Node>> open(Fs& fs, const Clock& clock, NodeOptions options);
  ~Node();

  record::Record& record() { return *record_; }
  ReaderPool& readers() { return *readers_; }
  Intake& intake() { return *intake_; }
  BulkLane& bulk() { return bulk_; }
  Writer& writer() { return *writer_; }
  Follower& follower() { return *follower_; }
  Closer& closer() { return *closer_; }
  Peers& peers() { return *peers_; }
  peer::Witness& witness() { return *witness_; }
  Returns& returns() { return *returns_; }
  Relay& relay() { return *relay_; }
  /// Where requests wait that other nodes must answer.
  BulkLane& relay_lane() { return relay_lane_; }
  Texts& texts() { return *texts_; }
  const Scrubber& scrubber() const { return *scrubber_; }
  /// What is wrong now, "" if all is well: damage of the record, what the log or the index suffers, a clock
  /// that went back.
  std::string fault() const;
  const Clock& clock() const { return clock_; }
  /// Log index of an act that the index may not have taken in yet; Tail::kInFlight while it is logged.
  std::optional<std::uint64_t> tail(const act::ActId& id) const { return tail_.find(id); }
  const Key& operator_key() const { return operator_key_; }
  UnixSeconds started() const { return started_; }

 private:
  Node(const Clock& clock) : clock_(clock), started_(clock.now()) {}

  const Clock& clock_;
  UnixSeconds started_;
  const std::shared_ptr<std::atomic<bool>> leaving_ = std::make_shared<std::atomic<bool>>(false);  // ends what is asked of other nodes
  Key operator_key_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<index::Index> index_;
  std::unique_ptr<ReaderPool> readers_;
  Tail tail_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Closer> closer_;
  std::unique_ptr<Follower> follower_;
  std::unique_ptr<Intake> intake_;
  BulkLane bulk_;
  std::unique_ptr<Scrubber> scrubber_;
  std::unique_ptr<Texts> texts_;
  std::unique_ptr<Peers> peers_;
  std::unique_ptr<Returns> returns_;
  std::unique_ptr<Relay> relay_;
  BulkLane relay_lane_;
  std::unique_ptr<peer::Witness> witness_;
};

}  // namespace althing::node
