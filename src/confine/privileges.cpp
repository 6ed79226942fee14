// See privileges.h. Capabilities by the bare system call: one screen, and no library more.
#include "confine/privileges.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace althing::confine {
namespace {

tl::unexpected<Error> refused(const char* what) {
  return fail(Errc::forbidden, "sandbox", std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

Result<void> no_core_dumps() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) return refused("core limit");
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return refused("dumpable");
  return {};
}

Result<void> drop_capabilities(bool keep_low_ports) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  if (::syscall(SYS_capget, &header, sets) != 0) return refused("capabilities");
  // The bounding set first: emptying it is itself a capability, which only root's process has.
  const bool may_bound = (sets[0].effective & (1u << CAP_SETPCAP)) != 0;
  for (int capability = 0; may_bound && ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return refused("bounding set");
  }
  static_cast<void>(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));  // old kernels have none
  const std::uint32_t kept = keep_low_ports ? sets[0].permitted & (1u << CAP_NET_BIND_SERVICE) : 0;
  sets[0] = {kept, kept, 0};
  sets[1] = {0, 0, 0};
  if (::syscall(SYS_capset, &header, sets) != 0) return refused("capabilities");
  return {};
}

Result<void> no_new_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs");
  return {};
}

}  // namespace althing::confine
