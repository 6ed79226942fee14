// The HTTP/1.1 server: sockets in, plain Requests out, answers from any thread. Boost.Asio is seen by
// server.cpp and session*.cpp only (decision 0020). N threads, each with its own event loop; a connection lives on one
// loop. Requests of one connection are handled one after another, so pipelined answers keep order.
// Limits: limits.h. Refused requests get a problem+json answer, then the connection closes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/limits.h"
#include "http/message.h"

namespace althing::http {

/// The right and duty to answer one request: move it where you like and call it once, from any
/// thread, also after the server has stopped or the client has gone (then it does nothing). Dropped
/// without a call it answers 500, so no client hangs on a lost request.
class Responder {
 public:
  /// Where an answer goes; deliver is called exactly once.
  class Slot {
   public:
    virtual ~Slot() = default;
    virtual void deliver(Response response) = 0;
  };
  Responder() = default;
  explicit Responder(std::shared_ptr<Slot> slot) : slot_(std::move(slot)) {}
  /// For tests and internal calls: the answer goes to a function.
  explicit Responder(std::function<void(Response)> sink);
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  void operator()(Response response);
  explicit operator bool() const { return slot_ != nullptr; }

 private:
  std::shared_ptr<Slot> slot_;
};

/// Called on an HTTP thread. May answer at once or keep the Responder. Must not block for long: a
/// blocked handler blocks the other connections of its loop. Exceptions are answered with 500.
using Handler = std::function<void(Request&&, Responder)>;

/// One finished exchange, for metrics. No address. Called on an HTTP thread.
struct Access {
  std::string_view method;  // "GET", or "" if the request was refused before its method was known
  std::string_view path;    // decoded path, "" likewise
  int status = 0;           // 0: the client left before the answer
  std::uint64_t bytes = 0;  // body bytes sent
  std::int64_t micros = 0;  // from the complete request to the last byte handed to the kernel
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6 literal; "::" listens on both where the host does
  std::uint16_t port = 0;             // 0: any free one, see Server::port
  int threads = 2;
  std::string server_name = "althing";  // Server header; "" = none
  /// Largest body for a request, asked when the head is known and before the body is read.
  std::function<std::uint64_t(Method, std::string_view path)> body_limit;
  std::function<void(const Access&)> on_access;

  std::size_t max_header_bytes = kMaxHeaderBytes;
  std::int64_t header_timeout_ms = kHeaderTimeoutMs;
  std::int64_t idle_timeout_ms = kIdleTimeoutMs;
  std::int64_t body_grace_ms = kBodyGraceMs;
  std::int64_t body_min_bytes_per_second = kBodyMinBytesPerSecond;
  std::int64_t write_timeout_ms = kWriteTimeoutMs;
  std::int64_t handler_timeout_ms = kHandlerTimeoutMs;
  std::int64_t stop_grace_ms = kStopGraceMs;
  std::size_t max_connections = kMaxConnections;
  std::size_t max_connections_per_address = kMaxConnectionsPerAddress;
  std::uint64_t max_buffered_bytes = kMaxBufferedBytes;
  std::uint64_t max_buffered_bytes_per_address = kMaxBufferedBytesPerAddress;
  std::uint64_t max_requests_per_connection = kMaxRequestsPerConnection;
};

struct ServerStats {
  std::size_t connections = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;   // over a connection limit
  std::uint64_t requests = 0;  // complete requests handed to the handler
};

class Server {
 public:
  /// Binds and starts to serve on its own threads. storage/usage/conflict: cannot bind (field
  /// "address" or "port", with the system's reason).
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler);
  /// stop()
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// "http://127.0.0.1:8080"
  std::string url() const;
  ServerStats stats() const;
  /// Accepts no more, closes idle connections, lets requests in flight finish for at most
  /// stop_grace_ms, then cuts them. Blocks until all threads have ended. Idempotent.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace althing::http
