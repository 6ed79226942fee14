// Turns between addresses: a crowd from one address does not make the others wait for the whole crowd.
#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "http/fixture.h"

namespace althing::http::testing {
namespace {

using Fairness = WithServer;
constexpr int kCrowd = 40, kEach = 50;

class Crowd {
 public:
  Crowd(std::uint16_t port, const std::string& request) {
    std::string all;
    for (int i = 0; i < kEach; ++i) all += request;
    for (int i = 0; i < kCrowd; ++i) {
      members_.push_back(std::make_unique<Raw>(port, "127.0.0.2"));
      EXPECT_TRUE(members_.back()->connected());
      members_.back()->say(all);
    }
  }

 private:
  std::vector<std::unique_ptr<Raw>> members_;
};

TEST_F(Fairness, AddressesTakeTurnsWithRequests) {
  options.threads = 1;
  std::atomic<int> crowded{0};
  std::atomic<int> waited{0};  // of the crowd's requests, since the other client's last answer
  std::vector<int> before;     // each of the other client's requests; the loop's thread only
  start([&](Request&& request, Responder respond) {
    if (request.path == "/crowd") {
      ++crowded;
      ++waited;
      ::usleep(2000);
    } else {
      before.push_back(waited.exchange(0));
    }
    respond(respond_text(200, "x"));
  });
  const Crowd crowd(port(), "GET /crowd HTTP/1.1\r\nHost: a\r\n\r\n");
  while (crowded < 2) ::usleep(1000);
  Raw other(port());
  for (int i = 0; i < 20; ++i) {
    waited = 0;
    other.say("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(status_in(other.one(30'000)), 200);
  }
  EXPECT_LT(crowded, kCrowd * kEach) << "the crowd was through before it could matter";
  server->stop();
  // The crowd has no more than a few turns while one request comes in, not one for each of its members.
  // The first may come in while the loop reads its first crowd of requests.
  for (std::size_t i = 1; i < before.size(); ++i) EXPECT_LT(before[i], kCrowd / 4) << "request " << i;
}

TEST_F(Fairness, AndWithThePiecesOfStreams) {
  options.threads = 1;
  std::atomic<int> waited{0};
  std::atomic<int> streaming{0};
  std::vector<int> before;
  start([&](Request&& request, Responder respond) {
    if (request.path != "/stream") {
      before.push_back(waited.exchange(0));
      return respond(respond_text(200, "x"));
    }
    ++streaming;
    respond(respond_stream("text/plain", [&waited, left = 10'000]() mutable -> Result<std::string> {
      ++waited;
      ::usleep(2000);
      return --left > 0 ? std::string("x") : std::string();
    }));
  });
  const Crowd crowd(port(), "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  while (streaming < kCrowd) ::usleep(1000);
  Raw other(port());
  for (int i = 0; i < 20; ++i) {
    waited = 0;
    other.say("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(status_in(other.one(30'000)), 200);
  }
  server->stop();
  for (std::size_t i = 1; i < before.size(); ++i) EXPECT_LT(before[i], kCrowd / 4) << "request " << i;
}

}  // namespace
}  // namespace althing::http::testing
