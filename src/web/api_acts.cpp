// The acts API: hand in acts, read one back in every form, its proof, and what a key's next act must
// name.
#include <fmt/format.h>

#include "act/detail.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "tlog/proof.h"
#include "web/app.h"
#include "web/submissions.h"

namespace althing::web {
namespace {

using http::Request;
using http::Responder;
using http::Response;

constexpr std::uint64_t kMaxSingleBody = 256 * 1024;          // an entry and a detail, with JSON escapes
constexpr std::uint64_t kMaxBatchBody = 32u << 20;            // NDJSON
constexpr int kBulkRetrySeconds = 2;                          // about as long as the lane takes for what it holds

json::Value receipt_value(const node::Receipt& receipt, std::uint64_t size) {
  const std::string id = to_hex(receipt.id);
  return json::object({{"id", id}, {"index", receipt.index}, {"size", size}, {"status", receipt.known ? "known" : "logged"},
                       {"receipt", "/acts/" + id + "/proof"}});
}

void count_verdict(Metrics& metrics, const Result<node::Receipt>& verdict) {
  if (!verdict) ++metrics.acts_refused;
  else if (verdict->known) ++metrics.acts_known;
  else ++metrics.acts_logged;
}

// Seconds a refusal asks to wait, for Retry-After.
void post_single(App& app, Request&& request, Responder responder, node::Submission submission) {
  std::vector<node::Submission> one;
  one.push_back(std::move(submission));
  auto answer = std::make_shared<Responder>(std::move(responder));
  app.node().intake().submit(std::move(one), request.peer, [&app, answer](node::Intake::Verdicts verdicts) {
    const Result<node::Receipt>& verdict = verdicts.front();
    count_verdict(app.metrics(), verdict);
    if (!verdict) return (*answer)(http::problem(verdict.error()));
    Response response = http::respond_json(verdict->known ? 200 : 201, receipt_value(*verdict, app.node().record().snapshot()->size));
    response.headers.set("Cache-Control", http::kNoStore);
    if (!verdict->known) response.headers.set("Location", "/acts/" + to_hex(verdict->id));
    (*answer)(std::move(response));
  });
}

// State of one NDJSON request: pieces of its lines go through intake one after another, so that a later
// line may name an act of an earlier one, and the answer keeps the order of the lines. Lives as long as
// something is to be done for it, all of which happens in the bulk lane.
struct BatchJob : std::enable_shared_from_this<BatchJob> {
  App& app;
  node::BulkLane& lane;
  std::size_t bytes;
  SubmissionLines body;
  std::string address, answer;
  Responder responder;

  struct Line {
    std::size_t number;
    std::optional<Error> error;
  };

  /// Admitted already.
  BatchJob(App& a, Request&& request, Responder r)
      : app(a), lane(a.node().bulk()), bytes(request.body.size()), body(std::move(request.body)), address(std::move(request.peer)), responder(std::move(r)) {}
  ~BatchJob() { lane.leave(address, bytes); }

  void go_on() {
    lane.run(address, [self = shared_from_this()] { self->next_piece(); });
  }

  void next_piece() {
    std::vector<node::Submission> group;
    auto lines = std::make_shared<std::vector<Line>>();
    for (SubmissionLine& l : body.take(node::kLinesPerPiece)) {
      lines->push_back({l.number, l.submission ? std::nullopt : std::optional(l.submission.error())});
      if (l.submission) group.push_back(std::move(*l.submission));
    }
    if (lines->empty()) return finish();
    if (group.empty()) return take_verdicts(*lines, {});
    // The verdicts come on the log writer's thread, which has better things to do than to write answers.
    app.node().intake().submit(std::move(group), address, [self = shared_from_this(), lines](node::Intake::Verdicts verdicts) {
      auto held = std::make_shared<node::Intake::Verdicts>(std::move(verdicts));
      self->lane.run_first([self, lines, held] { self->take_verdicts(*lines, *held); });
    });
  }

  void take_verdicts(const std::vector<Line>& lines, const node::Intake::Verdicts& verdicts) {
    const std::uint64_t size = app.node().record().snapshot()->size;
    std::size_t next = 0;
    for (const Line& l : lines) {
      if (l.error) {
        add_error(l.number, *l.error);
        ++app.metrics().acts_refused;
        continue;
      }
      const Result<node::Receipt>& verdict = verdicts[next++];
      count_verdict(app.metrics(), verdict);
      if (!verdict) {
        add_error(l.number, verdict.error());
        continue;
      }
      json::Value value = receipt_value(*verdict, size);
      value.object()->set("line", l.number);
      json::write_to(answer, value);
      answer += '\n';
    }
    if (body.done()) finish();
    else go_on();
  }

