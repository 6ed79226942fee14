// What this process's threads are called and how they rank, for operators' tools and the scheduler.
#pragma once

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace althing {

/// Names the calling thread (at most 15 bytes are kept), as `top -H` and profilers show it.
inline void name_this_thread(const char* name) { static_cast<void>(::prctl(PR_SET_NAME, name)); }

/// Makes the calling thread give way: nice value 0 to 19. Without effect where the system forbids it.
inline void give_way(int nice) { static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice)); }

}  // namespace althing
