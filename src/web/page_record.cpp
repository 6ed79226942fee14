// The record explorer: what the log holds now, how it is sealed, and its newest entries.
#include "web/page_record.h"

#include "tlog/note.h"
#include "tlog/tile.h"
#include "web/kit/limits.h"
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

std::string log_vkey(App& app) {
  const record::Record& record = app.node().record();
  return tlog::VerifierKey::make(record.origin(), tlog::SignatureType::ed25519, record.log_key().key()).vkey();
}

void seal(View& view, const record::Snapshot& snapshot) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("The seal on all of it"));
  h.el("p", {}, t.tr("After every batch of acts the node signs a short text with the number of entries and one fingerprint of them all. "
                     "This is a checkpoint. Whoever keeps one can prove later that nothing before it was changed, removed or slipped in."));
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Entries"), t.number(static_cast<std::int64_t>(snapshot.size)));
  Html root, origin, key;
  hash(root, to_base64(snapshot.root.view()));
  fact(h, t.tr("Fingerprint (root hash)"), root.take());
  hash(origin, view.app.node().record().origin());
  fact(h, t.tr("Name of this log"), origin.take());
  hash(key, log_vkey(view.app));
  fact(h, t.tr("Key that checks it"), key.take());
  h.close();
  if (snapshot.checkpoint.empty()) h.el("p", {}, t.tr("This log has no checkpoint yet."));
  else raw_text(h, t.tr("The newest checkpoint, byte for byte"), snapshot.checkpoint);
}

void raw_files(View& view, std::uint64_t size) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("The raw files"));
  h.el("p", {}, t.tr("Everything these pages say is computed from the files below. Copy them, and check them without trusting this node."));
  h.open("ul", {{"class", "list"}});
  const auto item = [&](const std::string& url, std::string_view name, std::string_view meaning) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", url}}).text(name).close();
    h.el("span", {{"class", "muted"}}, meaning).close();
  };
  item("/record/checkpoint", t.tr("Checkpoint"), t.tr("the newest seal"));
  if (size > 0) {
    const std::uint64_t bundle = (size - 1) / tlog::kTileWidth;
    const auto width = static_cast<unsigned>(size - bundle * tlog::kTileWidth);
    item("/record/" + tlog::tile_path({.entries = true, .level = 0, .index = bundle, .width = width}), t.tr("Newest entries"), t.tr("the acts themselves, up to 256 in a file"));
    item("/details/" + std::to_string(bundle), t.tr("Newest details"), t.tr("the words that acts commit to"));
  }
  item("/digest", t.tr("State digest"), t.tr("one fingerprint of what all acts together mean: equal on all nodes that hold the same acts"));
  item("/policy", t.tr("Policy"), t.tr("what this node asks of new acts"));
  item("/openapi.json", t.tr("API"), t.tr("every address of this node, for programs"));
  h.close();
  h.open("p").link(view.url("verify"), t.tr("Verify this yourself")).text(" · ");
  h.link(view.url("moderation"), t.tr("Moderation log")).text(" · ");
  h.link(view.url("peers"), t.tr("Other nodes")).close();
}

Result<PageSpec> record_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone, index::kNone));
  const bool newest = before == index::kNone;
  const auto snapshot = view.app.node().record().snapshot();
  const std::uint64_t folded = view.reader.folded();
  trail(view, {}, t.tr("Record"));
  h.el("h1", {}, t.tr("The record"));
  h.el("p", {{"class", "lede"}}, t.tr("Every act of the assembly, in the order this node received them. Entries are only ever added."));
  if (folded < snapshot->size) {
    h.el("p", {{"role", "status"}, {"class", "muted"}},
         t.ntrf("{n} entry is logged and not shown on the pages yet.", "{n} entries are logged and not shown on the pages yet.", snapshot->size - folded));
  }
  if (newest) seal(view, *snapshot);
  h.el("h2", {{"id", "entries"}}, newest ? t.tr("Newest entries") : t.tr("Earlier entries"));
  auto list = view.reader.newest(kRowsPerPage + 1, before);
  const bool more = list.size() > kRowsPerPage;
  if (more) list.resize(kRowsPerPage);
  table(h, "t-entries", t.tr("Newest first"), {{t.tr("Index"), true}, {t.tr("Act")}, {t.tr("By")}, {t.tr("State")}, {t.tr("When")}}, [&] {
    for (const index::ActInfo& a : list) {
      h.open("tr");
      number_cell(h, t, static_cast<std::int64_t>(a.no));
      cell(h, act_link(view, a.id, type_word(t, a.type)));
      cell(h, author_link(view, a));
      cell(h, verdict_words(t, a));
      cell(h, days_of(view, a));
      h.close();
    }
  });
  h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
  if (!newest) h.link(view.url("record"), t.tr("Newest"));
  if (more) h.el("a", {{"href", view.url("record?before=" + std::to_string(list.back().no))}, {"rel", "next"}}, t.tr("Earlier"));
  h.close();
  if (newest) raw_files(view, snapshot->size);
  return PageSpec{.title = std::string(t.tr("Record")), .path = "record", .section = Section::record, .wide = true, .no_index = !newest};
}

}  // namespace

void add_record_pages(http::Router& router, App& app) {
  add_peers_page(router, app);
  add_page(router, app, "/{lang}/record", "Record explorer", record_page);
  add_search_page(router, app);
  add_moderation_page(router, app);
}

}  // namespace althing::web
