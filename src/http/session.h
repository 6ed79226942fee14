// One connection on its loop: what the server's files share (server.cpp, session.cpp, session_read.cpp,
// session_write.cpp). These and client.cpp are the only files that see Boost.Asio.
//
// Threads: loop k runs on thread k and owns its connections; nothing of a Session is touched from
// outside its loop. Only three things cross threads: new sockets (loop 0 accepts and deals them out),
// answers (PendingAnswer in session.cpp, an atomic hand-over) and the counters of Shared.
// Time: no timer per operation. Each session carries one deadline; a sweep every kSweepMs cancels what
// is past it, and the session then knows from its phase what to say.
#pragma once

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <ctime>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/time.h"
#include "http/gate.h"
#include "http/server.h"
#include "http/turns.h"

namespace althing::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kUse{};

inline constexpr std::size_t kReadBytes = 4096;
inline constexpr std::int64_t kNever = INT64_MAX;

inline std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// What all loops share: the rules and the counts.
struct Shared {
  ServerOptions options;
  Handler handler;
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> lingering{0};

  std::mutex mutex;
  std::unordered_map<std::string, std::size_t> per_address;  // guarded by mutex
  std::uint64_t buffered = 0;                                 // likewise; of large bodies
  std::unordered_map<std::string, std::uint64_t> buffered_by;

  bool admit(const std::string& address) {
    const std::lock_guard lock(mutex);
    if (connections.load() >= options.max_connections) return false;
    std::size_t& count = per_address[address];
    if (count >= options.max_connections_per_address) {
      if (count == 0) per_address.erase(address);
      return false;
    }
    ++count;
    ++connections;
    return true;
  }
  /// Room for more of a large body; given back by give_back().
  bool take_room(const std::string& address, std::uint64_t bytes) {
    const std::lock_guard lock(mutex);
    const auto at = buffered_by.find(address);
    const std::uint64_t own = at == buffered_by.end() ? 0 : at->second;
    if (buffered + bytes > options.max_buffered_bytes || own + bytes > options.max_buffered_bytes_per_address) return false;
    buffered += bytes;
    buffered_by[address] += bytes;
    return true;
  }
  void give_back(const std::string& address, std::uint64_t bytes) {
    const std::lock_guard lock(mutex);
    buffered -= bytes;
    const auto at = buffered_by.find(address);
    if (at != buffered_by.end() && (at->second -= bytes) == 0) buffered_by.erase(at);
  }
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex);
    --connections;
    const auto at = per_address.find(address);
    if (at != per_address.end() && --at->second == 0) per_address.erase(at);
  }
};

struct Session;

// One thread's connections, clock and date line.
struct Loop {
  asio::io_context context{1};
  std::list<Session*> sessions;
  Turns turns;
  std::string date;
  std::time_t date_second = 0;
  std::int64_t stop_by_ms = kNever;
  std::unique_ptr<Timer> sweep_timer;
  std::thread thread;
};

enum class Phase { idle, head, body, handling, writing, closing };

struct Session {
  Session(std::shared_ptr<Shared> shared_in, Loop& loop_in, std::weak_ptr<Loop> handle, Socket socket_in)
      : shared(std::move(shared_in)),
        loop(loop_in),
        loop_handle(std::move(handle)),
        socket(std::move(socket_in)),
        wake(loop.context, std::chrono::steady_clock::time_point::max()),
        place(loop.sessions.insert(loop.sessions.end(), this)) {}
  ~Session() {
    release_body();
    if (admitted) shared->leave(address_key);
    loop.sessions.erase(place);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void enter(Phase next, std::int64_t timeout_ms) {
    phase = next;
    deadline_ms = steady_ms() + timeout_ms;
  }
  std::string_view unread() const { return std::string_view(in).substr(in_at); }
  void consume(std::size_t n) {
    in_at += n;
    if (in_at == in.size()) {
      in.clear();
      in_at = 0;
    }
  }
  /// Holds room for a body of `size` bytes so far; false if there is none.
  bool hold_body(std::uint64_t size) {
    if (size <= kFreeBodyBytes + body_room) return true;
    const std::uint64_t more = (size - kFreeBodyBytes - body_room + kFreeBodyBytes - 1) / kFreeBodyBytes * kFreeBodyBytes;
    if (!shared->take_room(address_key, more)) return false;
    body_room += more;
    return true;
  }
  void release_body() {
    if (body_room > 0) shared->give_back(address_key, body_room);
    body_room = 0;
  }
  void interrupt() {
    error_code ignored;
    timed_out = true;
    socket.cancel(ignored);
    wake.cancel();
  }

  std::shared_ptr<Shared> shared;
  Loop& loop;
  std::weak_ptr<Loop> loop_handle;
  Socket socket;
  Timer wake;  // never expires; cancelled when an answer from another thread is there
  std::list<Session*>::iterator place;
  std::string peer;
  std::string address_key;
  bool admitted = false;
  Phase phase = Phase::idle;
  std::int64_t deadline_ms = kNever;
  bool timed_out = false;
  std::string in;  // received, not yet used: in[in_at..]
  std::size_t in_at = 0;
  bool has_turn = false;
  std::uint64_t served = 0;
  std::uint64_t body_room = 0;  // held of Shared::buffered
};

// What one request asks of its answer, and what was sent.
struct Exchange {
  Method method = Method::get;
  int version = 11;
  bool keep_alive = true;
  std::uint64_t sent = 0;  // body bytes
};

/// Waits until it is this connection's turn to do something that may take long, with no deadline. False:
/// the server stops.
Task<bool> take_turn(Session& s);
/// Writes all of it or says no (the client went, or was too slow).
Task<bool> write_all(Session& s, std::string_view first, std::string_view second = {});
/// Head and body, whatever its kind; counts what was sent in `x`.
Task<bool> write_response(Session& s, Response& response, Exchange& x);
/// Half-closes and drains for a while: an answer is lost if unread input meets a closed socket (RST).
Task<void> linger(Session& s);

/// Bytes of the next request's head; 0 = the connection is to be closed without a word.
Task<tl::expected<std::size_t, Refusal>> await_head(Session& s);
/// Everything that is checked before the body is asked for. Fills request and exchange.
tl::expected<Head, Refusal> open_request(Session& s, std::size_t head_size, Request& request, Exchange& x);
/// The body by its framing, within the limit of its route. Refusal status 0: the client has gone.
Task<tl::expected<void, Refusal>> read_body(Session& s, const Head& head, std::uint64_t content_length,
                                            Request& request);

/// A connection from its first byte to its last.
Task<void> serve(std::shared_ptr<Shared> shared, std::weak_ptr<Loop> handle, Loop* loop, Socket socket);

}  // namespace althing::http
