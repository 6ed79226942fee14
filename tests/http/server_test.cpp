// The server under many hands: answers from other threads, idle crowds, files, streams, churn.
#include "http/server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/fixture.h"
#include "http/wire.h"

namespace althing::http::testing {
namespace {

using Serving = WithServer;
constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

// Answers in batches from a thread of its own, as the log writer does.
class BatchWriter {
 public:
  BatchWriter() : thread_([this] { run(); }) {}
  ~BatchWriter() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    ready_.notify_one();
    thread_.join();
  }
  void take(Request&& request, Responder respond) {
    const std::lock_guard lock(mutex_);
    inbox_.emplace_back(std::move(request), std::move(respond));
    ready_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ready_.wait(lock, [&] { return ending_ || !inbox_.empty(); });
      if (ending_) return;
      auto batch = std::exchange(inbox_, {});
      lock.unlock();
      for (auto& [request, respond] : batch) respond(respond_text(200, request.path + request.body));
      batch.clear();
      lock.lock();
    }
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<std::pair<Request, Responder>> inbox_;
  bool ending_ = false;
  std::thread thread_;
};

TEST_F(Serving, AnswersFromAnotherThread) {
  BatchWriter writer;
  start([&](Request&& request, Responder respond) { writer.take(std::move(request), std::move(respond)); });
  std::vector<std::thread> clients;
  std::atomic<int> right{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      auto connection = Connection::open(*parse_url(server->url()));
      if (!connection) return;
      for (int i = 0; i < 100; ++i) {
        const std::string body = std::to_string(c) + "-" + std::to_string(i);
        const auto answer = connection->send(Method::post, "/x/", {}, body);
        right += answer && answer->status == 200 && answer->body == "/x/" + body;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 800);
  EXPECT_EQ(server->stats().accepted, 8U);
  server->stop();
}

TEST_F(Serving, PipelinedAnswersFromAnotherThreadKeepOrder) {
  BatchWriter writer;
  start([&](Request&& request, Responder respond) {
    if (request.path.back() % 2 == 0) return echo(std::move(request), std::move(respond));
    writer.take(std::move(request), std::move(respond));
  });
  Raw raw(port());
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  raw.say(requests);
  for (int i = 0; i < 20; ++i) {
    EXPECT_NE(body_in(raw.one()).find("/" + std::to_string(i)), std::string::npos) << i;
  }
  server->stop();
}

TEST_F(Serving, IdleCrowdDoesNotHinder) {
  start();
  std::vector<Raw> crowd;
  for (int i = 0; i < 200; ++i) crowd.emplace_back(port());
  const auto answer = get(server->url() + "/x");
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "GET /x ");
  for (Raw& raw : crowd) {
    raw.say(kGet);
    ASSERT_EQ(status_in(raw.one()), 200);
  }
  EXPECT_EQ(server->stats().connections, 200U);
}

TEST_F(Serving, ClientLeavesBeforeTheAnswer) {
  std::mutex mutex;
  std::vector<Responder> kept;
  start([&](Request&& request, Responder respond) {
    if (request.path == "/now") return echo(std::move(request), std::move(respond));
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(respond));
  });
  for (int i = 0; i < 20; ++i) {
    Raw raw(port());
    raw.say("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int wait = 0; wait < 100 && server->stats().requests <= static_cast<std::uint64_t>(i); ++wait) ::usleep(5'000);
  }
  {
    const std::lock_guard lock(mutex);
    ASSERT_EQ(kept.size(), 20U);
    for (Responder& respond : kept) respond(respond_text(200, std::string(100'000, 'x')));
    kept.clear();
  }
  EXPECT_EQ(must(get(server->url() + "/now")).status, 200);
  for (int wait = 0; wait < 200 && server->stats().connections > 0; ++wait) ::usleep(10'000);
  EXPECT_EQ(server->stats().connections, 0U);
}

TEST_F(Serving, LostAndThrownRequestsAnswer500) {
  start([](Request&& request, Responder respond) {
    if (request.path == "/throw") throw std::runtime_error("no");
    if (request.path == "/late-throw") {
      respond(respond_text(200, "said"));
      throw std::runtime_error("after");
    }
  });
  EXPECT_EQ(must(get(server->url() + "/throw")).status, 500);
  EXPECT_EQ(must(get(server->url() + "/lost")).status, 500);
  EXPECT_EQ(must(get(server->url() + "/late-throw")).body, "said");
}

TEST_F(Serving, HeadersCannotSplitAnAnswer) {
  start([](Request&& request, Responder respond) {
    Response answer = respond_text(200, "x");
    answer.headers.add("X", request.query.get("v"));
    respond(std::move(answer));
  });
  EXPECT_EQ(must(get(server->url() + "/?v=ok")).status, 200);
  const auto answer = get(server->url() + "/?v=a%0d%0aSet-Cookie:%20b");
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->headers.find("Set-Cookie"), nullptr);
}

TEST_F(Serving, KeepAliveChurn) {
  start();
  for (int i = 0; i < 300; ++i) {
    Raw raw(port());
    for (int k = 0; k <= i % 3; ++k) {
      raw.say(kGet);
      ASSERT_EQ(status_in(raw.one()), 200) << i;
    }
  }
  for (int wait = 0; wait < 200 && server->stats().connections > 0; ++wait) ::usleep(10'000);
  EXPECT_EQ(server->stats().connections, 0U);
}

TEST_F(Serving, Files) {
  const std::string path = ::testing::TempDir() + "althing_http_" + std::to_string(::getpid());
  std::string data(200'000, '\0');
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>('a' + i % 23);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  ASSERT_EQ(std::fwrite(data.data(), 1, data.size(), file), data.size());
  ASSERT_EQ(std::fclose(file), 0);
  start([&](Request&& request, Responder respond) {
    if (request.path == "/whole") return respond(respond_file("application/octet-stream", path));
    if (request.path == "/part") return respond(respond_file("application/octet-stream", path, 10));
    if (request.path == "/more") return respond(respond_file("application/octet-stream", path, 200'001));
    respond(respond_file("application/octet-stream", path + ".not"));
  });
  const auto whole = get(server->url() + "/whole");
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->body == data);
  EXPECT_EQ(must(get(server->url() + "/part")).body, data.substr(0, 10));
  EXPECT_EQ(must(get(server->url() + "/more")).status, 507);
  EXPECT_EQ(must(get(server->url() + "/none")).status, 507);
  const std::string head = tell("HEAD /whole HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 200000\r\n"), std::string::npos);
  EXPECT_EQ(body_in(head), "");
  std::remove(path.c_str());
}

TEST_F(Serving, StreamsChunkedAndPlain) {
  start([](Request&& request, Responder respond) {
    auto left = std::make_shared<int>(request.path == "/none" ? 0 : 5);
    const bool breaks = request.path == "/break";
    respond(respond_stream("text/plain", [left, breaks]() -> Result<std::string> {
      if (breaks && *left == 2) return fail(Errc::storage, "gone");
      return *left > 0 ? std::to_string((*left)--) + ";" : std::string();
    }));
  });
  EXPECT_EQ(must(get(server->url() + "/")).body, "5;4;3;2;1;");
  EXPECT_EQ(must(get(server->url() + "/none")).body, "");
  EXPECT_FALSE(get(server->url() + "/break"));  // cut, and the client can tell
  const std::string old = tell("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(body_in(old), "5;4;3;2;1;");
  EXPECT_EQ(old.find("chunked"), std::string::npos);
  const std::string head = tell("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(head.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_EQ(body_in(head), "");
}

// A stream is pulled no faster than it is read: what is out is bounded by the sockets' buffers.
TEST_F(Serving, SlowReaderHoldsTheStreamBack) {
  std::atomic<int> pulled{0};
  constexpr int kChunks = 1000;
  start([&](Request&& request, Responder respond) {
    if (request.path == "/other") return echo(std::move(request), std::move(respond));
    respond(respond_stream("text/plain", [&pulled]() -> Result<std::string> {
      if (pulled == kChunks) return std::string();
      ++pulled;
      return std::string(100'000, 'x');
    }));
  });
  Raw raw(port());
  raw.say("GET / HTTP/1.0\r\n\r\n");
  ::usleep(300'000);
  const int early = pulled;
  EXPECT_GT(early, 0);
  EXPECT_LT(early, kChunks);
  EXPECT_EQ(must(get(server->url() + "/other")).status, 200);  // others are served meanwhile
  EXPECT_EQ(body_in(raw.all()).size(), 100'000U * kChunks);
}

TEST_F(Serving, AccessIsReported) {
  std::mutex mutex;
  std::vector<std::string> lines;
  options.on_access = [&](const Access& access) {
    const std::lock_guard lock(mutex);
    lines.push_back(std::string(access.method) + " " + std::string(access.path) + " " + std::to_string(access.status) +
                    " " + std::to_string(access.bytes));
    EXPECT_GE(access.micros, 0);
  };
  start();
  tell(kGet);
  tell("nonsense\r\n\r\n");
  server->stop();
  EXPECT_EQ(lines.size(), 2U);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "GET /a 200 7"), 1);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const std::string& l) { return l.starts_with("  400 "); }), 1);
}

TEST_F(Serving, PeerAndIPv6) {
  options.address = "::1";
  auto started = Server::start(options, [](Request&& request, Responder respond) {
    respond(respond_text(200, request.peer));
  });
  if (!started) GTEST_SKIP() << "no IPv6 here: " << started.error().text();
  server = std::move(*started);
  const auto answer = get(server->url() + "/");
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "::1");
}

TEST_F(Serving, BindErrorsNameThePortOrAddress) {
  start();
  ServerOptions same;
  same.port = port();
  const auto taken = Server::start(same, echo);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::conflict);
  EXPECT_EQ(taken.error().field, "port");
  same.address = "localhost";
  EXPECT_EQ(Server::start(same, echo).error().field, "address");
}

TEST(Wire, DateAndChunk) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(chunk(std::string(17, 'x')), "11\r\n" + std::string(17, 'x') + "\r\n");
  Response framed = respond_text(200, "");
  EXPECT_TRUE(headers_are_clean(framed));
  framed.headers.add("content-length", "3");
  EXPECT_FALSE(headers_are_clean(framed));
}

}  // namespace
}  // namespace althing::http::testing
