// Evidence that a log signed two checkpoints which cannot both be true (DESIGN.md 5). Self-contained: whoever
// has it needs the log's key and RFC 6962 only. docs/format-fork.md. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tlog/checkpoint.h"

namespace althing::tlog {

/// Two signed notes of one log. For equal sizes the roots differ. Else `root`, the root that the larger tree
/// has at the smaller one's size, is proven by `proof` (RFC 6962 2.1.2) and is not what the smaller one says.
struct Fork {
  VerifierKey log;
  std::string smaller, larger;  // whole notes; the sizes may be equal
  Hash root;                    // zero for equal sizes
  std::vector<Hash> proof;      // empty for equal sizes

  bool operator==(const Fork& other) const { return smaller == other.smaller && larger == other.larger; }
};

/// Canonical JSON with a newline.
std::string write_fork(const Fork& fork);
/// What a file of that text is called: "<its SHA-256>.json".
std::string fork_name(std::string_view text);
/// malformed names the member; too_large over kMaxForkBytes. Proves nothing yet.
Result<Fork> parse_fork(std::string_view text);

struct ForkShown {
  Checkpoint smaller, larger;
};
/// Ok iff the log's key signed both and they contradict each other. signature, wrong_place, malformed: a
/// note is not the log's checkpoint, or the key is not the one an origin of ours ("<64 hex>/<32 hex>") commits to; conflict: the evidence does not show a contradiction.
Result<ForkShown> verify_fork(const Fork& fork);

}  // namespace althing::tlog
