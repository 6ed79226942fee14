// What is held of the logs that return polls (DESIGN.md 5, "Returning logs"), as the fold sees it. The state is a
// function of the set of acts and of these prefixes: whoever gives them must have proven each by a root its log signed in
// a `return` or a `mark`, and must hold every act in it. Never changes once given to a fold; thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "assembly/state.h"

namespace althing::assembly::decision {

/// One history of a log, as far as it is held. A log that tells two stories has several.
class Branch {
 public:
  virtual ~Branch() = default;
  /// Whether its first `size` entries are held, all of them acts, and lead to this root (hex).
  virtual bool has(std::uint64_t size, std::string_view root) const = 0;
  /// Place of the act's first entry; kNone: not in what is held.
  virtual std::uint64_t place(ActNo act) const = 0;
};

class Logs {
 public:
  virtual ~Logs() = default;
  virtual std::vector<const Branch*> branches(const Key& log) const = 0;
};

/// Logs whose entries are the acts by their numbers, and whose roots are taken on trust: for the one log that numbers
/// the acts where its tree is not at hand.
std::shared_ptr<const Logs> numbered_by(std::function<bool(const Key&)> is_that_log);

}  // namespace althing::assembly::decision
