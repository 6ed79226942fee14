// Token buckets per key and per address (DESIGN.md 8). Addresses live here only, in memory, and are
// forgotten when their bucket is full again. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace althing::node {

struct RateRule {
  double per_second = 0;  // refill; 0 = no limit
  double burst = 0;       // capacity
};

class RateLimiter {
 public:
  RateLimiter(RateRule rule, std::size_t max_names) : rule_(rule), max_names_(max_names) {}

  /// Takes `cost` tokens of a name. Returns 0 if granted, else seconds until it could be (>= 1).
  /// @param now_ms a steady clock
  int take(std::string_view name, double cost, std::int64_t now_ms);
  std::size_t size();

 private:
  struct Bucket {
    double tokens = 0;
    std::int64_t at_ms = 0;
  };
  void make_room(std::int64_t now_ms);

  RateRule rule_;
  std::size_t max_names_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace althing::node
