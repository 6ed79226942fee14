// Other nodes: what this one holds of their logs, evidence of forks, and hints that there is something new.
#include "act/act.h"
#include "http/negotiate.h"
#include "node/limits.h"
#include "peer/limits.h"
#include "peer/remote_log.h"
#include "record/record.h"
#include "web/app.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxHintBytes = 512;

constexpr std::size_t kMaxListed = 500;  // announcements and rules

json::Value status_value(const node::PeerStatus& peer) {
  json::Value out = json::object({{"address", peer.entry.address}, {"mode", node::mode_word(peer.entry.mode)}, {"origin", peer.origin}, {"log", peer.log}, {"size", peer.size},
                                  {"taken", peer.taken}, {"behind", peer.size - peer.taken}, {"added", peer.added}, {"refused", peer.refused},
                                  {"wrong_details", peer.wrong_details}, {"files", peer.files}, {"wrong_files", peer.wrong_files}, {"bytes", peer.bytes},
                                  {"brought_acts", peer.brought_acts}, {"brought_bytes", peer.brought_bytes}, {"quota", peer.entry.quota < 0 ? node::kDefaultQuota : peer.entry.quota},
                                  {"over_quota", peer.over_quota}, {"forks", peer.forks}, {"cosigned", peer.cosigned}, {"witness", peer.witness}});
  const auto time = [&](const char* name, UnixSeconds at) {
    if (at != 0) out.object()->set(name, format_time(at));
  };
  time("last_contact", peer.last_contact);
  time("in_step", peer.in_step);
  if (!peer.entry.reason.empty()) out.object()->set("reason", peer.entry.reason);
  if (!peer.entry.socks5.empty()) out.object()->set("socks5", peer.entry.socks5);
  if (!peer.fault.empty()) out.object()->set("fault", peer.fault);
  return out;
}

json::Value fork_value(const Hash& name, const tlog::Fork& fork) {
  json::Value out = json::object({{"origin", fork.log.name}, {"log", fork.log.vkey()}, {"sha256", to_hex(name)}, {"file", "/record/fork/" + to_hex(name) + ".json"}});
  if (const auto shown = tlog::verify_fork(fork)) {
    out.object()->set("smaller", shown->smaller.size);
    out.object()->set("larger", shown->larger.size);
  }
  return out;
}

Result<Response> peers(App& app, const Request&) {
  node::Peers& all = app.node().peers();
  TRY(const auto reader, app.node().readers().take());
  json::Array list, witnesses, forks, nodes, rules;
  for (const node::PeerStatus& peer : all.status()) list.push_back(status_value(peer));
  for (const node::WitnessStatus& witness : all.witnesses().status()) {
    json::Value one = json::object({{"name", witness.name}, {"address", witness.address}, {"vkey", witness.vkey}, {"cosigned", witness.cosigned}});
    if (!witness.fault.empty()) one.object()->set("fault", witness.fault);
    witnesses.push_back(std::move(one));
  }
  for (const auto& [name, fork] : all.evidence().all()) forks.push_back(fork_value(name, fork));
  for (const index::NodeInfo& node : reader->nodes(kMaxListed)) {
    json::Array links;
    for (const std::string& link : node.links) links.emplace_back(link);
    nodes.push_back(json::object({{"act", to_hex(node.act.id)}, {"log", act::key_text(node.log)}, {"origin", record::origin_of(app.node().record().assembly(), node.log)},
                                  {"name", node.name}, {"links", std::move(links)}}));
  }
  for (const index::PeerRuleInfo& rule : reader->peer_rules(kMaxListed)) {
    rules.push_back(json::object({{"act", to_hex(rule.act.id)}, {"log", act::key_text(rule.log)}, {"mode", rule.mode}, {"reason", rule.reason}, {"ours", rule.ours}}));
  }
  const auto [size, cosigners] = all.cosignatures().newest();
  json::Value cosigned = json::object({{"size", size}, {"by", cosigners}});
  if (const std::string fault = all.witnesses().fault(); !fault.empty()) cosigned.object()->set("policy_fault", fault);
  Response response = http::respond_json(200, json::object({{"peers", std::move(list)}, {"witnesses", std::move(witnesses)}, {"cosigned", std::move(cosigned)},
                                                            {"forks", std::move(forks)}, {"nodes", std::move(nodes)}, {"rules", std::move(rules)}}));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

Result<Response> fork_file(App& app, const Request& request) {
  TRY(const Hash wanted, parse_hex<Hash>(request.params.get("sha256")));
  for (const auto& [name, fork] : app.node().peers().evidence().all()) {
    if (name == wanted) return http::cached(request, http::respond(200, "application/json", tlog::write_fork(fork)), to_hex(name), http::kImmutable);
  }
  return fail(Errc::not_found, "sha256", "no such evidence is held here");
}

Result<Response> witness_policy(App& app, const Request&) {
  Response response = http::respond_text(200, app.node().peers().witnesses().policy_text());
  response.headers.set("Cache-Control", http::max_age(60));
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
  return from_witness(node.witness().add_checkpoint(request.body, [&](std::string_view origin) { return node.peers().known_log(origin); }, node.clock().now(),
                                                     {[&](const tlog::Fork& fork) { static_cast<void>(node.peers().evidence().keep(fork)); },
                                                      [&](std::string_view origin, const std::string& note) { node.peers().heard(origin, note); }}));
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
  router.add({Method::get, "/peers.json", route(peers), 0, "peers", "Other nodes: those pulled from and how that goes, witnesses, evidence of forks, nodes that announced themselves", "", {}, {},
              {{200, "application/json", "Of each peer its address, log, how far it was read, what it brought, and the last fault.", ""}}});
  router.add({Method::get, "/record/fork/{sha256}.json", route(fork_file), 0, "peers", "Evidence that a log signed two histories (docs/format-fork.md)", "",
              {{"sha256", "path", "SHA-256 of the file.", true, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "application/json", "The evidence, checkable by itself.", ""}, {404, "application/problem+json", "Not held.", "Problem"}}});
  router.add({Method::get, "/witness/policy", route(witness_policy), 0, "peers", "By whom this log's checkpoints are cosigned (C2SP tlog-policy)", "", {}, {},
              {{200, "text/plain; charset=utf-8", "A policy for verifiers.", ""}}});
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
