// A connection's life: its requests one after the other, each handed to the handler. See session.h.
#include "http/session.h"

#include <boost/asio/post.hpp>

#include "http/gzip.h"
#include "http/problem.h"

namespace althing::http {
namespace {

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
  s.release_body();
  if (refusal.status == 503) answer.headers.set("Retry-After", "5");
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

void post_next_turn(Loop& loop) {
  asio::post(loop.context, [&loop] {
    Session* next = loop.turns.next();
    if (next == nullptr) return;
    next->has_turn = true;
    next->wake.cancel();   // resumes it before the job posted now
    post_next_turn(loop);
  });
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
  const std::string accepts = request.headers.joined("Accept-Encoding");
  Request shown;  // the handler takes the request; metrics want to name it afterwards
  if (s.shared->options.on_access) {
    shown.method = request.method;
    shown.path = request.path;
  }
  if (!co_await take_turn(s)) co_return false;
  Response response = co_await ask_handler(s, std::move(request));
  if (s.loop.stop_by_ms != kNever) x.keep_alive = false;
  s.release_body();
  code_answer(accepts, x.method, response);
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

}  // namespace

Task<bool> take_turn(Session& s) {
  s.deadline_ms = kNever;
  if (s.loop.turns.free()) {
    s.loop.turns.begin();
    post_next_turn(s.loop);
    co_return true;
  }
  s.has_turn = false;
  s.loop.turns.wait(&s, s.address_key);
  while (!s.has_turn && !s.timed_out) co_await s.wake.async_wait(kUse);
  if (!s.has_turn) s.loop.turns.leave(&s, s.address_key);
  co_return s.has_turn;
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

}  // namespace althing::http
