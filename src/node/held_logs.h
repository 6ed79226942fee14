// The returned prefixes as the fold sees them (assembly/decision/logs.h): leaves read from record/returned/ and from
// this node's own tree, proven by the roots that returns and marks name, and resolved to the acts that are held. For a
// node, `althing rebuild` and audits alike.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "act/act.h"
#include "assembly/decision/basis.h"
#include "assembly/decision/logs.h"
#include "record/audit.h"
#include "tlog/tile_reader.h"

namespace althing::node {

/// The log that numbers the acts, as far as it was folded.
struct OwnLog {
  Key key;
  std::uint64_t size = 0;
  tlog::TileFetch tiles;                          // of its tree, at any width up to that of a tree of that size or larger
  std::function<Result<Hash>(std::uint64_t size)> root_at;  // of its tree as it is now; thread-safe, lives as long as the logs
  std::map<std::uint64_t, act::ActId> repeated;   // entries that are no act's first one
};

/// Which act an entry of any log is, by its leaf hash. Rests on what was folded when it was made.
class LeafBook {
 public:
  using FindAct = std::function<std::optional<assembly::ActNo>(const act::ActId&)>;

  /// Reads the own log's leaves. Errors of the tiles.
  static Result<LeafBook> open(const OwnLog& own, FindAct find);
  /// The act of a leaf that is in the own log; kNone if it is not.
  assembly::ActNo act_of(const Hash& leaf) const;
  /// The act of an entry; kNone if it fails the door or is not held here.
  assembly::ActNo act_of_entry(const std::string& note) const;

 private:
  std::vector<Hash> leaves_;
  std::vector<std::uint32_t> by_hash_;
  std::map<std::uint64_t, act::ActId> repeated_;
  FindAct find_;
};

/// One history of another log, with the acts of its leaves.
struct HeldBranch {
  std::string dir;                       // below record/
  std::vector<Hash> leaves;
  std::vector<assembly::ActNo> acts;     // of each leaf; kNone: not known
  std::uint64_t resolved() const;        // leaves before the first that is not known
};
/// What record/returned/ has of a log. Branches that cannot be read are left out; `faults` says why.
std::vector<HeldBranch> read_branches(record::Source& source, const Key& log, const LeafBook& book, std::vector<std::string>& faults);
/// The roots (hex) of the first so many leaves, for each of these sizes that there are.
std::map<std::uint64_t, std::string> roots_at(std::span<const Hash> leaves, const std::vector<std::uint64_t>& sizes);

using Branches = std::map<Key, std::vector<HeldBranch>>;
/// What the fold is given.
std::shared_ptr<const assembly::decision::Logs> make_logs(const OwnLog& own, const Branches& branches, const std::vector<assembly::decision::WantedPrefix>& wanted);

/// All of it at once, for who fetches nothing.
Result<std::shared_ptr<const assembly::decision::Logs>> held_logs(record::Source& source, const OwnLog& own, const LeafBook::FindAct& find,
                                                                   const std::vector<assembly::decision::WantedPrefix>& wanted, std::vector<std::string>& faults);

}  // namespace althing::node
