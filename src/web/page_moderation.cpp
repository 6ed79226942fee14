// The moderation log: what this node does not show, and what authors erased, with who and why.
#include "web/page_kit.h"
#include "web/page_record.h"

namespace althing::web {
namespace {

constexpr std::size_t kModerationRows = 500;

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
  const auto list = view.reader.moderation(kModerationRows);
  if (list.empty()) {
    h.el("p", {{"role", "status"}}, t.tr("Nothing has been reported, withheld, restored, appealed or erased so far."));
  } else {
    table(h, "moderation", t.tr("Newest first"), {{t.tr("When")}, {t.tr("What was done")}, {t.tr("To what")}, {t.tr("By")}, {t.tr("Reason")}, {t.tr("State")}},
          [&] { for (const index::ModerationInfo& m : list) row(view, m); });
    if (list.size() == kModerationRows) h.el("p", {{"class", "muted"}}, t.tr("Older rows are in the record; this page shows the newest ones."));
  }
  return PageSpec{.title = std::string(t.tr("Moderation log")), .path = "moderation", .section = Section::record, .wide = true};
}

}  // namespace

void add_moderation_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/moderation", "Moderation log", moderation_page);
}

}  // namespace althing::web
