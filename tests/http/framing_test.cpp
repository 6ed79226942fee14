// Framings that make two servers disagree, over a real socket: each must get one refusal and a close;
// the smuggled second request must never be answered.
#include <gtest/gtest.h>

#include "http/fixture.h"
#include "http/limits.h"

namespace althing::http::testing {
namespace {

class Framing : public WithServer {
 protected:
  void SetUp() override {
    options.body_limit = [](Method, std::string_view) { return std::uint64_t{1000}; };
    start();
  }
  void expect_refused(std::string_view request, int status, const char* what) {
    const std::string answer = tell(std::string(request) + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_in(answer), status) << what << "\n" << answer;
    EXPECT_EQ(count_in(answer, "HTTP/1.1 "), 1U) << what << "\n" << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << what;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << what;
  }
};

TEST_F(Framing, Refused) {
  const std::string post = "POST /a HTTP/1.1\r\nHost: a\r\n";
  expect_refused(post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "CL then TE");
  expect_refused(post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400, "TE then CL");
  expect_refused(post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", 400, "CL twice");
  expect_refused(post + "Content-Length: 4\r\nContent-Length: 0\r\n\r\nabcd", 400, "CL twice, different");
  expect_refused(post + "Content-Length: +4\r\n\r\nabcd", 400, "signed CL");
  expect_refused(post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501, "TE not exactly chunked");
  expect_refused(post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400, "space before the colon");
  expect_refused(post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400, "folded TE");
  expect_refused("POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "TE on 1.0");
  expect_refused("GET /a HTTP/1.1\r\n\r\n", 400, "no Host");
  expect_refused("GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "Host twice");
  expect_refused("GET /a HTTP/1.1\nHost: a\n\n", 400, "bare LF");
  expect_refused("GET /a HTTP/1.1\r\nHost: a\r\nX: y\n\r\n", 400, "one bare LF");
  expect_refused("GET http://b/a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "absolute target");
  expect_refused("DELETE /a HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method");
  expect_refused("GET /../a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "dot segment");
}

TEST_F(Framing, BadChunksRefused) {
  const std::string post = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  expect_refused(post + "zz\r\nabc\r\n0\r\n\r\n", 400, "size");
  expect_refused(post + "3;ext=1\r\nabc\r\n0\r\n\r\n", 400, "extension");
  expect_refused(post + "3\r\nabcd\r\n0\r\n\r\n", 400, "longer than said");
  expect_refused(post + "3\nabc\r\n0\r\n\r\n", 400, "bare LF");
  expect_refused(post + "0\r\nX: y\r\n\r\n", 400, "trailer");
  expect_refused(post + "fffffffff\r\n", 400, "size overflow");
  expect_refused(post + "3e9\r\n", 413, "one over the limit");  // 1001
}

TEST_F(Framing, GoodBodiesPass) {
  EXPECT_EQ(body_in(tell("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")), "POST /a abc");
  EXPECT_EQ(body_in(tell("PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")),
            "PUT /a abc");
  EXPECT_EQ(body_in(tell("GET /a HTTP/1.0\r\n\r\n")), "GET /a ");
}

TEST_F(Framing, BodyLimitAndOneMore) {
  const std::string fit = tell("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_EQ(status_in(fit), 200);
  const std::string over = tell("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
  EXPECT_EQ(status_in(over), 413);
  EXPECT_EQ(count_in(over, "HTTP/1.1 "), 1U);
}

TEST_F(Framing, HeaderLimitAndOneMore) {
  const std::string start_line = "GET /a HTTP/1.1\r\nHost: a\r\nX: ";
  const std::size_t room = kMaxHeaderBytes - start_line.size() - 4;
  EXPECT_EQ(status_in(tell(start_line + std::string(room, 'x') + "\r\n\r\n")), 200);
  EXPECT_EQ(status_in(tell(start_line + std::string(room + 1, 'x') + "\r\n\r\n")), 431);
  EXPECT_EQ(status_in(tell(start_line + std::string(100'000, 'x'))), 431);  // refused before its end
}

TEST_F(Framing, RefusedBeforeTheBodyIsSent) {
  Raw raw(port());
  raw.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_in(raw.one()), 413);
}

TEST_F(Framing, ContinueIsSaidOnceAndOnlyWhenAsked) {
  Raw raw(port());
  raw.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(raw.one(), "HTTP/1.1 100 Continue\r\n\r\n");
  raw.say("abc");
  EXPECT_EQ(body_in(raw.one()), "POST /a abc");
  raw.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
  EXPECT_EQ(body_in(raw.one()), "POST /a abc");  // the body is there already
}

TEST_F(Framing, PipelinedInOrder) {
  Raw raw(port());
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok";
  }
  raw.say(requests);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(body_in(raw.one()), "POST /" + std::to_string(i) + " ok");
}

TEST_F(Framing, ByteByByte) {
  Raw raw(port());
  for (const char c : std::string("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) {
    raw.say(std::string_view(&c, 1));
  }
  EXPECT_EQ(body_in(raw.one()), "POST /a abc");
}

TEST_F(Framing, HeadHasTheHeadersAndNoBody) {
  const std::string get = tell("GET /abc HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string head = tell("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(get.find("Content-Length: 9\r\n"), std::string::npos);
  EXPECT_NE(head.find("Content-Length: 10\r\n"), std::string::npos);  // "HEAD /abc "
  EXPECT_EQ(body_in(head), "");
}

}  // namespace
}  // namespace althing::http::testing
