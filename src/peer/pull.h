// One round of pulling from another node (DESIGN.md 5): checkpoint -> level-0 tiles -> only the entries whose
// leaf this node lacks -> the same door as a local act -> their details by commitment (files: blobs.h). Every step rests on
// what the log signed; what was worked off is not asked for again, so a round cut short costs its last step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "act/act.h"
#include "peer/remote_log.h"

namespace althing::peer {

/// An act that passed the door, with the detail that came with it ("" = none or not held there).
struct Incoming {
  act::ActId id;
  Hash leaf;
  std::string note;
  std::string detail;
};

/// This node's own log, as a pull sees it. Used by one pull at a time.
class Ledger {
 public:
  virtual ~Ledger() = default;
  virtual const act::ActId& assembly() const = 0;
  /// Whether the entry of this leaf need not be fetched: logged here, refused, or the same act by another signature.
  virtual bool settled(const Hash& leaf) = 0;
  /// The commitment of a detail that an entry logged here lacks; nullopt if nothing is lacking.
  virtual std::optional<Hash> lacks_detail(const Hash& leaf) = 0;
  /// What add() took.
  struct Added {
    std::uint64_t acts = 0;
    std::uint64_t bytes = 0;  // of entries and details
  };
  /// Logs what is not here yet (an act already here by other bytes is settled); all is durable on return.
  /// overloaded: later; nothing was lost.
  virtual Result<Added> add(std::vector<Incoming> acts) = 0;
  /// Never fetch it again: it fails the door.
  virtual Result<void> refuse(const Hash& leaf, const Error& why) = 0;
  /// A detail for an entry logged here, its commitment checked.
  virtual Result<void> add_detail(const Hash& leaf, std::string bytes) = 0;
  /// Files that acts in force here name and that are neither held nor withheld.
  virtual std::vector<Hash> lacks_blobs() = 0;
  /// A file that hashes to its name. Durable on return.
  virtual Result<void> add_blob(const Hash& name, const std::string& bytes) = 0;
};

struct PullLimits {
  std::uint64_t max_entries = ~std::uint64_t{0};  // fetched in this round; the rest comes later, never is dropped
  unsigned at_once = 1;                           // tiles fetched and checked at once, each on a thread of its own from 2 on
  bool ask_wanted = true;                         // once more for details that were not to be had before
  std::function<bool()> stop = [] { return false; };
};

struct PullReport {
  News news = News::same;
  std::uint64_t size = 0;       // of the log
  std::uint64_t taken = 0;      // of it worked off
  std::uint64_t fetched = 0;    // entries
  std::uint64_t added = 0;      // new here
  std::uint64_t bytes = 0;      // of what was new, with details
  std::uint64_t refused = 0;    // by the door
  std::uint64_t details = 0;    // held there and right
  std::uint64_t wrong = 0;      // details that were not what the act commits to
  std::optional<Fork> fork;     // new evidence
  bool done() const { return taken == size; }
};

/// A round. With `at_once` over 1, the wire (but for checkpoint()) and Ledger::assembly() and settled() are called from
/// several threads. Errors: the wire's; signature, wrong_place, malformed (its checkpoint); corrupt: it gave tiles,
/// entries that its own checkpoint contradicts. What was worked off before the error stays.
Result<PullReport> pull(Wire& wire, RemoteLog& log, Ledger& ledger, const PullLimits& limits = {});

}  // namespace althing::peer
