// A list of system calls with what is done with each (libseccomp); all others answer EPERM. For the files of
// this room only.
#pragma once

#include <seccomp.h>

#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace althing::confine {

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() { if (context_ != nullptr) seccomp_release(context_); }

  bool made() const { return context_ != nullptr; }
  void add(std::uint32_t action, const char* name, std::initializer_list<scmp_arg_cmp> when = {}) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR || number < 0) return;  // unknown, or not of this architecture
    const int status = seccomp_rule_add_array(context_, action, number, static_cast<unsigned>(when.size()), when.begin());
    if (status != 0 && status != -EEXIST && first_fault_ == 0) first_fault_ = status;
  }
  void add(std::uint32_t action, std::span<const char* const> names) {
    for (const char* name : names) add(action, name);
  }
  int load() {
    if (first_fault_ != 0) return first_fault_;
    if (const int status = seccomp_attr_set(context_, SCMP_FLTATR_CTL_TSYNC, 1); status != 0) return status;
    // A tree instead of a list: a call is found among 130 in eight steps. Old libraries keep the list.
    static_cast<void>(seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, 2));
    return seccomp_load(context_);
  }

 private:
  scmp_filter_ctx context_;
  int first_fault_ = 0;
};

inline scmp_arg_cmp is(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
inline scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) { return {argument, SCMP_CMP_MASKED_EQ, mask, value}; }

}  // namespace althing::confine
