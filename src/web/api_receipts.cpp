// POST /acts/{id}/receipts: a ballot is handed to the nodes of all logs that return its poll, and their receipts come back.
#include "http/negotiate.h"
#include "http/problem.h"
#include "node/relay.h"
#include "web/app.h"

namespace althing::web {
namespace {

using http::Request;
using http::Responder;
using http::Response;

constexpr std::size_t kRelayBytes = 256u << 10;  // what one request counts for in the lane: 64 can wait

struct Asked {
  std::string id, note, detail;
  std::uint64_t index = 0;
  act::ActId poll;
  std::vector<Key> logs;
};

Result<Asked> read_asked(App& app, const Request& request) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  if (!id) return fail(Errc::malformed, "id", "must be 64 lower-case hex digits");
  app.node().follower().wait_for(app.node().record().snapshot()->size, 2000);  // it may have been logged a moment ago
  TRY(const auto reader, app.node().readers().take());
  const auto info = reader->act(*id);
  if (!info) return fail(Errc::not_found, "id", "no act has this id here");
  if (info->type != "ballot") return fail(Errc::usage, "id", "is no ballot: receipts of other logs are gathered for ballots");
  Asked out;
  out.id = to_hex(*id);
  out.index = info->no;
  TRY(const auto notes, app.node().record().read_notes(info->no, info->no + 1));
  TRY(const auto details, app.node().record().read_details(info->no, info->no + 1));
  out.note = notes.front();
  if (!info->withheld && !info->erased) out.detail = details.front();
  TRY(const act::Act act, act::parse_entry(out.note));
  const auto poll_id = act.id_at("poll");
  const auto poll = poll_id ? reader->poll(*poll_id) : std::nullopt;
  if (!poll) return fail(Errc::not_found, "poll", "of this ballot is not held here");
  out.poll = *poll_id;
  for (const std::string& log : poll->logs) {
    if (const auto key = act::parse_key(log)) out.logs.push_back(*key);
  }
  return out;
}

Response answer(const Asked& asked, const std::vector<node::LogReceipt>& receipts) {
  json::Array list;
  std::int64_t received = 0;
  for (const node::LogReceipt& one : receipts) {
    json::Value row = json::object({{"log", act::key_text(one.log)}, {"state", std::string(node::receipt_token(one.state))}});
    if (one.state == node::LogReceipt::State::received) {
      ++received;
      row.object()->set("proof", one.proof);
    }
    if (!one.message.empty()) row.object()->set("message", one.message);
    list.push_back(std::move(row));
  }
  Response response = http::respond_json(200, json::object({{"id", asked.id}, {"poll", to_hex(asked.poll)}, {"note", asked.note}, {"received", received},
                                                            {"logs", static_cast<std::int64_t>(receipts.size())}, {"receipts", std::move(list)}}));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

// Other nodes take their time, so this waits in a lane of its own.
void receipts(App& app, Request&& request, Responder responder) {
  auto& lane = app.node().relay_lane();
  const std::string address = request.peer;
  if (!lane.admit(address, kRelayBytes)) return responder(http::problem(Error{Errc::overloaded, {}, "too many ballots are being handed on; ask again in some seconds"}));
  auto held = std::make_shared<std::pair<Request, Responder>>(std::move(request), std::move(responder));
  lane.run(address, [&app, &lane, address, held] {
    auto asked = read_asked(app, held->first);
    if (asked) held->second(answer(*asked, app.node().relay().gather(asked->logs, asked->index, asked->note, asked->detail)));
    else held->second(http::problem(asked.error()));
    lane.leave(address, kRelayBytes);
  });
}

}  // namespace

void add_receipt_routes(http::Router& router, App& app) {
  router.add({http::Method::post, "/acts/{id}/receipts", [&app](Request&& request, Responder responder) { receipts(app, std::move(request), std::move(responder)); }, 1024, "acts",
              "Hand a ballot to the logs that return its poll, and gather their receipts",
              "This node gives the ballot to the node of each named log it knows an address of, and answers with the receipts: C2SP tlog-proofs, each signed by its log.",
              {{"id", "path", "Act id of the ballot.", true, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "application/json", "{id, poll, note, received, logs, receipts: [{log, state, proof?, message?}]}.", ""},
               {404, "application/problem+json", "Not held here.", "Problem"}}});
}

}  // namespace althing::web
