// Stopping: nothing in flight is lost within the grace, nothing hangs after it.
#include <gtest/gtest.h>

#include <mutex>
#include <thread>
#include <vector>

#include "base/time.h"
#include "http/client.h"
#include "http/fixture.h"

namespace althing::http::testing {
namespace {

using Stopping = WithServer;
constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(Stopping, IdleServerStopsAtOnce) {
  start();
  Raw idle(port());
  ::usleep(20'000);
  const std::int64_t begin = steady_ms();
  server->stop();
  server->stop();  // again is nothing
  EXPECT_LT(steady_ms() - begin, 1000);
  EXPECT_TRUE(idle.closed());
  EXPECT_FALSE(Raw(port()).connected());
}

TEST_F(Stopping, RequestsInFlightAreFinished) {
  std::vector<std::thread> workers;
  std::mutex mutex;
  start([&](Request&& request, Responder respond) {
    const std::lock_guard lock(mutex);
    workers.emplace_back([path = request.path, respond = std::move(respond)]() mutable {
      ::usleep(300'000);
      respond(respond_text(200, path));
    });
  });
  std::vector<Raw> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(port());
    clients.back().say(kGet);
  }
  for (int wait = 0; wait < 200 && server->stats().requests < 5; ++wait) ::usleep(5'000);
  ASSERT_EQ(server->stats().requests, 5U);
  std::thread stopper([&] { server->stop(); });
  for (Raw& client : clients) {
    const std::string answer = client.one();
    EXPECT_EQ(status_in(answer), 200);
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    client.close();
  }
  stopper.join();
  for (auto& worker : workers) worker.join();
}

TEST_F(Stopping, GraceIsBounded) {
  options.stop_grace_ms = 300;
  std::vector<Responder> kept;
  std::mutex mutex;
  start([&](Request&&, Responder respond) {
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(respond));
  });
  Raw waiting(port());
  waiting.say(kGet);
  Raw half(port());
  half.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  for (int wait = 0; wait < 200 && server->stats().requests < 1; ++wait) ::usleep(5'000);
  const std::int64_t begin = steady_ms();
  server->stop();
  EXPECT_LT(steady_ms() - begin, 3000);
  ASSERT_EQ(kept.size(), 1U);
  kept.front()(respond_text(200, "nobody listens"));  // after the end: nothing happens
  server.reset();
  kept.clear();
}

TEST_F(Stopping, RespondersOutliveTheServer) {
  options.stop_grace_ms = 50;
  std::vector<Responder> kept;
  std::mutex mutex;
  start([&](Request&&, Responder respond) {
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(respond));
  });
  Raw waiting(port());
  waiting.say(kGet);
  for (int wait = 0; wait < 200 && server->stats().requests < 1; ++wait) ::usleep(5'000);
  server.reset();
  ASSERT_EQ(kept.size(), 1U);
  kept.front()(respond_text(200, "x"));
}

TEST_F(Stopping, WhileBusy) {
  start();
  std::vector<std::thread> clients;
  std::atomic<int> broken{0};
  std::atomic<bool> enough{false};
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([&] {
      while (!enough) {
        Raw raw(port());
        if (!raw.connected()) return;
        for (int i = 0; i < 20; ++i) {
          if (!raw.say(kGet)) break;
          const std::string answer = raw.one(2000);
          if (answer.empty()) break;
          if (status_in(answer) != 200) ++broken;
        }
      }
    });
  }
  ::usleep(200'000);
  const std::int64_t begin = steady_ms();
  server->stop();
  EXPECT_LT(steady_ms() - begin, 5000);
  enough = true;
  for (auto& client : clients) client.join();
  EXPECT_EQ(broken, 0);
}

}  // namespace
}  // namespace althing::http::testing
