// Files as an interface, so that tests can lose everything not fsynced, fail any single call, or run
// in memory. All paths are UTF-8 byte strings. Implementations are thread-safe for distinct files.
// Errors: Errc::not_found when the path does not exist, Errc::overloaded when the process has no file
// handle or memory left, Errc::storage for the rest (message has the path and the system's reason; field
// is "disk-full" for ENOSPC/EDQUOT).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace althing {

class File {
 public:
  virtual ~File() = default;
  /// Reads up to `size` bytes at `offset`; fewer only at end of file. EINTR and short reads handled.
  virtual Result<std::string> read(std::uint64_t offset, std::size_t size) = 0;
  /// Writes all bytes at `offset`. On error an unknown prefix may have been written.
  virtual Result<void> write(std::uint64_t offset, ByteView bytes) = 0;
  virtual Result<void> truncate(std::uint64_t size) = 0;
  /// fsync. After an error the file's unsynced content is unknown: never retry and assume.
  virtual Result<void> sync() = 0;
  virtual Result<std::uint64_t> size() = 0;
};

enum class OpenMode { read, read_write, create };  // create: make if missing, keep content

/// Held until destroyed, or until the process ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

struct DirEntry {
  std::string name;
  bool is_dir = false;
};

class Fs {
 public:
  virtual ~Fs() = default;
  /// `permissions` are those of a file that is made. A secret one (0600) also closes a file that is there
  /// and was open to others, whatever the umask.
  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode, unsigned permissions = 0644) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  /// A file or an empty directory.
  virtual Result<void> remove(const std::string& path) = 0;
  /// Creates the directory and its parents; new directories are made durable in their parents.
  virtual Result<void> make_dirs(const std::string& path) = 0;
  /// One directory below an existing one, not made durable; ok if it exists.
  virtual Result<void> make_dir(const std::string& path) = 0;
  /// Closes an existing directory to everybody but its owner (0700). File systems without modes do nothing.
  virtual Result<void> make_private(const std::string& path);
  virtual Result<void> sync_dir(const std::string& path) = 0;
  virtual Result<std::vector<DirEntry>> list(const std::string& path) = 0;
  virtual bool exists(const std::string& path) = 0;
  /// Exclusive lock on a file (made if missing) that then holds this process's id in decimal.
  /// conflict, naming the holder's id, if another process or handle has it. Never waits.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;

  /// Whole file; too_large above `limit` bytes.
  Result<std::string> read_file(const std::string& path, std::uint64_t limit = std::uint64_t{1} << 30);
  /// Temp file beside it, write, fsync, rename, fsync of the directory: after success the new bytes
  /// survive a crash; after failure or a crash the old ones are still there, whole.
  Result<void> replace_file(const std::string& path, ByteView bytes, unsigned permissions = 0644);
  /// Writes without any fsync (temp + rename): for files that can be made again from a journal.
  Result<void> put_file(const std::string& path, ByteView bytes, unsigned permissions = 0644);
};

/// The real file system (POSIX).
std::unique_ptr<Fs> posix_fs();

/// "a/b" from ("a","b"); parent_dir("a/b") = "a", parent_dir("a") = ".".
std::string join_path(std::string_view dir, std::string_view name);
std::string parent_dir(std::string_view path);

}  // namespace althing
