// Files that the process may still reach, by Landlock (Linux 5.13; used from 5.19 on, since before that
// no file could be renamed from one folder into another). Binds the calling thread and its children.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace althing::confine {

/// From now on only what lies below `writable` can be written and only that and what lies below
/// `readable` can be read; nothing can be executed. Paths that do not exist are left out. Answers the
/// kernel's Landlock version, 0 if it has none that will do. forbidden: it has one and refuses.
Result<int> restrict_files(std::span<const std::string> writable, std::span<const std::string> readable);

}  // namespace althing::confine
