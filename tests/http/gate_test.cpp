// The gate and the chunk decoder without sockets.
#include "http/gate.h"

#include <gtest/gtest.h>

#include "http/chunked.h"
#include "http/limits.h"

namespace althing::http {
namespace {

// Status of the refusal of a whole head, 0 if it passes.
int verdict(std::string_view bytes) {
  const auto end = find_head_end(bytes, 0, kMaxHeaderBytes);
  if (!end) return end.error().status;
  if (*end != bytes.size()) return -1;
  auto head = read_head(bytes);
  if (!head) return head.error().status;
  const auto passed = check_head(*head);
  return passed ? 0 : passed.error().status;
}

int with_fields(std::string_view fields, std::string_view line = "POST / HTTP/1.1") {
  return verdict(std::string(line) + "\r\n" + std::string(fields) + "\r\n");
}

TEST(Gate, PassesPlainRequests) {
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
  EXPECT_EQ(verdict("GET /x?y=z HTTP/1.1\r\nhOsT: [::1]:8080\r\nAccept:*/*\r\n\r\n"), 0);
  EXPECT_EQ(verdict("HEAD / HTTP/1.0\r\n\r\n"), 0);
  EXPECT_EQ(with_fields("Host: a:1\r\nContent-Length: 0\r\n"), 0);
  EXPECT_EQ(with_fields("Host: a\r\nTransfer-Encoding: Chunked\r\n"), 0);
  EXPECT_EQ(with_fields("Host: a\r\nX-Empty:\r\nX-Utf8: caf\xc3\xa9\r\n"), 0);
}

TEST(Gate, RefusesAmbiguousFraming) {
  EXPECT_EQ(with_fields("Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
  for (const char* length : {"+5", "-5", "5,5", "5 5", "0x5", "5.0", "", "1000000000000000"}) {
    EXPECT_EQ(with_fields("Host: a\r\nContent-Length: " + std::string(length) + "\r\n"), 400) << length;
  }
  for (const char* coding : {"gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "xchunked",
                             "chunked;q=1", ""}) {
    EXPECT_EQ(with_fields("Host: a\r\nTransfer-Encoding: " + std::string(coding) + "\r\n"), 501) << coding;
  }
  EXPECT_EQ(with_fields("Host: a\r\nTransfer-Encoding: chunked\r\n", "POST / HTTP/1.0"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n"), 400);
}

TEST(Gate, RefusesCodedBodies) {
  for (const char* coding : {"gzip", "br", "identity, gzip", ""}) {
    EXPECT_EQ(with_fields("Host: a\r\nContent-Encoding: " + std::string(coding) + "\r\n"), 415) << coding;
  }
  EXPECT_EQ(with_fields("Host: a\r\nContent-Encoding: identity\r\n"), 0);
}

TEST(Gate, RefusesBadHosts) {
  EXPECT_EQ(with_fields(""), 400);
  EXPECT_EQ(with_fields("Host: a\r\nHost: a\r\n"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nHost: b\r\n", "GET / HTTP/1.0"), 400);
  for (const char* host : {"", "a b", "a,b", "a/b", "u@h", "a:b", "a:123456", "[::1", "[]", "a]", ":80"}) {
    EXPECT_EQ(with_fields("Host: " + std::string(host) + "\r\n"), 400) << host;
  }
  EXPECT_EQ(with_fields("Host: " + std::string(kMaxHostBytes, 'h') + "\r\n"), 0);
  EXPECT_EQ(with_fields("Host: " + std::string(kMaxHostBytes + 1, 'h') + "\r\n"), 400);
}

TEST(Gate, RefusesBadLines) {
  EXPECT_EQ(verdict("GET / HTTP/1.1\nHost: a\n\n"), 400);             // bare LF
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400);         // one bare LF
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"), 400); // bare CR
  EXPECT_EQ(verdict("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);   // empty line first
  EXPECT_EQ(with_fields("Host: a\r\n b\r\n"), 400);                   // folded with a space
  EXPECT_EQ(with_fields("Host: a\r\nX: a\r\n\tb\r\n"), 400);          // folded with a tab
  EXPECT_EQ(with_fields("Host : a\r\n"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nNo colon\r\n"), 400);
  EXPECT_EQ(with_fields("Host: a\r\n: nameless\r\n"), 400);
  EXPECT_EQ(verdict(std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 30)), 400);
  EXPECT_EQ(verdict("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(verdict("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(verdict("GET /\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(verdict("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(verdict("GET / http/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(verdict("\x16\x03\x01\x02"), 400);  // TLS to a plain port: refused at once
}

TEST(Gate, RefusesMethodsAndTargets) {
  EXPECT_EQ(with_fields("Host: a\r\n", "DELETE / HTTP/1.1"), 405);
  EXPECT_EQ(with_fields("Host: a\r\n", "CONNECT a:1 HTTP/1.1"), 405);
  EXPECT_EQ(with_fields("Host: a\r\n", "BREW / HTTP/1.1"), 501);
  EXPECT_EQ(with_fields("Host: a\r\n", "get / HTTP/1.1"), 501);
  EXPECT_EQ(with_fields("Host: a\r\n", "GET http://a/ HTTP/1.1"), 400);
  EXPECT_EQ(with_fields("Host: a\r\n", "OPTIONS * HTTP/1.1"), 400);
  EXPECT_EQ(with_fields("Host: a\r\n", "GET /a\tb HTTP/1.1"), 400);
  EXPECT_EQ(with_fields("Host: a\r\n", "GET /caf\xc3\xa9 HTTP/1.1"), 400);
  EXPECT_EQ(with_fields("Host: a\r\nExpect: magic\r\n"), 417);
  EXPECT_EQ(with_fields("Host: a\r\nConnection: close, x-y,\r\n"), 0);
  EXPECT_EQ(with_fields("Host: a\r\nConnection: close x\r\n"), 400);
}

TEST(Gate, HeadLimits) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::string fit = start + std::string(kMaxHeaderBytes - start.size() - 4, 'x') + "\r\n\r\n";
  ASSERT_EQ(fit.size(), kMaxHeaderBytes);
  EXPECT_EQ(verdict(fit), 0);
  const std::string over = start + std::string(kMaxHeaderBytes - start.size() - 3, 'x') + "\r\n\r\n";
  EXPECT_EQ(verdict(over), 431);
  std::string fields = "Host: a\r\n";
  for (std::size_t i = 1; i < kMaxHeaderFields; ++i) fields += "X: y\r\n";
  EXPECT_EQ(with_fields(fields), 0);
  EXPECT_EQ(with_fields(fields + "X: y\r\n"), 431);
  EXPECT_EQ(with_fields("Host: a\r\n", "GET /" + std::string(kMaxTargetBytes - 1, 'p') + " HTTP/1.1"), 0);
  EXPECT_EQ(with_fields("Host: a\r\n", "GET /" + std::string(kMaxTargetBytes, 'p') + " HTTP/1.1"), 414);
}

TEST(Gate, SameVerdictInPieces) {
  const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\nnext";
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    const auto early = find_head_end(std::string_view(bytes).substr(0, cut), 0, kMaxHeaderBytes);
    ASSERT_TRUE(early);
    if (*early > 0) continue;
    const auto late = find_head_end(bytes, cut, kMaxHeaderBytes);
    ASSERT_TRUE(late);
    EXPECT_EQ(*late, bytes.size() - 4) << cut;
  }
  const std::string bad = "GET / HTTP/1.1\r\nHost: a\rX";
  const auto split = find_head_end(std::string_view(bad).substr(0, bad.size() - 1), 0, kMaxHeaderBytes);
  ASSERT_TRUE(split);  // the CR is the last byte: not yet wrong
  EXPECT_FALSE(find_head_end(bad, bad.size() - 1, kMaxHeaderBytes));
}

// Feeds all at once and byte by byte; both must agree. "!" + code on refusal.
std::string decode(std::string_view in, std::uint64_t limit = 100) {
  ChunkDecoder whole(limit);
  std::string body;
  const auto used = whole.feed(in, body);
  std::string out = !used ? '!' + std::string(errc_token(used.error().code)) : whole.done() ? body : "?";
  ChunkDecoder slow(limit);
  std::string slow_body;
  std::string slow_out = "?";
  for (std::size_t i = 0; i < in.size() && !slow.done(); ++i) {
    const auto step = slow.feed(in.substr(i, 1), slow_body);
    if (!step) {
      slow_out = '!' + std::string(errc_token(step.error().code));
      break;
    }
  }
  if (slow.done()) slow_out = slow_body;
  EXPECT_EQ(out, slow_out) << in;
  return out;
}

TEST(Chunked, Decodes) {
  EXPECT_EQ(decode("0\r\n\r\n"), "");
  EXPECT_EQ(decode("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"), "abc0123456789");
  EXPECT_EQ(decode("00000003\r\nabc\r\n0\r\n\r\nrest"), "abc");
  EXPECT_EQ(decode("3\r\nab"), "?");
}

TEST(Chunked, Refuses) {
  for (const char* bad : {"\r\n", "g\r\n", "3;x=y\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n", "+3\r\nabc\r\n", "0x3\r\nabc",
                          "-1\r\n", "3\nabc\r\n", "3\r\nabcd\r\n", "3\r\nabc\n0\r\n\r\n", "000000003\r\nabc",
                          "0\r\nX: trailer\r\n\r\n", "0\r\n\n"}) {
    EXPECT_EQ(decode(bad), "!malformed") << bad;
  }
  EXPECT_EQ(decode("3\r\nabc\r\n0\r\n\r\n", 3), "abc");
  EXPECT_EQ(decode("3\r\nabc\r\n0\r\n\r\n", 2), "!too_large");
  EXPECT_EQ(decode("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", 2), "!too_large");
  EXPECT_EQ(decode("ffffffff\r\n"), "!too_large");
}

}  // namespace
}  // namespace althing::http
