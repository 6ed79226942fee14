// A node as it runs, and signed acts for it: what the benchmarks over HTTP share.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/server.h"
#include "kit.h"
#include "node/node.h"
#include "support/acts.h"
#include "web/app.h"

namespace althing::bench {

inline std::uint64_t next_key = 1;

/// Signatures of the statement by fresh keys, made on both cores: text of note, bytes of detail.
inline std::vector<test::SignedAct> make_acts(const act::ActId& statement, const act::ActId& assembly, std::size_t count) {
  std::vector<test::SignedAct> out(count);
  const std::string at = format_time(SystemClock().now());
  const std::uint64_t first = std::exchange(next_key, next_key + count);
  const auto fill = [&](std::size_t begin, std::size_t end) {
    test::SeededRandom random(first + begin);
    for (std::size_t i = begin; i < end; ++i) {
      const KeyPair key = test::key_number(first + i);
      const std::string n = std::to_string(first + i);
      const json::Value members = json::object({{"lang", "en"}, {"name", "Signatory number " + n}, {"reason", std::string(53, 'x')}});
      out[i].detail = must(act::make_detail(members, key.key(), random));
      auto body = json::object({{"act", "sign"}, {"at", at}, {"v", 1}, {"in", to_hex(assembly)}, {"capacity", "person"},
                                {"statement", to_hex(statement)}, {"detail", to_hex(sha256(out[i].detail))}});
      out[i].note = must(act::sign_act(std::move(body), key));
    }
  };
  std::thread other(fill, count / 2, count);
  fill(0, count / 2);
  other.join();
  return out;
}

inline std::string submission(const test::SignedAct& act) {
  return json::write(json::object({{"act", act.note}, {"detail", act.detail}}));
}

/// A node on `dir` behind its HTTP server, with no limits of rate.
struct Running {
  std::unique_ptr<node::Node> node;
  std::unique_ptr<web::App> app;
  std::unique_ptr<http::Server> server;

  Running(Fs& fs, const Clock& clock, const std::string& dir) {
    node::NodeOptions options;
    options.dir = dir;
    options.intake.per_key = options.intake.per_address = {};
    options.intake.busy_stamp_bits = 0;
    node = must(node::Node::open(fs, clock, options));
    app = std::make_unique<web::App>(*node, web::AppOptions{});
    http::ServerOptions server_options;
    server_options.max_requests_per_connection = UINT64_MAX;
    server_options.max_connections = server_options.max_connections_per_address = 4096;
    server_options.body_limit = [this](http::Method method, std::string_view path) { return app->router().body_limit(method, path); };
    server = must(http::Server::start(server_options, [this](http::Request&& request, http::Responder responder) {
      app->router().handle(std::move(request), std::move(responder));
    }));
  }
  ~Running() { server->stop(); }
};

}  // namespace althing::bench
