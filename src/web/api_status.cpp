// What this node asks, how it is, and the description of its API.
#include <fmt/format.h>
#include <malloc.h>

#include "act/limits.h"
#include "http/negotiate.h"
#include "node/limits.h"
#include "record/limits.h"
#include "tlog/note.h"
#include "web/app.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;

Response fresh(Response response) {
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

Result<Response> policy(App& app, const Request&) {
  node::Node& node = app.node();
  const record::Record& record = node.record();
  json::Value limits = json::object({{"entry_bytes", std::uint64_t{act::kMaxEntryBytes}}, {"found_entry_bytes", std::uint64_t{act::kMaxLargeEntryBytes}},
                                     {"detail_bytes", std::uint64_t{act::kMaxDetailBytes}}, {"blob_bytes", std::uint64_t{record::kMaxBlobBytes}},
                                     {"lines_per_request", std::uint64_t{node::kMaxLinesPerRequest}}});
  return fresh(http::respond_json(
      200, json::object({{"assembly", to_hex(record.assembly())}, {"origin", record.origin()}, {"log", tlog::VerifierKey::make(record.origin(), tlog::SignatureType::ed25519, record.log_key().key()).vkey()},
                         {"operator", act::key_text(node.operator_key())}, {"witness", node.witness().verifier().vkey()}, {"time", format_time(node.clock().now())},
                         {"max_skew_s", node::kMaxSkewSeconds}, {"stamp_bits", node.intake().stamp_bits()}, {"versions", json::Array{1}},
                         {"fold", std::string(assembly::kFoldVersion)}, {"limits", std::move(limits)}})));
}

Result<Response> digest(App& app, const Request&) {
  TRY(const auto reader, app.node().readers().take());
  const std::uint64_t size = reader->folded();
  return fresh(http::respond_json(200, json::object({{"fold", std::string(assembly::kFoldVersion)}, {"entries", size}, {"digest", to_hex(reader->digest())}})));
}

Result<Response> healthz(App& app, const Request&) {
  node::Node& node = app.node();
  const std::uint64_t size = node.record().snapshot()->size;
  const std::uint64_t folded = std::min(size, node.follower().folded());
  const std::string fault = node.fault();
  json::Value out = json::object({{"status", fault.empty() ? "ok" : "degraded"}, {"size", size}, {"indexed", folded}, {"index_lag", size - folded}});
  if (!fault.empty()) out.object()->set("fault", fault);
  // Not a fault of the record: the node is well, but files that come now are not searched.
  const std::string texts = node.texts().reads() ? node.texts().fault() : "no process for it was made at the start";
  out.object()->set("files_read", texts.empty());
  if (!texts.empty()) out.object()->set("files_fault", texts);
  return fresh(http::respond_json(fault.empty() ? 200 : 503, out));
}

Result<Response> metrics(App& app, const Request&) {
  node::Node& node = app.node();
  const Metrics& m = app.metrics();
  std::string out;
  const auto line = [&](std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    fmt::format_to(std::back_inserter(out), "# HELP althing_{0} {2}\n# TYPE althing_{0} {1}\nalthing_{0} {3}\n", name, type, help, value);
  };
  const std::uint64_t size = node.record().snapshot()->size;
  const std::uint64_t folded = std::min(size, node.follower().folded());
  line("log_size", "gauge", "Entries in this node's log.", size);
  line("index_lag", "gauge", "Entries the index has not taken in yet.", size - folded);
  line("inbox", "gauge", "Acts waiting for the log writer.", node.writer().inbox());
  line("bulk_bytes", "gauge", "Bytes of NDJSON requests being worked off.", node.bulk().waiting_bytes());
  line("commits_total", "counter", "Group commits since start.", node.writer().commits());
  line("commit_micros_total", "counter", "Time spent on group commits, microseconds.", node.writer().commit_micros());
  line("gather_micros_total", "counter", "Time a commit waited for acts being checked, microseconds.", node.writer().gather_micros());
  line("damaged", "gauge", "1 while the scrub finds the record damaged and nothing is signed.", node.scrubber().fault().empty() ? 0 : 1);
  line("scrub_passes_total", "counter", "Times the scrub read the whole record since start.", node.scrubber().passes());
  line("scrub_bytes_total", "counter", "Bytes the scrub read since start.", node.scrubber().bytes());
  line("scrub_last_pass_seconds", "gauge", "End of the scrub's last pass, Unix time; 0 = none yet.", static_cast<std::uint64_t>(node.scrubber().last_pass()));
  line("files_read_total", "counter", "Files whose text was looked for since start.", node.texts().read());
  line("acts_logged_total", "counter", "Acts logged through the API since start.", m.acts_logged);
  line("acts_known_total", "counter", "Acts handed in again.", m.acts_known);
  line("acts_refused_total", "counter", "Acts refused.", m.acts_refused);
  line("http_requests_total", "counter", "Requests answered.", m.requests);
  line("http_request_micros_total", "counter", "Time spent on requests, microseconds.", m.request_micros);
  line("http_sent_bytes_total", "counter", "Body bytes sent.", m.bytes_sent);
  line("http_2xx_total", "counter", "Answers 2xx.", m.status_2xx);
  line("http_3xx_total", "counter", "Answers 3xx.", m.status_3xx);
  line("http_4xx_total", "counter", "Answers 4xx.", m.status_4xx);
  line("http_5xx_total", "counter", "Answers 5xx.", m.status_5xx);
  line("heap_bytes", "gauge", "Bytes in use on the heap.", mallinfo2().uordblks);
  line("start_time_seconds", "gauge", "When this node started, Unix time.", static_cast<std::uint64_t>(node.started()));
  return fresh(http::respond(200, "text/plain; version=0.0.4; charset=utf-8", std::move(out)));
}

Result<Response> openapi(App& app, const Request& request) {
  return http::cached(request, http::respond(200, "application/json", app.openapi()), to_hex(sha256(app.openapi())).substr(0, 16), http::kRevalidate);
}

}  // namespace

void add_status_routes(http::Router& router, App& app) {
  using http::Method;
  const auto get = [&](const char* path, Result<Response> (*f)(App&, const Request&), const char* summary, const char* type) {
    router.add({Method::get, path, http::sync_result([&app, f](const Request& request) { return f(app, request); }), 0, "node", summary, "", {}, {},
                {{200, type, "", ""}}});
  };
  get("/policy", policy, "What this node asks of acts now: assembly, log key, clock, stamp, limits", "application/json");
  get("/digest", digest, "State digest: equal on all nodes that hold the same acts", "application/json");
  get("/healthz", healthz, "Whether the node is well, and how far the index lags", "application/json");
  get("/metrics", metrics, "Prometheus text exposition", "text/plain");
  get("/openapi.json", openapi, "This API as OpenAPI 3.1, generated from the route table", "application/json");
}

}  // namespace althing::web
