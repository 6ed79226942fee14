// Other nodes: what this one holds of their logs, evidence of forks, and hints that there is something new.
#include "http/negotiate.h"
#include "peer/limits.h"
#include "peer/remote_log.h"
#include "web/app.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxHintBytes = 512;

json::Value status_value(const node::PeerStatus& peer) {
  json::Value out = json::object({{"address", peer.entry.address}, {"origin", peer.origin}, {"size", peer.size}, {"taken", peer.taken}, {"behind", peer.size - peer.taken},
                                  {"added", peer.added}, {"refused", peer.refused}, {"wrong_details", peer.wrong_details}, {"bytes", peer.bytes}, {"forks", peer.forks}, {"cosigned", peer.cosigned}, {"witness", peer.witness},
                                  {"paused", peer.entry.paused}});
  if (peer.last_contact != 0) out.object()->set("last_contact", format_time(peer.last_contact));
  if (!peer.entry.reason.empty()) out.object()->set("reason", peer.entry.reason);
  if (!peer.fault.empty()) out.object()->set("fault", peer.fault);
  return out;
}

Result<Response> peers(App& app, const Request&) {
  json::Array list;
  for (const node::PeerStatus& peer : app.node().peers().status()) list.push_back(status_value(peer));
  Response response = http::respond_json(200, json::object({{"peers", std::move(list)}}));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

Result<Response> hint(App& app, const Request& request) {
  std::string_view origin = request.body;
  if (origin.ends_with('\n')) origin.remove_suffix(1);
  TRY_VOID(peer::log_name(origin));
  if (!app.node().peers().hint(origin)) return fail(Errc::not_found, "origin", "is the log of no peer of this node");
  return http::respond(202, "text/plain; charset=utf-8", "");
}

Response from_witness(const peer::WitnessAnswer& answer) { return http::respond(answer.status, answer.type, answer.body); }

Result<Response> add_checkpoint(App& app, const Request& request) {
  node::Node& node = app.node();
  return from_witness(node.witness().add_checkpoint(request.body, [&](std::string_view origin) { return node.peers().known_log(origin); }, node.clock().now()));
}

Result<Response> cosigned(App& app, const Request& request) {
  TRY(std::string note, app.node().witness().checkpoint(request.params.get("origin")));
  Response response = http::respond(200, "text/plain; charset=utf-8", std::move(note));
  response.headers.set("Cache-Control", http::max_age(10));
  return response;
}

}  // namespace

void add_peer_routes(http::Router& router, App& app) {
  using http::Method;
  const auto route = [&app](Result<Response> (*f)(App&, const Request&)) {
    return http::sync_result([&app, f](const Request& request) { return f(app, request); });
  };
  router.add({Method::get, "/peers.json", route(peers), 0, "peers", "The nodes this node pulls from, and how that goes", "", {}, {},
              {{200, "application/json", "For each its address, its log, how far it was read, and the last fault.", ""}}});
  router.add({Method::post, "/witness/add-checkpoint", route(add_checkpoint), peer::kMaxAddCheckpointBytes, "peers", "Cosigns a peer's checkpoint (C2SP tlog-witness)", "", {},
              {{"text/plain", "\"old <n>\", consistency proof lines, an empty line, the checkpoint.", ""}},
              {{200, "text/plain; charset=utf-8", "The cosignature line.", ""}, {404, "text/plain; charset=utf-8", "Not the log of a peer.", ""},
               {409, "text/x.tlog.size", "The size cosigned last.", ""}, {422, "text/plain; charset=utf-8", "It does not grow out of the one cosigned last.", ""}}});
  router.add({Method::get, "/witness/{origin}/checkpoint", route(cosigned), 0, "peers", "The checkpoint of a log that this node cosigned last", "",
              {{"origin", "path", "SHA-256 of the log's origin.", true, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "text/plain; charset=utf-8", "A signed note with the log's and the witness's lines.", "Note"}, {404, "application/problem+json", "Never cosigned.", "Problem"}}});
  router.add({Method::post, "/hint", route(hint), kMaxHintBytes, "peers", "Says that the log of a peer has something new", "", {},
              {{"text/plain", "The origin of that log.", ""}},
              {{202, "text/plain; charset=utf-8", "It is pulled from at once.", ""}, {404, "application/problem+json", "No peer has this log.", "Problem"}}});
}

}  // namespace althing::web
