#include "base/fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace althing {
namespace {

Error io_error(const char* what, const std::string& path) {
  const int code = errno;
  Error error{code == ENOENT ? Errc::not_found : Errc::storage, {}, std::string(what) + " " + path + ": " + std::strerror(code)};
  if (code == ENOSPC || code == EDQUOT) error.field = "disk-full";
  if (code == EMFILE || code == ENFILE || code == ENOMEM) error.code = Errc::overloaded;
  return error;
}

constexpr unsigned kOthers = 077;

// A temporary file that a crash left, or a file that was copied here, may be open to all.
Result<void> close_to_others(int fd, const std::string& path, unsigned permissions) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return fail(io_error("stat", path));
  if ((info.st_mode & kOthers) != 0 && ::fchmod(fd, permissions) != 0) return fail(io_error("chmod", path));
  return {};
}

class PosixFile final : public File {
 public:
  PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  ~PosixFile() override { ::close(fd_); }

  Result<std::string> read(std::uint64_t offset, std::size_t size) override {
    std::string out(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      const ssize_t n = ::pread(fd_, out.data() + done, size - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(io_error("read", path_));
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    out.resize(done);
    return out;
  }
  Result<void> write(std::uint64_t offset, ByteView bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = ::pwrite(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(io_error("write", path_));
      done += static_cast<std::size_t>(n);
    }
    return {};
  }
  Result<void> truncate(std::uint64_t size) override {
    while (::ftruncate(fd_, static_cast<off_t>(size)) != 0) {
      if (errno != EINTR) return fail(io_error("truncate", path_));
    }
    return {};
  }
  Result<void> sync() override {
    if (::fsync(fd_) != 0) return fail(io_error("fsync", path_));
    return {};
  }
  Result<std::uint64_t> size() override {
    struct stat info {};
    if (::fstat(fd_, &info) != 0) return fail(io_error("stat", path_));
    return static_cast<std::uint64_t>(info.st_size);
  }

 private:
  int fd_;
  std::string path_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int fd) : fd_(fd) {}
  PosixLock(const PosixLock&) = delete;
  PosixLock& operator=(const PosixLock&) = delete;
  ~PosixLock() override { ::close(fd_); }

 private:
  int fd_;
};

class PosixFs final : public Fs {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode, unsigned permissions) override {
    int flags = O_CLOEXEC;
    if (mode == OpenMode::read) flags |= O_RDONLY;
    else flags |= O_RDWR;
    if (mode == OpenMode::create) flags |= O_CREAT;
    int fd = -1;
    do {
      fd = ::open(path.c_str(), flags, permissions);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) return fail(io_error("open", path));
    auto file = std::make_unique<PosixFile>(fd, path);
    if (mode == OpenMode::create && (permissions & kOthers) == 0) TRY_VOID(close_to_others(fd, path, permissions));
    return file;
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return fail(io_error("rename", from));
    return {};
  }
  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) == 0) return {};
    // Linux answers EISDIR for a directory, POSIX EPERM.
    if ((errno == EISDIR || errno == EPERM) && ::rmdir(path.c_str()) == 0) return {};
    return fail(io_error("remove", path));
  }
  Result<void> make_dir(const std::string& path) override {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return fail(io_error("mkdir", path));
    return {};
  }
  Result<void> make_private(const std::string& path) override {
    if (::chmod(path.c_str(), 0700) != 0) return fail(io_error("chmod", path));
    return {};
  }
  Result<void> make_dirs(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
      if (S_ISDIR(info.st_mode)) return {};
      errno = ENOTDIR;
      return fail(io_error("mkdir", path));
    }
    const std::string parent = parent_dir(path);
    TRY_VOID(make_dirs(parent));
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return fail(io_error("mkdir", path));
    return sync_dir(parent);
  }
  Result<void> sync_dir(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail(io_error("open", path));
    const int status = ::fsync(fd);
    const int saved = errno;
    ::close(fd);
    errno = saved;
    if (status != 0) return fail(io_error("fsync", path));
    return {};
  }
  Result<std::vector<DirEntry>> list(const std::string& path) override {
    DIR* dir = ::opendir(path.c_str());
    if (dir == nullptr) return fail(io_error("list", path));
    std::vector<DirEntry> out;
    while (const dirent* entry = ::readdir(dir)) {
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      bool is_dir = entry->d_type == DT_DIR;
      if (entry->d_type == DT_UNKNOWN) {
        struct stat info {};
        is_dir = ::stat(join_path(path, name).c_str(), &info) == 0 && S_ISDIR(info.st_mode);
      }
      out.push_back({name, is_dir});
    }
    ::closedir(dir);
    std::sort(out.begin(), out.end(), [](const DirEntry& a, const DirEntry& b) { return a.name < b.name; });
    return out;
  }
  bool exists(const std::string& path) override { return ::access(path.c_str(), F_OK) == 0; }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    int fd = -1;
    do {
      fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) return fail(io_error("open", path));
    auto held = std::make_unique<PosixLock>(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return fail(io_error("lock", path));
      std::string holder(20, '\0');
      const ssize_t n = ::pread(fd, holder.data(), holder.size(), 0);
      holder.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
      while (!holder.empty() && holder.back() == '\n') holder.pop_back();
      return fail(Errc::conflict, path + " is held by process " + (holder.empty() ? "?" : holder));
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) return fail(io_error("write", path));
    return held;
  }
};

}  // namespace

Result<void> Fs::make_private(const std::string&) { return {}; }

Result<std::string> Fs::read_file(const std::string& path, std::uint64_t limit) {
  TRY(const auto file, open(path, OpenMode::read));
  TRY(const std::uint64_t size, file->size());
  if (size > limit) return fail(Errc::too_large, path + " is over " + std::to_string(limit) + " bytes");
  return file->read(0, size);
}

Result<void> Fs::replace_file(const std::string& path, ByteView bytes, unsigned permissions) {
  const std::string temp = path + ".tmp";
  {
    TRY(const auto file, open(temp, OpenMode::create, permissions));
    TRY_VOID(file->truncate(0));
    TRY_VOID(file->write(0, bytes));
    TRY_VOID(file->sync());
  }
  TRY_VOID(rename(temp, path));
  return sync_dir(parent_dir(path));
}

Result<void> Fs::put_file(const std::string& path, ByteView bytes, unsigned permissions) {
  const std::string temp = path + ".tmp";
  {
    TRY(const auto file, open(temp, OpenMode::create, permissions));
    TRY_VOID(file->truncate(0));
    TRY_VOID(file->write(0, bytes));
  }
  return rename(temp, path);
}

std::unique_ptr<Fs> posix_fs() { return std::make_unique<PosixFs>(); }

std::string join_path(std::string_view dir, std::string_view name) {
  std::string out(dir);
  if (!out.empty() && out.back() != '/') out += '/';
  out += name;
  return out;
}

std::string parent_dir(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  if (slash == 0) return "/";
  return std::string(path.substr(0, slash));
}

}  // namespace althing
