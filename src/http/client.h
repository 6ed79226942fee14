// A small blocking HTTP/1.1 client: for the command line, for pulling from peers, for tests. http and
// https (OpenSSL, certificates and host name verified), through a SOCKS5 proxy if wanted. No redirects, no cookies.
// A Connection belongs to one thread at a time; different Connections are independent.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/limits.h"
#include "http/message.h"

namespace althing::http {

struct Url {
  bool tls = false;
  std::string host;    // name or address literal (IPv6 without brackets)
  std::uint16_t port = 80;
  std::string target;  // path and query, at least "/"

  /// "host:port" as the Host header wants it (port left out if the scheme's own).
  std::string authority() const;
};
/// http:// or https:// only; no user info, no fragment. malformed (field "url") otherwise.
Result<Url> parse_url(std::string_view text);

struct ClientOptions {
  std::int64_t connect_timeout_ms = kClientConnectMs;
  std::int64_t timeout_ms = kClientTimeoutMs;
  std::uint64_t max_body = kClientMaxBody;
  std::string ca_file;  // PEM; empty = the system's certificates
  std::string user_agent = "althing";
  // Connect only to addresses of the public internet (address.h); for addresses that strangers name. What the
  // name resolved to is checked and then connected to, so a name that changes between the two gains nothing.
  bool public_only = false;
  bool allow_loopback = false;  // with public_only: for tests on one machine
  // "ADDRESS:PORT" of a SOCKS5 proxy that connects and resolves names for us (socks.h). An onion name is never
  // looked up without one.
  std::string socks5;
  // Set by whoever no longer wants an answer: calls under way end within kClientCancelMs, as if timed out.
  std::shared_ptr<const std::atomic<bool>> cancelled;
  bool gzip = false;  // takes coded answers, and undoes the coding: at most kClientMaxRatio times the bytes received
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
  std::uint64_t wire_bytes = 0;  // of the body as it came
};

/// Errors of all calls: overloaded (field "connect": refused, unreachable, timed out), storage (field
/// "read" or "write": connection lost), too_large (body), malformed (not HTTP, no gzip), signature (TLS), forbidden
/// (not a public address, with public_only; an onion name without a proxy).
class Connection {
 public:
  /// Connects at once.
  static Result<Connection> open(const Url& url, const ClientOptions& options = {});
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// One exchange on the kept connection; `target` begins with "/". Reconnects once by itself if the
  /// server had closed the idle connection and the method is GET, HEAD, PUT or OPTIONS.
  Result<ClientResponse> send(Method method, std::string_view target, const Headers& headers = {},
                              std::string_view body = {});
  /// Limit of the answers from now on, coded or not; `max_body` of the options at first.
  void limit_body(std::uint64_t max_bytes);

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One request on a connection of its own.
Result<ClientResponse> get(std::string_view url, const ClientOptions& options = {});
Result<ClientResponse> post(std::string_view url, std::string_view content_type, std::string_view body,
                            const ClientOptions& options = {});
Result<ClientResponse> put(std::string_view url, std::string_view content_type, std::string_view body,
                           const ClientOptions& options = {});

}  // namespace althing::http
