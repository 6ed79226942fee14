#include "http/target.h"

#include <gtest/gtest.h>

#include "http/client.h"
#include "http/limits.h"

namespace althing::http {
namespace {

std::string path_of(std::string_view target) {
  const auto parsed = parse_target(target);
  return parsed ? parsed->path : "!" + std::string(errc_token(parsed.error().code));
}

TEST(Target, DecodesOnce) {
  EXPECT_EQ(path_of("/"), "/");
  EXPECT_EQ(path_of("/caf%C3%A9"), "/caf\xc3\xa9");
  EXPECT_EQ(path_of("/a%2525"), "/a%25");  // once, not twice
  EXPECT_EQ(path_of("/a+b"), "/a+b");      // plus is a plus in a path
  EXPECT_EQ(path_of("/a%20b"), "/a b");
  EXPECT_EQ(path_of("/..a/.b/c.."), "/..a/.b/c..");
}

TEST(Target, RefusesTraps) {
  for (const char* bad : {"", "a", "*", "http://a/", "/%00", "/a%", "/a%4", "/a%zz", "/%ff", "/%c0%af", "/%ed%a0%80",
                          "/..", "/../a", "/a/../b", "/%2e%2e/a", "/.%2E", "/a/.", "/./a", "/a%2fb", "/a%2Fb", "/%0d%0a",
                          "/%7f", "/a#b", "/a b", "/a\\b", "/caf\xc3\xa9", "/?q=%00", "/?q=%f", "/?q=%ff"}) {
    EXPECT_EQ(path_of(bad), "!malformed") << bad;
  }
}

TEST(Target, Query) {
  const auto parsed = parse_target("/s?q=a+b%26c&q=2&empty=&bare&&x=%2Fy?z=1");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->path, "/s");
  EXPECT_EQ(parsed->query.get("q"), "a b&c");
  EXPECT_EQ(parsed->query.all("q").size(), 2U);
  ASSERT_NE(parsed->query.find("empty"), nullptr);
  ASSERT_NE(parsed->query.find("bare"), nullptr);
  EXPECT_EQ(parsed->query.find("Q"), nullptr);
  EXPECT_EQ(parsed->query.get("x"), "/y?z=1");
}

TEST(Target, Limits) {
  EXPECT_EQ(path_of("/" + std::string(kMaxTargetBytes - 1, 'a')).size(), kMaxTargetBytes);
  EXPECT_EQ(path_of("/" + std::string(kMaxTargetBytes, 'a')), "!too_large");
  std::string form = "a=1";
  for (std::size_t i = 1; i < kMaxQueryParams; ++i) form += "&a=1";
  EXPECT_TRUE(parse_form(form));
  EXPECT_FALSE(parse_form(form + "&a=1"));
}

TEST(Target, EncodeIsInverse) {
  const std::string text = "a/b?c=d&e f\xc3\xa9%+~";
  const auto back = percent_decode(percent_encode(text));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, text);
  EXPECT_EQ(percent_encode("a b/"), "a%20b%2F");
}

TEST(Url, Parses) {
  const auto plain = parse_url("http://node.example:8080/a?b");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "node.example");
  EXPECT_EQ(plain->port, 8080);
  EXPECT_EQ(plain->target, "/a?b");
  EXPECT_EQ(plain->authority(), "node.example:8080");
  const auto v6 = parse_url("https://[::1]");
  ASSERT_TRUE(v6);
  EXPECT_TRUE(v6->tls);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(v6->port, 443);
  EXPECT_EQ(v6->target, "/");
  EXPECT_EQ(v6->authority(), "[::1]");
  for (const char* bad : {"", "ftp://a/", "http://", "http:///x", "http://a:0/", "http://a:65536/", "http://a:x/",
                          "http://u@a/", "http://a/#f", "http://a/ b", "http://[::1/"}) {
    EXPECT_FALSE(parse_url(bad)) << bad;
  }
}

}  // namespace
}  // namespace althing::http
