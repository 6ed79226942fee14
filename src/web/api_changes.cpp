// The log as a list to follow: acts behind an index, by type or about an item, each with the words this node
// shows of it. What `althing follow` and the follow page ask for.
#include <fmt/format.h>

#include <algorithm>

#include "http/negotiate.h"
#include "web/page_kit.h"

namespace althing::web {
namespace {

using http::Request;
using http::Response;

constexpr std::uint64_t kMaxChanges = 200, kChanges = 100;

json::Value change(App& app, const index::Item& item) {
  const index::ActInfo& act = item.act;
  const auto& who = act.acting_for ? act.acting_for : act.member;
  json::Value out = json::object({{"index", act.no}, {"id", to_hex(act.id)}, {"type", act.type}, {"at", format_time(act.at)},
                                  {"logged", act.logged ? json::Value(format_time(act.logged->at)) : json::Value()},
                                  {"status", std::string(assembly::status_token(act.status))}, {"author", who ? json::Value(to_hex(*who)) : json::Value()},
                                  {"author_name", act.member_name}, {"key", act::key_text(act.key)}, {"title", item.shown.title}, {"name", item.shown.name},
                                  {"text", item.shown.text}, {"lang", item.shown.lang},
                                  {"permalink", app.options().base_url + "/acts/" + to_hex(act.id)}, {"page", read_path(act)}});
  if (!item.shown.detail.is_null()) out.object()->set("detail", item.shown.detail);
  return out;
}

// What happened about an item: acts about it or a version of it, and of a member also its own acts.
std::vector<index::Item> about(index::Reader& reader, const act::ActId& id, std::size_t limit) {
  std::vector<index::Item> out = reader.newest_about(versions_of(reader, id), limit);
  if (const auto member = reader.member(id)) {
    for (index::ActInfo& act : reader.acts_of(member->key, limit)) {
      index::Shown shown = reader.shown(act.no);
      out.push_back({std::move(act), std::move(shown)});
    }
  }
  std::sort(out.begin(), out.end(), [](const index::Item& a, const index::Item& b) { return a.act.no > b.act.no; });
  const auto same = [](const index::Item& a, const index::Item& b) { return a.act.no == b.act.no; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  if (out.size() > limit) out.resize(limit);
  return out;
}

Result<std::uint64_t> number(const Request& request, std::string_view name, std::uint64_t fallback, std::uint64_t max) {
  const std::string* text = request.query.find(name);
  if (text == nullptr) return fallback;
  const auto n = parse_decimal(*text);
  if (!n || *n > max) return fail(Errc::malformed, std::string(name), fmt::format("must be a whole number up to {}", max));
  return *n;
}

Result<Response> changes(App& app, const Request& request) {
  TRY(const std::uint64_t from, number(request, "from", 0, std::uint64_t{1} << 53));
  TRY(const std::uint64_t limit, number(request, "limit", kChanges, kMaxChanges));
  if (limit == 0) return fail(Errc::malformed, "limit", "must be 1 or more");
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  const std::uint64_t end = reader->folded();
  json::Array list;
  std::uint64_t next = end;
  if (const std::string* of = request.query.find("about")) {
    const auto id = parse_hex<act::ActId>(*of);
    if (!id) return fail(Errc::malformed, "about", "an act's id is 64 lower-case hex digits");
    if (!reader->find(*id)) return fail(Errc::not_found, "about", "this node holds no act with that id");
    auto items = about(*reader, *id, limit);
    std::reverse(items.begin(), items.end());
    for (const index::Item& item : items) {
      if (item.act.no >= from) list.push_back(change(app, item));
    }
  } else {
    const auto types = request.query.all("type");
    const index::ScanPage page = reader->scan(types, from, limit);
    for (const index::Item& item : page.rows) list.push_back(change(app, item));
    if (page.next != index::kNone) next = page.next;
  }
  Response response = http::respond_json(200, json::object({{"acts", std::move(list)}, {"next", next}, {"more", next < end}, {"size", end}}));
  response.headers.set("Cache-Control", http::kNoStore);
  return response;
}

}  // namespace

void add_change_routes(http::Router& router, App& app) {
  router.add({http::Method::get, "/acts", http::sync_result([&app](const Request& request) { return changes(app, request); }), 0, "acts",
              "Acts in log order, to be followed", "Ask again with from = `next`. With `about`, the newest about an item are told, at most `limit`.",
              {{"from", "query", "Index of the log to begin at.", false, "integer"}, {"limit", "query", "At most so many, up to 200; 100 if absent.", false, "integer"},
               {"type", "query", "Only this type of act; may be repeated.", false}, {"about", "query", "Only acts about this item, its versions, or by this member.", false, "string", "^[0-9a-f]{64}$"}}, {},
              {{200, "application/json", "{acts, next, more, size}."}, {400, "application/problem+json", "A parameter cannot be read.", "Problem"}}});
}

}  // namespace althing::web
