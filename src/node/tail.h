// Ids that are on their way: handed to the log writer, or logged and not yet in the index. Makes
// deduplication exact although the index lags. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

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

/// Ids that one submission has claimed in the Tail: let go when this ends, unless handed over.
class Claims {
 public:
  explicit Claims(Tail& tail) : tail_(tail) {}
  ~Claims() {
    for (const act::ActId& id : ids_) tail_.forget(id);
  }
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;

  /// False if somebody else has the id, or it is logged and not indexed yet.
  bool take(const act::ActId& id) {
    if (!tail_.begin(id)) return false;
    ids_.insert(id);
    return true;
  }
  void let_go(const act::ActId& id) {
    if (ids_.erase(id) > 0) tail_.forget(id);
  }
  /// The writer has them now.
  void hand_over() { ids_.clear(); }

 private:
  Tail& tail_;
  std::unordered_set<act::ActId, UniformHash> ids_;
};

}  // namespace althing::node
