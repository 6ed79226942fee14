// The server over Boost.Asio coroutines. One of the two files that see Boost (client.cpp is the other).
//
// Threads: loop k runs on thread k and owns its connections; nothing of a Session is touched from
// outside its loop. Only three things cross threads: new sockets (loop 0 accepts and deals them out),
// answers (PendingAnswer, an atomic hand-over) and the counters of Shared.
// Time: no timer per operation. Each session carries one deadline; a sweep every kSweepMs cancels what
// is past it, and the session then knows from its phase what to say.
#include "http/server.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/check.h"
#include "base/time.h"
#include "http/chunked.h"
#include "http/gate.h"
#include "http/problem.h"
#include "http/target.h"
#include "http/wire.h"

namespace althing::http {
namespace {

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
constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kUse{};

constexpr std::size_t kReadBytes = 4096;
constexpr std::int64_t kNever = INT64_MAX;

std::int64_t now_us() {
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
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex);
    --connections;
    const auto at = per_address.find(address);
    if (at != per_address.end() && --at->second == 0) per_address.erase(at);
  }
};

struct Session;

struct Loop {
  asio::io_context context{1};
  std::list<Session*> sessions;
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
  std::uint64_t served = 0;
};

// The hand-over of one answer. The handler's thread and the loop meet in `state`:
//   running -> answered            answered before the loop began to wait: no wake-up needed
//   running -> waiting -> answered the loop sleeps; deliver posts a wake-up to it
//   waiting -> abandoned           handler time-out or stop; a later answer falls on the floor
class PendingAnswer final : public Responder::Slot, public std::enable_shared_from_this<PendingAnswer> {
 public:
  explicit PendingAnswer(std::weak_ptr<Loop> loop) : loop_(std::move(loop)) {}

  void deliver(Response response) override {
    response_ = std::move(response);
    if (state_.exchange(State::answered, std::memory_order_acq_rel) != State::waiting) return;
    if (const auto loop = loop_.lock()) {
      asio::post(loop->context, [self = shared_from_this()] {
        if (self->sleeper_ != nullptr) self->sleeper_->cancel();
      });
    }
  }

  /// On the loop. True if the answer is there already; otherwise `sleeper` will be cancelled.
  bool ready_or_wait(Timer& sleeper) {
    sleeper_ = &sleeper;
    State expected = State::running;
    return !state_.compare_exchange_strong(expected, State::waiting, std::memory_order_acq_rel);
  }
  /// On the loop, once: the answer, or nullopt if there is none and none will be taken any more.
  std::optional<Response> take() {
    sleeper_ = nullptr;
    if (state_.exchange(State::abandoned, std::memory_order_acq_rel) != State::answered) return std::nullopt;
    return std::move(response_);
  }
  bool answered() const { return state_.load(std::memory_order_acquire) == State::answered; }

 private:
  enum class State { running, waiting, answered, abandoned };
  std::weak_ptr<Loop> loop_;
  std::atomic<State> state_{State::running};
  Timer* sleeper_ = nullptr;  // loop thread only
  std::optional<Response> response_;
};

// ---- writing ------------------------------------------------------------------------------------

