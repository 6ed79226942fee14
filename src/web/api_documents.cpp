// The text that this node read in a document's file, as JSON.
#include "http/negotiate.h"
#include "web/app.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;

Result<Response> text(App& app, const Request& request) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  if (!id) return fail(Errc::malformed, "id", "an act's id is 64 lower-case hex digits");
  std::optional<std::uint64_t> page;
  if (const std::string_view wanted = request.query.get("page"); !wanted.empty()) {
    const auto number = parse_decimal(wanted);
    if (!number || *number == 0) return fail(Errc::malformed, "page", "must be a number from 1 on");
    page = *number;
  }
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  const auto document = reader->document(*id);
  if (!document) return fail(Errc::not_found, "id", "no document in effect here has this id");
  if (reader->is_file_hidden(document->sha256)) return fail(Errc::gone, "id", "this node withholds what names this file; the reason is in its moderation log");
  const auto info = reader->file_text(document->sha256);
  const bool held = app.node().record().has_blob(document->sha256);
  const std::string state = info ? (info->reason.empty() ? "text" : "none") : !held ? "not-held" : app.node().texts().reads() ? "waiting" : "not-read";
  json::Value out = json::object({{"document", to_hex(*id)}, {"sha256", to_hex(document->sha256)}, {"state", state}});
  if (info) {
    out.object()->set("kind", info->kind);
    if (!info->reason.empty()) out.object()->set("reason", info->reason);
    out.object()->set("cut", info->cut);
    out.object()->set("pages", info->pages);
    if (page && info->reason.empty() && *page > static_cast<std::uint64_t>(info->pages)) return fail(Errc::not_found, "page", "the text has no page of this number");
    json::Array pages;
    for (std::string& one : reader->file_pages(document->sha256, page ? static_cast<std::int64_t>(*page) : 1, page ? 1 : static_cast<std::size_t>(info->pages))) pages.emplace_back(std::move(one));
    out.object()->set("text", std::move(pages));
  }
  Response response = http::respond_json(200, out);
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

}  // namespace

void add_document_routes(http::Router& router, App& app) {
  router.add({http::Method::get, "/documents/{id}/text", http::sync_result([&app](const Request& request) { return text(app, request); }), 0, "record",
              "The text read in a document's file, page by page", "",
              {{"id", "path", "The document act.", true, "string", "^[0-9a-f]{64}$"}, {"page", "query", "Only this page, from 1.", false, "integer"}}, {},
              {{200, "application/json", "state: text, none (with a reason), waiting, not-held or not-read; text: the pages.", ""},
               {404, "application/problem+json", "No such document or page.", "Problem"},
               {410, "application/problem+json", "Withheld.", "Problem"}}});
}

}  // namespace althing::web
