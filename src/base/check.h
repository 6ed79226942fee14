// CHECK: programmer errors, always on, with location; never on input. (Input errors are a Result.)
#pragma once

namespace althing {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define CHECK(cond)                                                  \
  do {                                                               \
    if (!(cond)) ::althing::check_failed(#cond, __FILE__, __LINE__); \
  } while (false)
