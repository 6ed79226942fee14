// Dossiers: the list, and one with the rows it joins.
#include <fmt/format.h>

#include <map>

#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_follow.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

constexpr std::size_t kListedDossiers = 25, kPartsShown = 500;

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone));
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr("Dossiers"));
  h.el("h1", {}, t.tr("Dossiers"));
  h.el("p", {{"class", "lede"}}, t.tr("Files that join what belongs together."));
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("dossiers/new")}}, t.tr("Open a dossier")).close();
  auto dossiers = view.reader.dossiers(kListedDossiers + 1, before);
  const bool more = dossiers.size() > kListedDossiers;
  if (more) dossiers.pop_back();
  if (dossiers.empty()) h.el("p", {{"role", "status"}}, t.tr("No dossier has been opened here yet."));
  h.open("ul", {{"class", "list"}});
  for (const index::DossierInfo& one : dossiers) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("dossier/" + to_hex(one.act.id))}}).raw(title_of(view, one.act, one.shown.title)).close();
    h.open("p", {{"class", "muted small"}}).text(t.ntrf("{n} row", "{n} rows", static_cast<std::uint64_t>(one.parts))).text(" · ");
    h.raw(t.trh("kept by {author}", {{"author", author_link(view, one.act)}})).close().close();
  }
  h.close();
  if (more) h.open("p").link(fmt::format("{}?before={}", view.url("dossiers"), dossiers.back().act.no), t.tr("Earlier ones")).close();
  return PageSpec{.title = std::string(t.tr("Dossiers")), .path = "dossiers", .section = Section::instruments};
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto dossier = view.reader.dossier(id);
  if (!dossier) return fail(Errc::not_found, std::string(t.tr("no row in force has this id here")));
  const std::string hex = to_hex(dossier->act.id), title = plain_title(view, dossier->act, dossier->shown.title);
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}, {view.url("dossiers"), std::string(t.tr("Dossiers"))}}, title);
  h.open("h1").raw(title_of(view, dossier->act, dossier->shown.title)).close();
  if (!hidden_reason(t, dossier->act).empty()) hidden_box(view, dossier->act);
  else if (!dossier->shown.text.empty()) h.open("div", {{"class", "prose"}}).raw(markdown(dossier->shown.text).html).close();
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Kept by"), author_link(view, dossier->act));
  if (!dossier->with.empty()) fact(h, t.tr("Together with"), member_list(view, dossier->with));
  fact(h, t.tr("Act"), act_link(view, dossier->act.id, short_id(dossier->act.id)));
  h.close();
  interests_note(view, dossier->act);
  h.open("p").el("a", {{"class", "button button--secondary"}, {"href", view.url("dossier/" + hex + "/add")}}, t.tr("Put a row into it (who keeps it)")).close();
  const auto parts = view.reader.parts(dossier->act.id, kPartsShown);
  if (parts.empty()) h.el("p", {{"role", "status"}}, t.tr("It is empty."));
  // By type, in the order they were put in.
  std::map<std::string, std::vector<const index::DossierPart*>> by_type;
  for (const index::DossierPart& part : parts) by_type[part.row.act.type].push_back(&part);
  for (const auto& [type, some] : by_type) {
    h.el("h2", {}, fmt::format("{} ({})", type_word(t, type), t.number(static_cast<std::int64_t>(some.size())))).open("ul", {{"class", "list"}});
    for (const index::DossierPart* part : some) {
      h.open("li").raw(row_link(view, part->row));
      if (const auto placed = type == "incident" || type == "event" || type == "step" ? view.reader.placed_row(part->row.act.id, type) : std::nullopt) {
        h.open("p", {{"class", "muted small"}}).raw(span_words(t, placed->tokens));
        if (const Raw place = place_words(view, placed->tokens); !place.empty()) h.text(" · ").raw(place);
        h.close();
      }
      if (const std::string_view note = part->part.shown.detail.text_at("note"); !note.empty()) h.open("p", {{"dir", "auto"}}).text(visible(note, TextKind::prose)).close();
      h.open("p", {{"class", "muted small"}}).raw(t.trh("put in by {author}", {{"author", author_link(view, part->part.act)}})).text(" · ");
      h.link(view.url("follow/" + to_hex(part->part.act.id) + "/withdraw"), t.tr("take it out")).close().close();
    }
    h.close();
  }
  h.el("h2", {}, t.tr("This list elsewhere")).open("p", {{"class", "cluster"}});
  h.link(fmt::format("/incidents.csv?dossier={}", hex), t.tr("Its incidents as a table (CSV)")).link(view.url("incidents?dossier=" + hex), t.tr("Its incidents, to be filtered"));
  h.link(view.url("events?dossier=" + hex), t.tr("Its events, to be filtered")).link(view.url("steps?instrument=" + hex), t.tr("Its upcoming steps"));
  h.link(view.url("timeline?dossier=" + hex), t.tr("On the timeline")).close();
  verify_box(view, dossier->act.id);
  return with_preview(view, {.title = title, .path = "dossier/" + hex, .section = Section::instruments}, dossier->act.id, dossier->shown.text);
}

}  // namespace

void add_dossier_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/dossiers", "Dossiers, newest first", list);
  add_page(router, app, "/{lang}/dossier/{id}", "A dossier with the rows it joins", page);
}

}  // namespace althing::web
