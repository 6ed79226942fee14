// Forms of the watch file: an incident, an event, a step, a claim and its check, a dossier and its rows, a
// corroboration, a dispute.
#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"
#include "web/act_form.h"
#include "web/page_follow.h"
#include "web/page_placed.h"
#include "web/page_words.h"

namespace althing::web {
namespace {

void intro(View& view, std::string_view list, std::string_view list_title, std::string_view title, std::string_view lede) {
  trail(view, {{view.url("watch"), std::string(view.t.tr("What it watches"))}, {view.url(list), std::string(list_title)}}, title);
  view.h.el("h1", {}, title);
  view.h.el("p", {{"class", "lede"}}, lede);
}

// An id from the address, or nothing.
std::string_view given(const View& view, std::string_view name) { return parse_hex<act::ActId>(view.query(name)) ? view.query(name) : std::string_view(); }

void kind_select(View& view, const PlacedKind& kind) {
  std::vector<Option> options;
  for (const std::string_view one : kind.kinds) options.push_back({one, placed_kind_word(view.t, one)});
  act_select(view, "kind", "token", view.t.tr("Kind"), options, kind.kinds.front());
}

// From and to, as days or to the minute; which of the two is shown follows the choice.
void span_fields(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  act_select(view, "precision", "token", t.tr("Known to the"), {{"day", t.tr("day")}, {"hour", t.tr("hour")}, {"minute", t.tr("minute")}, {"month", t.tr("month")}, {"year", t.tr("year")}, {"unknown", t.tr("not exactly known")}}, "day");
  h.open("div", {{"data-when", "precision=day month year unknown"}});
  act_control(view, {.name = "from", .as = "time", .label = t.tr("Began on (UTC)"), .hint = t.tr("Of a month or a year, its first day."), .type = "date", .narrow = true, .required = true, .day_start = true, .id = "from-day"});
  h.close().open("div", {{"data-when", "precision=minute hour"}});
  act_control(view, {.name = "from", .as = "time", .label = t.tr("Began at (UTC)"), .type = "datetime-local", .narrow = true, .required = true, .id = "from-minute"});
  h.close();
  act_select(view, "end", "token", t.tr("Its end"), {{"", t.tr("as told below, or the same day")}, {"ongoing", t.tr("it goes on")}, {"unknown", t.tr("not known")}}, "");
  h.open("div", {{"data-when", "precision=day month year unknown"}});
  act_control(view, {.name = "to", .as = "time", .label = t.tr("Last day (UTC)"), .hint = t.tr("Leave empty if it goes on, is not known or is the first day."), .type = "date", .narrow = true, .day_start = true, .id = "to-day"});
  h.close().open("div", {{"data-when", "precision=minute hour"}});
  act_control(view, {.name = "to", .as = "time", .label = t.tr("Ended at (UTC)"), .hint = t.tr("Leave empty if it goes on, is not known or is the first day."), .type = "datetime-local", .narrow = true, .id = "to-minute"});
  h.close();
}

void place_fields(View& view, bool required) {
  const Translator& t = view.t;
  act_control(view, {.name = "country", .as = "token", .label = t.tr("Country"), .hint = t.tr("Two small letters of ISO 3166, such as is."), .narrow = true, .required = required});
  act_control(view, {.name = "region", .as = "token", .label = t.tr("Region"), .hint = t.tr("ISO 3166-2 in small letters, such as in-jk. May stay empty."), .narrow = true});
}

void source_fields(View& view) {
  const Translator& t = view.t;
  act_control(view, {.name = "links", .as = "links", .label = t.tr("Addresses that show it"), .hint = t.tr("One a line. May stay empty."), .rows = 2});
  act_control(view, {.name = "evidence", .as = "ids", .label = t.tr("Documents that show it (ids)"), .hint = t.tr("Separated by spaces. May stay empty.")});
}

void row_fields(View& view) {
  const Translator& t = view.t;
  act_control(view, {.name = "labels", .as = "tokens", .label = t.tr("Labels"), .hint = t.tr("Such as cause:elections, separated by spaces. May stay empty.")});
  act_control(view, {.name = "src", .as = "token", .label = t.tr("Row in its source"), .hint = t.tr("A short name. Recording under the same name again makes a new version of this row. May stay empty.")});
}

Result<PageSpec> incident(View& view) {
  const Translator& t = view.t;
  const PlacedKind& kind = placed_kind("incident");
  intro(view, kind.list, t.tr(kind.title), t.tr(kind.record), t.tr("What was done, where and when. Kind, country and times stand in the public record at once and for good; put no private facts in the words."));
  open_act_form(view, "incident", t.tr("You record, in public: {title}"));
  act_control(view, {.name = "title", .as = "line", .label = t.tr("What happened, in one line"), .required = true, .max = act::kMaxTitleChars});
  kind_select(view, kind);
  place_fields(view, true);
  span_fields(view);
  act_select(view, "extent", "token", t.tr("Extent"), {{"", t.tr("not known")}, {"national", extent_word(t, "national")}, {"regional", extent_word(t, "regional")}, {"local", extent_word(t, "local")}, {"network", extent_word(t, "network")}}, "");
  act_control(view, {.name = "text", .as = "text", .label = t.tr("What happened"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 8});
  act_control(view, {.name = "targets", .as = "lines", .label = t.tr("Whom or what it hit"), .hint = t.tr("One a line. May stay empty."), .rows = 2});
  act_control(view, {.name = "order", .as = "id", .label = t.tr("Ordered by (id of an instrument)"), .hint = t.tr("May stay empty."), .value = given(view, "order")});
  act_control(view, {.name = "justification", .as = "text", .label = t.tr("Official justification"), .hint = t.tr("What the authority says why. May stay empty."), .rows = 3, .max = act::kMaxReasonChars});
  act_control(view, {.name = "cause", .as = "text", .label = t.tr("Cause as you see it"), .hint = t.tr("It stands beside the official one. May stay empty."), .rows = 3, .max = act::kMaxReasonChars});
  source_fields(view);
  row_fields(view);
  translation_fields(view);
  close_act_form(view, "incident", "kind=shutdown country=is from=2026-01-05T00:00:00Z precision=day end=ongoing --detail title=\"...\" --detail text=@what.md");
  view.h.el("p", {}, t.tr("To keep the words back until a date, for the safety of sources, use the command line: --embargo TIME --keep FILE."));
  return act_form_spec(t.tr(kind.record), "incidents/new", Section::instruments);
}

Result<PageSpec> event(View& view) {
  const Translator& t = view.t;
  const PlacedKind& kind = placed_kind("event");
  intro(view, kind.list, t.tr(kind.title), t.tr(kind.record), t.tr(kind.lede));
  open_act_form(view, "event", t.tr("You record, in public: {title}"));
  act_control(view, {.name = "title", .as = "line", .label = t.tr("What happens, in one line"), .required = true, .max = act::kMaxTitleChars});
  kind_select(view, kind);
  place_fields(view, false);
  span_fields(view);
  act_control(view, {.name = "text", .as = "text", .label = t.tr("More about it"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 5});
  act_control(view, {.name = "of", .as = "id", .label = t.tr("Belongs to (id of an instrument or dossier)"), .hint = t.tr("May stay empty."), .value = given(view, "of")});
  source_fields(view);
  row_fields(view);
  translation_fields(view);
  close_act_form(view, "event", "kind=election country=is from=2026-05-16T00:00:00Z precision=day --detail title=\"...\"");
  return act_form_spec(t.tr(kind.record), "events/new", Section::instruments);
}

Result<PageSpec> step(View& view) {
  const Translator& t = view.t;
  const PlacedKind& kind = placed_kind("step");
  intro(view, kind.list, t.tr(kind.title), t.tr(kind.record), t.tr("What is to come of an instrument, and the member who keeps an eye on it. It enters the calendars that people subscribe to."));
  open_act_form(view, "step", t.tr("You record, in public: {title}"));
  act_control(view, {.name = "title", .as = "line", .label = t.tr("What is to come, in one line"), .required = true, .max = act::kMaxTitleChars});
  kind_select(view, kind);
  act_control(view, {.name = "of", .as = "id", .label = t.tr("Belongs to (id of an instrument or dossier)"), .value = given(view, "of"), .required = true});
  act_control(view, {.name = "when", .as = "time", .label = t.tr("When (UTC)"), .type = "datetime-local", .narrow = true, .required = true});
  act_control(view, {.name = "until", .as = "time", .label = t.tr("Until (UTC)"), .hint = t.tr("May stay empty."), .type = "datetime-local", .narrow = true});
  act_control(view, {.name = "country", .as = "token", .label = t.tr("Country"), .hint = t.tr("Two small letters of ISO 3166, such as is. May stay empty."), .narrow = true});
  act_control(view, {.name = "place", .as = "line", .label = t.tr("Place"), .hint = t.tr("May stay empty.")});
  act_control(view, {.name = "watcher", .as = "id", .label = t.tr("Watched by (id of a membership)"), .hint = t.tr("Found on the page of each member."), .required = true});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("More about it"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 4});
  act_control(view, {.name = "links", .as = "links", .label = t.tr("Addresses that show it"), .hint = t.tr("One a line. May stay empty."), .rows = 2});
  translation_fields(view);
  close_act_form(view, "step", "of=ID kind=hearing when=2027-03-01T09:00:00Z watcher=ID --detail title=\"...\"");
  return act_form_spec(t.tr(kind.record), "steps/new", Section::instruments);
}

Result<PageSpec> claim(View& view) {
  const Translator& t = view.t;
  intro(view, "claims", t.tr("Claims"), t.tr("Record a claim"), t.tr("The exact words, who said them and for whom they work: so that what was said can be checked later."));
  open_act_form(view, "claim", t.tr("You record, in public, that this was said."));
  act_control(view, {.name = "quote", .as = "text", .label = t.tr("The exact words"), .rows = 4, .required = true, .max = act::kMaxReasonChars});
  act_control(view, {.name = "speaker", .as = "line", .label = t.tr("Said by"), .required = true, .max = act::kMaxNameChars});
  act_control(view, {.name = "role", .as = "line", .label = t.tr("As"), .hint = t.tr("Office or role. May stay empty."), .max = act::kMaxNameChars});
  act_control(view, {.name = "employer", .as = "line", .label = t.tr("Works for, as declared"), .hint = t.tr("May stay empty."), .max = act::kMaxNameChars});
  act_control(view, {.name = "interest", .as = "text", .label = t.tr("Interest, as declared"), .hint = t.tr("May stay empty."), .rows = 2, .max = act::kMaxReasonChars});
  act_control(view, {.name = "date", .as = "line", .label = t.tr("Said on"), .type = "date", .narrow = true});
  act_control(view, {.name = "source", .as = "line", .label = t.tr("Where it can be read (address)"), .type = "url", .max = act::kMaxLinkChars});
  act_control(view, {.name = "on", .as = "id", .label = t.tr("About (id of an instrument, provision, incident, event or document)"), .hint = t.tr("May stay empty."), .value = given(view, "on")});
  act_control(view, {.name = "evidence", .as = "ids", .label = t.tr("Documents that show it (ids)"), .hint = t.tr("Separated by spaces. May stay empty.")});
  act_control(view, {.name = "src", .as = "token", .label = t.tr("Row in its source"), .hint = t.tr("A short name. Recording under the same name again makes a new version of this row. May stay empty.")});
  close_act_form(view, "claim", "on=ID --detail quote=@words.txt --detail speaker=\"...\" --detail employer=\"...\" --detail source=https://...");
  return act_form_spec(t.tr("Record a claim"), "claims/new", Section::instruments);
}

Result<PageSpec> check(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto claim = view.reader.claim(id);
  if (!claim) return fail(Errc::not_found, std::string(t.tr("no row in force has this id here")));
  const std::string hex = to_hex(claim->act.id);
  intro(view, "claims", t.tr("Claims"), t.tr("Check this claim"), t.tr("What the evidence makes of it. Every verdict but the last names the rows it rests on."));
  view.h.open("blockquote", {{"dir", "auto"}}).text(visible(claim->shown.detail.text_at("quote"), TextKind::prose)).close();
  open_act_form(view, "check", t.tr("You say, in public, what the evidence makes of this claim."));
  act_fixed(view, "of", "id", hex);
  act_select(view, "verdict", "token", t.tr("Verdict"), {{"supported", check_word(t, "supported")}, {"contradicted", check_word(t, "contradicted")}, {"mixed", check_word(t, "mixed")}, {"insufficient", check_word(t, "insufficient")}}, "insufficient");
  act_control(view, {.name = "text", .as = "text", .label = t.tr("Why"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 6, .required = true});
  act_control(view, {.name = "evidence", .as = "ids", .label = t.tr("Rows it rests on (ids)"), .hint = t.tr("Incidents, events, documents, texts; separated by spaces.")});
  translation_fields(view, false);
  close_act_form(view, "check", fmt::format("of={} verdict=contradicted evidence=ID,ID --detail text=@why.md", hex));
  return act_form_spec(t.tr("Check this claim"), "claim/" + hex + "/check", Section::instruments);
}

Result<PageSpec> dossier(View& view) {
  const Translator& t = view.t;
  intro(view, "dossiers", t.tr("Dossiers"), t.tr("Open a dossier"), t.tr("A file with a name. You and the members you name put rows into it and take them out."));
  open_act_form(view, "dossier", t.tr("You open a dossier in public: {title}"));
  act_control(view, {.name = "title", .as = "line", .label = t.tr("Title"), .required = true, .max = act::kMaxTitleChars});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("What it is about"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 6});
  act_control(view, {.name = "with", .as = "ids", .label = t.tr("Together with (ids of memberships)"), .hint = t.tr("Separated by spaces. May stay empty.")});
  act_control(view, {.name = "src", .as = "token", .label = t.tr("Row in its source"), .hint = t.tr("A short name. Recording under the same name again makes a new version of this row. May stay empty.")});
  translation_fields(view);
  close_act_form(view, "dossier", "with=ID --detail title=\"...\" --detail text=@about.md");
  return act_form_spec(t.tr("Open a dossier"), "dossiers/new", Section::instruments);
}

Result<PageSpec> part(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto dossier = view.reader.dossier(id);
  if (!dossier) return fail(Errc::not_found, std::string(t.tr("no row in force has this id here")));
  const std::string hex = to_hex(dossier->act.id);
  intro(view, "dossiers", t.tr("Dossiers"), t.tr("Put a row into it (who keeps it)"), plain_title(view, dossier->act, dossier->shown.title));
  open_act_form(view, "part", t.tr("You put this row into the dossier."));
  act_fixed(view, "of", "id", hex);
  act_control(view, {.name = "row", .as = "id", .label = t.tr("Row (id)"), .hint = t.tr("An incident, event, claim, document, text, statement ..."), .value = given(view, "row"), .required = true});
  act_control(view, {.name = "note", .as = "text", .label = t.tr("Why it belongs here"), .hint = t.tr("May stay empty."), .rows = 2, .max = act::kMaxReasonChars});
  close_act_form(view, "part", fmt::format("of={} row=ID --detail note=\"...\"", hex));
  return act_form_spec(t.tr("Put a row into it (who keeps it)"), "dossier/" + hex + "/add", Section::instruments);
}

// A row that others can say something of.
Result<index::Item> said_of(View& view, std::initializer_list<std::string_view> types) {
  TRY(const act::ActId id, param_id(view));
  auto row = view.reader.current_item(id);
  if (row && row->act.status == assembly::Status::effective && std::find(types.begin(), types.end(), row->act.type) != types.end()) return std::move(*row);
  return fail(Errc::not_found, std::string(view.t.tr("no row in force has this id here")));
}

Result<PageSpec> corroborate(View& view) {
  const Translator& t = view.t;
  TRY(const index::Item row, said_of(view, {"incident", "event", "claim", "document"}));
  const std::string hex = to_hex(row.act.id);
  intro(view, "watch", t.tr("What it watches"), t.tr("Corroborate it"), t.tr("You say, from your own knowledge, that this version of the row is true. Whoever recorded it cannot."));
  view.h.open("p").raw(row_link(view, row)).close();
  open_act_form(view, "corroborate", t.tr("You say, in public, that this is true."));
  act_fixed(view, "on", "id", hex);
  act_control(view, {.name = "text", .as = "text", .label = t.tr("How you know"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 5});
  source_fields(view);
  close_act_form(view, "corroborate", fmt::format("on={} --detail text=@how.md", hex));
  return act_form_spec(t.tr("Corroborate it"), "row/" + hex + "/corroborate", Section::instruments);
}

Result<PageSpec> dispute(View& view) {
  const Translator& t = view.t;
  TRY(const index::Item row, said_of(view, {"incident", "event", "claim", "check", "document", "instrument", "provision", "position", "corroborate", "step"}));
  const std::string hex = to_hex(row.act.id);
  intro(view, "watch", t.tr("What it watches"), t.tr("Dispute it"), t.tr("You say why you doubt this version of the row. It stays, with your doubt beside it."));
  view.h.open("p").raw(row_link(view, row)).close();
  open_act_form(view, "dispute", t.tr("You say, in public, that you doubt this row."));
  act_fixed(view, "on", "id", hex);
  act_control(view, {.name = "reason", .as = "text", .label = t.tr("Why"), .rows = 5, .required = true, .max = act::kMaxReasonChars});
  close_act_form(view, "dispute", fmt::format("on={} --detail reason=@why.md", hex));
  return act_form_spec(t.tr("Dispute it"), "row/" + hex + "/dispute", Section::instruments);
}

}  // namespace

void add_watch_forms(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/incidents/new", "Form to record an incident", incident);
  add_page(router, app, "/{lang}/events/new", "Form to record an event", event);
  add_page(router, app, "/{lang}/steps/new", "Form to record an upcoming step", step);
  add_page(router, app, "/{lang}/claims/new", "Form to record a claim", claim);
  add_page(router, app, "/{lang}/claim/{id}/check", "Form to check a claim", check);
  add_page(router, app, "/{lang}/dossiers/new", "Form to open a dossier", dossier);
  add_page(router, app, "/{lang}/dossier/{id}/add", "Form to put a row into a dossier", part);
  add_page(router, app, "/{lang}/row/{id}/corroborate", "Form to corroborate a row", corroborate);
  add_page(router, app, "/{lang}/row/{id}/dispute", "Form to dispute a row", dispute);
}

}  // namespace althing::web
