#include "http/router.h"

#include <gtest/gtest.h>

namespace althing::http {
namespace {

Handler says(std::string text) {
  return sync([text = std::move(text)](const Request& request) {
    std::string out = text;
    for (const auto& [name, value] : request.params) out += ' ' + name + '=' + value;
    return respond_text(200, out);
  });
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router.add({.method = Method::get, .pattern = "/acts/{id}", .handler = says("act")});
    router.add({.method = Method::get, .pattern = "/acts/{id}.json", .handler = says("json")});
    router.add({.method = Method::get, .pattern = "/acts/{id}/proof", .handler = says("proof")});
    router.add({.method = Method::get, .pattern = "/acts/latest", .handler = says("latest")});
    router.add({.method = Method::post, .pattern = "/acts", .handler = says("post"), .body_limit = 77});
    router.add({.method = Method::get, .pattern = "/record/{rest...}", .handler = says("file")});
    router.add({.method = Method::get, .pattern = "/record/checkpoint", .handler = says("checkpoint")});
    router.add({.method = Method::get, .pattern = "/", .handler = says("root")});
  }
  Response ask(Method method, std::string path) {
    Request request;
    request.method = method;
    request.path = std::move(path);
    Response out;
    router.handle(std::move(request), Responder([&](Response response) { out = std::move(response); }));
    return out;
  }
  std::string get(std::string path) {
    const Response response = ask(Method::get, std::move(path));
    return response.status == 200 ? std::string(response.text()) : std::to_string(response.status);
  }
  Router router;
};

TEST_F(RouterTest, MostSpecificWins) {
  EXPECT_EQ(get("/"), "root");
  EXPECT_EQ(get("/acts/1"), "act id=1");
  EXPECT_EQ(get("/acts/1.json"), "json id=1");
  EXPECT_EQ(get("/acts/.json"), "act id=.json");  // a place is never empty
  EXPECT_EQ(get("/acts/latest"), "latest");
  EXPECT_EQ(get("/acts/1/proof"), "proof id=1");
  EXPECT_EQ(get("/record/checkpoint"), "checkpoint");
  EXPECT_EQ(get("/record/tile/0/x001/067"), "file rest=tile/0/x001/067");
}

TEST_F(RouterTest, Misses) {
  EXPECT_EQ(get("/nothing"), "404");
  EXPECT_EQ(get("/acts/"), "404");
  EXPECT_EQ(get("/acts/1/"), "404");
  EXPECT_EQ(get("/record/"), "404");
  EXPECT_EQ(get("/record"), "404");
  EXPECT_EQ(get(""), "404");
}

TEST_F(RouterTest, MethodsOfAPath) {
  const Response refused = ask(Method::post, "/acts/1");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.get("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask(Method::get, "/acts").headers.get("Allow"), "POST, OPTIONS");
  EXPECT_EQ(ask(Method::options, "/acts").status, 204);
  EXPECT_EQ(ask(Method::options, "/nothing").status, 404);
  EXPECT_EQ(ask(Method::head, "/acts/1").status, 200);
}

TEST_F(RouterTest, BodyLimits) {
  EXPECT_EQ(router.body_limit(Method::post, "/acts"), 77U);
  EXPECT_EQ(router.body_limit(Method::post, "/nothing"), kDefaultBodyBytes);
  EXPECT_EQ(router.body_limit(Method::get, "/acts/1"), 0U);
}

TEST_F(RouterTest, ErrorsBecomeProblems) {
  router.add({.method = Method::get, .pattern = "/fail", .handler = sync_result([](const Request&) -> Result<Response> {
                return fail(Errc::gone, "withheld here");
              })});
  EXPECT_EQ(get("/fail"), "410");
}

using RouterDeathTest = RouterTest;
TEST_F(RouterDeathTest, TwoRoutesOfOneShapeAreAProgrammersError) {
  EXPECT_DEATH(router.add({.method = Method::get, .pattern = "/acts/{other}", .handler = says("x")}), "");
}

}  // namespace
}  // namespace althing::http