// Writes all of it or says no. The direct attempt saves a turn of the loop: answers mostly fit.
Task<bool> write_all(Session& s, std::string_view first, std::string_view second = {}) {
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

struct Exchange {
  Method method = Method::get;
  int version = 11;
  bool keep_alive = true;
  std::uint64_t sent = 0;  // body bytes
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
  for (;;) {
    Result<std::string> data = next();
    if (!data) co_return false;
    if (data->empty()) break;
    x.sent += data->size();
    // A named local: g++ 12 destroys the temporary of a conditional inside co_await twice.
    const std::string piece = chunked ? chunk(*data) : std::move(*data);
    if (!co_await write_all(s, piece)) co_return false;
    co_await asio::post(s.loop.context, kUse);  // others' turn
    if (s.loop.stop_by_ms <= steady_ms()) co_return false;
  }
  if (!chunked) co_return true;
  co_return co_await write_all(s, kLastChunk);
}

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

// Half-closes and drains for a while: an answer is lost if unread input meets a closed socket (RST).
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

// ---- reading ------------------------------------------------------------------------------------

Task<bool> read_more(Session& s) {
  if (s.in_at > 0) {
    s.in.erase(0, s.in_at);
    s.in_at = 0;
  }
  const std::size_t held = s.in.size();
  s.in.resize(held + kReadBytes);
  const auto [ec, n] =
      co_await s.socket.async_read_some(asio::buffer(s.in.data() + held, kReadBytes), kUse);
  s.in.resize(held + n);
  co_return !ec && !s.timed_out;
}

// Bytes of the next request's head; 0 = the connection is to be closed without a word.
Task<tl::expected<std::size_t, Refusal>> await_head(Session& s) {
  const ServerOptions& options = s.shared->options;
  std::size_t seen = 0;
  s.enter(Phase::idle, options.idle_timeout_ms);
  for (;;) {
    if (!s.unread().empty()) {
      if (s.phase == Phase::idle) s.enter(Phase::head, options.header_timeout_ms);
      auto found = find_head_end(s.unread(), seen, options.max_header_bytes);
      if (!found || *found > 0) co_return found;
      seen = s.unread().size();
    } else if (s.loop.stop_by_ms != kNever) {
      co_return std::size_t{0};
    }
    if (co_await read_more(s)) continue;
    if (s.timed_out && s.phase == Phase::head && s.loop.stop_by_ms == kNever) {
      co_return tl::unexpected<Refusal>(
          Refusal{408, {Errc::malformed, {}, "the header did not arrive in time"}});
    }
    co_return std::size_t{0};
  }
}

Refusal too_large(std::uint64_t limit) {
  return {413, {Errc::too_large, "body", "larger than " + std::to_string(limit) + " bytes"}};
}

void extend_body_deadline(Session& s, std::int64_t start_ms, std::uint64_t received) {
  const ServerOptions& options = s.shared->options;
  s.phase = Phase::body;
  s.deadline_ms = start_ms + options.body_grace_ms +
                  static_cast<std::int64_t>(received) * 1000 / options.body_min_bytes_per_second;
}

// Status 0 in the refusal: the client has gone.
tl::unexpected<Refusal> body_broken(const Session& s) {
  if (!s.timed_out) return tl::unexpected<Refusal>(Refusal{0, {}});
  return tl::unexpected<Refusal>(Refusal{408, {Errc::malformed, "body", "the body did not arrive in time"}});
}

Task<tl::expected<void, Refusal>> read_sized(Session& s, std::uint64_t size, std::string& body) {
  const std::int64_t start_ms = steady_ms();
  const std::size_t at_hand = std::min<std::uint64_t>(size, s.unread().size());
  body.assign(s.unread().substr(0, at_hand));
  s.consume(at_hand);
  while (body.size() < size) {
    // Grows with what arrives, not with what is announced.
    const std::size_t held = body.size();
    const std::size_t want = std::min<std::uint64_t>(size - held, 64 * 1024);
    extend_body_deadline(s, start_ms, held);
    body.resize(held + want);
    const auto [ec, n] = co_await s.socket.async_read_some(asio::buffer(body.data() + held, want), kUse);
    body.resize(held + n);
    if (ec || s.timed_out) co_return body_broken(s);
  }
  co_return tl::expected<void, Refusal>{};
}

Task<tl::expected<void, Refusal>> read_chunked(Session& s, std::uint64_t limit, std::string& body) {
  const std::int64_t start_ms = steady_ms();
  ChunkDecoder decoder(limit);
  for (;;) {
    const Result<std::size_t> used = decoder.feed(s.unread(), body);
    if (!used) {
      co_return tl::unexpected<Refusal>(Refusal{status_of(used.error().code), used.error()});
    }
    s.consume(*used);
    if (decoder.done()) co_return tl::expected<void, Refusal>{};
    extend_body_deadline(s, start_ms, body.size());  // framing does not count towards the rate
    if (!co_await read_more(s)) co_return body_broken(s);
  }
}

Task<tl::expected<void, Refusal>> read_body(Session& s, const Head& head, std::uint64_t content_length,
                                            Request& request) {
  const auto& body_limit = s.shared->options.body_limit;
  if (!head.chunked && content_length == 0) co_return tl::expected<void, Refusal>{};
  const std::uint64_t limit = body_limit ? body_limit(request.method, request.path) : kDefaultBodyBytes;
  if (content_length > limit) co_return tl::unexpected<Refusal>(too_large(limit));
  if (head.expects_continue && s.unread().empty()) {
    if (!co_await write_all(s, "HTTP/1.1 100 Continue\r\n\r\n")) {
      co_return tl::unexpected<Refusal>(Refusal{0, {}});
    }
  }
  if (head.chunked) co_return co_await read_chunked(s, limit, request.body);
  co_return co_await read_sized(s, content_length, request.body);
}

// Everything that is checked before the body is asked for. Fills request and exchange.
tl::expected<Head, Refusal> open_request(Session& s, std::size_t head_size, Request& request, Exchange& x) {
  auto head = read_head(s.unread().substr(0, head_size));
  if (!head) return head;
  if (const auto method = parse_method(head->method)) x.method = request.method = *method;
  x.version = request.version = head->version;
  if (auto passed = check_head(*head); !passed) return tl::unexpected<Refusal>(std::move(passed).error());
  x.keep_alive = head->keep_alive && ++s.served < s.shared->options.max_requests_per_connection;
  auto target = parse_target(head->target);
  if (!target) return tl::unexpected<Refusal>(Refusal{status_of(target.error().code), target.error()});
  request.target = head->target;
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  for (const auto& [name, value] : head->fields) request.headers.add(name, value);
  request.peer = s.peer;
  head->fields.clear();  // views: they die with the bytes
  head->method = head->target = {};
  s.consume(head_size);
  return head;
}

// ---- one connection -----------------------------------------------------------------------------

void report(const Session& s, const Request& request, bool known, int status, const Exchange& x,
            std::int64_t start_us) {
  const auto& on_access = s.shared->options.on_access;
  if (!on_access) return;
  on_access({known ? method_name(request.method) : std::string_view(), request.path, status, x.sent,
             now_us() - start_us});
}

Task<void> refuse_request(Session& s, const Refusal& refusal, Exchange x, const Request& request) {
  if (refusal.status == 0) co_return;
  s.timed_out = false;
  x.keep_alive = false;
  Response answer = problem_status(refusal.status, refusal.error);
  if (refusal.status == 405) answer.headers.set("Allow", "GET, HEAD, POST, PUT, OPTIONS");
  const std::int64_t start_us = now_us();
  if (co_await write_response(s, answer, x)) {
    report(s, request, !request.path.empty(), refusal.status, x, start_us);
    co_await linger(s);
  }
}

Task<Response> ask_handler(Session& s, Request&& request) {
  const auto pending = std::make_shared<PendingAnswer>(s.loop_handle);
  try {
    s.shared->handler(std::move(request), Responder(pending));
  } catch (...) {
    // The Responder died with the exception and answered 500, or the handler had answered before.
  }
  if (!pending->ready_or_wait(s.wake)) {
    s.enter(Phase::handling, s.shared->options.handler_timeout_ms);
    while (!pending->answered() && !s.timed_out) co_await s.wake.async_wait(kUse);
  }
  if (auto response = pending->take()) co_return std::move(*response);
  s.timed_out = false;
  co_return problem({Errc::overloaded, {}, "the node did not answer in time"});
}

// One request and its answer. False: close the connection.
Task<bool> serve_one(Session& s) {
  Request request;
  Exchange x;
  auto head_size = co_await await_head(s);
  if (head_size && *head_size == 0) co_return false;
  if (!head_size) {
    co_await refuse_request(s, head_size.error(), x, request);
    co_return false;
  }
  auto head = open_request(s, *head_size, request, x);
  if (!head) {
    co_await refuse_request(s, head.error(), x, request);
    co_return false;
  }
  if (auto body = co_await read_body(s, *head, head->content_length, request); !body) {
    co_await refuse_request(s, body.error(), x, request);
    co_return false;
  }
  s.shared->requests.fetch_add(1, std::memory_order_relaxed);
  const std::int64_t start_us = now_us();
  Request shown;  // the handler takes the request; metrics want to name it afterwards
  if (s.shared->options.on_access) {
    shown.method = request.method;
    shown.path = request.path;
  }
  s.deadline_ms = kNever;
  Response response = co_await ask_handler(s, std::move(request));
  if (s.loop.stop_by_ms != kNever) x.keep_alive = false;
  const bool written = co_await write_response(s, response, x);
  report(s, shown, true, written ? response.status : 0, x, start_us);
  if (written && !x.keep_alive) co_await linger(s);
  co_return written && x.keep_alive;
}

// Same address as far as limits go: an IPv6 household has a /64.
std::string address_key(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
  const auto bytes = v6.to_bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), 8);
}

