// A server on 127.0.0.1 with a handler that echoes what it saw; tests change the options first.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "http/client.h"
#include "http/raw.h"
#include "http/server.h"

namespace althing::http::testing {

/// The answer; a failed exchange fails the test and counts as status 0.
inline ClientResponse must(Result<ClientResponse> answer) {
  if (!answer) ADD_FAILURE() << answer.error().text();
  return answer ? std::move(*answer) : ClientResponse{};
}

class WithServer : public ::testing::Test {
 protected:
  /// "METHOD path body" as text/plain.
  static void echo(Request&& request, Responder respond) {
    std::string text(method_name(request.method));
    text += ' ' + request.path + ' ' + request.body;
    respond(respond_text(200, std::move(text)));
  }
  void start(Handler handler = echo) {
    auto started = Server::start(options, std::move(handler));
    ASSERT_TRUE(started) << started.error().text();
    server = std::move(*started);
  }
  std::uint16_t port() const { return server->port(); }
  /// Sends the bytes on a new connection; everything that came back until the close (short wait).
  std::string tell(std::string_view bytes, int timeout_ms = 3000) {
    Raw raw(port());
    EXPECT_TRUE(raw.connected());
    raw.say(bytes);
    ::shutdown(raw.fd(), SHUT_WR);
    return raw.all(timeout_ms);
  }

  ServerOptions options;
  std::unique_ptr<Server> server;
};

}  // namespace althing::http::testing
