// The public record over HTTP: C2SP tlog-tiles paths, details and blobs, byte for byte as in the folder.
#include <fmt/format.h>

#include "act/detail.h"
#include "assembly/rules.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "http/range.h"
#include "node/source_wire.h"
#include "record/limits.h"
#include "record/returned.h"
#include "tlog/bundle.h"
#include "tlog/tile.h"
#include "web/app.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;

// Tiles are hashes and do not shrink; entries and details do.
Response octets(const Request& request, std::string bytes, bool final_form, bool shrinks) {
  const std::string tag = to_hex(sha256(bytes)).substr(0, 32);
  Response response = http::respond(200, "application/octet-stream", std::move(bytes));
  response.gains_from_gzip = shrinks;
  return http::cached(request, std::move(response), tag, final_form ? http::kImmutable : http::kRevalidate);
}

Result<Response> checkpoint(App& app, const Request& request) {
  const auto snapshot = app.node().record().snapshot();
  if (snapshot->checkpoint.empty()) return fail(Errc::not_found, "this log has no checkpoint yet");
  Response response = http::respond(200, "text/plain; charset=utf-8", app.node().peers().cosignatures().with(snapshot->checkpoint));
  const std::string tag = to_hex(sha256(response.text())).substr(0, 32);
  return http::cached(request, std::move(response), tag, http::max_age(1));
}

Result<Response> tile(App& app, const Request& request) {
  const std::string_view path = request.params.get("path");
  TRY(std::string bytes, app.node().record().read_public("tile/" + std::string(path)));
  return octets(request, std::move(bytes), true, path.starts_with("entries/"));
}

// Prefixes of other logs that closed polls rest on. They grow: a partial tile goes when a wider one has come.
Result<Response> returned(App& app, const Request& request) {
  const std::string path = "returned/" + std::string(request.params.get("path"));
  if (!record::is_returned_path(path)) return fail(Errc::malformed, "path", "must be <log>/<n>/size, <log>/<n>/tile/0/<N>[.p/<W>] or <log>/<n>/entry/<leaf hash>");
  TRY(std::string bytes, app.node().returns().read_public(path));
  return octets(request, std::move(bytes), false, path.find("/entry/") != std::string::npos);
}

// Which places of a bundle are asked for: all without `only`.
Result<peer::Places> asked_places(const Request& request, unsigned width) {
  const std::string* only = request.query.find("only");
  if (only == nullptr) return peer::first_places(width);
  auto places = node::parse_places(*only);
  if (!places) return fail(Errc::malformed, "only", "must be 64 lower-case hex digits: place i is bit i % 8, least significant first, of byte i / 8");
  for (unsigned i = width; i < places->size(); ++i) {
    if (places->test(i)) return fail(Errc::not_found, "only", fmt::format("the bundle has {} entries", width));
  }
  return places;
}

// First index and width of a bundle by its number.
Result<std::pair<std::uint64_t, unsigned>> bundle_by_number(App& app, const Request& request) {
  const auto n = parse_decimal(request.params.get("n"));
  if (!n) return fail(Errc::malformed, "n", "must be the number of an entry bundle");
  const std::uint64_t size = app.node().record().snapshot()->size;
  if (*n > size / tlog::kTileWidth || *n * tlog::kTileWidth >= size) return fail(Errc::not_found, "n", fmt::format("the log has {} entries", size));
  const std::uint64_t begin = *n * tlog::kTileWidth;
  return std::pair(begin, static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, size - begin)));
}

// Single entries of a bundle, in the bundle's own format: for peers that hold the others.
Result<Response> entries_by_number(App& app, const Request& request) {
  TRY(const auto bundle, bundle_by_number(app, request));
  TRY(const peer::Places places, asked_places(request, bundle.second));
  TRY(const auto notes, app.node().record().read_notes(bundle.first, bundle.first + bundle.second));
  std::string out;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (places.test(i)) TRY_VOID(tlog::append_entry(out, notes[i]));
  }
  return octets(request, std::move(out), false, true);
}

// Details of [begin, end) as a pack, without what this node must not show. Packs change (late details,
// erasures), so they are never cached for long.
Result<Response> pack(App& app, const Request& request, std::uint64_t begin, std::uint64_t end) {
  TRY(const peer::Places places, asked_places(request, static_cast<unsigned>(end - begin)));
  TRY(const auto list, app.node().record().read_details(begin, end));
  TRY(const auto reader, app.node().readers().take());
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!places.test(i)) continue;
    std::string_view bytes = list[i];
    if (!bytes.empty()) {
      const auto info = reader->act_at(begin + i);
      if (info && (info->withheld || info->erased)) bytes = {};
    }
    put_u32(out, static_cast<std::uint32_t>(bytes.size()));
    out += bytes;
  }
  return octets(request, std::move(out), false, true);
}

