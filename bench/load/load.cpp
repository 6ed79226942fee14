#include "load/load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "base/thread.h"

namespace althing::load {
namespace {

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// One answer, as far as it has come. Knows Content-Length, chunked and the bodiless statuses.
struct AnswerReader {
  std::string in;

  /// Bytes of the first complete answer in `in`, 0 = more needed. Sets status and body.
  std::size_t complete(int& status, std::string_view& body) const {
    const std::size_t head_end = in.find("\r\n\r\n");
    if (head_end == std::string::npos || head_end < 12) return 0;
    status = std::atoi(in.c_str() + 9);
    const std::string_view head = std::string_view(in).substr(0, head_end + 2);
    const std::size_t begin = head_end + 4;
    const std::size_t length_at = head.find("Content-Length: ");
    if (length_at != std::string_view::npos) {
      const std::size_t length = std::strtoul(in.c_str() + length_at + 16, nullptr, 10);
      if (in.size() < begin + length) return 0;
      body = std::string_view(in).substr(begin, length);
      return begin + length;
    }
    if (head.find("Transfer-Encoding: chunked") != std::string_view::npos) {
      const std::size_t last = in.find("0\r\n\r\n", begin);  // good enough for our own server's chunks
      if (last == std::string::npos) return 0;
      body = std::string_view(in).substr(begin, last - begin);
      return last + 5;
    }
    body = {};
    return begin;
  }
};

struct Client {
  int fd = -1;
  std::string out;
  std::size_t out_at = 0;
  AnswerReader reader;
  std::int64_t sent_us = 0;
  bool waiting = false;
  std::int64_t resume_us = 0;  // told to come again then; 0 = not
};

struct Worker {
  Worker(const LoadOptions& options_in, const NextRequest& next_in, const OnAnswer& on_answer_in)
      : options(options_in), next(next_in), on_answer(on_answer_in) {}
  ~Worker() {
    for (Client& client : clients) {
      if (client.fd >= 0) ::close(client.fd);
    }
    if (epoll >= 0) ::close(epoll);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  const LoadOptions& options;
  const NextRequest& next;
  const OnAnswer& on_answer;
  int index = 0;
  int epoll = -1;
  std::int64_t count_from_us = 0;
  std::int64_t end_us = 0;
  std::vector<Client> clients;
  std::vector<std::uint32_t> latencies_us;
  LoadResult result;
  bool exhausted = false;
  std::size_t in_flight = 0;
  std::size_t resting = 0;

  bool open(Client& client);
  void drop(Client& client);
  void begin(Client& client);
  void flush(Client& client);
  void read(Client& client);
  void reap_stuck();
  void rest(Client& client, std::string_view answer);
  void resume();
  void run();
};

bool Worker::open(Client& client) {
  client = Client{};
  client.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  ::inet_pton(AF_INET, options.address.c_str(), &address.sin_addr);
  if (client.fd < 0 || ::connect(client.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    if (client.fd >= 0) ::close(std::exchange(client.fd, -1));
    return false;
  }
  const int on = 1;
  ::setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(client.fd, F_SETFL, ::fcntl(client.fd, F_GETFL) | O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.u64 = static_cast<std::uint64_t>(&client - clients.data());
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, client.fd, &event) == 0;
}

// The connection is lost: an error if an answer was owed. Tries once to replace it.
void Worker::drop(Client& client) {
  if (client.waiting) {
    ++result.errors;
    --in_flight;
    client.waiting = false;
  }
  if (std::exchange(client.resume_us, 0) != 0) --resting;
  ::close(std::exchange(client.fd, -1));
  if (now_us() < end_us && !exhausted && open(client)) begin(client);
}

void Worker::begin(Client& client) {
  if (exhausted || now_us() >= end_us) return;
  client.out.clear();
  client.out_at = 0;
  if (!next(index, client.out)) {
    exhausted = true;
    return;
  }
  client.waiting = true;
  ++in_flight;
  client.sent_us = now_us();
  flush(client);
}

void Worker::flush(Client& client) {
  while (client.fd >= 0 && client.out_at < client.out.size()) {
    const ssize_t n = ::send(client.fd, client.out.data() + client.out_at, client.out.size() - client.out_at, MSG_NOSIGNAL);
    if (n < 0) return;  // would block, or broken: then reading tells
    client.out_at += static_cast<std::size_t>(n);
  }
}

void Worker::read(Client& client) {
  char piece[65536];
  while (client.fd >= 0) {
    const ssize_t n = ::recv(client.fd, piece, sizeof piece, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (n <= 0) return drop(client);
    client.reader.in.append(piece, static_cast<std::size_t>(n));
    int status = 0;
    std::string_view body;
    const std::size_t size = client.reader.complete(status, body);
    if (size == 0 || !client.waiting) continue;
    const std::int64_t now = now_us();
    client.waiting = false;
    --in_flight;
    if (client.sent_us >= count_from_us) {
      ++result.answers;
      ++result.statuses[status];
      result.bytes_in += size;
      if (status != 503) latencies_us.push_back(static_cast<std::uint32_t>(now - client.sent_us));
    }
    if (on_answer) on_answer(index, status, body);
    if (status == 503) rest(client, std::string_view(client.reader.in).substr(0, size));
    client.reader.in.erase(0, size);
    if (client.resume_us == 0) begin(client);
  }
}

void Worker::rest(Client& client, std::string_view answer) {
  const std::size_t at = answer.find("Retry-After: ");
  if (at == std::string_view::npos) return;
  client.resume_us = now_us() + 1'000'000 * std::atoll(answer.data() + at + 13);
  ++resting;
}

void Worker::resume() {
  for (Client& client : clients) {
    if (client.resume_us == 0 || now_us() < std::min(client.resume_us, end_us)) continue;
    client.resume_us = 0;
    --resting;
    if (client.fd >= 0) begin(client);
  }
}

void Worker::reap_stuck() {
  const std::int64_t limit = now_us() - options.answer_timeout_ms * 1000;
  for (Client& client : clients) {
    if (client.fd >= 0 && client.waiting && client.sent_us < limit) drop(client);
  }
}

void Worker::run() {
  name_this_thread("load");
  for (Client& client : clients) begin(client);
  std::vector<epoll_event> events(256);
  for (std::int64_t last_reap = now_us(); in_flight + resting > 0;) {
    const int n = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), resting > 0 ? 10 : 100);
    if (resting > 0) resume();
    for (int i = 0; i < n; ++i) {
      Client& client = clients[events[static_cast<std::size_t>(i)].data.u64];
      if (client.fd < 0) continue;
      if (events[static_cast<std::size_t>(i)].events & EPOLLOUT) flush(client);
      if (events[static_cast<std::size_t>(i)].events & ~static_cast<std::uint32_t>(EPOLLOUT)) read(client);
    }
    if (now_us() - last_reap > 500'000) {
      reap_stuck();
      last_reap = now_us();
    }
  }
}

std::int64_t percentile(const std::vector<std::uint32_t>& sorted, double p) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

Result<LoadResult> run(const LoadOptions& options, const NextRequest& next, const OnAnswer& on_answer) {
  in_addr probe{};
  if (::inet_pton(AF_INET, options.address.c_str(), &probe) != 1) {
    return fail(Errc::usage, "address", "must be an IPv4 literal");
  }
  const int threads = std::max(1, std::min(options.threads, options.connections));
  std::vector<std::unique_ptr<Worker>> workers;
  for (int t = 0; t < threads; ++t) {
    workers.push_back(std::make_unique<Worker>(options, next, on_answer));
    Worker& worker = *workers.back();
    worker.index = t;
    worker.epoll = ::epoll_create1(EPOLL_CLOEXEC);
    worker.end_us = INT64_MAX;
    worker.clients.resize(static_cast<std::size_t>(options.connections / threads + (t < options.connections % threads)));
    for (Client& client : worker.clients) {
      if (!worker.open(client)) return fail(Errc::overloaded, "connect", "cannot connect to the server");
    }
  }
  const std::int64_t start = now_us();
  std::vector<std::thread> running;
  for (const auto& worker : workers) {
    worker->count_from_us = start + options.warmup_ms * 1000;
    worker->end_us = worker->count_from_us + options.duration_ms * 1000;
    running.emplace_back([raw = worker.get()] { raw->run(); });
  }
  for (auto& thread : running) thread.join();
  LoadResult out;
  out.seconds = std::max(1e-6, static_cast<double>(now_us() - start) / 1e6 - static_cast<double>(options.warmup_ms) / 1e3);
  std::vector<std::uint32_t> latencies;
  for (const auto& worker : workers) {
    out.answers += worker->result.answers;
    out.errors += worker->result.errors;
    out.bytes_in += worker->result.bytes_in;
    for (const auto& [status, n] : worker->result.statuses) out.statuses[status] += n;
    latencies.insert(latencies.end(), worker->latencies_us.begin(), worker->latencies_us.end());
  }
  std::sort(latencies.begin(), latencies.end());
  out.per_second = static_cast<double>(out.answers) / out.seconds;
  out.p50_us = percentile(latencies, 0.5);
  out.p90_us = percentile(latencies, 0.9);
  out.p99_us = percentile(latencies, 0.99);
  out.p999_us = percentile(latencies, 0.999);
  out.max_us = percentile(latencies, 1);
  return out;
}

std::string LoadResult::text() const {
  const auto ms = [](std::int64_t us) { return static_cast<double>(us) / 1000; };
  char line[256];
  std::snprintf(line, sizeof line, "%.0f/s p50 %.2f ms p90 %.2f ms p99 %.2f ms p99.9 %.2f ms max %.2f ms (%llu answers, %llu errors",
                per_second, ms(p50_us), ms(p90_us), ms(p99_us), ms(p999_us), ms(max_us),
                static_cast<unsigned long long>(answers), static_cast<unsigned long long>(errors));
  std::string out = line;
  for (const auto& [status, n] : statuses) out += "; " + std::to_string(status) + ": " + std::to_string(n);
  return out + ")";
}

std::string build_request(std::string_view method, std::string_view target, std::string_view content_type,
                          std::string_view body) {
  std::string out;
  out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (!content_type.empty()) out.append("Content-Type: ").append(content_type).append("\r\n");
  if (!body.empty() || method == "POST" || method == "PUT") {
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  return out.append("\r\n").append(body);
}

NextRequest from_vector(std::vector<std::string> requests, bool repeat) {
  struct State {
    std::vector<std::string> requests;
    std::atomic<std::size_t> at{0};
  };
  auto state = std::make_shared<State>();
  state->requests = std::move(requests);
  return [state, repeat](int, std::string& out) {
    const std::size_t i = state->at.fetch_add(1, std::memory_order_relaxed);
    if (state->requests.empty() || (!repeat && i >= state->requests.size())) return false;
    out = state->requests[i % state->requests.size()];
    return true;
  };
}

}  // namespace althing::load
