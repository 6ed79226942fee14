// What makes a process more than its user: capabilities, and dumps of its memory. See confine.h.
#pragma once

#include "base/result.h"

namespace althing::confine {

/// No core file, no core piped to a collector, and no tracing or reading of memory by others of this user.
Result<void> no_core_dumps();
/// Empties every set but for CAP_NET_BIND_SERVICE if `keep_low_ports` and it is held.
Result<void> drop_capabilities(bool keep_low_ports);
/// No program run from here gains anything by its file's mode. Binds the thread and its children.
Result<void> no_new_privileges();

}  // namespace althing::confine
