// One incident, event or step: where and when, whom it hit, who ordered it, the official justification beside the
// recorded cause, the evidence, who corroborates it and who disputes it.
#include <fmt/format.h>

#include "web/kit/hidden.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_follow.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

constexpr std::size_t kSaidShown = 100;  // corroborations, disputes, checks on one page

void said(View& view, const index::Item& one, std::string_view member) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (const auto why = hidden_reason(t, one.act); !why.empty()) h.el("p", {{"class", "muted"}}, why);
  else if (const std::string_view words = one.shown.detail.text_at(member); !words.empty()) h.open("div", {{"class", "position__text"}}).raw(markdown(words, {.top_heading = 4}).html).close();
  interests_note(view, one.act);
  h.open("p", {{"class", "muted small"}}).raw(days_of(view, one.act)).text(" · ").raw(act_link(view, one.act.id, t.tr("act")));
  h.text(" · ").link(view.url("follow/" + to_hex(one.act.id) + "/withdraw"), t.tr("take it back")).close();
}

void corroborations(View& view, const index::Item& row) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto all = view.reader.corroborations(row.act.id, kSaidShown);
  h.el("h2", {{"id", "corroborations"}}, t.tr("Who corroborates it"));
  h.el("p", {}, backing_words(t, view.reader.backing(row.act.id)));
  h.el("p", {{"class", "small muted"}},
       t.tr("Independent: members with a seat, of other organisations than whoever recorded it, each organisation once. Members are of one organisation if one may act for the other, both through the same representative, or under one attested domain."));
  for (const index::CorroborationInfo& one : all) {
    h.open("article", {{"class", "position"}}).open("h3", {{"class", "position__head"}}).raw(author_link(view, one.act)).close();
    h.open("p", {{"class", "small"}});
    if (!one.of_this_version) h.text(t.tr("Of an earlier version of this row; it does not count for this one."));
    else if (one.organisation == 0) h.text(t.tr("Of the same organisation as whoever recorded it: not independent."));
    else if (!one.seated) h.text(t.tr("Without a seat: counted, not as independent."));
    else h.text(t.trf("Independent voice {n}", {{"n", t.number(one.organisation)}}));
    h.close();
    said(view, one, "text");
    evidence_list(view, one.evidence, one.shown.detail);
    h.close();
  }
  h.open("p").link(view.url("row/" + to_hex(row.act.id) + "/corroborate"), t.tr("Corroborate it")).close();
}

void disputes(View& view, const index::Item& row) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {{"id", "disputes"}}, t.tr("Who disputes it"));
  const auto all = view.reader.disputes_of(row.act.id, kSaidShown);
  if (all.empty()) h.el("p", {}, t.tr("Nobody disputes this version."));
  for (const index::Item& one : all) {
    h.open("article", {{"class", "position"}}).open("h3", {{"class", "position__head"}}).raw(author_link(view, one.act)).close();
    said(view, one, "reason");
    h.close();
  }
  h.open("p").link(view.url("row/" + to_hex(row.act.id) + "/dispute"), t.tr("Dispute it")).close();
}

// The two accounts side by side; nothing if neither was recorded.
void accounts(View& view, const json::Value& detail) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string_view official = detail.text_at("justification"), cause = detail.text_at("cause");
  if (official.empty() && cause.empty()) return;
  h.el("h2", {}, t.tr("Why: the two accounts")).open("ul", {{"class", "cards"}});
  for (const auto& [title, words] : {std::pair{t.tr("Official justification"), official}, {t.tr("Cause as recorded here"), cause}}) {
    h.open("li", {{"class", "card"}}).el("h3", {}, title);
    if (words.empty()) h.el("p", {{"class", "muted"}}, t.tr("None is recorded."));
    else h.raw(markdown(words, {.top_heading = 4}).html);
    h.close();
  }
  h.close();
}

