// System calls that the process may still make, by seccomp (libseccomp). Binds all threads of the
// process, for good.
#pragma once

#include "base/result.h"

namespace althing::confine {

/// Only what a server with files, sockets and threads needs goes through. Any other call answers EPERM;
/// running a program, tracing, mounting and the like end the process (SIGSYS). false: this kernel has no
/// seccomp filter. forbidden: it has and refuses.
Result<bool> restrict_syscalls();

}  // namespace althing::confine
