// Requests: head, framing, body, each with its limit and its time. See session.h.
#include "http/chunked.h"
#include "http/problem.h"
#include "http/session.h"
#include "http/target.h"

namespace althing::http {
namespace {

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

}  // namespace

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

namespace {

Refusal too_large(std::uint64_t limit) {
  return {413, {Errc::too_large, "body", "larger than " + std::to_string(limit) + " bytes"}};
}

void extend_body_deadline(Session& s, std::int64_t start_ms, std::uint64_t received) {
  const ServerOptions& options = s.shared->options;
  s.phase = Phase::body;
  s.deadline_ms = start_ms + options.body_grace_ms +
                  static_cast<std::int64_t>(received) * 1000 / options.body_min_bytes_per_second;
}

tl::unexpected<Refusal> no_room() {
  return tl::unexpected<Refusal>(
      Refusal{503, {Errc::overloaded, "body", "too many large requests are coming in; try again shortly"}});
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
    if (!s.hold_body(held + want)) co_return no_room();
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
    if (!s.hold_body(body.size())) co_return no_room();
    if (decoder.done()) co_return tl::expected<void, Refusal>{};
    extend_body_deadline(s, start_ms, body.size());  // framing does not count towards the rate
    if (!co_await read_more(s)) co_return body_broken(s);
  }
}

}  // namespace

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

}  // namespace althing::http