void facts(View& view, const index::PlacedInfo& row) {
  const Translator& t = view.t;
  Html& h = view.h;
  const index::PlacedTokens& tokens = row.tokens;
  const json::Value& detail = row.shown.detail;
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Kind"), placed_kind_word(t, tokens.kind));
  if (const Raw place = place_words(view, tokens); !place.empty()) fact(h, t.tr("Where"), place);
  if (const std::string_view place = detail.text_at("place"); !place.empty()) fact(h, t.tr("Place"), bdi(place));
  if (tokens.type == "step") {
    fact(h, t.tr("When"), moment(view, tokens.from));
    if (!tokens.to.empty()) fact(h, t.tr("Until"), moment(view, tokens.to));
  } else {
    fact(h, t.tr("When"), span_words(t, tokens));
    fact(h, t.tr("Known to the"), tokens.precision == "minute" ? t.tr("minute") : tokens.precision == "hour" ? t.tr("hour") : tokens.precision == "day" ? t.tr("day")
                                  : tokens.precision == "month" ? t.tr("month") : tokens.precision == "year" ? t.tr("year") : t.tr("not exactly known"));
  }
  if (!tokens.extent.empty()) fact(h, t.tr("Extent"), extent_word(t, tokens.extent));
  if (const json::Value* targets = detail.at("targets"); targets != nullptr && targets->array() != nullptr && !targets->array()->empty()) {
    Html list;
    for (std::size_t i = 0; i < targets->array()->size(); ++i) {
      if (i > 0) list.text(", ");
      if (const std::string* one = (*targets->array())[i].string()) list.name(*one);
    }
    fact(h, t.tr("Whom it hit"), list.take());
  }
  if (row.parent) fact(h, tokens.type == "incident" ? t.tr("Ordered by") : t.tr("Belongs to"), row_link(view, *row.parent));
  if (!tokens.watcher.empty()) {
    if (const auto join = parse_hex<act::ActId>(tokens.watcher)) {
      const auto member = view.reader.member(*join);
      fact(h, t.tr("Watched by"), member_link(view, *join, member ? std::string_view(member->name) : std::string_view()));
    }
  }
  if (!tokens.labels.empty()) {
    Html list;
    for (const std::string& label : tokens.labels) {
      if (&label != &tokens.labels.front()) list.text(", ");
      list.link(fmt::format("{}?label={}", view.url(placed_kind(tokens.type).list), url_component(label)), label);
    }
    fact(h, t.tr("Filed under"), list.take());
  }
  fact(h, t.tr("Recorded by"), author_link(view, row.act));
  if (!tokens.src.empty()) fact(h, t.tr("Row in its source"), tokens.src);
  fact(h, t.tr("Logged"), logged_words(view, row.act));
  fact(h, t.tr("Act"), act_link(view, row.act.id, short_id(row.act.id)));
  h.close();
  interests_note(view, row.act);
}

// The row of a published table that the act was made of, as it stood.
void cells_of(View& view, const json::Value& detail) {
  const json::Value* cells = detail.at("cells");
  if (cells == nullptr || cells->object() == nullptr) return;
  Html& h = view.h;
  h.open("details").el("summary", {}, view.t.tr("As it stands in the table it was taken from")).open("dl", {{"class", "facts"}});
  for (const auto& [column, cell] : *cells->object()) {
    if (cell.string() == nullptr) continue;
    h.open("dt").name(column).close();
    h.open("dd").open("bdi").text(visible(*cell.string(), TextKind::prose)).close().close();
  }
  h.close().close();
}

