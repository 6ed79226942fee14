// The moderation log: what this node does not show, and what authors erased, with who and why.
#include <algorithm>

#include "web/page_kit.h"
#include "web/page_record.h"

namespace althing::web {
namespace {

constexpr std::size_t kModerationRows = 100;
constexpr std::pair<std::string_view, Msg> kTypes[] = {{"", msg("all")}, {"report", msg("reports")}, {"withhold", msg("withheld")}, {"restore", msg("shown again")}, {"appeal", msg("appeals")}, {"erase", msg("erased by authors")}};

std::string_view what(const Translator& t, const index::ModerationInfo& m) {
  if (m.act.type == "withhold") return m.ours ? t.tr("This node withholds") : t.tr("Another node withholds");
  if (m.act.type == "restore") return m.ours ? t.tr("This node shows again") : t.tr("Another node shows again");
  if (m.act.type == "appeal") return t.tr("Appeal against withholding");
  if (m.act.type == "report") return t.tr("Reported");
  return t.tr("Erased by its author");
}

void row(View& view, const index::ModerationInfo& m) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("tr");
  cell(h, days_of(view, m.act));
  cell(h, act_link(view, m.act.id, what(t, m)));
  // Only the kind of the target: naming what is withheld by its title would show it again.
  if (m.target.no == index::kNone) cell(h, t.tr("an act not held here"));
  else cell(h, act_link(view, m.target.id, std::string(type_word(t, m.target.type)) + " " + short_id(m.target.id)));
  if (m.ours && m.act.type != "appeal" && m.act.type != "erase" && m.act.type != "report") cell(h, t.tr("the people who run this node"));
  else cell(h, author_link(view, m.act));
  Html reason;
  if (m.act.type == "erase") reason.el("span", {{"class", "muted"}}, t.tr("none is asked of an author"));
  else if (m.reason.empty()) reason.el("span", {{"class", "muted"}}, t.tr("no reason given"));
  else reason.el("span", {{"dir", "auto"}}, visible(m.reason, TextKind::prose));
  cell(h, reason.take());
  cell(h, verdict_words(t, m.act));
  h.close();
}

Result<PageSpec> moderation_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("record"), std::string(t.tr("Record"))}}, t.tr("Moderation log"));
  h.el("h1", {}, t.tr("Moderation log"));
  h.el("p", {{"class", "lede"}}, t.tr("Nothing is ever removed from the record in silence. A node may refuse to show words, their author may erase them; both leave an act behind, and it is listed here."));
  h.el("p", {}, t.tr("To withhold binds only the node that does it: other nodes may go on showing the words. The author can appeal, and the appeal is listed too."));
  h.open("p").raw(t.trh("Anyone can report words from the page of their act; a report hides nothing. {link}", {{"link", Html().link("/export/moderation.csv", t.tr("All rows as CSV")).take()}})).close();
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone, index::kNone));
  const std::string type(view.query("type"));
  if (std::none_of(std::begin(kTypes), std::end(kTypes), [&](const auto& row) { return row.first == type; })) {
    return fail(Errc::malformed, "type", "must be report, withhold, restore, appeal or erase");
  }
  h.open("form", {{"class", "filters"}, {"action", view.url("moderation")}});
  std::vector<Option> types;
  for (const auto& [value, word] : kTypes) types.push_back({value, t.tr(word)});
  select(h, "type", "type", t.tr("What was done"), types, type);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  auto list = view.reader.moderation(kModerationRows + 1, before, type);
  const bool more = list.size() > kModerationRows;
  if (more) list.pop_back();
  if (list.empty()) {
    h.el("p", {{"role", "status"}}, type.empty() ? t.tr("Nothing has been reported, withheld, restored, appealed or erased so far.") : t.tr("Nothing matches."));
  } else {
    table(h, "moderation", t.tr("Newest first"), {{t.tr("When")}, {t.tr("What was done")}, {t.tr("To what")}, {t.tr("By")}, {t.tr("Reason")}, {t.tr("State")}},
          [&] { for (const index::ModerationInfo& m : list) row(view, m); });
    const std::string kept = view.url("moderation") + "?type=" + type;
    h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
    if (before != index::kNone) h.link(kept, t.tr("First"));
    if (more) h.el("a", {{"href", kept + "&before=" + std::to_string(list.back().act.no)}, {"rel", "next"}}, t.tr("Next"));
    h.close();
  }
  return PageSpec{.title = std::string(t.tr("Moderation log")), .path = "moderation", .section = Section::record, .wide = true};
}

}  // namespace

void add_moderation_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/moderation", "Moderation log", moderation_page);
}

}  // namespace althing::web
