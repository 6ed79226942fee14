// A document: the file behind it, since when it is held, its versions, and the text that a machine read in it.
#include "web/page_document.h"

#include <algorithm>

#include "web/kit/limits.h"
#include "web/page_kit.h"
#include "web/page_placed.h"
#include "web/page_watch.h"
#include "web/pages.h"

namespace althing::web {

std::string_view no_text_words(const Translator& t, bool held, bool reads, const index::FileTextInfo* info) {
  if (!held) return t.tr("This node does not hold the file, so it shows no text of it.");
  if (info == nullptr) return reads ? t.tr("The file waits to be read; its text follows soon.") : t.tr("This node does not read files; download it to see what it says.");
  if (info->reason == "kind") return t.tr("It is neither PDF nor HTML nor plain text, which is what this node reads.");
  if (info->reason == "size") return t.tr("It is larger than what this node reads.");
  if (info->reason == "time") return t.tr("It took longer to read than this node allows.");
  if (info->reason == "memory") return t.tr("It needed more memory to read than this node allows.");
  if (info->reason == "damaged") return t.tr("It begins like a PDF and cannot be read as one.");
  if (info->reason == "locked") return t.tr("It is locked with a password.");
  if (info->reason == "empty") return t.tr("It has no text, perhaps only pictures of pages.");
  return t.tr("The reader failed on this file.");
}

std::string page_name(const Translator& t, bool paged, std::int64_t n) { return t.trf(paged ? msg("Page {n}") : msg("Part {n}"), {{"n", t.number(n)}}); }

namespace {

constexpr std::size_t kDocumentsOffered = 100;  // to compare with; any other by its id

void held_since(View& view, const index::ActInfo& act) {
  const Translator& t = view.t;
  const auto [marked, cosigned] = view.reader.held_since(act.no);
  if (marked) {
    Html value;
    value.raw(t.trh("{time} at the latest", {{"time", t.time_html(marked->at, view.now)}}));
    if (const auto mark = view.reader.act_at(marked->mark)) value.text(" (").raw(act_link(view, mark->id, t.tr("mark of this node's clock"))).text(")");
    fact(view.h, t.tr("On record by this node's clock"), value.take());
  } else {
    fact(view.h, t.tr("On record by this node's clock"), t.tr("No mark of this node's clock covers it yet; the next one follows within ten minutes or so."));
  }
  if (cosigned) {
    Html value;
    value.raw(t.trh("{time} at the latest", {{"time", t.time_html(*cosigned, view.now)}})).text(" (").link(view.url("peers"), t.tr("other nodes vouch for it")).text(")");
    fact(view.h, t.tr("On record by other nodes"), value.take());
  } else {
    fact(view.h, t.tr("On record by other nodes"), t.tr("Not enough other nodes have vouched for it yet."));
  }
}

void facts(View& view, const index::DocumentInfo& d, bool held) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("How it came here"), provenance_word(t, d.provenance));
  fact(h, t.tr("Put on file by"), author_link(view, d.act));
  held_since(view, d.act);
  Html sha;
  hash(sha, to_hex(d.sha256));
  fact(h, t.tr("SHA-256 of the file"), sha.take());
  if (const std::string_view name = d.shown.detail.text_at("filename"); !name.empty()) fact(h, t.tr("Its name"), Html().name(name).take());
  const auto named = view.reader.acts_naming(d.sha256);
  if (!named.empty() && named.front() != d.act.no) {
    if (const auto first = view.reader.act_at(named.front())) {
      fact(h, t.tr("First named by"), act_link(view, first->id, std::string(type_word(t, first->type)) + " " + short_id(first->id)));
    }
  }
  h.close();
  watch::provenance(h, t, d.shown.detail);
  h.open("p", {{"class", "cluster"}});
  if (held && !view.reader.is_file_hidden(d.sha256)) h.open("a", {{"class", "button"}, {"href", "/blob/" + to_hex(d.sha256)}}).text(t.tr("Download the file")).close();
  h.link(view.url("acts/" + to_hex(d.act.id)), t.tr("The act itself")).close();
}

void versions(View& view, const index::DocumentInfo& d) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto all = view.reader.document_versions(d.act.id);
  if (all.size() < 2) return;
  h.el("h2", {}, t.tr("Versions")).open("ol", {{"class", "list"}});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const index::DocumentInfo& one = all[i];
    h.open("li");
    const std::string name = t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(i + 1))}});
    if (one.act.id == d.act.id) h.el("strong", {{"aria-current", "true"}}, name);
    else h.link(watch::url(t, "document", one.act.id), name);
    h.text(" · ").raw(days_of(view, one.act));
    if (one.act.superseded) h.text(" · ").text(t.tr("replaced by a later one"));
    if (i > 0) h.text(" · ").link(watch::url(t, "document", all[i - 1].act.id) + "/diff/" + to_hex(one.act.id), t.tr("what changed"));
    h.close();
  }
  h.close();
}