Result<PageSpec> page(View& view, std::string_view type) {
  const Translator& t = view.t;
  Html& h = view.h;
  const PlacedKind& kind = placed_kind(type);
  TRY(const act::ActId id, param_id(view));
  const auto row = view.reader.placed_row(id, type);
  if (!row) return fail(Errc::not_found, std::string(t.tr("no row in force has this id here")));
  const std::string hex = to_hex(row->act.id), path = fmt::format("{}/{}", type, hex), title = plain_title(view, row->act, row->shown.title);
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}, {view.url(kind.list), std::string(t.tr(kind.title))}}, title);
  h.open("h1").raw(title_of(view, row->act, row->shown.title)).close();
  h.open("p", {{"class", "cluster"}}).el("span", {{"class", "tag"}}, placed_kind_word(t, row->tokens.kind));
  if (row->backing.disputes > 0) badge(h, Badge::closing, t.tr("Disputed"));
  h.close();
  if (row->act.id != id) h.el("p", {{"role", "status"}}, t.tr("This is the newest version of the row."));
  if (!hidden_reason(t, row->act).empty()) hidden_box(view, row->act);
  else if (!row->shown.text.empty()) h.open("div", {{"class", "prose"}, Attr::only_if(!row->shown.lang.empty(), "lang", row->shown.lang)}).raw(markdown(row->shown.text).html).close();
  facts(view, *row);
  accounts(view, row->shown.detail);
  if (type == "step") {
    h.open("p", {{"class", "cluster"}}).link(view.url("acts/" + hex + ".ics"), t.tr("Add to your calendar")).close();
  } else {
    h.el("h2", {}, t.tr("Evidence"));
    const auto evidence = view.reader.evidence_of(row->act.id);
    evidence_list(view, evidence, row->shown.detail);
    if (evidence.empty() && row->shown.detail.text_at("source").empty() && row->shown.detail.at("links") == nullptr) h.el("p", {}, t.tr("None is named in this row."));
  }
  if (hidden_reason(t, row->act).empty()) cells_of(view, row->shown.detail);
  backing_blocks(view, *row);
  h.open("p", {{"class", "cluster"}}).link(view.url("follow/" + hex + "/withdraw"), t.tr("Take it back (who recorded it)")).close();
  verify_box(view, row->act.id);
  return with_preview(view, {.title = title, .path = path, .section = Section::instruments}, row->act.id, row->shown.text);
}

}  // namespace

void backing_blocks(View& view, const index::Item& row) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (row.act.type != "step") corroborations(view, row);
  disputes(view, row);
  if (const auto uses = view.reader.evidence_for(row.act.id, kSaidShown); !uses.empty()) {
    h.el("h2", {}, t.tr("What rests on it")).open("ul");
    for (const index::Item& one : uses) {
      if (one.act.type == "check") h.open("li").raw(act_link(view, one.act.id, t.tr("a check of a claim"))).text(" · ").raw(author_link(view, one.act)).close();
      else h.open("li").text(type_word(t, one.act.type)).text(": ").raw(row_link(view, one)).close();
    }
    h.close();
  }
  if (const auto claims = view.reader.claims(&row.act.id, kSaidShown); !claims.empty()) {
    h.el("h2", {}, t.tr("What was said of it"));
    claim_rows(view, claims);
  }
  if (const auto dossiers = view.reader.dossiers_of(row.act.id, kSaidShown); !dossiers.empty()) {
    h.el("h2", {}, t.tr("Dossiers it is in")).open("ul");
    for (const index::Item& one : dossiers) h.open("li").raw(row_link(view, one)).close();
    h.close();
  }
  if (const auto versions = view.reader.row_versions(row.act.id); versions.size() > 1) {
    h.el("h2", {}, t.tr("Versions")).open("ul");
    for (const index::Item& one : versions) h.open("li").raw(act_link(view, one.act.id, short_id(one.act.id))).text(" · ").raw(days_of(view, one.act)).close();
    h.close();
  }
}

void add_placed_row_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/incident/{id}", "An incident with its evidence, corroborations and disputes", [](View& view) { return page(view, "incident"); });
  add_page(router, app, "/{lang}/event/{id}", "An event", [](View& view) { return page(view, "event"); });
  add_page(router, app, "/{lang}/step/{id}", "An upcoming step and who watches it", [](View& view) { return page(view, "step"); });
}

}  // namespace althing::web
