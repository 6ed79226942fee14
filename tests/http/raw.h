// A bare TCP client for tests: says exactly the bytes it is told, no HTTP knowledge but counting
// answers. All waits are bounded.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace althing::http::testing {

class Raw {
 public:
  /// @param from an address of this machine to come from, as 127.0.0.2
  explicit Raw(std::uint16_t port, const char* from = nullptr) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (from != nullptr) {
      ::inet_pton(AF_INET, from, &address.sin_addr);
      static_cast<void>(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    }
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Raw(Raw&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_), in_(std::move(other.in_)) {}
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  Raw& operator=(Raw&&) = delete;
  ~Raw() { close(); }

  bool connected() const { return connected_; }
  int fd() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  bool say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// Reads once; false at the end of the stream, on error and when nothing came in time.
  bool pull(int timeout_ms) {
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, timeout_ms) <= 0) {
      timed_out_ = true;
      return false;
    }
    char piece[16384];
    const ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) return false;
    in_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  /// Everything until the server closes (or the time-out).
  std::string all(int timeout_ms = 5000) {
    while (pull(timeout_ms)) {
    }
    return std::exchange(in_, {});
  }
  /// One answer with Content-Length (or none): head and body. "" if the connection ended before.
  std::string one(int timeout_ms = 5000) {
    for (;;) {
      const std::size_t end = in_.find("\r\n\r\n");
      if (end != std::string::npos) {
        std::size_t size = end + 4;
        const std::size_t length = in_.find("Content-Length: ");
        if (length < end) size += std::strtoul(in_.c_str() + length + 16, nullptr, 10);
        if (in_.size() >= size) {
          std::string out = in_.substr(0, size);
          in_.erase(0, size);
          return out;
        }
      }
      if (!pull(timeout_ms)) return {};
    }
  }
  /// Whether the server has closed (waits up to the time-out for it).
  bool closed(int timeout_ms = 3000) {
    timed_out_ = false;
    while (pull(timeout_ms)) {
    }
    return !timed_out_;
  }

 private:
  int fd_;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string in_;
};

/// The status of an answer as bytes; 0 if it is none.
inline int status_in(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
  return std::atoi(std::string(answer.substr(9, 3)).c_str());
}
inline std::string body_in(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}
inline std::size_t count_in(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace althing::http::testing
