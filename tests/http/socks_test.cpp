// Through a SOCKS5 proxy: it gets names as names, nothing is resolved here, and its refusals are told.
#include "http/socks.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "http/fixture.h"
#include "http/socks_server.h"

namespace althing::http::testing {
namespace {

TEST(Socks, ProxyAddresses) {
  EXPECT_EQ(parse_socks("127.0.0.1:9050")->port, 9050);
  EXPECT_EQ(parse_socks("[::1]:1")->address, "::1");
  EXPECT_EQ(parse_socks("localhost:65535")->address, "127.0.0.1");
  for (const char* bad : {"", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "proxy.example:9050", "::1:9050", "[127.0.0.1]:9", "[localhost]:9", ":9050"}) {
    const auto refused = parse_socks(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().field, "socks5") << bad;
  }
}

TEST(Socks, Messages) {
  EXPECT_EQ(*socks_connect("1.2.3.4", 80), std::string("\x05\x01\x00\x01\x01\x02\x03\x04\x00\x50", 10));
  EXPECT_EQ(*socks_connect("ab", 258), std::string("\x05\x01\x00\x03\x02" "ab\x01\x02", 9));
  EXPECT_EQ(socks_connect("::1", 1)->size(), 22U);
  EXPECT_TRUE(socks_connect(std::string(255, 'a'), 1));
  EXPECT_FALSE(socks_connect(std::string(256, 'a'), 1));
  EXPECT_FALSE(socks_connect("", 1));
  EXPECT_EQ(*check_socks_reply(std::string("\x05\x00\x00\x01\x00", 5)), 5U);
  EXPECT_EQ(*check_socks_reply(std::string("\x05\x00\x00\x03\x07", 5)), 9U);
  EXPECT_EQ(*check_socks_reply(std::string("\x05\x00\x00\x04\x00", 5)), 17U);
  EXPECT_EQ(check_socks_reply(std::string("\x05\x04\x00\x01\x00", 5)).error().message, "through the proxy: host unreachable");
  EXPECT_FALSE(check_socks_reply(std::string("\x05\x63\x00\x01\x00", 5)));
  EXPECT_EQ(check_socks_reply(std::string("\x05\x00\x00\x09\x00", 5)).error().code, Errc::malformed);
  EXPECT_EQ(check_socks_greeting(std::string("\x05\xff", 2)).error().code, Errc::forbidden);
  EXPECT_EQ(check_socks_greeting(std::string("\x04\x00", 2)).error().code, Errc::malformed);
}

TEST(Socks, OnionNames) {
  for (const char* yes : {"abc.onion", "ABC.Onion", "abc.onion.", "x.abc.onion"}) EXPECT_TRUE(is_onion(yes)) << yes;
  for (const char* no : {"onion", "abc.onion.example", "abconion", "", "127.0.0.1"}) EXPECT_FALSE(is_onion(no)) << no;
}

class SocksTest : public WithServer {
 protected:
  void SetUp() override {
    start();
    proxy = std::make_unique<SocksServer>(port());
    options_.socks5 = proxy->address();
  }
  std::unique_ptr<SocksServer> proxy;
  ClientOptions options_;
};

// None of these names exists: whoever looked one up would fail.
TEST_F(SocksTest, TheProxyAloneResolves) {
  const std::string onion = "http://" + std::string(56, 'a') + ".onion/x";
  EXPECT_EQ(must(get(onion, options_)).body, "GET /x ");
  EXPECT_EQ(must(get("http://no-such-name.invalid:8080/y", options_)).body, "GET /y ");
  EXPECT_EQ(must(get("http://192.0.2.7/z", options_)).body, "GET /z ");
  EXPECT_EQ(must(get("http://[2001:db8::1]:81/z", options_)).body, "GET /z ");
  const std::vector<std::string> want = {"name " + std::string(56, 'a') + ".onion:80", "name no-such-name.invalid:8080", "ipv4 192.0.2.7:80", "ipv6 2001:db8::1:81"};
  EXPECT_EQ(proxy->asked(), want);
}

TEST_F(SocksTest, AnOnionNameIsNeverLookedUpWithoutOne) {
  for (const char* host : {"abc.onion", "ABC.ONION."}) {
    const auto refused = get("http://" + std::string(host) + "/");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::forbidden);
  }
}

TEST_F(SocksTest, OneConnectionServesManyRequests) {
  auto connection = Connection::open(*parse_url("http://peer.invalid/"), options_);
  ASSERT_TRUE(connection) << connection.error().text();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(must(connection->send(Method::get, "/" + std::to_string(i))).status, 200);
  EXPECT_EQ(proxy->asked().size(), 1U);
}

TEST_F(SocksTest, RefusalsAreTold) {
  proxy->reply = 5;
  EXPECT_EQ(get("http://peer.invalid/", options_).error().message, "through the proxy: connection refused");
  proxy->method = 0xff;
  EXPECT_EQ(get("http://peer.invalid/", options_).error().code, Errc::forbidden);
  proxy->nonsense = true;
  EXPECT_EQ(get("http://peer.invalid/", options_).error().code, Errc::malformed);
  EXPECT_EQ(get("https://peer.invalid/", options_).error().code, Errc::malformed);  // never around the proxy
}

TEST_F(SocksTest, AProxyThatSaysNothingCostsTheTimeOut) {
  proxy->silent = true;
  options_.connect_timeout_ms = 300;
  const std::int64_t begin = steady_ms();
  const auto late = get("http://peer.invalid/", options_);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().field, "connect");
  EXPECT_LT(steady_ms() - begin, 15'000);
}

TEST_F(SocksTest, NoProxyNoConnection) {
  options_.socks5 = "127.0.0.1:1";
  const auto refused = get(server->url() + "/", options_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "connect");
  options_.socks5 = "proxy.example:9050";
  EXPECT_EQ(get(server->url() + "/", options_).error().field, "socks5");
}

TEST_F(SocksTest, PrivateAddressesStayPrivate) {
  options_.public_only = true;
  EXPECT_EQ(get("http://127.0.0.1/", options_).error().code, Errc::forbidden);
  EXPECT_EQ(get("http://10.1.2.3/", options_).error().code, Errc::forbidden);
  EXPECT_TRUE(proxy->asked().empty());
}

}  // namespace
}  // namespace althing::http::testing
