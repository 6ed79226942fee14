// The house: loops and their threads, the listening socket, the sweep of deadlines. See session.h.
#include "http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include "base/check.h"
#include "base/thread.h"
#include "http/problem.h"
#include "http/session.h"
#include "http/wire.h"

namespace althing::http {
namespace {

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
    loop->thread = std::thread([raw = loop.get()] {
      name_this_thread("http");
      give_way(kHttpNice);
      raw->context.run();
    });
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
