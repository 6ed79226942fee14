// The writer's hand in a data folder. See folder.h.
#include "record/folder.h"

namespace althing::record {
namespace {

constexpr std::string_view kTemp = "stage/new";

}  // namespace

Result<std::string> Folder::read(std::string_view relative, std::uint64_t limit) const {
  return fs_.read_file(path(relative), limit);
}

Result<void> Folder::sync_file(File& file) {
  auto done = file.sync();
  if (!done) sync_failed_ = true;
  return done;
}

Result<void> Folder::sync_dir(const std::string& relative) {
  auto done = fs_.sync_dir(path(relative));
  if (!done) sync_failed_ = true;
  return done;
}

Result<void> Folder::ensure_dir(const std::string& relative) {
  if (relative == "." || relative.empty() || known_dirs_.contains(relative)) return {};
  const std::string parent = parent_dir(relative);
  TRY_VOID(ensure_dir(parent));
  if (!fs_.exists(path(relative))) {
    TRY_VOID(fs_.make_dir(path(relative)));
    dirty_dirs_.insert(parent);
  }
  known_dirs_.insert(relative);
  return {};
}

Result<void> Folder::write_temp(std::string_view bytes, unsigned permissions, bool durable) {
  TRY(const auto file, fs_.open(path(kTemp), OpenMode::create, permissions));
  TRY_VOID(clear(*file));
  TRY_VOID(file->write(0, as_bytes(bytes)));
  if (durable) TRY_VOID(sync_file(*file));
  return {};
}

Result<void> Folder::put(const std::string& relative, std::string_view bytes) {
  TRY_VOID(ensure_dir(parent_dir(relative)));
  auto done = write_temp(bytes, 0644, false);
  if (done) done = fs_.rename(path(kTemp), path(relative));
  if (!done) {
    // A full disk gets its space back; what cannot be removed is truncated by the next writer.
    static_cast<void>(fs_.remove(path(kTemp)));
    return done;
  }
  mark_dirty(relative);
  return {};
}

Result<void> Folder::put_final(const std::string& relative, std::string_view bytes) {
  TRY_VOID(put(relative, bytes));
  if (!early_sync_) return {};
  dirty_files_.erase(relative);
  early_sync_->add(path(relative));
  return {};
}

Result<void> Folder::put_durable(const std::string& relative, std::string_view bytes, unsigned permissions) {
  const std::string dir = parent_dir(relative);
  TRY_VOID(ensure_dir(dir));
  auto done = write_temp(bytes, permissions, true);
  if (done) done = fs_.rename(path(kTemp), path(relative));
  if (!done) {
    static_cast<void>(fs_.remove(path(kTemp)));
    return done;
  }
  dirty_files_.erase(relative);
  return sync_dir(dir);
}

Result<void> Folder::rename_durable(const std::string& from, const std::string& to) {
  TRY_VOID(fs_.rename(path(from), path(to)));
  return sync_dir(parent_dir(to));
}

Result<void> Folder::rename_later_durable(const std::string& from, const std::string& to) {
  TRY_VOID(fs_.rename(path(from), path(to)));
  dirty_dirs_.insert(parent_dir(to));
  return {};
}

Result<void> Folder::clear(File& file) {
  TRY(const std::uint64_t size, file.size());
  return size == 0 ? Result<void>() : file.truncate(0);
}

void Folder::mark_dirty(const std::string& relative) {
  dirty_files_.insert(relative);
  dirty_dirs_.insert(parent_dir(relative));
}

Result<void> Folder::remove(const std::string& relative) {
  auto done = fs_.remove(path(relative));
  if (!done && done.error().code != Errc::not_found) return done;
  dirty_files_.erase(relative);
  const std::string dir = parent_dir(relative);
  if (fs_.exists(path(dir))) dirty_dirs_.insert(dir);
  return {};
}

void Folder::remove_dir_if_empty(const std::string& relative) {
  if (!fs_.remove(path(relative))) return;
  known_dirs_.erase(relative);
  dirty_dirs_.erase(relative);
  dirty_dirs_.insert(parent_dir(relative));
}

Result<void> Folder::sync_all() {
  for (const std::string& name : dirty_files_) {
    TRY(const auto file, fs_.open(path(name), OpenMode::read));
    TRY_VOID(sync_file(*file));
  }
  if (early_sync_) {
    if (auto done = early_sync_->wait(); !done) {
      sync_failed_ = true;
      return done;
    }
  }
  for (const std::string& name : dirty_dirs_) TRY_VOID(sync_dir(name));
  dirty_files_.clear();
  dirty_dirs_.clear();
  return {};
}

}  // namespace althing::record
