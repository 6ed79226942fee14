// Outcomes of polls and proposals, pledges to carry them out (or to take part in an action) and reports
// that it was done; and the form that takes back what one did of these.
#include <fmt/format.h>

#include <algorithm>

#include "assembly/rules.h"
#include "web/kit/markdown.h"
#include "web/page_follow.h"

namespace althing::web {

using assembly::payload_part;

namespace {

constexpr std::size_t kNewestPledges = 20, kRows = 50;

struct Target {
  index::ActInfo act;
  std::string title, path;  // path of its page, below the language
  Section section = Section::none;
};

// The page on which an act of any type is shown best.
Target target_of(View& view, const index::ActInfo& act) {
  const index::Shown shown = view.reader.shown(act.no);
  const std::string id = to_hex(act.id);
  Target out{act, shown.title, "acts/" + id, Section::record};
  if (act.type == "action") out.path = "action/" + id, out.section = Section::actions;
  else if (act.type == "call") out.path = "call/" + id, out.section = Section::calls;
  else if (act.type == "poll") out.path = "poll/" + id, out.section = Section::polls;
  else if (act.type == "statement") out.path = "statement/" + id, out.section = Section::statements;
  else if (act.type == "provision" || act.type == "instrument") out.path = act.type + "/" + id, out.section = Section::instruments;
  else if (act.type == "propose" || act.type == "revise" || act.type == "accept") {
    if (const auto proposal = view.reader.proposal(act.id)) {
      out.path = "proposal/" + to_hex(proposal->act.id), out.section = Section::proposals;
      for (const auto& version : proposal->versions) {
        if (version.act.id == act.id) out.title = version.shown.title;
      }
    } else if (act.type == "revise") {
      out.path = "statement/" + id, out.section = Section::statements;
    }
  } else if (act.type == "deliver") {
    out.title = shown.detail.text_at("addressee");
  }
  // Pages of other rooms may not be there: then the act's own page is.
  if (!view.app.router().match(http::Method::get, view.url(out.path)).route) out.path = "acts/" + id;
  return out;
}

Result<Target> asked(View& view) {
  TRY(const act::ActId id, param_id(view));
  const auto act = view.reader.act(id);
  if (!act) return fail(Errc::not_found, std::string(view.t.tr("no act with this id is held here")));
  return target_of(view, *act);
}

// The head of a page below another act.
void head(View& view, const Target& target, std::string_view title) {
  const std::string name = plain_title(view, target.act, target.title);
  trail(view, {{view.url(target.path), name}}, title);
  view.h.el("h1", {}, title);
  view.h.open("p", {{"class", "lede"}}).raw(title_of(view, target.act, target.title)).close();
}

// Whoever made a pledge: the member, or the key as it is.
Raw who(View& view, const index::Item& item) {
  if (!item.shown.name.empty() && item.act.member_name.empty()) return bdi(item.shown.name);
  return author_link(view, item.act);
}

// What was done of a pledge, or of the whole by the same hand.
std::optional<index::Item> done_of(View& view, const index::Item& pledge, const std::vector<index::Item>& all_done) {
  const auto own = view.reader.about(pledge.act.id, "done", 1);
  if (!own.empty()) return own.front();
  const auto hand = [](const index::ActInfo& a) { return a.acting_for ? a.acting_for : a.member; };
  for (const index::Item& done : all_done) {
    if (hand(done.act) ? hand(done.act) == hand(pledge.act) : !hand(pledge.act) && done.act.key == pledge.act.key) return done;
  }
  return std::nullopt;
}

void pledge_row(View& view, const index::Item& pledge, const std::vector<index::Item>& all_done) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li", {{"class", "person"}}).open("span", {{"class", "person__name"}}).raw(who(view, pledge)).close();
  h.open("span", {{"class", "person__note"}});
  if (const auto done = done_of(view, pledge, all_done)) h.raw(act_link(view, done->act.id, t.tr("done")));
  else h.text(t.tr("pledged"));
  if (!pledge.shown.text.empty()) h.text(" · ").el("bdi", {}, visible_line(markdown_text(pledge.shown.text, 200), 200));
  h.close().open("span", {{"class", "person__when"}}).raw(days_of(view, pledge.act)).text(" · ").raw(act_link(view, pledge.act.id, t.tr("the pledge"))).close().close();
}

void done_row(View& view, const index::Item& done) {
  Html& h = view.h;
  h.open("li", {{"class", "person"}}).open("span", {{"class", "person__name"}}).raw(who(view, done)).close();
  h.open("span", {{"class", "person__note"}});
  if (!done.shown.text.empty()) h.el("bdi", {}, visible_line(markdown_text(done.shown.text, 300), 300));
  if (const json::Value* links = done.shown.detail.at("links"); links != nullptr && links->array() != nullptr) {
    for (const json::Value& link : *links->array()) {
      if (link.string() != nullptr) h.text(" ").link(*link.string(), visible_line(*link.string(), 80));
    }
  }
  h.close().open("span", {{"class", "person__when"}}).raw(days_of(view, done.act)).text(" · ").raw(act_link(view, done.act.id, view.t.tr("the report"))).close().close();
}

std::string follow_path(const act::ActId& id, const View& view, std::string_view what) {
  const auto act = view.reader.act(id);
  return fmt::format("{}/{}/{}", act && act->type == "action" ? "action" : "follow", to_hex(id), what);
}

// All pledges or all reports of one target, in pages by key.
Result<PageSpec> rows_page(View& view, bool pledges) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Target target, asked(view));
  TRY(const std::uint64_t after, query_number(view, "after", index::kNone));
  const std::string_view title = pledges ? t.tr("Who pledged") : t.tr("What was done");
  head(view, target, title);
  auto rows = view.reader.about_page(target.act.id, pledges ? "pledge" : "done", after, kRows + 1);
  const bool more = rows.size() > kRows;
  if (more) rows.pop_back();
  const auto total = static_cast<std::uint64_t>(view.reader.counted(target.act.id, pledges ? "pledge" : "done"));
  h.el("p", {{"role", "status"}}, pledges ? t.ntrf("{n} pledge", "{n} pledges", total) : t.ntrf("{n} report", "{n} reports", total));
  if (rows.empty()) h.el("p", {}, t.tr("Nobody yet."));
  h.open("ol", {{"class", "people"}});
  const auto done = pledges ? view.reader.about(target.act.id, "done", kRows * 4) : std::vector<index::Item>{};
  for (const index::Item& row : rows) pledges ? pledge_row(view, row, done) : done_row(view, row);
  h.close();
  const std::string path = std::string(view.request.path.substr(view.t.lang().size() + 2));
  if (more) h.open("p").link(fmt::format("{}?after={}", view.url(path), rows.back().act.no), t.tr("Next")).close();
  PageSpec spec{.title = fmt::format("{}: {}", title, plain_title(view, target.act, target.title)), .path = path, .section = target.section};
  spec.no_index = true;
  return spec;
}

