// How many new acts one peer may bring in an hour. What is over it waits and comes later; nothing is dropped.
// One thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "node/limits.h"

namespace althing::node {

class Quota {
 public:
  /// @param an_hour 0 = no limit; else kQuotaHours times as many may come at once
  void set(std::int64_t an_hour, std::int64_t now_ms) {
    if (an_hour == an_hour_) return;
    an_hour_ = an_hour;
    left_ = static_cast<double>(an_hour * kQuotaHours);
    at_ms_ = now_ms;
  }
  /// How many may come now.
  std::uint64_t left(std::int64_t now_ms) {
    if (an_hour_ == 0) return ~std::uint64_t{0};
    left_ = std::min(left_ + static_cast<double>(now_ms - at_ms_) * static_cast<double>(an_hour_) / kHourMs, static_cast<double>(an_hour_ * kQuotaHours));
    at_ms_ = now_ms;
    return left_ < 1 ? 0 : static_cast<std::uint64_t>(left_);
  }
  void take(std::uint64_t n) { left_ -= static_cast<double>(n); }
  /// Until one more may come, at most kQuotaWaitMs.
  std::int64_t wait_ms() const {
    if (an_hour_ == 0 || left_ >= 1) return 0;
    return std::min(kQuotaWaitMs, 1 + static_cast<std::int64_t>((1 - left_) * kHourMs / static_cast<double>(an_hour_)));
  }

 private:
  static constexpr double kHourMs = 3'600'000;
  std::int64_t an_hour_ = 0, at_ms_ = 0;
  double left_ = 0;
};

}  // namespace althing::node