void compare_box(View& view, const index::DocumentInfo& d) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<index::DocumentInfo> others = view.reader.document_versions(d.act.id);
  for (index::DocumentInfo& one : view.reader.documents(d.of ? &*d.of : nullptr)) others.push_back(std::move(one));
  std::vector<std::string> values, labels;
  for (const index::DocumentInfo& one : others) {
    const std::string id = to_hex(one.act.id);
    if (one.act.id == d.act.id || std::find(values.begin(), values.end(), id) != values.end() || values.size() == kDocumentsOffered) continue;
    values.push_back(id);
    labels.push_back(visible_line(plain_title(view, one.act, one.shown.title), 60) + " " + short_id(one.act.id));
  }
  h.el("h2", {}, t.tr("Compare"));
  h.open("form", {{"class", "filters"}, {"action", watch::url(t, "document", d.act.id) + "/diff"}});
  if (!values.empty()) {
    std::vector<Option> options{{"", t.tr("Choose")}};
    for (std::size_t i = 0; i < values.size(); ++i) options.push_back({values[i], labels[i]});
    select(h, "d-with", "with", t.tr("With another document"), options, "");
  }
  field(h, {.id = "d-other", .name = "other", .label = t.tr("Or by its address or id")});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Compare")).close();
}

void text_block(View& view, const index::DocumentInfo& d, bool held, std::uint64_t page) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {{"id", "text"}}, t.tr("Text"));
  const auto info = view.reader.file_text(d.sha256);
  if (view.reader.is_file_hidden(d.sha256)) {
    h.el("p", {{"class", "muted"}}, t.tr("This node withholds the text."));
    return;
  }
  if (!info || !info->reason.empty() || info->pages == 0) {
    h.el("p", {{"class", "muted"}}, no_text_words(t, held, view.app.node().texts().reads(), info ? &*info : nullptr));
    return;
  }
  h.el("p", {{"class", "muted small"}}, t.tr("Read by a machine: the file itself counts. Columns, tables and pictures may be missing or out of order."));
  if (info->cut) box(h, Box::warning, t.tr("Not the whole text"), Html().el("p", {}, t.tr("The file is longer than what this node keeps of a text; the rest is in the file.")).take());
  const auto pages_read = view.reader.file_pages(d.sha256, static_cast<std::int64_t>(page), 1);
  const bool paged = info->kind == "pdf";
  h.el("h3", {}, t.trf(paged ? msg("Page {n} of {all}") : msg("Part {n} of {all}"), {{"n", t.number(static_cast<std::int64_t>(page))}, {"all", t.number(info->pages)}}));
  const std::string shown = pages_read.empty() ? std::string() : visible(pages_read.front(), TextKind::prose);
  if (shown.empty()) h.el("p", {{"class", "muted"}}, t.tr("This page has no text."));
  else h.el("div", {{"class", "written"}, {"dir", "auto"}}, shown);
  pages(h, t, view.url("document/" + to_hex(d.act.id)), "", page, static_cast<std::uint64_t>(info->pages));
}

Result<PageSpec> document_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto d = view.reader.document(id);
  if (!d) return fail(Errc::not_found, std::string(t.tr("no document of this id is held here")));
  TRY(const std::uint64_t page, parse_page(view.query("page")));
  const std::string title = plain_title(view, d->act, d->shown.title);
  const bool held = view.app.node().record().has_blob(d->sha256);
  std::vector<Crumb> between{{view.url("instruments"), std::string(t.tr("Instruments"))}};
  if (const auto i = d->of ? view.reader.instrument(*d->of) : std::nullopt) {
    between.push_back({watch::url(t, "instrument", i->act.id), plain_title(view, i->act, i->shown.title)});
  }
  trail(view, std::move(between), title);
  h.open("h1").raw(title_of(view, d->act, d->shown.title)).close();
  h.open("div", {{"class", "cluster"}});
  act_badge(view, d->act);
  h.close();
  hidden_box(view, d->act);
  if (!d->shown.text.empty()) h.el("p", {{"class", "lede"}, {"dir", "auto"}}, visible(d->shown.text, TextKind::prose));
  facts(view, *d, held);
  versions(view, *d);
  text_block(view, *d, held, page);
  compare_box(view, *d);
  verify_box(view, d->act.id);
  const std::string path = "document/" + to_hex(d->act.id);
  view.keep = view.reader.file_text(d->sha256).has_value();  // else the text may come at any moment
  return PageSpec{.title = title, .path = page > 1 ? path + "?page=" + std::to_string(page) : path, .section = Section::instruments};
}

}  // namespace

void add_document_page(http::Router& router, App& app) { add_page(router, app, "/{lang}/document/{id}", "A document, its file and its text", document_page); }

}  // namespace althing::web
