// Coded answers: what is coded, what is not, and that a bomb costs no more than it may.
#include "http/gzip.h"

#include <gtest/gtest.h>

#include "http/client.h"
#include "http/fixture.h"
#include "http/negotiate.h"
#include "http/range.h"

namespace althing::http::testing {
namespace {

const std::string kText = [] {
  std::string out;
  for (int i = 0; i < 500; ++i) out += "{\"act\":\"sign\",\"n\":" + std::to_string(i) + "}\n";
  return out;
}();

TEST(Gzip, ThereAndBack) {
  for (const std::string& text : {std::string(), std::string("x"), kText, std::string(300'000, '\0')}) {
    for (const int level : {1, 6, 9}) EXPECT_EQ(gunzip(gzip(text, level), text.size()).value(), text);
  }
  const std::string coded = gzip(kText, 1);
  EXPECT_EQ(gunzip(coded, kText.size() - 1).error().code, Errc::too_large);
  for (std::size_t cut = 0; cut < coded.size(); cut += 7) EXPECT_EQ(gunzip(coded.substr(0, cut), kText.size()).error().code, Errc::malformed) << cut;
  EXPECT_EQ(gunzip(coded + "x", kText.size()).error().code, Errc::malformed);
  EXPECT_EQ(gunzip(kText, kText.size()).error().code, Errc::malformed);
  std::string broken = coded;
  broken[coded.size() - 6] ^= 1;  // its checksum
  EXPECT_EQ(gunzip(broken, kText.size()).error().code, Errc::malformed);
}

TEST(Gzip, WhoTakesIt) {
  for (const char* yes : {"gzip", "GZIP", "x-gzip", "deflate, gzip", "gzip;q=0.1", "*", "identity, *;q=0.5", "br, gzip, zstd"}) EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "identity", "deflate", "gzip;q=0", "*;q=0", "gzip;q=0, *", "gzipped"}) EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(Gzip, WhatIsCoded) {
  const auto coded = [](Response response, Method method = Method::get) {
    code_answer("gzip", method, response);
    return response.headers.get("Content-Encoding") == "gzip";
  };
  EXPECT_TRUE(coded(respond_text(200, kText)));
  EXPECT_TRUE(coded(respond(200, "application/problem+json", kText)));
  EXPECT_TRUE(coded(respond(200, "image/svg+xml", kText)));
  EXPECT_FALSE(coded(respond(200, "application/octet-stream", kText)));  // tiles, files
  EXPECT_FALSE(coded(respond(200, "image/png", kText)));
  EXPECT_FALSE(coded(respond_text(404, kText)));
  EXPECT_FALSE(coded(respond_text(200, kText), Method::head));
  EXPECT_FALSE(coded(respond_text(200, std::string(kGzipMinBytes - 1, 'x'))));
  EXPECT_TRUE(coded(respond_text(200, std::string(kGzipMinBytes, 'x'))));
  EXPECT_TRUE(coded(respond_text(200, std::string(kGzipMaxBytes, 'x'))));
  EXPECT_FALSE(coded(respond_text(200, std::string(kGzipMaxBytes + 1, 'x'))));
  Response entries = respond(200, "application/octet-stream", kText);
  entries.gains_from_gzip = true;
  EXPECT_TRUE(coded(std::move(entries)));
}

TEST(Gzip, TheTagBecomesWeakAndTheAnswerVaries) {
  Request request;
  request.method = Method::get;
  Response response = cached(request, respond_text(200, kText), "tag", kRevalidate);
  response.headers.add("Vary", "Accept");
  code_answer("gzip", Method::get, response);
  EXPECT_EQ(response.headers.get("ETag"), "W/\"tag\"");
  EXPECT_EQ(response.headers.joined("Vary"), "Accept, Accept-Encoding");
  request.headers.add("If-None-Match", response.headers.get("ETag"));
  EXPECT_TRUE(not_modified(request, "tag", kRevalidate).has_value());
  Response plain = respond_text(200, kText);
  code_answer("", Method::get, plain);
  EXPECT_EQ(plain.headers.get("Vary"), "Accept-Encoding");  // caches must know
  EXPECT_EQ(plain.text(), kText);
}

using GzipOverHttp = WithServer;

TEST_F(GzipOverHttp, TheClientUndoesIt) {
  start([](Request&&, Responder respond) { respond(respond_text(200, kText)); });
  ClientOptions takes;
  takes.gzip = true;
  const auto answer = get(server->url(), takes);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, kText);
  EXPECT_LT(answer->wire_bytes, kText.size() / 3);
  const auto plain = get(server->url());
  EXPECT_EQ(plain->body, kText);
  EXPECT_EQ(plain->wire_bytes, kText.size());
}

TEST_F(GzipOverHttp, ABombIsFoundOutBeforeItGoesOff) {
  const std::string bomb = gzip(std::string(30'000'000, '\0'), 9);
  start([&](Request&&, Responder answer) {
    Response response = respond(200, "application/octet-stream", bomb);
    response.headers.set("Content-Encoding", "gzip");
    answer(std::move(response));
  });
  ClientOptions takes;
  takes.gzip = true;
  EXPECT_EQ(get(server->url(), takes).error().code, Errc::too_large);  // a thousand times what was sent
  takes.max_body = 10'000'000;
  EXPECT_EQ(get(server->url(), takes).error().code, Errc::too_large);
  auto connection = Connection::open(*parse_url(server->url()), takes);
  ASSERT_TRUE(connection);
  connection->limit_body(1000);
  EXPECT_EQ(connection->send(Method::get, "/").error().code, Errc::too_large);
}

TEST(Range, WhatIsAskedFor) {
  const auto range = [](const char* text, std::uint64_t total) {
    Request request;
    request.method = Method::get;
    if (*text != '\0') request.headers.add("Range", text);
    const auto got = parse_range(request, total);
    return got ? std::to_string(got->begin) + "-" + std::to_string(got->end) : std::string("416");
  };
  EXPECT_EQ(range("", 10), "0-10");
  EXPECT_EQ(range("bytes=0-", 10), "0-10");
  EXPECT_EQ(range("bytes=3-5", 10), "3-6");
  EXPECT_EQ(range("bytes=3-99", 10), "3-10");
  EXPECT_EQ(range("bytes=9-9", 10), "9-10");
  EXPECT_EQ(range("bytes=-4", 10), "6-10");
  EXPECT_EQ(range("bytes=-40", 10), "0-10");
  EXPECT_EQ(range("bytes=10-", 10), "416");
  EXPECT_EQ(range("bytes=-0", 10), "416");
  EXPECT_EQ(range("bytes=0-", 0), "416");
  for (const char* not_ours : {"bytes=5-3", "bytes=a-b", "bytes=1", "bytes=1-2,4-5", "lines=1-2", "bytes=", "bytes=-", "bytes=+1-2"}) EXPECT_EQ(range(not_ours, 10), "0-10") << not_ours;
  Response part = cut({3, 6, 10}, respond_text(200, "0123456789"));
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.text(), "345");
  EXPECT_EQ(part.headers.get("Content-Range"), "bytes 3-5/10");
  EXPECT_EQ(cut({0, 10, 10}, respond_text(200, "0123456789")).status, 200);
  EXPECT_EQ(cut({3, 6, 10}, respond_empty(304)).status, 304);
  EXPECT_EQ(range_refused(10).headers.get("Content-Range"), "bytes */10");
}

}  // namespace
}  // namespace althing::http::testing