// By tile path, as the folder has it.
Result<Response> pack_by_path(App& app, const Request& request) {
  TRY(const tlog::TileId tile, tlog::parse_tile_path("tile/entries/" + std::string(request.params.get("path"))));
  const std::uint64_t size = app.node().record().snapshot()->size;
  const std::uint64_t begin = tile.index * tlog::kTileWidth;
  if (begin + tile.width > size) return fail(Errc::not_found, "path", fmt::format("the log has {} entries", size));
  return pack(app, request, begin, begin + tile.width);
}

// By plain bundle number.
Result<Response> pack_by_number(App& app, const Request& request) {
  TRY(const auto bundle, bundle_by_number(app, request));
  return pack(app, request, bundle.first, bundle.first + bundle.second);
}

Result<Response> detail(App& app, const Request& request) {
  const auto name = parse_hex<Hash>(request.params.get("sha256"));
  if (!name) return fail(Errc::malformed, "sha256", "a commitment is 64 lower-case hex digits");
  TRY(const auto reader, app.node().readers().take());
  const auto owners = reader->acts_with_detail(*name);
  if (owners.empty()) return fail(Errc::not_found, "sha256", "no act here names this detail");
  bool erased = false, withheld = false;
  for (const index::ActNo no : owners) {
    const auto info = reader->act_at(no);
    erased = erased || (info && info->erased);
    withheld = withheld || (info && info->withheld);
    if (!info || info->erased || info->withheld) continue;
    TRY(const auto held, app.node().record().read_details(no, no + 1));
    if (held.at(0).empty() || sha256(held.at(0)) != *name) continue;
    Response response = http::respond(200, "application/json", held.at(0));
    response.headers.set("Content-Disposition", "inline");
    return http::cached(request, std::move(response), to_hex(*name), http::kRevalidate);
  }
  if (erased) return fail(Errc::gone, "sha256", "its author erased this detail");
  if (withheld) return fail(Errc::gone, "sha256", "this node withholds this detail; the reason is in its moderation log");
  return fail(Errc::not_found, "sha256", "the detail is named in the log but not held here");
}

Result<Response> blob(App& app, const Request& request) {
  const auto name = parse_hex<Hash>(request.params.get("sha256"));
  if (!name) return fail(Errc::malformed, "sha256", "a blob's name is 64 lower-case hex digits");
  TRY(const auto reader, app.node().readers().take());
  // A file goes with the acts that name it: hidden when they are all hidden.
  if (reader->is_file_hidden(*name)) {
    return fail(Errc::gone, "sha256", "this node withholds what names this file; the reason is in its moderation log");
  }
  // Immutable, but not for ever to be shown: so it is asked for again.
  if (auto same = http::not_modified(request, to_hex(*name), http::kRevalidate)) return *same;
  TRY(std::string bytes, app.node().record().read_blob(*name));
  const auto range = http::parse_range(request, bytes.size());
  if (!range) return http::range_refused(bytes.size());
  // Bytes of unknown origin: never rendered in our origin, always downloaded.
  Response response = http::respond(200, "application/octet-stream", std::move(bytes));
  response.headers.set("Content-Disposition", "attachment; filename=\"" + to_hex(*name).substr(0, 16) + "\"");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  return http::cut(*range, http::cached(request, std::move(response), to_hex(*name), http::kRevalidate));
}

// Only files that the record speaks of are stored: an act in force names the hash in its leaf.
Result<Response> put_blob(App& app, const Request& request) {
  const auto name = parse_hex<Hash>(request.params.get("sha256"));
  if (!name) return fail(Errc::malformed, "sha256", "a blob's name is 64 lower-case hex digits");
  app.node().follower().wait_for(app.node().record().snapshot()->size, 2000);
  TRY(const auto reader, app.node().readers().take());
  if (reader->acts_naming(*name).empty()) return fail(Errc::forbidden, "sha256", "no document, delivery, answer or collection in effect here names this file; log that first");
  const bool had = app.node().record().has_blob(*name);
  TRY_VOID(app.node().record().put_blob(*name, request.body));
  app.node().texts().wake();
  Response response = http::respond_json(had ? 200 : 201, json::object({{"sha256", to_hex(*name)}, {"size", request.body.size()}}));
  response.headers.set("Location", "/blob/" + to_hex(*name));
  return response;
}

