// Ids that are on their way: handed to the log writer, or logged and not yet in the index. Makes
// deduplication exact although the index lags. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "act/act.h"

namespace althing::node {

class Tail {
 public:
  static constexpr std::uint64_t kInFlight = ~std::uint64_t{0};

  /// Marks an id as handed in. False if it is already there.
  bool begin(const act::ActId& id) {
    const std::lock_guard lock(mutex_);
    return ids_.emplace(id, kInFlight).second;
  }
  void logged(const act::ActId& id, std::uint64_t index) {
    const std::lock_guard lock(mutex_);
    ids_[id] = index;
  }
  void forget(const act::ActId& id) {
    const std::lock_guard lock(mutex_);
    ids_.erase(id);
  }
  /// kInFlight, its log index, or nullopt.
  std::optional<std::uint64_t> find(const act::ActId& id) const {
    const std::lock_guard lock(mutex_);
    const auto it = ids_.find(id);
    return it == ids_.end() ? std::nullopt : std::optional(it->second);
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return ids_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<act::ActId, std::uint64_t, UniformHash> ids_;
};

}  // namespace althing::node
