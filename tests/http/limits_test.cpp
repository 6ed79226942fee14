// Time and number limits of the server, with small values so that the tests are short.
#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "base/time.h"
#include "http/fixture.h"

namespace althing::http::testing {
namespace {

using Limits = WithServer;
constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(Limits, SlowHeaderTimesOut) {
  options.header_timeout_ms = 300;
  start();
  Raw raw(port());
  const std::int64_t begin = steady_ms();
  raw.say("GET /a HTTP/1.1\r\n");
  for (int i = 0; i < 20 && !::testing::Test::HasFailure(); ++i) {  // a trickle does not extend it
    if (!raw.say("X: y\r\n") || raw.pull(50)) break;
  }
  EXPECT_EQ(status_in(raw.one()), 408);
  EXPECT_LT(steady_ms() - begin, 2000);
}

TEST_F(Limits, IdleConnectionsAreClosedWithoutAWord) {
  options.idle_timeout_ms = 200;
  start();
  Raw raw(port());
  raw.say(kGet);
  EXPECT_EQ(status_in(raw.one()), 200);
  EXPECT_EQ(raw.all(), "");
}

TEST_F(Limits, SlowBodyTimesOut) {
  options.body_grace_ms = 300;
  options.body_min_bytes_per_second = 1000;
  start();
  Raw raw(port());
  raw.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
  const std::int64_t begin = steady_ms();
  for (int i = 0; i < 100; ++i) {
    if (!raw.say("x") || raw.pull(50)) break;
  }
  EXPECT_EQ(status_in(raw.one()), 408);
  EXPECT_LT(steady_ms() - begin, 3000);
}

// Large bodies that never end take a bounded share of memory; small requests, and those of others, pass.
TEST_F(Limits, LargeBodiesShareABoundedRoom) {
  options.body_limit = [](Method, std::string_view) { return std::uint64_t{1} << 20; };
  options.max_buffered_bytes = 3 * kFreeBodyBytes;
  options.max_buffered_bytes_per_address = 2 * kFreeBodyBytes;
  start();
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n";
  Raw first(port());
  first.say(head + std::string(2 * kFreeBodyBytes, 'x'));  // wants a third piece: the room of its address is full
  ::usleep(200'000);
  Raw second(port());
  second.say(head + std::string(2 * kFreeBodyBytes, 'x'));
  const std::string refused = second.one();
  EXPECT_EQ(status_in(refused), 503);
  EXPECT_NE(refused.find("Retry-After"), std::string::npos);
  Raw chunked(port());
  chunked.say("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n30000\r\n" + std::string(0x30000, 'x') + "\r\n");
  EXPECT_EQ(status_in(chunked.one()), 503);
  Raw small(port());
  small.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + std::string(60000, 'x'));
  EXPECT_EQ(status_in(small.one()), 200);
  first.say(std::string(300000 - 2 * kFreeBodyBytes, 'x'));
  EXPECT_EQ(status_in(first.one()), 503) << "its last pieces are over its address's share too";
  Raw later(port());
  later.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\n" + std::string(150000, 'x'));
  EXPECT_EQ(status_in(later.one()), 200) << "the room was given back";
}

TEST_F(Limits, SteadyBodyMayTakeLongerThanTheGrace) {
  options.body_grace_ms = 400;
  options.body_min_bytes_per_second = 1000;
  start();
  Raw raw(port());
  raw.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    raw.say(std::string(500, 'x'));
    ::usleep(100'000);
  }
  EXPECT_EQ(status_in(raw.one()), 200);
}

TEST_F(Limits, SlowChunkedBodyTimesOut) {
  options.body_grace_ms = 300;
  start();
  Raw raw(port());
  raw.say("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
  EXPECT_EQ(status_in(raw.one()), 408);
}

TEST_F(Limits, ReaderWhoNeverReadsIsCut) {
  options.write_timeout_ms = 300;
  std::atomic<int> status{-1};
  options.on_access = [&](const Access& access) { status = access.status; };
  start([](Request&&, Responder respond) { respond(respond_text(200, std::string(64 << 20, 'x'))); });
  Raw raw(port());
  raw.say(kGet);
  for (int i = 0; i < 200 && status == -1; ++i) ::usleep(20'000);
  EXPECT_EQ(status, 0);
  for (int i = 0; i < 100 && server->stats().connections > 0; ++i) ::usleep(10'000);
  EXPECT_EQ(server->stats().connections, 0U);
}

TEST_F(Limits, HandlerThatNeverAnswers) {
  options.handler_timeout_ms = 200;
  std::vector<Responder> kept;
  start([&](Request&&, Responder respond) { kept.push_back(std::move(respond)); });
  Raw raw(port());
  raw.say(kGet);
  EXPECT_EQ(status_in(raw.one()), 503);
  ASSERT_EQ(kept.size(), 1U);
  kept.front()(respond_text(200, "late"));  // falls on the floor
  raw.say(kGet);
  EXPECT_EQ(status_in(raw.one()), 503);
}

TEST_F(Limits, ConnectionsInAll) {
  options.max_connections = 5;
  start();
  std::vector<Raw> held;
  for (int i = 0; i < 5; ++i) {
    held.emplace_back(port());
    held.back().say(kGet);
    EXPECT_EQ(status_in(held.back().one()), 200);
  }
  Raw extra(port());
  const std::string answer = extra.all();
  EXPECT_EQ(status_in(answer), 503);
  EXPECT_NE(answer.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(server->stats().refused, 1U);
  held.clear();
  for (int i = 0; i < 100 && server->stats().connections > 0; ++i) ::usleep(10'000);
  Raw again(port());
  again.say(kGet);
  EXPECT_EQ(status_in(again.one()), 200);
}

TEST_F(Limits, ConnectionsPerAddress) {
  options.max_connections_per_address = 2;
  start();
  Raw one(port()), two(port());
  one.say(kGet);
  EXPECT_EQ(status_in(one.one()), 200);
  two.say(kGet);
  EXPECT_EQ(status_in(two.one()), 200);
  Raw three(port());
  EXPECT_EQ(status_in(three.all()), 503);
}

TEST_F(Limits, RequestsPerConnection) {
  options.max_requests_per_connection = 3;
  start();
  const std::string answer = tell(std::string(kGet) + kGet + kGet + kGet);
  EXPECT_EQ(count_in(answer, "HTTP/1.1 200"), 3U);
  EXPECT_EQ(count_in(answer, "Connection: close"), 1U);
}

}  // namespace
}  // namespace althing::http::testing
