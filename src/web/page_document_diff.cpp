// What differs between the texts of any two documents.
#include <algorithm>

#include "web/kit/limits.h"
#include "web/kit/text_diff.h"
#include "web/page_document.h"
#include "web/page_kit.h"
#include "web/page_placed.h"
#include "web/page_watch.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kMaxCompared = 1u << 20;       // bytes of each text; what follows is not compared
constexpr std::size_t kMaxChangesShown = 500;        // on the page

struct Side {
  index::DocumentInfo document;
  std::string title, text;
  std::string_view missing;  // why it has no text
  bool cut = false;
};

std::size_t at_most(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return most;
}

Result<Side> side_of(View& view, const act::ActId& id) {
  const auto found = view.reader.document(id);
  if (!found) return fail(Errc::not_found, std::string(view.t.tr("no document of this id is held here")));
  Side out{*found, plain_title(view, found->act, found->shown.title), {}, {}, false};
  const auto info = view.reader.file_text(found->sha256);
  if (view.reader.is_file_hidden(found->sha256)) out.missing = view.t.tr("This node withholds the text.");
  else if (!info || !info->reason.empty()) {
    out.missing = no_text_words(view.t, view.app.node().record().has_blob(found->sha256), view.app.node().texts().reads(), info ? &*info : nullptr);
  }
  if (!out.missing.empty()) return out;
  out.cut = info->cut;
  constexpr std::size_t kPages = 64;
  for (std::int64_t from = 1; from <= info->pages && !(out.cut && out.text.size() >= kMaxCompared); from += kPages) {
    for (const std::string& page : view.reader.file_pages(found->sha256, from, kPages)) out.text += page + "\n";
    if (out.text.size() > kMaxCompared) {
      out.text.resize(at_most(out.text, kMaxCompared));
      out.cut = true;
    }
  }
  return out;
}

void changed(Html& h, const Translator& t, const DiffRun& run) {
  const bool deleted = run.kind == DiffRun::Kind::deleted;
  h.el("span", {{"class", "visually-hidden"}}, deleted ? t.tr("struck out:") : t.tr("new:"));
  if (deleted) h.el("del", {}, visible(run.text, TextKind::prose));
  else h.el("ins", {}, visible(run.text, TextKind::prose));
}

// Each change with what stands around it; what is equal for long is left out, with how much it is.
void show(Html& h, const Translator& t, const TextDiff& diff) {
  h.open("div", {{"class", "written"}, {"dir", "auto"}});
  std::size_t changes = 0;
  for (std::size_t i = 0; i < diff.runs.size(); ++i) {
    const DiffRun& run = diff.runs[i];
    if (run.kind != DiffRun::Kind::same) {
      if ((i == 0 || diff.runs[i - 1].kind == DiffRun::Kind::same) && ++changes > kMaxChangesShown) break;
      changed(h, t, run);
      continue;
    }
    const Skipped kept = skip_middle(run.text, i > 0, i + 1 < diff.runs.size());
    h.text(visible(kept.head, TextKind::prose));
    if (kept.words == 0) continue;
    h.text("\n").el("span", {{"class", "muted small"}}, t.ntrf("[{n} word the same]", "[{n} words the same]", kept.words)).text("\n");
    h.text(visible(kept.tail, TextKind::prose));
  }
  h.close();
}

void compare(View& view, const Side& a, const Side& b) {
  const Translator& t = view.t;
  Html& h = view.h;
  for (const Side* side : {&a, &b}) {
    if (side->missing.empty()) continue;
    h.open("p").raw(t.trh("{document} cannot be compared:", {{"document", bdi(side->title)}})).text(" ").text(side->missing).close();
  }
  if (!a.missing.empty() || !b.missing.empty()) return;
  if (a.cut || b.cut) {
    box(h, Box::warning, t.tr("Not the whole text"), Html().el("p", {}, t.tr("Only the first part of each text is compared: at most one megabyte, and what this node keeps of it.")).take());
  }
  const TextDiff diff = text_diff(a.text, b.text);
  if (diff.how == TextDiff::How::none) {
    h.el("p", {{"role", "status"}}, t.tr("The two texts share too little, or are too long, for a comparison to say anything."));
    return;
  }
  if (diff.changes == 0) {
    h.el("p", {{"role", "status"}}, t.tr("Both texts have the same words. The files may still differ in pictures and layout."));
    return;
  }
  h.el("p", {{"role", "status"}}, t.ntrf("{n} place differs.", "{n} places differ.", diff.changes));
  if (diff.changes > kMaxChangesShown) h.el("p", {{"class", "muted"}}, t.trf("Only the first {n} are shown.", {{"n", t.number(static_cast<std::int64_t>(kMaxChangesShown))}}));
  show(h, t, diff);
}

Result<PageSpec> diff_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId from, param_id(view));
  TRY(const act::ActId to, param_id(view, "other"));
  TRY(const Side a, side_of(view, from));
  TRY(const Side b, side_of(view, to));
  const std::string here = t.trf("What changed from {a} to {b}", {{"a", a.title}, {"b", b.title}});
  trail(view, {{view.url("instruments"), std::string(t.tr("Instruments"))}, {watch::url(t, "document", from), a.title}}, t.tr("Compare"));
  h.el("h1", {}, t.tr("What changed between two documents"));
  h.open("dl", {{"class", "facts"}});
  for (const Side* side : {&a, &b}) {
    Html value;
    value.open("a", {{"href", watch::url(t, "document", side->document.act.id)}}).name(side->title).close();
    value.text(" · ").text(provenance_word(t, side->document.provenance)).text(" · ").raw(days_of(view, side->document.act));
    fact(h, side == &a ? t.tr("From") : t.tr("To"), value.take());
  }
  h.close();
  h.el("p", {{"class", "muted small"}}, t.tr("Compared is the text that a machine read in the files; line breaks are not."));
  compare(view, a, b);
  h.open("p").link(watch::url(t, "document", to) + "/diff/" + to_hex(from), t.tr("The other way round")).close();
  return PageSpec{.title = here, .path = "document/" + to_hex(from) + "/diff/" + to_hex(to), .section = Section::instruments, .no_index = true};
}

// The last 64 hex digits of what was typed: an id, or an address that ends in one.
std::optional<act::ActId> id_in(std::string_view typed) {
  while (!typed.empty() && (typed.back() == ' ' || typed.back() == '/')) typed.remove_suffix(1);
  if (typed.size() < 64) return std::nullopt;
  const auto id = parse_hex<act::ActId>(typed.substr(typed.size() - 64));
  return id ? std::optional(*id) : std::nullopt;
}

Result<PageSpec> chosen(View& view) {
  TRY(const act::ActId from, param_id(view));
  const std::string_view typed = view.query("other"), picked = view.query("with");
  const auto to = id_in(typed.empty() ? picked : typed);
  if (!to) return fail(Errc::malformed, typed.empty() ? "with" : "other", std::string(view.t.tr("name the other document by its address or its id")));
  view.instead = http::redirect(303, watch::url(view.t, "document", from) + "/diff/" + to_hex(*to));
  return PageSpec{};
}

}  // namespace

void add_document_diff_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/document/{id}/diff", "From the form to the comparison", chosen);
  add_page(router, app, "/{lang}/document/{id}/diff/{other}", "What differs between the texts of two documents", diff_page);
}

}  // namespace althing::web
