// The writer's hand in a data folder: writes files by temp (in stage/) and rename, remembers what has
// not been fsynced yet, and remembers for good that an fsync failed. Paths are relative to the folder.
// Only the writer thread; reads go to the file system directly.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "record/early_sync.h"

namespace althing::record {

class Folder {
 public:
  /// @param early_sync fsync final files in the background, from put_final() on
  Folder(Fs& fs, std::string dir, bool early_sync)
      : fs_(fs), dir_(std::move(dir)), early_sync_(early_sync ? std::make_unique<EarlySync>(fs) : nullptr) {}

  Fs& fs() const { return fs_; }
  std::string path(std::string_view relative) const { return join_path(dir_, relative); }
  Result<std::string> read(std::string_view relative, std::uint64_t limit) const;

  /// Whole file, not durable until sync_all(). On failure the old file, if any, is untouched.
  Result<void> put(const std::string& relative, std::string_view bytes);
  /// The same, of a file that will not be written again soon.
  Result<void> put_final(const std::string& relative, std::string_view bytes);
  /// Whole file, durable on return.
  Result<void> put_durable(const std::string& relative, std::string_view bytes, unsigned permissions = 0644);
  /// Removes a file; fine if it is not there. Not durable until sync_all().
  Result<void> remove(const std::string& relative);
  /// Removes a directory if it is empty; failures do not matter.
  void remove_dir_if_empty(const std::string& relative);
  /// A second name for rename + fsync of the directory, of a file already fsynced.
  Result<void> rename_durable(const std::string& from, const std::string& to);
  /// The same, durable with the next sync_all().
  Result<void> rename_later_durable(const std::string& from, const std::string& to);
  /// Empties a file that is not empty. (ext4 starts writing out a file on close once it was truncated.)
  static Result<void> clear(File& file);
  Result<void> sync_file(File& file);
  Result<void> sync_dir(const std::string& relative);
  /// fsyncs every file and directory changed since the last time.
  Result<void> sync_all();
  /// Marks a file as in need of an fsync.
  void mark_dirty(const std::string& relative);

  /// True for ever once any fsync failed: nothing written since the last success can be trusted.
  bool sync_failed() const { return sync_failed_; }

 private:
  Result<void> write_temp(std::string_view bytes, unsigned permissions, bool durable);
  Result<void> ensure_dir(const std::string& relative);

  Fs& fs_;
  std::string dir_;
  std::set<std::string> dirty_files_, dirty_dirs_;
  std::set<std::string> known_dirs_;
  bool sync_failed_ = false;
  std::unique_ptr<EarlySync> early_sync_;
};

}  // namespace althing::record
