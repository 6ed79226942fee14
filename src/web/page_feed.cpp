// Atom: one feed of everything, one for each list, one for each item (its versions, comments, amendments,
// answers, opinions). Ids are those of the acts and never change; `updated` is when the log had the act.
#include <fmt/format.h>

#include <algorithm>

#include "http/negotiate.h"
#include "http/problem.h"
#include "web/kit/atom.h"
#include "web/kit/markdown.h"
#include "web/page_feed.h"
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kFeedEntries = 50;
constexpr std::size_t kSummaryChars = 500;

struct ListFeed {
  std::string_view name;  // of the feed, and path of the list
  Msg title;
  std::string_view types[5];
};
constexpr ListFeed kLists[] = {
    {"calls", msg("Calls"), {"call"}},
    {"proposals", msg("Proposals"), {"propose"}},
    {"polls", msg("Polls"), {"poll", "outcome"}},
    {"statements", msg("Statements"), {"statement"}},
    {"actions", msg("Actions"), {"action"}},
    {"instruments", msg("Instruments"), {"instrument"}},
    {"deliveries", msg("Deliveries"), {"deliver", "answer"}},
    {"members", msg("Members"), {"join"}},
    {"incidents", msg("Incidents"), {"incident"}},
    {"events", msg("Events"), {"event"}},
    {"steps", msg("Upcoming steps"), {"step"}},
    {"claims", msg("Claims"), {"check", "claim"}},
    {"dossiers", msg("Dossiers"), {"dossier", "part"}},
    {"moderation", msg("Moderation log"), {"appeal", "erase", "report", "restore", "withhold"}},
};

std::string feed_id(const View& view, std::string_view path) {
  const std::string text = fmt::format("althing/feed\n{}\n{}/{}", to_hex(view.app.node().record().assembly()), view.t.lang(), path);
  return "urn:sha256:" + to_hex(sha256(text));
}

std::string author_name(const View& view, const index::ActInfo& act) {
  if (!act.member_name.empty()) return visible_line(act.member_name, 120);
  if (act.member) return view.t.trf("member {id}", {{"id", short_id(*act.member)}});
  return view.t.trf("key {id}", {{"id", act::key_text(act.key).substr(0, 8)}});
}

AtomEntry entry_of(const View& view, const index::Item& item) {
  const Translator& t = view.t;
  AtomEntry out;
  out.id = "urn:sha256:" + to_hex(item.act.id);
  const std::string words = item.shown.title.empty() ? (item.act.type == "join" ? item.shown.name : std::string()) : item.shown.title;
  out.title = words.empty() ? t.trf("{type} by {name}", {{"type", std::string(type_word(t, item.act.type))}, {"name", author_name(view, item.act)}})
                            : visible_line(words, 160);
  out.url = node_url(view) + view.url(read_path(item.act));
  out.author = author_name(view, item.act);
  out.category = item.act.type;
  const std::string reason(item.shown.detail.text_at("reason"));
  const std::string quote(item.shown.detail.text_at("quote"));
  out.summary = markdown_text(!item.shown.text.empty() ? item.shown.text : reason.empty() ? quote : reason, kSummaryChars);
  if (out.summary.empty()) out.summary = hidden_reason(t, item.act);
  out.lang = item.shown.lang;
  out.published = item.act.at;
  out.updated = item.act.logged ? item.act.logged->at : item.act.at;
  return out;
}

AtomFeed start(View& view, std::string_view title, std::string_view feed_path, std::string_view page_path) {
  AtomFeed out;
  const auto assembly = view.reader.assembly();
  const std::string name = assembly ? visible_line(assembly->name, 120) : std::string();
  out.id = feed_id(view, feed_path);
  out.title = title.empty() ? name : fmt::format("{} · {}", title, name);
  out.self = node_url(view) + view.url(feed_path);
  out.url = node_url(view) + view.url(page_path);
  out.lang = view.t.html_lang();
  out.updated = assembly ? assembly->founded : 0;
  return out;
}

Result<AtomFeed> everything(View& view) {
  AtomFeed feed = start(view, {}, "feed.atom", "");
  index::ActNo before = index::kNone;
  while (feed.entries.size() < kFeedEntries) {
    const auto acts = view.reader.newest(kFeedEntries, before);
    for (const index::ActInfo& act : acts) {
      before = act.no;
      // Marks are the log's clock, and single signatures would drown the rest.
      if (act.type == "mark" || act.type == "sign" || act.type == "unsign" || act.status != assembly::Status::effective) continue;
      if (feed.entries.size() < kFeedEntries) feed.entries.push_back(entry_of(view, {act, view.reader.shown(act.no)}));
    }
    if (acts.size() < kFeedEntries || before == 0) break;
    static constexpr int kLooks = 20;
    if (view.reader.folded() > before + kFeedEntries * kLooks) break;
  }
  return feed;
}

