// A second opinion on our head parser: whatever passes the gate, Beast's parser must accept too and
// read the same way. (The reverse does not hold: the gate is stricter, that is its purpose.)
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <random>

#include "http/gate.h"
#include "http/limits.h"

namespace althing::http {
namespace {

namespace beast = boost::beast::http;

void expect_agreement(const std::string& bytes, int& passed) {
  const auto end = find_head_end(bytes, 0, kMaxHeaderBytes);
  if (!end || *end != bytes.size()) return;
  auto head = read_head(bytes);
  if (!head || !check_head(*head)) return;
  ++passed;
  beast::request_parser<beast::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(kMaxHeaderBytes));
  boost::system::error_code ec;
  parser.put(boost::asio::buffer(bytes), ec);
  ASSERT_TRUE(parser.is_header_done()) << ec.message() << "\n" << bytes;
  const auto& message = parser.get();
  EXPECT_TRUE(message.method_string() == head->method);
  EXPECT_TRUE(message.target() == head->target);
  EXPECT_EQ(static_cast<int>(message.version()), head->version);
  EXPECT_EQ(parser.chunked(), head->chunked) << bytes;
  EXPECT_EQ(parser.content_length().value_or(0), head->content_length) << bytes;
  const auto fields = std::distance(message.begin(), message.end());
  EXPECT_EQ(static_cast<std::size_t>(fields), head->fields.size()) << bytes;
}

TEST(BeastAgrees, OnMutatedHeads) {
  const std::string seeds[] = {
      "GET /a?b=c HTTP/1.1\r\nHost: a.example:80\r\nAccept: text/html, */*;q=0.1\r\n\r\n",
      "POST /acts HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 12\r\nContent-Type: text/plain\r\n\r\n",
      "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
      "HEAD / HTTP/1.0\r\nConnection: close\r\nX: \r\n\r\n"};
  const std::string pieces[] = {"\r", "\n", "\r\n", " ", "\t", ":", ",", "0", "1", "Host: b\r\n", "Content-Length: 3\r\n",
                                "Transfer-Encoding: chunked\r\n", "chunked", "\x7f", "\xc3\xa9", "HTTP/1.1", "/", "%"};
  std::mt19937 random(20261123);
  int passed = 0;
  for (int round = 0; round < 40'000 && !::testing::Test::HasFatalFailure(); ++round) {
    std::string bytes = seeds[random() % std::size(seeds)];
    for (auto edits = random() % 3; edits-- > 0;) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0: bytes.insert(at, pieces[random() % std::size(pieces)]); break;
        case 1: bytes.erase(at, 1 + random() % 3); break;
        default: bytes[at] = static_cast<char>(random() % 256); break;
      }
    }
    expect_agreement(bytes, passed);
  }
  EXPECT_GT(passed, 10'000);  // the test must not be empty
}

}  // namespace
}  // namespace althing::http
