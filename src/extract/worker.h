// The process that reads one file and ends. See helper.h, which makes it.
#pragma once

#include "confine/worker.h"
#include "extract/limits.h"

namespace althing::extract {

// How a worker ends: what it could not write itself.
inline constexpr int kWorkerDone = 0, kWorkerNoMemory = 77, kWorkerUnconfined = 78, kWorkerFault = 79;

/// In a fresh child: confines it, reads a file from `in` to its end, writes its outcome to `out` and ends the
/// process without running anything else of it. Never returns.
[[noreturn]] void work(int in, int out, const Limits& limits, const confine::WorkerLimits& confined, bool files);

}  // namespace althing::extract
