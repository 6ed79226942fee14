// Finished pages, so that a page everybody opens at once is written a few times a second and not once a
// visitor. A page stays as long as the index has not moved; when it has, a page that is much asked for
// rests for kRestFactor times as long as it took to write, at most kMaxRestMs: no page ever takes more
// than a small part of a core, and whoever is alone with a page always has the newest. Thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace althing::web {

inline constexpr std::size_t kMaxCachedPageBytes = 32u << 20;  // all pages together
inline constexpr std::int64_t kMaxPageAgeMs = 20'000;          // relative times go on
inline constexpr std::int64_t kMaxRestMs = 1'000;
inline constexpr std::int64_t kRestFactor = 20;
inline constexpr std::uint32_t kBusyPerSecond = 20;            // requests for one page

struct CachedPage {
  std::string html;
  std::string tag;               // of its content, for ETag
  std::uint64_t folded = 0;      // entries the index had when it was written
  std::int64_t written_ms = 0;   // steady clock
  std::int64_t took_us = 0;
};

class PageCache {
 public:
  using Page = std::shared_ptr<const CachedPage>;

  /// The page of that name if it may be shown now; else nullptr, and the caller is to write it. While
  /// one caller does, others get the older page, if there is one that is not too old.
  Page find(const std::string& name, std::uint64_t folded, std::int64_t now_ms) {
    const std::lock_guard lock(mutex_);
    const auto it = pages_.find(name);
    if (it == pages_.end()) return nullptr;
    Slot& slot = it->second;
    const CachedPage& page = *slot.page;
    const bool busy = slot.is_busy(now_ms / 1000);
    const std::int64_t age = now_ms - page.written_ms;
    if (age > kMaxPageAgeMs) return nullptr;
    if (page.folded == folded) return slot.page;
    if (!busy) return nullptr;
    if (age < std::min(kMaxRestMs, page.took_us * kRestFactor / 1000)) return slot.page;
    if (slot.written_since_ms != 0 && now_ms - slot.written_since_ms < kMaxRestMs) return slot.page;
    slot.written_since_ms = now_ms;
    return nullptr;
  }

  void keep(const std::string& name, CachedPage page) {
    const std::size_t size = page.html.size() + name.size() + sizeof(Slot);
    if (size > kMaxCachedPageBytes / 8) return;
    auto shared = std::make_shared<const CachedPage>(std::move(page));
    const std::lock_guard lock(mutex_);
    if (bytes_ + size > kMaxCachedPageBytes) {
      pages_.clear();
      bytes_ = 0;
    }
    Slot& slot = pages_[name];
    bytes_ += size - slot.size;
    slot.page = std::move(shared);
    slot.size = size;
    slot.written_since_ms = 0;
  }

 private:
  struct Slot {
    Page page;
    std::size_t size = 0;
    std::int64_t written_since_ms = 0;  // somebody writes it anew since then; 0 = nobody
    std::int64_t second = 0;
    std::uint32_t asked = 0, asked_before = 0;  // in this second and the one before

    bool is_busy(std::int64_t now) {
      if (now != second) {
        asked_before = now == second + 1 ? asked : 0;
        asked = 0;
        second = now;
      }
      return std::max(++asked, asked_before) >= kBusyPerSecond;
    }
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Slot> pages_;
  std::size_t bytes_ = 0;
};

}  // namespace althing::web
