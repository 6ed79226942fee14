// Trust policies (c2sp.org/tlog-policy, draft of 2026-06): which logs and witnesses are known, and which sets
// of cosignatures suffice. Witnesses have keys of type 0x04; others are refused as unsupported. Pure, thread-safe.
#pragma once

#include <set>

#include "tlog/checkpoint.h"
#include "tlog/cosignature.h"

namespace althing::tlog {

struct PolicyLog {
  VerifierKey key;  // its name is the origin
  std::string url;  // "" if none is named
};
struct PolicyWitness {
  std::string name;  // within the file only
  VerifierKey key;
  std::string url;   // submission prefix, "" if none is named
};

class Policy {
 public:
  std::vector<PolicyLog> logs;
  std::vector<PolicyWitness> witnesses;

  /// False for "quorum none".
  bool has_quorum() const { return quorum_ != kNone; }
  /// Whether cosignatures by these witnesses (indexes into `witnesses`) suffice.
  bool satisfied(const std::set<std::size_t>& cosigned) const;
  /// Which witnesses cosigned the note, at what times. signature: a known witness's line fails.
  Result<std::vector<Cosigned>> cosigned(const Note& note) const;
  /// The file's text: canonical spacing, no comments, the logs and witnesses as they are now.
  std::string text() const;

 private:
  friend Result<Policy> parse_policy(std::string_view text);
  friend class PolicyParser;
  static constexpr std::size_t kNone = ~std::size_t{0};
  // A witness (threshold 0, `witness` says which) or a group of earlier parts.
  struct Part {
    std::string name;
    std::size_t threshold = 0, witness = 0;
    std::vector<std::size_t> members;
  };
  std::vector<Part> parts_;
  std::size_t quorum_ = kNone;
};

/// malformed names the line ("line 3") and what is wrong with it; too_large over kMaxPolicyBytes or kMaxPolicyLines
/// of a kind; unsupported: a key of another type.
Result<Policy> parse_policy(std::string_view text);

}  // namespace althing::tlog
