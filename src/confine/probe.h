// Tries, in processes of their own, what a confined node must not be able to do, and what it must: for
// the tests and for `althing sandbox`, by which operators see what their machine really refuses.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "confine/confine.h"

namespace althing::confine {

struct Verdict {
  std::string what;      // "run a program"
  bool may = false;      // a node must be able to
  bool happened = false;
  std::string how;       // "it works", "Operation not permitted", "the process is ended"
  bool good() const { return may == happened; }
};

/// One verdict for each attempt. Call from a process with one thread, which stays as it is: each attempt
/// is made by a child that first confines itself (unless `confined` is false: what the machine allows
/// anyhow). `options.dir` must exist and be writable; nothing is left in it. forbidden: the children
/// could not be made or confined.
Result<std::vector<Verdict>> probe(const Options& options, bool confined = true);

}  // namespace althing::confine
