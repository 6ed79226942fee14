// A small world of nodes for tests: each a real Record in a file system in memory, pulling from the others
// over wires that delay, lose, lie or break as a seed says. Single-threaded and repeatable.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "assembly/fold.h"
#include "assembly/memory_state.h"
#include "peer/blobs.h"
#include "peer/leaf_set.h"
#include "peer/pull.h"
#include "record/support.h"
#include "support/acts.h"

namespace althing::peer {

/// How a wire treats what passes it.
struct Manners {
  double loss = 0;                   // of each request
  bool wrong_tiles = false;          // a bit of every tile is another
  bool wrong_entries = false;        // a bit of every entry
  bool wrong_details = false;
  bool withholds = false;            // entries are not to be had
  bool counts_wrong = false;         // one entry too few
  bool wrong_files = false;          // a bit of every file
  bool endless_files = false;        // each piece says that there is more
  std::uint64_t claims_more = 0;     // a checkpoint of that many entries more, signed, without them
};

/// One node: its log, and what it holds of others' logs.
class SimNode final : public Ledger {
 public:
  SimNode(std::uint64_t number, const test::SignedAct& found, std::uint64_t key);

  const act::ActId& assembly() const override { return found_.id; }
  bool settled(const Hash& leaf) override { return leaves_.contains(leaf); }
  std::optional<Hash> lacks_detail(const Hash& leaf) override;
  Result<Added> add(std::vector<Incoming> acts) override;
  Result<void> refuse(const Hash& leaf, const Error& why) override;
  Result<void> add_detail(const Hash& leaf, std::string bytes) override;
  std::vector<Hash> lacks_blobs() override;
  Result<void> add_blob(const Hash& name, const std::string& bytes) override;

  /// A local act, durable on return. With `keep_detail` false the node never gets its detail.
  void submit(const test::SignedAct& act, bool keep_detail = true);
  /// Its acts name a file, which is here or not.
  void name_file(const Hash& name) { files_.insert(name); }
  void keep_file(const std::string& bytes);
  std::size_t files_held() const;
  /// One round from `other`; what the other holds is seen through `manners`.
  Result<PullReport> pull_from(SimNode& other, const Manners& manners, std::mt19937_64& random, const PullLimits& limits = {});
  /// The power cut; then it starts again from its disk.
  void crash(FakeFs::Crash mode, unsigned seed);
  /// The disk is lost: it starts anew with a new log key and nothing but the founding act.
  void wipe(std::uint64_t key);

  const record::Record& record() const { return *record_; }
  record::Record& record() { return *record_; }
  FakeFs& fs() { return *fs_; }
  Result<BlobReport> files_from(SimNode& other, const Manners& manners, std::mt19937_64& random, std::int64_t now_ms);
  RemoteLog& log_of(SimNode& other);
  Evidence& evidence() { return *evidence_; }
  std::set<act::ActId> ids() const;
  std::size_t details() const;
  std::string digest() const;
  std::uint64_t number() const { return number_; }
  std::size_t refused = 0;

 private:
  void start();
  void take_in();

  std::uint64_t number_;
  test::SignedAct found_;
  std::uint64_t key_;
  test::SeededRandom random_;
  std::unique_ptr<FakeFs> fs_;
  std::unique_ptr<record::Record> record_;
  LeafSet leaves_;
  std::map<Hash, std::uint64_t> place_;             // leaf of each entry here
  std::map<Hash, std::pair<std::uint64_t, Hash>> lacking_;  // leaf -> index, commitment
  std::map<act::ActId, std::uint64_t> known_;
  std::unique_ptr<Evidence> evidence_;
  std::map<std::string, std::unique_ptr<RemoteLog>> logs_;
  std::map<std::string, BlobPull> blob_pulls_;
  std::set<Hash> files_;  // named by acts: the test says which
};

/// Reads another node's record. Bits are flipped, answers lost as `manners` says.
class SimWire : public Wire {
 public:
  SimWire(record::Record& from, const Manners& manners, std::mt19937_64& random) : from_(from), manners_(manners), random_(random) {}
  Result<std::optional<std::string>> checkpoint() override;
  Result<std::string> tile(const tlog::TileId& id) override;
  Result<std::vector<std::string>> entries(const tlog::TileId& bundle, const Places& places) override;
  Result<std::vector<std::string>> details(const tlog::TileId& bundle, const Places& places) override;
  Result<BlobPiece> blob(const Hash& name, std::uint64_t offset) override;

  std::uint64_t requests = 0, bytes = 0;

 private:
  Result<void> pass();
  record::Record& from_;
  Manners manners_;
  std::mt19937_64& random_;
};

}  // namespace althing::peer
