// Pages of a large record while it grows: a statement's page against /healthz of the same server, and the
// first byte of lists, searches and exports, while 500 signatures a second are handed in over HTTP.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "live.h"
#include "load/load.h"

namespace althing::bench {

constexpr int kArrivalsPerSecond = 500;
constexpr int kFeeders = 32;
constexpr int kReaders = 64;

/// Hands in acts at a fixed rate, as many people would: each feeder has one request in flight.
class Arrivals {
 public:
  Arrivals(std::uint16_t port, const std::vector<test::SignedAct>& acts) {
    for (const auto& act : acts) requests_.push_back(load::build_request("POST", "/acts", "application/json", submission(act)));
    load::LoadOptions options;
    options.port = port;
    options.connections = options.threads = kFeeders;
    options.duration_ms = 600'000;
    thread_ = std::thread([this, options, start = std::chrono::steady_clock::now()] {
      const auto next = [this, start](int, std::string& out) {
        const std::size_t i = at_.fetch_add(1);
        if (stopping_ || i >= requests_.size()) return false;
        std::this_thread::sleep_until(start + std::chrono::microseconds(i * 1'000'000 / kArrivalsPerSecond));
        out = requests_[i];
        return true;
      };
      result_ = must(load::run(options, next));
    });
  }
  load::LoadResult stop() {
    stopping_ = true;
    thread_.join();
    return result_;
  }

 private:
  std::vector<std::string> requests_;
  std::atomic<std::size_t> at_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
  load::LoadResult result_;
};

/// Milliseconds from a request to the first byte of its answer, on a new connection; -1 = not answered 200.
inline double first_byte_ms(std::uint16_t port, const std::string& path) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  char answer[16] = {};
  const std::string request = load::build_request("GET", path);
  double seconds = -1;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    seconds = seconds_of([&] {
      static_cast<void>(::send(fd, request.data(), request.size(), MSG_NOSIGNAL));
      static_cast<void>(::recv(fd, answer, sizeof answer, MSG_WAITALL));
    });
  }
  ::close(fd);
  return std::string_view(answer, sizeof answer).starts_with("HTTP/1.1 200") ? seconds * 1000 : -1;
}

inline void print_first_bytes(std::uint16_t port, const char* name, const std::string& path) {
  std::vector<double> times;
  for (int i = 0; i < 25; ++i) {
    times.push_back(first_byte_ms(port, path));
    std::this_thread::sleep_for(std::chrono::milliseconds(7));
  }
  const double first = times.front();
  std::sort(times.begin(), times.end());
  std::printf("  first byte of %-28s first %.1f ms, then median %.1f ms, longest %.1f ms%s\n", name, first, times[times.size() / 2], times.back(),
              times.front() < 0 ? "  (SOME FAILED)" : "");
}

inline load::LoadResult readers(std::uint16_t port, const std::string& path) {
  load::LoadOptions options;
  options.port = port;
  options.connections = kReaders;
  options.duration_ms = 4000;
  options.warmup_ms = 500;
  return must(load::run(options, load::from_vector({load::build_request("GET", path)}, true)));
}

/// Prints it all; leaves the record larger by what arrived.
inline void measure_pages(Fs& fs, const std::string& dir, const act::ActId& assembly, const act::ActId& statement) {
  const SystemClock clock;
  std::unique_ptr<Running> running;
  const double opened = seconds_of([&] { running = std::make_unique<Running>(fs, clock, dir); });
  const std::uint64_t size = running->node->record().snapshot()->size;
  std::printf("restart with %llu acts to serving: %.0f ms\n", static_cast<unsigned long long>(size), opened * 1000);
  const std::uint16_t port = running->server->port();
  const std::string page = "/en/statement/" + to_hex(statement), list = page + "/signatories";
  next_key = 100'000'000 + size;
  const auto acts = make_acts(statement, assembly, kArrivalsPerSecond * 40);
  const auto in_rest = readers(port, page);
  std::printf("statement page, nothing arriving:    %s\n", in_rest.text().c_str());
  Arrivals arrivals(port, acts);
  const auto health = readers(port, "/healthz");
  std::printf("/healthz while 500 acts/s arrive:    %s\n", health.text().c_str());
  const auto busy = readers(port, page);
  std::printf("statement page while they arrive:    %s\n  = %.2f of /healthz\n", busy.text().c_str(), busy.per_second / health.per_second);
  const std::string middle = std::to_string(size / 2), last = std::to_string(size - 10);
  const std::pair<const char*, std::string> lists[] = {
      {"the statement", page},
      {"signatories", list},
      {"signatories, newest first", list + "?order=newest"},
      {"signatories, from the middle", list + "?after=" + middle},
      {"signatories, the last", list + "?after=" + last},
      {"signatories, before the middle", list + "?size=100&before=" + middle},
      {"signatories named number", list + "?q=number"},
      {"signatories, one name", list + "?q=" + middle},
      {"signatories, organisations", list + "?capacity=organisation"},
      {"search for one", "/en/search?q=" + middle},
      {"search for what all say", "/en/search?q=signatory"},
      {"search for two words", "/en/search?q=number+" + middle},
      {"the export", list + ".csv"},
      {"the export of one", list + ".csv?q=" + middle},
      {"the record", "/en/record"},
      {"home", "/en/"}};
  for (const auto& [name, path] : lists) print_first_bytes(port, name, path);
  const auto arrived = arrivals.stop();
  std::printf("the arriving acts meanwhile:         %s\n", arrived.text().c_str());
}

}  // namespace althing::bench