Result<PageSpec> pledges(View& view) { return rows_page(view, true); }
Result<PageSpec> reports(View& view) { return rows_page(view, false); }

Result<PageSpec> pledge(View& view) {
  const Translator& t = view.t;
  TRY(const Target target, asked(view));
  const bool action = target.act.type == "action";
  if (!action && target.act.type != "propose" && target.act.type != "revise" && target.act.type != "accept") {
    return fail(Errc::not_found, std::string(t.tr("only actions and proposals take pledges")));
  }
  const std::string_view title = action ? t.tr("Take part") : t.tr("Pledge to carry it out");
  head(view, target, title);
  view.h.el("p", {}, t.tr("A pledge is a public promise. You need no membership for it; a name shown makes it worth more."));
  const std::string id = to_hex(target.act.id);
  open_act_form(view, "pledge", action ? t.tr("You promise, in public, to take part.") : t.tr("You promise, in public, to carry out what was proposed."));
  act_fixed(view, "to", "id", id);
  act_control(view, {.name = "name", .as = "line", .label = t.tr("Name shown"), .hint = t.tr("As it should stand in the list. Leave empty to show none.")});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("What you will do"), .hint = t.tr("May stay empty."), .rows = 4});
  close_act_form(view, "pledge", fmt::format("to={} --detail name=\"...\" --detail text=\"...\"", id));
  return act_form_spec(title, follow_path(target.act.id, view, "pledge"), target.section);
}

