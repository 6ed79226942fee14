// What intake knows of acts that others name again and again (a statement and its thousands of
// signatures), without asking the index each time. Thread-safe.
#pragma once

#include <mutex>
#include <unordered_map>

#include "index/reader.h"
#include "node/limits.h"

namespace althing::node {

class Targets {
 public:
  /// From memory, or from the index; nullopt if the index has no such act (yet).
  std::optional<index::ActBrief> get(const act::ActId& id, index::Reader& reader) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto it = known_.find(id); it != known_.end()) return it->second;
    }
    auto brief = reader.brief(id);
    if (!brief || brief->pending) return brief;
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMaxKnownTargets) known_.clear();
    known_.emplace(id, *brief);
    return brief;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<act::ActId, index::ActBrief, UniformHash> known_;
};

}  // namespace althing::node
