// A SOCKS5 proxy of the tests' own: it notes what it was asked for, and connects every name to one place.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace althing::http::testing {

class SocksServer {
 public:
  /// @param target port on 127.0.0.1 that all it is asked for leads to
  explicit SocksServer(std::uint16_t target) : target_(target) {
    listen_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at = loopback(0);
    ::bind(listen_, reinterpret_cast<sockaddr*>(&at), sizeof at);
    ::listen(listen_, 16);
    socklen_t size = sizeof at;
    ::getsockname(listen_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  ~SocksServer() {
    stop_ = true;
    thread_.join();
    for (std::thread& one : sessions_) one.join();
    ::close(listen_);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  /// "name HOST:PORT", "ipv4 A.B.C.D:PORT", "ipv6 ...".
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  std::atomic<int> method{0};   // what it answers to the greeting: 0xff takes nobody
  std::atomic<int> reply{0};    // RFC 1928's reply code
  std::atomic<bool> nonsense{false}, silent{false};

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port);
    return at;
  }
  static bool read_all(int fd, std::string& out, std::size_t size) {
    out.assign(size, '\0');
    for (std::size_t done = 0; done < size;) {
      const ssize_t got = ::recv(fd, out.data() + done, size - done, 0);
      if (got <= 0) return false;
      done += static_cast<std::size_t>(got);
    }
    return true;
  }
  static void say(int fd, std::string_view text) { (void)!::send(fd, text.data(), text.size(), MSG_NOSIGNAL); }
  bool readable(int fd) {
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, 50) > 0;
  }
  void accept_all() {
    while (!stop_) {
      if (!readable(listen_)) continue;
      const int fd = ::accept4(listen_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) sessions_.emplace_back([this, fd] { serve(fd); });
    }
  }
  void serve(int fd) {
    timeval patience{20, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int out = session(fd);
    if (out >= 0) ::close(out);
    ::close(fd);
  }
  int session(int fd) {
    std::string text;
    if (!read_all(fd, text, 2) || text[0] != 5 || !read_all(fd, text, static_cast<unsigned char>(text[1]))) return -1;
    while (silent && !stop_) readable(-1);
    if (nonsense) return say(fd, "HTTP/1.1 400 Bad Request\r\n\r\n"), -1;
    say(fd, std::string{'\x05', static_cast<char>(method.load())});
    if (method != 0 || !read_all(fd, text, 4)) return -1;
    const char kind = text[3];
    std::string host, port;
    if (kind == 3) {
      if (!read_all(fd, text, 1) || !read_all(fd, host, static_cast<unsigned char>(text[0]))) return -1;
      host = "name " + host;
    } else {
      if (!read_all(fd, text, kind == 1 ? 4 : 16)) return -1;
      char shown[INET6_ADDRSTRLEN] = "";
      ::inet_ntop(kind == 1 ? AF_INET : AF_INET6, text.data(), shown, sizeof shown);
      host = (kind == 1 ? "ipv4 " : "ipv6 ") + std::string(shown);
    }
    if (!read_all(fd, port, 2)) return -1;
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(host + ":" + std::to_string(static_cast<unsigned char>(port[0]) << 8 | static_cast<unsigned char>(port[1])));
    }
    // The bound address as a name now and then: its length is the proxy's choice.
    say(fd, std::string{'\x05', static_cast<char>(reply.load()), '\0'} + (kind == 3 ? std::string("\x03\x05proxy\x00\x01", 9) : std::string("\x01\x7f\x00\x00\x01\x00\x01", 7)));
    if (reply != 0) return -1;
    const int out = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in to = loopback(target_);
    if (::connect(out, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) relay(fd, out);
    return out;
  }
  void relay(int a, int b) {
    std::string buffer(65536, '\0');
    pollfd both[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
    while (!stop_) {
      if (::poll(both, 2, 50) <= 0) continue;
      for (int i = 0; i < 2; ++i) {
        if (both[i].revents == 0) continue;
        const ssize_t got = ::recv(both[i].fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) return;
        say(both[1 - i].fd, std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
      }
    }
  }

  std::uint16_t target_, port_ = 0;
  int listen_ = -1;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::vector<std::thread> sessions_;
  std::thread thread_;
};

}  // namespace althing::http::testing
