// A pool of index readers: one is lent to a request and comes back after it. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "index/index.h"

namespace althing::node {

class ReaderPool {
 public:
  ReaderPool(std::string path, index::IndexOptions options) : path_(std::move(path)), options_(std::move(options)) {}

  /// Returns its reader to the pool when it goes.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<index::Reader> reader) : pool_(&pool), reader_(std::move(reader)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (reader_) pool_->give_back(std::move(reader_));
    }
    index::Reader& operator*() const { return *reader_; }
    index::Reader* operator->() const { return reader_.get(); }

   private:
    ReaderPool* pool_;
    std::unique_ptr<index::Reader> reader_;
  };

  Result<Lease> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(reader));
      }
    }
    TRY(auto reader, index::open_reader(path_, options_));
    return Lease(*this, std::move(reader));
  }

 private:
  void give_back(std::unique_ptr<index::Reader> reader) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
  }

  std::string path_;
  index::IndexOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<index::Reader>> idle_;
};

}  // namespace althing::node
