#include "http/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/time.h"
#include "http/fixture.h"

namespace althing::http::testing {
namespace {

using Client = WithServer;

TEST_F(Client, MethodsAndHeaders) {
  start([](Request&& request, Responder respond) {
    Response answer = respond_text(201, std::string(method_name(request.method)) + request.content_type() + request.body);
    answer.headers.add("X-Seen", request.headers.get("x-sent"));
    respond(std::move(answer));
  });
  EXPECT_EQ(must(get(server->url())).body, "GET");
  const auto posted = post(server->url() + "/a", "Text/Plain; charset=utf-8", "body");
  EXPECT_EQ(posted->status, 201);
  EXPECT_EQ(posted->body, "POSTtext/plainbody");
  EXPECT_EQ(must(put(server->url() + "/a", "x/y", "")).body, "PUTx/y");
  auto connection = Connection::open(*parse_url(server->url()));
  ASSERT_TRUE(connection);
  Headers headers;
  headers.add("X-Sent", "1");
  EXPECT_EQ(must(connection->send(Method::get, "/", headers)).headers.get("X-SEEN"), "1");
  EXPECT_EQ(must(connection->send(Method::head, "/")).headers.get("content-length"), "4");
  EXPECT_EQ(must(connection->send(Method::get, "/")).body, "GET");
  EXPECT_EQ(server->stats().accepted, 4U);  // three of their own, one kept
  EXPECT_FALSE(connection->send(Method::get, "no-slash"));
  headers.add("X", "a\r\nb");
  EXPECT_FALSE(connection->send(Method::get, "/", headers));
}

TEST_F(Client, ReconnectsAfterAnIdleClose) {
  options.idle_timeout_ms = 100;
  start();
  auto connection = Connection::open(*parse_url(server->url()));
  ASSERT_TRUE(connection);
  EXPECT_EQ(must(connection->send(Method::get, "/")).status, 200);
  ::usleep(500'000);
  const auto again = connection->send(Method::get, "/");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->status, 200);
  ::usleep(500'000);
  EXPECT_FALSE(connection->send(Method::post, "/", {}, "x"));  // may have been done: the caller decides
}

TEST_F(Client, EarlyRefusalOfALargeBodyIsHeard) {
  options.body_limit = [](Method, std::string_view) { return std::uint64_t{10}; };
  start();
  const auto answer = post(server->url(), "text/plain", std::string(500'000, 'x'));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 413);
}

TEST_F(Client, Limits) {
  start([](Request&&, Responder respond) { respond(respond_text(200, std::string(1000, 'x'))); });
  ClientOptions small;
  small.max_body = 1000;
  EXPECT_TRUE(get(server->url(), small));
  small.max_body = 999;
  EXPECT_EQ(get(server->url(), small).error().code, Errc::too_large);
}

TEST_F(Client, TimesOut) {
  std::vector<Responder> kept;
  start([&](Request&&, Responder respond) { kept.push_back(std::move(respond)); });
  ClientOptions hasty;
  hasty.timeout_ms = 200;
  const std::int64_t begin = steady_ms();
  EXPECT_EQ(get(server->url(), hasty).error().field, "read");
  EXPECT_LT(steady_ms() - begin, 2000);
  server->stop();
}

TEST_F(Client, EndsSoonWhenNobodyWantsTheAnswerAnyMore) {
  std::vector<Responder> kept;
  start([&](Request&&, Responder respond) { kept.push_back(std::move(respond)); });
  const auto cancelled = std::make_shared<std::atomic<bool>>(false);
  ClientOptions patient;
  patient.cancelled = cancelled;
  const std::int64_t begin = steady_ms();
  std::thread other([&] {
    ::usleep(300'000);
    *cancelled = true;
  });
  EXPECT_EQ(get(server->url(), patient).error().field, "read");
  other.join();
  EXPECT_GE(steady_ms() - begin, 300);
  EXPECT_LT(steady_ms() - begin, 5000);  // not after kClientTimeoutMs
  EXPECT_EQ(get(server->url(), patient).error().field, "connect");
  server->stop();
}

TEST_F(Client, NobodyThere) {
  start();
  const std::string url = server->url();
  server->stop();
  server.reset();
  const auto answer = get(url);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().field, "connect");
  EXPECT_FALSE(get("https://127.0.0.1:1/"));
}

// What a stranger's name resolves to is checked before anything is sent there.
TEST_F(Client, PublicOnlyRefusesThisMachine) {
  start();
  ClientOptions only_public;
  only_public.public_only = true;
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const auto answer = get("http://" + std::string(host) + ":" + std::to_string(port()) + "/", only_public);
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, Errc::forbidden) << host;
  }
  only_public.allow_loopback = true;
  EXPECT_TRUE(get(server->url() + "/", only_public));
}

TEST_F(Client, TlsToAPlainPortFails) {
  start();
  const auto answer = get("https://127.0.0.1:" + std::to_string(port()) + "/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().field, "tls");
}

}  // namespace
}  // namespace althing::http::testing
