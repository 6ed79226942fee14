// What the transport alone costs: a trivial handler, answered at once and from another thread in
// batches, measured with the load generator in this process. `http_bench serve <seconds>` only serves
// and prints its port, for wrk beside it. Prints req/s of the whole machine: client and server share it.
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "http/server.h"
#include "load/load.h"

namespace {

using namespace althing;

http::Response tiny() { return http::respond(200, "application/json", "{\"ok\":true}\n"); }

// Stands for the log writer: takes what has gathered, answers it all.
class Batcher {
 public:
  Batcher() : thread_([this] { run(); }) {}
  ~Batcher() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    ready_.notify_one();
    thread_.join();
  }
  void take(http::Responder respond) {
    const std::lock_guard lock(mutex_);
    inbox_.push_back(std::move(respond));
    if (inbox_.size() == 1) ready_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
      ready_.wait(lock, [&] { return ending_ || !inbox_.empty(); });
      auto batch = std::exchange(inbox_, {});
      lock.unlock();
      for (auto& respond : batch) respond(tiny());
      batch.clear();
      lock.lock();
    }
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<http::Responder> inbox_;
  bool ending_ = false;
  std::thread thread_;
};

void measure(const char* name, std::uint16_t port, int connections, const std::string& request) {
  load::LoadOptions options;
  options.port = port;
  options.connections = connections;
  options.duration_ms = 3000;
  options.warmup_ms = 300;
  const auto result = load::run(options, load::from_vector({request}, true));
  std::printf("%-24s c=%-5d %s\n", name, connections, result ? result->text().c_str() : result.error().text().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Batcher batcher;
  http::ServerOptions options;
  options.max_requests_per_connection = UINT64_MAX;
  auto server = http::Server::start(options, [&](http::Request&& request, http::Responder respond) {
    if (request.path == "/batch") return batcher.take(std::move(respond));
    respond(tiny());
  });
  if (!server) {
    std::fprintf(stderr, "http_bench: %s\n", server.error().text().c_str());
    return 1;
  }
  if (argc > 2 && std::strcmp(argv[1], "serve") == 0) {
    std::printf("%u\n", unsigned{(*server)->port()});
    std::fflush(stdout);
    ::sleep(static_cast<unsigned>(std::atoi(argv[2])));
  } else {
    const std::uint16_t port = (*server)->port();
    for (const int c : {1, 64, 1000}) measure("answered at once", port, c, load::build_request("GET", "/healthz"));
    for (const int c : {1, 64, 1000}) measure("from another thread", port, c, load::build_request("GET", "/batch"));
    measure("POST of 1 KiB", port, 64, load::build_request("POST", "/healthz", "text/plain", std::string(1024, 'x')));
  }
  (*server)->stop();
  return 0;
}