std::string peer_name(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

// Too many connections: say so briefly, if there are not already many being told.
Task<void> turn_away(Session& s) {
  Shared& shared = *s.shared;
  shared.refused.fetch_add(1, std::memory_order_relaxed);
  if (shared.lingering.fetch_add(1) < kMaxLingering) {
    Exchange x;
    x.keep_alive = false;
    Response answer = problem({Errc::overloaded, {}, "too many connections"});
    if (co_await write_response(s, answer, x)) co_await linger(s);
  }
  shared.lingering.fetch_sub(1);
}

Task<void> serve(std::shared_ptr<Shared> shared, std::weak_ptr<Loop> handle, Loop* loop, Socket socket) {
  Session s(std::move(shared), *loop, std::move(handle), std::move(socket));
  error_code ec;
  const auto remote = s.socket.remote_endpoint(ec);
  if (ec) co_return;
  s.socket.non_blocking(true, ec);
  s.socket.set_option(tcp::no_delay(true), ec);
  s.peer = peer_name(remote.address());
  s.address_key = address_key(remote.address());
  s.admitted = s.shared->admit(s.address_key);
  if (!s.admitted) {
    co_await turn_away(s);
    co_return;
  }
  while (co_await serve_one(s)) {
  }
}

// ---- the house ----------------------------------------------------------------------------------

void refresh_date(Loop& loop) {
  const std::time_t now = std::time(nullptr);
  if (now == loop.date_second) return;
  loop.date_second = now;
  loop.date = http_date(now);
}

// Cancels what is past its deadline; while stopping also what is idle, and all of it in the end.
Task<void> sweep(std::shared_ptr<Shared> shared, Loop* loop) {
  loop->sweep_timer = std::make_unique<Timer>(loop->context);
  for (;;) {
    refresh_date(*loop);
    const std::int64_t now = steady_ms();
    const bool stopping = shared->stopping.load();
    if (stopping && loop->stop_by_ms == kNever) loop->stop_by_ms = now + shared->options.stop_grace_ms;
    for (Session* session : loop->sessions) {
      const bool over = now >= session->deadline_ms || now >= loop->stop_by_ms;
      if (over || (stopping && session->phase == Phase::idle)) session->interrupt();
    }
    if (stopping && loop->sessions.empty()) break;
    loop->sweep_timer->expires_after(std::chrono::milliseconds(stopping ? 5 : kSweepMs));
    co_await loop->sweep_timer->async_wait(kUse);
  }
  loop->sweep_timer.reset();
}

Task<void> accept_all(std::shared_ptr<Shared> shared, std::vector<std::shared_ptr<Loop>>* loops,
                      Acceptor* acceptor) {
  Timer pause(loops->front()->context);
  for (std::size_t turn = 0;; ++turn) {
    const std::shared_ptr<Loop>& loop = (*loops)[turn % loops->size()];
    auto [ec, socket] = co_await acceptor->async_accept(loop->context, kUse);
    if (shared->stopping.load() || ec == asio::error::operation_aborted) co_return;
    if (ec) {  // out of descriptors, or a client that left at once
      pause.expires_after(std::chrono::milliseconds(20));
      co_await pause.async_wait(kUse);
      continue;
    }
    shared->accepted.fetch_add(1, std::memory_order_relaxed);
    asio::co_spawn(loop->context, serve(shared, loop, loop.get(), std::move(socket)), asio::detached);
  }
}

Result<void> bind_to(Acceptor& acceptor, const ServerOptions& options) {
  error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec) return fail(Errc::usage, "address", "`" + options.address + "` is no IPv4 or IPv6 address");
  const tcp::endpoint endpoint(address, options.port);
  const std::string where = options.address + " port " + std::to_string(options.port);
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec && address.is_v6()) acceptor.set_option(asio::ip::v6_only(!address.is_unspecified()), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (!ec) return {};
  const Errc code = ec == asio::error::address_in_use ? Errc::conflict
                    : ec == asio::error::access_denied ? Errc::forbidden
                                                       : Errc::storage;
  return fail(code, "port", "cannot listen on " + where + ": " + ec.message());
}

}  // namespace