Result<AtomFeed> list_feed(View& view) {
  const std::string_view name = view.param("name");
  for (const ListFeed& list : kLists) {
    if (list.name != name) continue;
    AtomFeed feed = start(view, view.t.tr(list.title), fmt::format("feed/{}.atom", name), name);
    std::vector<index::Item> items;
    for (const std::string_view type : list.types) {
      if (type.empty()) continue;
      for (index::Item& one : view.reader.items(type, kFeedEntries)) items.push_back(std::move(one));
    }
    std::sort(items.begin(), items.end(), [](const index::Item& a, const index::Item& b) { return a.act.no > b.act.no; });
    if (items.size() > kFeedEntries) items.resize(kFeedEntries);
    for (const index::Item& one : items) feed.entries.push_back(entry_of(view, one));
    return feed;
  }
  return fail(Errc::not_found, std::string(view.t.tr("there is no feed of this name")));
}

Result<AtomFeed> item_feed(View& view) {
  TRY(const act::ActId id, param_id(view));
  const auto item = view.reader.item_of(id);
  if (!item) return fail(Errc::not_found, std::string(view.t.tr("no act with this id is held here")));
  const std::string hex = to_hex(id);
  AtomFeed feed = start(view, plain_title(view, item->act, item->shown.title), fmt::format("feed/item/{}.atom", hex), read_path(item->act));
  for (const index::Item& one : view.reader.newest_about(versions_of(view.reader, id), kFeedEntries)) feed.entries.push_back(entry_of(view, one));
  feed.updated = item->act.logged ? item->act.logged->at : item->act.at;
  return feed;
}

http::Response answer(App& app, const http::Request& request, Result<AtomFeed> (*make)(View&)) {
  auto lease = app.node().readers().take();
  if (!lease) return http::problem(lease.error());
  index::Reader& reader = **lease;
  const index::ReadSnapshot snapshot(reader);
  const Translator* t = site_of(app).catalogs.find(request.params.get("lang"));
  if (t == nullptr) return http::problem({Errc::not_found, {}, "no page at this address"});
  View view{app, request, *t, reader, app.node().clock().now()};
  const auto feed = make(view);
  if (!feed) return http::problem(feed.error());
  std::string text = write_atom(*feed);
  const std::string tag = to_hex(sha256(text)).substr(0, 24);
  http::Response response = http::respond(200, "application/atom+xml; charset=utf-8", std::move(text));
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  return http::cached(request, std::move(response), tag, http::kRevalidate);
}

}  // namespace

AtomFeed feed_start(View& view, std::string_view title, std::string_view feed_path, std::string_view page_path) { return start(view, title, feed_path, page_path); }
AtomEntry feed_entry(const View& view, const index::Item& item) { return entry_of(view, item); }

std::vector<act::ActId> versions_of(index::Reader& reader, const act::ActId& id) {
  std::vector<act::ActId> out{id};
  const auto add = [&](const act::ActId& other) {
    if (std::find(out.begin(), out.end(), other) == out.end()) out.push_back(other);
  };
  if (const auto proposal = reader.proposal(id)) {
    add(proposal->act.id);
    for (const auto& version : proposal->versions) add(version.act.id);
    for (const auto& amendment : proposal->amendments) add(amendment.act.id);
  } else if (const auto statement = reader.statement(id)) {
    add(statement->act.id);
    for (const auto& version : statement->versions) add(version.act.id);
  } else {
    for (const index::Item& version : reader.row_versions(id)) add(version.act.id);
  }
  return out;
}

void add_feed_pages(http::Router& router, App& app) {
  const auto add = [&](const char* pattern, Result<AtomFeed> (*make)(View&), const char* summary, std::vector<http::ParamDoc> params) {
    params.insert(params.begin(), {"lang", "path", "Language."});
    router.add({http::Method::get, pattern, http::sync([&app, make](const http::Request& request) { return answer(app, request, make); }), 0, "feeds", summary,
                "Atom (RFC 4287), the newest 50. An entry's id is urn:sha256: and the act's id; updated is when the log had it.", std::move(params), {},
                {{200, "application/atom+xml", "The feed."}, {404, "application/problem+json", "No such feed.", "Problem"}}});
  };
  add("/{lang}/feed.atom", everything, "What happened last, without signatures", {});
  add("/{lang}/feed/{name}.atom", list_feed, "The newest of a list", {{"name", "path", "calls, proposals, polls, statements, actions, instruments, deliveries, members, incidents, events, steps, claims, dossiers or moderation."}});
  add("/{lang}/feed/item/{id}.atom", item_feed, "The newest about an item: versions, comments, amendments, opinions, answers", {{"id", "path", "Act id of the item or any version.", true, "string", "^[0-9a-f]{64}$"}});
}

}  // namespace althing::web
