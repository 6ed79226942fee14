#include "cli/ballot_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace althing::cli {
namespace {

tl::unexpected<Error> system_fault(const std::string& path) {
  const int code = errno;
  return fail(code == ENOENT ? Errc::not_found : Errc::storage, path, std::strerror(code));
}

}  // namespace

BallotFile::~BallotFile() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
}

Result<std::unique_ptr<BallotFile>> BallotFile::open(const std::string& path) {
  auto file = std::make_unique<BallotFile>();
  file->path_ = path;
  file->fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about{};
  if (file->fd_ < 0 || ::fstat(file->fd_, &about) != 0) return system_fault(path);
  if (S_ISDIR(about.st_mode)) return fail(Errc::storage, path, "is a folder");
  if (S_ISREG(about.st_mode)) file->size_ = static_cast<std::uint64_t>(about.st_size);
  ::posix_fadvise(file->fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  return file;
}

Result<std::size_t> BallotFile::read(std::span<char> out) {
  while (true) {
    const ssize_t n = ::read(fd_, out.data(), out.size());
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) return system_fault(path_);
  }
}

}  // namespace althing::cli