struct Server::Impl {
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::vector<std::shared_ptr<Loop>> loops;
  std::unique_ptr<Acceptor> acceptor;  // loop 0's, once that runs
  std::uint16_t port = 0;
  std::mutex stop_mutex;
  bool stopped = false;  // guarded by stop_mutex
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
  CHECK(options.threads >= 1 && handler != nullptr);
  auto impl = std::make_unique<Impl>();
  for (int i = 0; i < options.threads; ++i) impl->loops.push_back(std::make_shared<Loop>());
  impl->acceptor = std::make_unique<Acceptor>(impl->loops.front()->context);
  TRY_VOID(bind_to(*impl->acceptor, options));
  error_code ec;
  impl->port = impl->acceptor->local_endpoint(ec).port();
  impl->shared->options = std::move(options);
  impl->shared->handler = std::move(handler);
  asio::co_spawn(impl->loops.front()->context, accept_all(impl->shared, &impl->loops, impl->acceptor.get()),
                 asio::detached);
  for (const auto& loop : impl->loops) {
    asio::co_spawn(loop->context, sweep(impl->shared, loop.get()), asio::detached);
    loop->thread = std::thread([raw = loop.get()] { raw->context.run(); });
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port; }

std::string Server::url() const {
  const std::string& address = impl_->shared->options.address;
  const bool v6 = address.find(':') != std::string::npos;
  return "http://" + (v6 ? '[' + address + ']' : address) + ':' + std::to_string(impl_->port);
}

ServerStats Server::stats() const {
  const Shared& shared = *impl_->shared;
  return {shared.connections.load(), shared.accepted.load(), shared.refused.load(), shared.requests.load()};
}

void Server::stop() {
  const std::lock_guard lock(impl_->stop_mutex);
  if (impl_->stopped) return;
  impl_->stopped = true;
  impl_->shared->stopping = true;
  asio::post(impl_->loops.front()->context, [this] {
    error_code ignored;
    impl_->acceptor->close(ignored);
  });
  for (const auto& loop : impl_->loops) {
    asio::post(loop->context, [raw = loop.get()] {
      if (raw->sweep_timer) raw->sweep_timer->cancel();
    });
  }
  for (const auto& loop : impl_->loops) loop->thread.join();
}

}  // namespace althing::http
