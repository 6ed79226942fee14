// What processes give up that read strangers' files for a node: more than the node itself. A helper is made
// before the node is confined, holds nothing and only makes workers; a worker reads one file from a pipe,
// writes what it found to another and ends. docs/decisions/0080. Linux only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace althing::confine {

/// What workers may read beside their pipe: tables of characters that libraries look up. Nothing of anybody's.
struct HelperOptions {
  std::vector<std::string> readable;
};

/// For the helper, a process with one thread: core dumps, capabilities, new privileges, files (Landlock),
/// system calls (no sockets, no programs; processes may be made and ended). Its children begin with the same.
/// true: Landlock guards the files. unsupported: this kernel has no seccomp, so nothing should be read here;
/// forbidden: the system refuses.
Result<bool> confine_helper(const HelperOptions& options);

struct WorkerLimits {
  int cpu_seconds = 1;              // then SIGXCPU, then SIGKILL
  std::uint64_t memory_bytes = 0;   // that may be written, beyond what the process has now; not in builds with a sanitizer
  std::uint64_t memory_now = 0;     // written_memory() of the helper
};

/// For a worker, a child of a confined helper: resources, then all system calls but reading, writing, memory
/// and the end. Files may be opened only if `files` (Landlock guards them); none is ever written.
Result<void> confine_worker(const WorkerLimits& limits, bool files);

/// Memory this process may write to, in bytes; 0 if the system does not say. Before confine_helper().
std::uint64_t written_memory();

}  // namespace althing::confine
