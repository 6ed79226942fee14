// This node's log as pulls see it: which leaves are here, what passed the door goes to the log writer, what did
// not is remembered in peers/refused. One for all peers; thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "node/follower.h"
#include "node/readers.h"
#include "node/tail.h"
#include "node/writer.h"
#include "peer/leaf_set.h"
#include "peer/pull.h"

namespace althing::node {

class PeerLedger final : public peer::Ledger {
 public:
  PeerLedger(Fs& fs, std::string dir, record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower);

  /// Takes in what the own log has beyond what was looked at; before each round. The first reads all its tiles.
  Result<void> catch_up();
  /// Waits for the index and looks for names of files anew.
  void look_again();

  const act::ActId& assembly() const override { return record_.assembly(); }
  bool settled(const Hash& leaf) override;
  std::optional<Hash> lacks_detail(const Hash& leaf) override;
  Result<Added> add(std::vector<peer::Incoming> acts) override;
  Result<void> refuse(const Hash& leaf, const Error& why) override;
  Result<void> add_detail(const Hash& leaf, std::string bytes) override;
  std::vector<Hash> lacks_blobs() override;
  Result<void> add_blob(const Hash& name, const std::string& bytes) override;

 private:
  Result<void> look_for_blobs();
  Result<void> load_refused();
  Result<void> note_lacking(std::uint64_t from, std::uint64_t to, index::Reader& reader);

  Fs& fs_;
  std::string refused_path_;
  record::Record& record_;
  ReaderPool& readers_;
  Tail& tail_;
  Writer& writer_;
  Follower& follower_;
  SystemRandom random_;
  std::mutex mutex_;
  peer::LeafSet leaves_;
  std::uint64_t seen_ = 0;     // entries of the own log in leaves_
  std::uint64_t looked_ = 0;   // of which it is known whether they lack their detail
  bool loaded_ = false;
  std::map<Hash, std::pair<std::uint64_t, Hash>> lacking_;  // leaf -> its place here, the commitment
  std::set<Hash> lacking_blobs_;
  std::uint64_t blobs_seen_ = 0;     // entries looked through for names of files
  std::int64_t blobs_ms_ = 0, all_blobs_ms_ = 0;
};

}  // namespace althing::node