Result<PageSpec> report(View& view) {
  const Translator& t = view.t;
  TRY(const Target target, asked(view));
  const std::string_view title = t.tr("Report that it was done");
  head(view, target, title);
  const std::string id = to_hex(target.act.id);
  open_act_form(view, "done", t.tr("You say, in public, that you did it."));
  act_fixed(view, "of", "id", id);
  act_control(view, {.name = "name", .as = "line", .label = t.tr("Name shown"), .hint = t.tr("As it should stand in the list. Leave empty to show none.")});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("What was done"), .rows = 6, .required = true});
  act_control(view, {.name = "links", .as = "links", .label = t.tr("Where it can be seen"), .hint = t.tr("Addresses, separated by spaces. May stay empty.")});
  close_act_form(view, "done", fmt::format("of={} --detail name=\"...\" --detail text=\"...\"", id));
  return act_form_spec(title, follow_path(target.act.id, view, "report"), target.section);
}

Result<PageSpec> outcome(View& view) {
  const Translator& t = view.t;
  TRY(const Target target, asked(view));
  const std::string_view title = t.tr("State the outcome");
  head(view, target, title);
  view.h.el("p", {}, t.tr("Only the organisers of what was decided can. The count speaks for itself; here you say in words what follows from it, and when it is looked at again."));
  const std::string id = to_hex(target.act.id);
  open_act_form(view, "outcome", t.tr("You state, for the organisers, what was decided."));
  act_fixed(view, "of", "id", id);
  act_control(view, {.name = "title", .as = "line", .label = t.tr("In one line"), .required = true});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("What follows from it"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 8, .required = true});
  act_control(view, {.name = "review", .as = "time", .label = t.tr("To be looked at again on"), .hint = t.tr("May stay empty."), .type = "date", .narrow = true});
  close_act_form(view, "outcome", fmt::format("of={} review=2030-01-31T23:59:59Z --detail title=\"...\" --detail text=@outcome.md", id));
  return act_form_spec(title, "follow/" + id + "/outcome", target.section);
}

// What may be taken back of what this file and its neighbours show.
Result<PageSpec> withdraw(View& view) {
  const Translator& t = view.t;
  TRY(const Target target, asked(view));
  static constexpr std::string_view kTypes[] = {"action", "pledge", "done", "deliver", "answer", "outcome", "collect", "dispute",
                                                "event", "incident", "corroborate", "claim", "check", "dossier", "part", "step", "window"};
  if (std::find(std::begin(kTypes), std::end(kTypes), target.act.type) == std::end(kTypes)) {
    return fail(Errc::not_found, std::string(t.tr("acts of this type are not taken back here")));
  }
  const std::string_view title = t.tr("Take it back");
  head(view, target, title);
  const std::string id = to_hex(target.act.id);
  view.h.open("p").text(t.tr("What is taken back:")).text(" ");
  view.h.raw(act_link(view, target.act.id, fmt::format("{} {}", type_word(t, target.act.type), short_id(target.act.id)))).close();
  view.h.el("p", {}, target.act.type == "part" ? t.tr("Who keeps the dossier can take it out. It stays in the record as taken out.") : t.tr("Only who did it can take it back. It stays in the record as taken back and no longer counts."));
  open_act_form(view, "withdraw", t.tr("You take back what you did; that you did it stays visible."));
  act_fixed(view, "of", "id", id);
  close_act_form(view, "withdraw", "of=" + id);
  return act_form_spec(title, "follow/" + id + "/withdraw", target.section);
}

}  // namespace

Raw item_link(View& view, const act::ActId& id) {
  const auto act = view.reader.act(id);
  if (!act) return act_link(view, id, short_id(id));
  const Target target = target_of(view, *act);
  Html h;
  if (act->type == "provision") {
    if (const auto p = view.reader.provision(id)) return h.link(view.url(target.path), view.t.trf("Provision {number}", {{"number", p->number}})).take();
  }
  return h.el("a", {{"href", view.url(target.path)}}, title_of(view, *act, target.title)).take();
}

Raw moment(View& view, std::string_view time) {
  const auto at = parse_time(time);
  return at ? view.t.time_html(*at, view.now) : Raw();
}