const http::ParamDoc kOnly{"only", "query", "Which of them: place i is bit i % 8, least significant first, of byte i / 8.", false, "string", "^[0-9a-f]{64}$"};
const http::ParamDoc kSha{"sha256", "path", "SHA-256 of the bytes.", true, "string", "^[0-9a-f]{64}$"};

}  // namespace

void add_record_routes(http::Router& router, App& app) {
  using http::Method;
  const auto get = [&app](Result<Response> (*f)(App&, const Request&)) {
    return http::sync_result([&app, f](const Request& request) { return f(app, request); });
  };
  const http::ParamDoc path{"path", "path", "Tile path as in C2SP tlog-tiles: <L>/<N>[.p/<W>] or entries/<N>[.p/<W>].", true, "string"};
  router.add({Method::get, "/record/checkpoint", get(checkpoint), 0, "record", "The newest signed checkpoint (C2SP tlog-checkpoint)", "", {}, {},
              {{200, "text/plain; charset=utf-8", "A signed note.", "Note"}}});
  router.add({Method::get, "/record/tile/{path...}", get(tile), 0, "record", "Merkle tree tiles and entry bundles (C2SP tlog-tiles)", "", {path}, {},
              {{200, "application/octet-stream", "The tile.", ""}, {404, "application/problem+json", "Not implied by the checkpoint.", "Problem"}}});
  router.add({Method::get, "/record/returned/{path...}", get(returned), 0, "record", "Prefixes of other logs that closed polls rest on", "",
              {{"path", "path", "<log>/<n>/size, <log>/<n>/tile/0/<N>[.p/<W>] or <log>/<n>/entry/<leaf hash>; docs/format-record.md.", true, "string"}}, {},
              {{200, "application/octet-stream", "The file.", ""}, {404, "application/problem+json", "Not held.", "Problem"}}});
  router.add({Method::get, "/record/detail/{path...}", get(pack_by_path), 0, "record", "Details parallel to an entry bundle, by tile path", "", {path}, {},
              {{200, "application/octet-stream", "For each entry a big-endian u32 length and the bytes; 0 = not held.", ""}}});
  router.add({Method::get, "/details/{n}", get(pack_by_number), 0, "record", "Details parallel to an entry bundle, by bundle number", "",
              {{"n", "path", "Bundle number; entries 256 n to 256 n + 255.", true, "integer"}, kOnly}, {},
              {{200, "application/octet-stream", "For each entry a big-endian u32 length and the bytes; 0 = not held.", ""}}});
  router.add({Method::get, "/entries/{n}", get(entries_by_number), 0, "record", "Single entries of a bundle, as an entry bundle", "",
              {{"n", "path", "Bundle number; entries 256 n to 256 n + 255.", true, "integer"}, kOnly}, {},
              {{200, "application/octet-stream", "For each entry a big-endian u16 length and the bytes.", ""}}});
  router.add({Method::get, "/detail/{sha256}", get(detail), 0, "record", "One detail by its commitment", "", {kSha}, {},
              {{200, "application/json", "The exact bytes.", ""}, {410, "application/problem+json", "Erased or withheld.", "Problem"}}});
  for (const char* pattern : {"/blob/{sha256}", "/record/blob/{sha256}"}) {
    router.add({Method::get, pattern, get(blob), 0, "record", "A file by its SHA-256", "", {kSha}, {},
                {{200, "application/octet-stream", "The file.", ""}, {206, "application/octet-stream", "The part that a Range header asks for.", ""}, {404, "application/problem+json", "Not held.", "Problem"},
                 {410, "application/problem+json", "Withheld with what names it.", "Problem"}}});
  }
  router.add({Method::put, "/blob/{sha256}", get(put_blob), record::kMaxBlobBytes, "record", "Store a file that a document, a delivery, an answer or a collection names", "", {kSha},
              {{"application/octet-stream", "The file, at most 64 MiB.", ""}},
              {{201, "application/json", "Stored.", ""}, {403, "application/problem+json", "No document names it.", "Problem"},
               {409, "application/problem+json", "The bytes do not hash to the name.", "Problem"}}});
}

}  // namespace althing::web
