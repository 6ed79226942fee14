// What `althing serve` gives up before it opens its folder and listens, so that whoever takes it over by
// a fault of ours finds little: root, core dumps, capabilities, new privileges, files outside the data
// folder (Landlock) and most system calls (seccomp). docs/decisions/0040. Linux only; call once, from
// the only thread, since Landlock binds a thread and those it makes.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace althing::confine {

struct Options {
  std::string dir;               // the data folder: the only place that may be written
  bool allow_root = false;       // run as root if the folder is root's
  bool keep_low_ports = false;   // keep CAP_NET_BIND_SERVICE, if it is there
};

/// What is in force now, in words for the log, and what this kernel does not offer.
struct Report {
  std::vector<std::string> done;     // "core dumps off", "seccomp", "Landlock 7", ...
  std::vector<std::string> missing;  // "Landlock: this kernel has none; ..."
};

/// Started as root: becomes the folder's owner for good. usage if that is root too and `allow_root` is
/// not set; forbidden if the system does not let go. Does nothing when not root.
Result<void> leave_root(const Options& options);

/// Everything else, in this order: core dumps, capabilities, no_new_privs, Landlock, seccomp. What a
/// kernel lacks is reported, not an error; what it has and refuses is an error (forbidden).
Result<Report> confine(const Options& options);

/// True in builds with AddressSanitizer or ThreadSanitizer, whose run-time needs to read more files and
/// to make some more calls (their leak check traces the process, for one).
bool is_sanitized();

}  // namespace althing::confine
