// The real file system, but that writes and new files fail while `full` is set: a full disk.
#pragma once

#include <atomic>

#include "base/fs.h"

namespace althing::test {

class FullFs final : public Fs {
 public:
  std::atomic<bool> full{false};

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode, unsigned permissions) override {
    if (mode == OpenMode::create && full && !real_->exists(path)) return fail(no_space(path));
    TRY(auto file, real_->open(path, mode, permissions));
    return std::make_unique<Handle>(*this, std::move(file), path);
  }
  Result<void> rename(const std::string& from, const std::string& to) override { return real_->rename(from, to); }
  Result<void> remove(const std::string& path) override { return real_->remove(path); }
  Result<void> make_dirs(const std::string& path) override { return real_->make_dirs(path); }
  Result<void> make_dir(const std::string& path) override { return full ? Result<void>(fail(no_space(path))) : real_->make_dir(path); }
  Result<void> sync_dir(const std::string& path) override { return real_->sync_dir(path); }
  Result<std::vector<DirEntry>> list(const std::string& path) override { return real_->list(path); }
  bool exists(const std::string& path) override { return real_->exists(path); }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override { return real_->lock(path); }

 private:
  static Error no_space(const std::string& path) { return Error{Errc::storage, "disk-full", "write " + path + ": No space left on device"}; }

  class Handle final : public File {
   public:
    Handle(FullFs& fs, std::unique_ptr<File> file, std::string path) : fs_(fs), file_(std::move(file)), path_(std::move(path)) {}
    Result<std::string> read(std::uint64_t offset, std::size_t size) override { return file_->read(offset, size); }
    Result<void> write(std::uint64_t offset, ByteView bytes) override {
      if (fs_.full) return fail(no_space(path_));
      return file_->write(offset, bytes);
    }
    Result<void> truncate(std::uint64_t size) override { return file_->truncate(size); }
    Result<void> sync() override { return file_->sync(); }
    Result<std::uint64_t> size() override { return file_->size(); }

   private:
    FullFs& fs_;
    std::unique_ptr<File> file_;
    std::string path_;
  };

  std::unique_ptr<Fs> real_ = posix_fs();
};

}  // namespace althing::test
