// Answers: heads, bodies from memory, files and streams, and the lingering close. See session.h.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/write.hpp>

#include "http/problem.h"
#include "http/session.h"
#include "http/wire.h"

namespace althing::http {

// The direct attempt saves a turn of the loop: answers mostly fit.
Task<bool> write_all(Session& s, std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    const std::size_t piece = std::min(second.size(), kWritePieceBytes);
    std::array<asio::const_buffer, 2> buffers{asio::buffer(first.data(), first.size()),
                                              asio::buffer(second.data(), piece)};
    error_code ec;
    std::size_t n = s.socket.write_some(buffers, ec);
    if (ec == asio::error::would_block || ec == asio::error::try_again) {
      s.enter(Phase::writing, s.shared->options.write_timeout_ms);
      std::tie(ec, n) = co_await s.socket.async_write_some(buffers, kUse);
    }
    if (ec || s.timed_out) co_return false;
    const std::size_t of_first = std::min(n, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(n - of_first);
  }
  co_return true;
}

namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat info {};
    if (fd_ >= 0 && ::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode)) {
      size_ = static_cast<std::uint64_t>(info.st_size);
      good_ = true;
    }
  }
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool good() const { return good_; }
  std::uint64_t size() const { return size_; }
  /// False if the file is shorter than promised or the disk fails.
  bool read(std::uint64_t at, std::size_t n, std::string& out) const {
    out.resize(n);
    for (std::size_t done = 0; done < n;) {
      const ssize_t got = ::pread(fd_, out.data() + done, n - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      done += static_cast<std::size_t>(got);
    }
    return true;
  }

 private:
  int fd_;
  bool good_ = false;
  std::uint64_t size_ = 0;
};

std::string head_of(const Session& s, const Response& response, const Framing& framing) {
  return response_head(response, framing, s.loop.date, s.shared->options.server_name);
}

Task<bool> write_file(Session& s, const Response& response, const OpenFile& file, std::uint64_t size,
                      Exchange& x) {
  const std::string head = head_of(s, response, {size, false, x.keep_alive});
  std::string piece;
  std::string_view first = head;
  std::uint64_t at = 0;
  do {
    const std::size_t n = x.method == Method::head ? 0 : std::min<std::uint64_t>(size - at, kWritePieceBytes);
    if (!file.read(at, n, piece)) co_return false;  // too late for a status: cut the connection
    if (!co_await write_all(s, first, piece)) co_return false;
    first = {};
    at += n;
    x.sent += n;
  } while (at < size && x.method != Method::head);
  co_return true;
}

// Chunked to 1.1, up to the close of the connection to 1.0. One chunk in memory at a time.
Task<bool> write_stream(Session& s, const Response& response, const PullStream& next, Exchange& x) {
  const bool chunked = x.version == 11;
  if (!chunked) x.keep_alive = false;
  const std::string head = head_of(s, response, {std::nullopt, chunked, x.keep_alive});
  if (!co_await write_all(s, head)) co_return false;
  if (x.method == Method::head) co_return true;
  for (bool first = true;; first = false) {
    // The first piece comes in the turn of its request.
    if (!first && !co_await take_turn(s)) co_return false;
    s.enter(Phase::writing, s.shared->options.write_timeout_ms);
    Result<std::string> data = next();
    if (!data) co_return false;
    if (data->empty()) break;
    x.sent += data->size();
    // A named local: g++ 12 destroys the temporary of a conditional inside co_await twice.
    const std::string piece = chunked ? chunk(*data) : std::move(*data);
    if (!co_await write_all(s, piece)) co_return false;
    if (s.loop.stop_by_ms <= steady_ms()) co_return false;
  }
  if (!chunked) co_return true;
  co_return co_await write_all(s, kLastChunk);
}

}  // namespace

Task<bool> write_response(Session& s, Response& response, Exchange& x) {
  s.enter(Phase::writing, s.shared->options.write_timeout_ms);
  if (!headers_are_clean(response)) {
    response = problem({Errc::internal, {}, "the answer's headers were not fit to be sent"});
  }
  if (const auto* file = std::get_if<FileBody>(&response.body)) {
    const OpenFile open(file->path);
    const std::uint64_t size = file->size.value_or(open.size());
    if (open.good() && size <= open.size()) co_return co_await write_file(s, response, open, size, x);
    response = problem({Errc::storage, {}, "a stored file could not be read"});
  }
  if (const auto* next = std::get_if<PullStream>(&response.body)) {
    co_return co_await write_stream(s, response, *next, x);
  }
  const std::string_view body = response.text();
  Framing framing{std::nullopt, false, x.keep_alive};
  if (has_body(response.status)) framing.content_length = body.size();
  const std::string head = head_of(s, response, framing);
  const bool with_body = has_body(response.status) && x.method != Method::head;
  if (with_body) x.sent = body.size();
  co_return co_await write_all(s, head, with_body ? body : std::string_view());
}

Task<void> linger(Session& s) {
  error_code ec;
  s.socket.shutdown(tcp::socket::shutdown_send, ec);
  s.timed_out = false;
  s.enter(Phase::closing, kLingerMs);
  std::string sink(kReadBytes, '\0');
  for (std::uint64_t drained = 0; !ec && !s.timed_out && drained < kMaxLingerBytes;) {
    std::size_t n = 0;
    std::tie(ec, n) = co_await s.socket.async_read_some(asio::buffer(sink), kUse);
    drained += n;
  }
}

}  // namespace althing::http
