#include "node/rate.h"

#include <algorithm>
#include <cmath>

namespace althing::node {

int RateLimiter::take(std::string_view name, double cost, std::int64_t now_ms) {
  if (rule_.per_second <= 0) return 0;
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= max_names_) make_room(now_ms);
  auto [it, fresh] = buckets_.try_emplace(std::string(name), Bucket{rule_.burst, now_ms});
  Bucket& bucket = it->second;
  const double passed = static_cast<double>(std::max<std::int64_t>(0, now_ms - bucket.at_ms)) / 1000.0;
  bucket.tokens = std::min(rule_.burst, bucket.tokens + passed * rule_.per_second);
  bucket.at_ms = std::max(bucket.at_ms, now_ms);  // time that comes twice counts once
  if (bucket.tokens >= cost) {
    bucket.tokens -= cost;
    return 0;
  }
  // A request larger than the bucket passes when the bucket is full, and leaves it in debt.
  if (cost > rule_.burst && bucket.tokens >= rule_.burst) {
    bucket.tokens -= cost;
    return 0;
  }
  const double missing = std::min(cost, rule_.burst) - bucket.tokens;
  return std::max(1, static_cast<int>(std::ceil(missing / rule_.per_second)));
}

std::size_t RateLimiter::size() {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

// Forgets names whose buckets are full again; if none is, the whole table (a flood of names must not
// grow memory, and fresh names would have full buckets anyway).
void RateLimiter::make_room(std::int64_t now_ms) {
  std::erase_if(buckets_, [&](const auto& item) {
    const double passed = static_cast<double>(now_ms - item.second.at_ms) / 1000.0;
    return item.second.tokens + passed * rule_.per_second >= rule_.burst;
  });
  if (buckets_.size() >= max_names_) buckets_.clear();
}

}  // namespace althing::node
