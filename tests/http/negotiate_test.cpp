#include "http/negotiate.h"

#include <gtest/gtest.h>

#include "http/problem.h"

namespace althing::http {
namespace {

constexpr std::string_view kOffers[] = {"text/html", "application/json", "text/plain"};

std::string chosen(std::string_view accept) {
  const auto index = negotiate(accept, kOffers);
  return index ? std::string(kOffers[*index]) : "none";
}

TEST(Negotiate, Media) {
  EXPECT_EQ(chosen(""), "text/html");
  EXPECT_EQ(chosen("*/*"), "text/html");
  EXPECT_EQ(chosen("application/json"), "application/json");
  EXPECT_EQ(chosen("text/html;q=0.5, application/json"), "application/json");
  EXPECT_EQ(chosen("text/*;q=0.3, text/plain;q=0.9, */*;q=0.1"), "text/plain");
  EXPECT_EQ(chosen("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), "text/html");
  EXPECT_EQ(chosen("*/*, text/html;q=0"), "application/json");
  EXPECT_EQ(chosen("image/png"), "none");
  EXPECT_EQ(chosen("application/json;q=9"), "none");
  EXPECT_EQ(chosen("APPLICATION/JSON ; charset=x ; q=0.001"), "application/json");
}

TEST(Negotiate, Language) {
  constexpr std::string_view languages[] = {"en", "fr", "zh"};
  EXPECT_EQ(negotiate_language("fr-CA, en;q=0.5", languages), std::optional<std::size_t>(1));
  EXPECT_EQ(negotiate_language("de", languages), std::nullopt);
  EXPECT_EQ(negotiate_language("de, *;q=0.1", languages), std::optional<std::size_t>(0));
}

TEST(Caching, EntityTags) {
  EXPECT_TRUE(etag_matches("\"a\"", "\"a\""));
  EXPECT_TRUE(etag_matches("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(etag_matches("*", "\"a\""));
  EXPECT_FALSE(etag_matches("\"ab\"", "\"a\""));
  EXPECT_FALSE(etag_matches("", "\"a\""));
  Request request;
  EXPECT_EQ(cached(request, respond_text(200, "x"), "t", kImmutable).headers.get("ETag"), "\"t\"");
  request.headers.add("if-none-match", "\"t\"");
  const Response same = cached(request, respond_text(200, "x"), "t", kImmutable);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.text(), "");
  EXPECT_EQ(cached(request, respond_text(404, "x"), "t", kNoStore).status, 404);
  request.method = Method::post;
  EXPECT_EQ(cached(request, respond_text(200, "x"), "t", kNoStore).status, 200);
}

TEST(Problem, TableAndBody) {
  const Response answer = problem({Errc::schema, "nonce", "must be a token"});
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.headers.get("content-type"), "application/problem+json");
  EXPECT_EQ(answer.text(),
            "{\"code\":\"schema\",\"detail\":\"must be a token\",\"field\":\"nonce\",\"status\":422,"
            "\"title\":\"Breaks the rules of its type\",\"type\":\"about:blank\"}\n");
  EXPECT_EQ(problem({Errc::overloaded, {}, "full"}).headers.get("Retry-After"), "5");
  EXPECT_EQ(problem({Errc::rate_limited, {}, "slow"}, 60).headers.get("Retry-After"), "60");
  EXPECT_EQ(problem({Errc::not_found, {}, "no"}).headers.find("Retry-After"), nullptr);
  const std::pair<Errc, int> table[] = {{Errc::malformed, 400}, {Errc::too_large, 413}, {Errc::signature, 400},
                                        {Errc::stamp, 428},     {Errc::gone, 410},      {Errc::conflict, 409},
                                        {Errc::storage, 507},   {Errc::corrupt, 500},   {Errc::unsupported, 415},
                                        {Errc::rate_limited, 429}};
  for (const auto& [code, status] : table) EXPECT_EQ(status_of(code), status) << errc_token(code);
}

}  // namespace
}  // namespace althing::http