  void add_error(std::size_t number, const Error& error) {
    json::write_to(answer, json::object({{"line", number}, {"error", http::problem_value(error, http::status_of(error.code))}}));
    answer += '\n';
  }

  void finish() {
    Response response = http::respond(200, "application/x-ndjson", std::move(answer));
    response.headers.set("Cache-Control", http::kNoStore);
    responder(std::move(response));
  }
};

void post_lines(App& app, Request&& request, Responder responder) {
  if (!app.node().bulk().admit(request.peer, request.body.size())) {
    return responder(http::problem({Errc::overloaded, {}, "too many acts in NDJSON requests wait to be checked; nothing of this one was read"},
                                   kBulkRetrySeconds));
  }
  std::make_shared<BatchJob>(app, std::move(request), std::move(responder))->go_on();
}

void post_acts(App& app, Request&& request, Responder responder) {
  const std::string type = request.content_type();
  if (type == "application/x-ndjson" || type == "application/jsonl") {
    return post_lines(app, std::move(request), std::move(responder));
  }
  if (request.body.size() > kMaxSingleBody) {
    return responder(http::problem({Errc::too_large, {}, fmt::format("one act and its detail are at most {} bytes", kMaxSingleBody)}));
  }
  if (type == "text/plain") {
    node::Submission submission{std::move(request.body), {}};
    return post_single(app, std::move(request), std::move(responder), std::move(submission));
  }
  if (type == "application/json") {
    auto submission = read_submission(request.body);
    if (!submission) return responder(http::problem(submission.error()));
    return post_single(app, std::move(request), std::move(responder), std::move(*submission));
  }
  responder(http::problem({Errc::unsupported, "Content-Type", "send text/plain (a note), application/json or application/x-ndjson"}));
}

Result<act::ActId> id_param(const Request& request, std::string_view name = "id") {
  const auto id = parse_hex<act::ActId>(request.params.get(name));
  if (!id) return fail(Errc::malformed, std::string(name), "an act's id is 64 lower-case hex digits");
  return *id;
}

// The act's number, or not_found. The tail first: what leaves it is in the index by then.
Result<std::uint64_t> index_of(App& app, index::Reader& reader, const act::ActId& id) {
  if (const auto no = app.node().tail(id); no && *no != node::Tail::kInFlight) return *no;
  if (const auto no = reader.find(id)) return *no;
  return fail(Errc::not_found, "id", "this node holds no act with that id");
}

Result<Response> act_note(App& app, const Request& request) {
  TRY(const act::ActId id, id_param(request));
  TRY(const auto reader, app.node().readers().take());
  TRY(const std::uint64_t no, index_of(app, *reader, id));
  TRY(auto notes, app.node().record().read_notes(no, no + 1));
  return http::cached(request, http::respond_text(200, std::move(notes.at(0))), to_hex(id), http::kImmutable);
}

Result<Response> act_json(App& app, const Request& request) {
  TRY(const act::ActId id, id_param(request));
  TRY(const auto reader, app.node().readers().take());
  TRY(const std::uint64_t no, index_of(app, *reader, id));
  TRY(const auto notes, app.node().record().read_notes(no, no + 1));
  TRY(const act::Act act, act::parse_entry(notes.at(0)));
  json::Value out = json::object({{"id", to_hex(id)}, {"index", no}, {"type", act.type}, {"v", act.v}, {"by", act::key_text(act.by)},
                                  {"at", format_time(act.at)}, {"act", act.body}, {"note", notes.at(0)}, {"receipt", "/acts/" + to_hex(id) + "/proof"}});
  json::Object& o = *out.object();
  const auto info = reader->act(id);
  o.set("status", info ? std::string(assembly::status_token(info->status)) : std::string("not yet indexed"));
  if (info) {
    o.set("logged", info->logged ? json::Value(format_time(info->logged->at)) : json::Value());
    if (!info->reason.empty()) o.set("reason", info->reason);
    o.set("superseded", info->superseded);
    if (info->member) o.set("member", to_hex(*info->member));
    if (info->acting_for) o.set("acting_for", to_hex(*info->acting_for));
    if (!info->member_name.empty()) o.set("member_name", info->member_name);
  }
  const bool hidden = info && (info->erased || info->withheld);
  std::string state = !act.detail ? "none" : info && info->erased ? "erased" : info && info->withheld ? "withheld" : "absent";
  if (const auto until = parse_time(act.token("embargo")); state == "absent" && until) state = *until > app.node().clock().now() ? "embargoed" : "overdue";
  if (act.detail && !hidden) {
    TRY(const auto details, app.node().record().read_details(no, no + 1));
    if (const auto detail = act::open_detail(act, details.at(0)); detail) {
      o.set("detail", detail->body);
      o.set("detail_text", detail->bytes);
      state = "held";
    }
  }
  o.set("detail_state", state);
  Response response = http::respond_json(200, out);
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

Result<Response> act_any(App& app, const Request& request) {
  constexpr std::string_view offers[] = {"text/html", "application/json", "text/plain"};
  const auto choice = http::negotiate(request.headers.joined("Accept"), offers);
  Result<Response> response = [&]() -> Result<Response> {
    if (choice == 1) return act_json(app, request);
    if (choice == 2) return act_note(app, request);
    TRY(const act::ActId id, id_param(request));
    return http::redirect(303, "/en/acts/" + to_hex(id));
  }();
  if (response) response->headers.set("Vary", "Accept");
  return response;
}

// Under the newest checkpoint that enough others cosigned, if it covers the act; else under the newest.
Result<std::string> cosigned_proof(node::Node& node, std::uint64_t no) {
  const node::Cosignatures& cosignatures = node.peers().cosignatures();
  const auto snapshot = node.record().snapshot();
  node::Cosignatures::Cosigned under = cosignatures.best();
  if (no >= under.size || under.size > snapshot->size) under = {snapshot->size, cosignatures.with(snapshot->checkpoint)};
  TRY(auto hashes, node.record().inclusion(no, under.size));
  return tlog::write_proof({std::nullopt, no, std::move(hashes), under.note});
}

Result<Response> act_proof(App& app, const Request& request) {
  TRY(const act::ActId id, id_param(request));
  TRY(const auto reader, app.node().readers().take());
  TRY(const std::uint64_t no, index_of(app, *reader, id));
  TRY(std::string proof, cosigned_proof(app.node(), no));
  Response response = http::respond_text(200, std::move(proof));
  response.headers.set("Content-Disposition", "attachment; filename=\"" + to_hex(id).substr(0, 16) + ".tlog-proof\"");
  response.headers.set("Cache-Control", http::kRevalidate);
  return response;
}

Result<Key> key_param(const Request& request) {
  const auto key = act::parse_key(request.query.get("key"));
  if (!key) return fail(Errc::malformed, "key", "a key is 43 characters of base64url");
  return *key;
}

Result<Response> heads(App& app, const Request& request) {
  TRY(const Key key, key_param(request));
  // The answer must include what this key was just told is logged, so wait for the index a moment.
  app.node().follower().wait_for(app.node().record().snapshot()->size, 2000);
  TRY(const auto reader, app.node().readers().take());
  json::Array prev, mandates;
  for (const act::ActId& id : reader->heads(key)) prev.emplace_back(to_hex(id));
  for (const index::MandateInfo& m : reader->mandates_of_key(key)) {
    if (!m.in_force) continue;
    json::Array scope(m.scope.begin(), m.scope.end());
    mandates.push_back(json::object({{"for", to_hex(m.organisation)}, {"mandate", to_hex(m.appoint)}, {"name", m.organisation_name},
                                     {"until", m.until}, {"scope", std::move(scope)}}));
  }
  json::Value out = json::object({{"key", act::key_text(key)}, {"prev", std::move(prev)}, {"mandates", std::move(mandates)}, {"join", nullptr}});
  if (const auto join = reader->identity(key)) {
    out.object()->set("join", to_hex(*join));
    if (const auto member = reader->member(*join)) {
      out.object()->set("name", member->name);
      out.object()->set("kind", member->kind);
      out.object()->set("present", member->present);
      out.object()->set("replaced", member->key != key);
    }
  }
  if (const std::string* version = request.query.find("statement")) {
    TRY(const act::ActId id, parse_hex<act::ActId>(*version));
    const auto signed_by = reader->signature_of(id, key);
    out.object()->set("signed", signed_by ? json::Value(to_hex(*signed_by)) : json::Value());
  }
  Response response = http::respond_json(200, out);
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

Result<Response> rows(App& app, const Request& request) {
  TRY(const Key key, key_param(request));
  const std::uint64_t size = app.node().record().snapshot()->size;
  app.node().follower().wait_for(size, 2000);
  TRY(const auto reader, app.node().readers().take());
  const std::uint64_t folded = reader->folded();
  json::Array list;
  for (const index::ImportedRow& row : reader->imported_rows(key)) {
    list.push_back(json::object({{"type", row.type}, {"src", row.src}, {"id", to_hex(row.id)},
                                 {"detail", row.commitment ? json::Value(to_hex(*row.commitment)) : json::Value()}, {"row", row.payload}}));
  }
  Response response = http::respond_json(200, json::object({{"rows", std::move(list)}, {"behind", size > folded ? size - folded : std::uint64_t{0}}}));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

const http::ParamDoc kIdDoc{"id", "path", "Act id: SHA-256 of the act's text.", true, "string", "^[0-9a-f]{64}$"};
const http::ParamDoc kKeyDoc{"key", "query", "Public key, unpadded base64url.", true, "string", "^[A-Za-z0-9_-]{43}$"};

}  // namespace

void add_act_routes(http::Router& router, App& app) {
  using http::Method;
  const auto get = [&app](Result<Response> (*f)(App&, const Request&)) {
    return http::sync_result([&app, f](const Request& request) { return f(app, request); });
  };
  router.add({Method::post, "/acts", [&app](Request&& q, Responder r) { post_acts(app, std::move(q), std::move(r)); }, kMaxBatchBody,
              "acts", "Hand in acts", "Answers only when the acts are on disk, fsynced, with an index in this node's log. A known act gets its receipt again.",
              {},
              {{"text/plain", "One act: its signed note.", "Note"},
               {"application/json", "One act with its detail.", "Submission"},
               {"application/x-ndjson", "Many, one Submission or note string a line; answered line by line.", "Submission"}},
              {{201, "application/json", "Logged.", "Receipt"}, {200, "application/json", "Known before; or NDJSON, a Receipt or error a line.", "Receipt"},
               {400, "application/problem+json", "Malformed, or the signature does not verify.", "Problem"},
               {422, "application/problem+json", "Breaks its type's schema, names unknown acts, or its clock is off.", "Problem"},
               {428, "application/problem+json", "A stamp is asked for, see /policy.", "Problem"},
               {429, "application/problem+json", "Too many acts; Retry-After says when.", "Problem"},
               {503, "application/problem+json", "Inbox full; Retry-After says when.", "Problem"},
               {507, "application/problem+json", "The disk refused; nothing was logged.", "Problem"}}});
  router.add({Method::get, "/acts/{id}.json", get(act_json), 0, "acts", "An act, its verdict and its detail", "", {kIdDoc}, {},
              {{200, "application/json", "The act.", "Act"}, {404, "application/problem+json", "Not held here.", "Problem"}}});
  router.add({Method::get, "/acts/{id}.note", get(act_note), 0, "acts", "An act's signed note, the exact log entry", "", {kIdDoc}, {},
              {{200, "text/plain", "The entry.", "Note"}, {404, "application/problem+json", "Not held here.", "Problem"}}});
  router.add({Method::get, "/acts/{id}", get(act_any), 0, "acts", "An act by content negotiation: page, JSON or note", "", {kIdDoc}, {},
              {{200, "application/json", "The act.", "Act"}, {303, "text/html", "To its page.", ""}}});
  router.add({Method::get, "/acts/{id}/proof", get(act_proof), 0, "acts", "Offline inclusion proof (c2sp.org/tlog-proof@v1), the receipt", "", {kIdDoc}, {},
              {{200, "text/plain", "The proof.", ""}, {404, "application/problem+json", "Not held here.", "Problem"}}});
  router.add({Method::get, "/heads", get(heads), 0, "acts", "What a key's next act must name in `prev`, its membership and mandates",
              "`replaced`: another key was rotated in, so what this one makes now is void.",
              {kKeyDoc, {"statement", "query", "A version: also tells the key's signature on it.", false, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "application/json", "Heads.", ""}}});
  router.add({Method::get, "/rows", get(rows), 0, "acts", "Rows of the watch file a key imported, by source id",
              "`behind`: entries of the log that the rows do not yet tell of.", {kKeyDoc}, {},
              {{200, "application/json", "Rows.", ""}}});
}

}  // namespace althing::web