void outcome_box(View& view, const act::ActId& id, bool offer) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto stated = view.reader.about(id, "outcome");
  const auto act = view.reader.act(id);
  const bool poll = act && act->type == "poll";
  const auto statements = poll ? std::vector<index::Item>{} : view.reader.linked("statement", id);
  if (stated.empty() && statements.empty() && !offer) return;
  const std::string page = "follow/" + to_hex(id);
  h.open("section", {{"aria-labelledby", "outcome"}}).el("h2", {{"id", "outcome"}}, t.tr("Outcome"));
  if (stated.empty()) h.el("p", {{"class", "muted"}}, t.tr("Its organisers have not stated what follows from it yet."));
  for (const index::Item& one : stated) {
    h.open("h3").raw(title_of(view, one.act, one.shown.title)).close();
    if (!hidden_reason(t, one.act).empty()) hidden_box(view, one.act);
    else h.open("div", {{"class", "prose"}, Attr::only_if(!one.shown.lang.empty(), "lang", one.shown.lang)}).raw(markdown(one.shown.text).html).close();
    h.open("p", {{"class", "muted small"}}).raw(t.trh("Stated by {author}", {{"author", author_link(view, one.act)}})).text(" · ").raw(act_link(view, one.act.id, short_id(one.act.id)));
    if (!one.act.payload.empty()) {
      h.text(" · ").raw(t.trh("to be looked at again {time}", {{"time", moment(view, one.act.payload)}}));
      h.text(" · ").link(view.url("acts/" + to_hex(one.act.id) + ".ics"), t.tr("Add to your calendar"));
    }
    h.close();
    interests_note(view, one.act);
  }
  if (!statements.empty()) {
    h.el("h3", {}, t.tr("Statements made of this text")).open("ul");
    for (const index::Item& one : statements) h.open("li").raw(item_link(view, one.act.id)).close();
    h.close();
  }
  if (offer) {
    h.open("p", {{"class", "cluster"}}).link(view.url(page + "/outcome"), stated.empty() ? t.tr("State the outcome (organisers)") : t.tr("State it anew (organisers)"));
    if (!poll) h.link(view.url("new?from=" + to_hex(id)), t.tr("Make a statement of this text"));
    h.link(view.url("actions/new?on=" + to_hex(id)), t.tr("Call for an action")).close();
  }
  h.close();
}

void pledges_block(View& view, const act::ActId& id) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto pledged = static_cast<std::uint64_t>(view.reader.counted(id, "pledge")), done = static_cast<std::uint64_t>(view.reader.counted(id, "done"));
  const auto act = view.reader.act(id);
  const bool action = act && act->type == "action";
  h.open("section", {{"aria-labelledby", "pledges"}}).el("h2", {{"id", "pledges"}}, action ? t.tr("Who takes part") : t.tr("Who carries it out"));
  h.open("p", {{"class", "cluster"}}).link(view.url(follow_path(id, view, "pledges")), t.ntrf("{n} pledge", "{n} pledges", pledged));
  h.link(view.url(follow_path(id, view, "done")), t.ntrf("{n} report that it was done", "{n} reports that it was done", done)).close();
  const auto rows = view.reader.about_page(id, "pledge", index::kNone, kNewestPledges);
  const auto all_done = view.reader.about_page(id, "done", index::kNone, kRows * 4);
  if (!rows.empty()) {
    h.open("ol", {{"class", "people"}});
    for (const index::Item& row : rows) pledge_row(view, row, all_done);
    h.close();
  }
  if (pledged > rows.size()) h.open("p").link(view.url(follow_path(id, view, "pledges")), t.tr("All who pledged")).close();
  h.open("p", {{"class", "cluster"}});
  if (!action) h.link(view.url(follow_path(id, view, "pledge")), t.tr("Pledge to carry it out"));
  h.link(view.url(follow_path(id, view, "report")), t.tr("Report that it was done")).close().close();
}

void add_outcome_pages(http::Router& router, App& app) {
  for (const std::string base : {"/{lang}/action/{id}", "/{lang}/follow/{id}"}) {
    add_page(router, app, base + "/pledges", "Who pledged to take part or to carry it out", pledges);
    add_page(router, app, base + "/done", "Reports that it was done", reports);
    add_page(router, app, base + "/pledge", "Form to pledge", pledge);
    add_page(router, app, base + "/report", "Form to report that it was done", report);
  }
  add_page(router, app, "/{lang}/follow/{id}/outcome", "Form to state the outcome of a poll or proposal", outcome);
  add_page(router, app, "/{lang}/follow/{id}/withdraw", "Form to take back what one did", withdraw);
}

}  // namespace althing::web
