// Actions: the list by state, one with who takes part and what is done, and its forms.
#include <fmt/format.h>

#include <algorithm>

#include "web/kit/markdown.h"
#include "web/page_follow.h"
#include "web/page_words.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kListed = 25;
constexpr std::size_t kScanned = 1'000;  // of newest actions, looked through for a state
constexpr std::string_view kStates[] = {"", "open", "coming", "over", "withdrawn"};

std::string_view state_of(const index::ActionInfo& action, UnixSeconds now) {
  if (action.withdrawn) return "withdrawn";
  if (!is_open(action.until, now)) return "over";
  if (const auto begins = parse_time(action.begins); begins && *begins > now) return "coming";
  return "open";
}

void state_badge(View& view, const index::ActionInfo& action) {
  const Translator& t = view.t;
  const std::string_view state = state_of(action, view.now);
  if (state == "withdrawn") badge(view.h, Badge::is_void, t.tr("Withdrawn"));
  else if (state == "over") badge(view.h, Badge::closed, t.tr("Over"));
  else if (state == "coming") badge(view.h, Badge::pending, t.tr("Not begun"));
  else badge(view.h, Badge::open, t.tr("Running"));
}

void counts(View& view, const index::ActionInfo& action) {
  const Translator& t = view.t;
  const std::string page = view.url("action/" + to_hex(action.act.id));
  view.h.link(page + "/pledges", t.ntrf("{n} takes part", "{n} take part", static_cast<std::uint64_t>(action.pledges)));
  view.h.text(" · ").link(page + "/done", t.ntrf("{n} done", "{n} done", static_cast<std::uint64_t>(action.done)));
}

void row(View& view, const index::ActionInfo& action) {
  Html& h = view.h;
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("action/" + to_hex(action.act.id))}});
  h.raw(title_of(view, action.act, action.shown.title)).close();
  state_badge(view, action);
  if (const auto why = hidden_reason(view.t, action.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
  h.open("p", {{"class", "muted small"}});
  counts(view, action);
  h.text(" · ").raw(view.t.trh("by {author}", {{"author", author_link(view, action.act)}}));
  h.text(" · ").raw(view.t.trh("until {time}", {{"time", moment(view, action.until)}})).close().close();
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone));
  const std::string_view state = view.query("state");
  if (std::find(std::begin(kStates), std::end(kStates), state) == std::end(kStates)) {
    return fail(Errc::malformed, "state", "must be open, coming, over or withdrawn");
  }
  trail(view, {}, t.tr("Actions"));
  h.el("h1", {}, t.tr("Actions"));
  h.el("p", {{"class", "lede"}}, t.tr("What people are asked to do, and until when."));
  h.open("form", {{"class", "filters"}, {"action", view.url("actions")}});
  select(h, "state", "state", t.tr("State"), {{"", t.tr("all")}, {"open", t.tr("running")}, {"coming", t.tr("not begun")}, {"over", t.tr("over")}, {"withdrawn", t.tr("withdrawn")}}, state);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  std::vector<index::ActionInfo> rows;
  std::uint64_t from = before;
  bool more = false;
  for (std::size_t scanned = 0; scanned < kScanned && rows.size() <= kListed;) {
    const auto some = view.reader.actions(kListed + 1, from);
    for (const index::ActionInfo& action : some) {
      if (!state.empty() && state_of(action, view.now) != state) continue;
      if (rows.size() == kListed) {
        more = true;
        break;
      }
      rows.push_back(action);
    }
    if (more || some.size() <= kListed) break;
    from = some.back().act.no;
    scanned += some.size();
  }
  if (rows.empty()) h.el("p", {}, state.empty() ? t.tr("No action has been called for yet.") : t.tr("No action is in this state."));
  h.open("ul", {{"class", "list"}});
  for (const index::ActionInfo& action : rows) row(view, action);
  h.close();
  if (more) h.open("p").link(fmt::format("{}?state={}&before={}", view.url("actions"), state, rows.back().act.no), t.tr("Older actions")).close();
  h.open("p", {{"class", "cluster"}}).el("a", {{"class", "button"}, {"href", view.url("actions/new")}}, t.tr("Call for an action"));
  h.link(view.url("calendar"), t.tr("All dates")).link(view.url("calendar.ics?kind=action"), t.tr("Subscribe to the dates of actions")).close();
  return PageSpec{.title = std::string(t.tr("Actions")), .path = "actions", .section = Section::actions};
}

Result<index::ActionInfo> action_of(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto action = view.reader.action(id);
  if (!action) return fail(Errc::not_found, std::string(view.t.tr("no action has this id here")));
  return std::move(*action);
}

void targets(View& view, const index::ActionInfo& action) {
  Html& h = view.h;
  if (const json::Value* list = action.shown.detail.at("targets"); list != nullptr && list->array() != nullptr && !list->array()->empty()) {
    h.el("h2", {}, view.t.tr("Whom it addresses")).open("ul");
    for (const json::Value& one : *list->array()) {
      if (one.string() != nullptr) h.open("li").name(*one.string()).close();
    }
    h.close();
  }
  if (!action.on.empty()) {
    h.el("h2", {}, view.t.tr("What it is for")).open("ul");
    for (const act::ActId& id : action.on) h.open("li").raw(item_link(view, id)).close();
    h.close();
  }
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const index::ActionInfo action, action_of(view));
  const std::string id = to_hex(action.act.id), title = plain_title(view, action.act, action.shown.title);
  trail(view, {{view.url("actions"), std::string(t.tr("Actions"))}}, title);
  h.open("h1").raw(title_of(view, action.act, action.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  state_badge(view, action);
  h.open("span", {{"class", "muted"}}).raw(t.trh("until {time}", {{"time", moment(view, action.until)}})).close().close();
  const bool open = !action.withdrawn && is_open(action.until, view.now);
  if (!hidden_reason(t, action.act).empty()) {
    hidden_box(view, action.act);
  } else {
    h.open("div", {{"class", "prose"}, Attr::only_if(!action.shown.lang.empty(), "lang", action.shown.lang)}).raw(markdown(action.shown.text).html).close();
  }
  if (open) h.open("p").el("a", {{"class", "button"}, {"href", view.url("action/" + id + "/pledge")}}, t.tr("Take part")).close();
  targets(view, action);
  pledges_block(view, action.act.id);
  h.el("h2", {}, t.tr("About this action")).open("dl", {{"class", "facts"}});
  fact(h, t.tr("Called for by"), author_link(view, action.act));
  for (const act::ActId& with : action.with) {
    const auto member = view.reader.member(with);
    fact(h, t.tr("Together with"), member_link(view, with, member ? std::string_view(member->name) : std::string_view()));
  }
  if (!action.begins.empty()) fact(h, t.tr("Begins"), moment(view, action.begins));
  fact(h, t.tr("Until"), moment(view, action.until));
  if (const std::string_view place = action.shown.detail.text_at("place"); !place.empty()) fact(h, t.tr("Place"), bdi(place));
  fact(h, t.tr("Act"), act_link(view, action.act.id, id));
  h.close();
  interests_note(view, action.act);
  h.open("p", {{"class", "cluster"}}).link(view.url("acts/" + id + ".ics"), t.tr("Add to your calendar"));
  if (!action.withdrawn) h.link(view.url("follow/" + id + "/withdraw"), t.tr("Withdraw it (organisers)"));
  h.close();
  verify_box(view, action.act.id);
  return with_preview(view, {.title = title, .path = "action/" + id, .section = Section::actions}, action.act.id, action.shown.text);
}

Result<PageSpec> new_action(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("actions"), std::string(t.tr("Actions"))}}, t.tr("Call for an action"));
  h.el("h1", {}, t.tr("Call for an action"));
  h.el("p", {{"class", "lede"}}, t.tr("Say what people are asked to do, whom it addresses and until when. Members can call for one; anybody can take part."));
  const auto on = parse_hex<act::ActId>(view.query("on"));
  open_act_form(view, "action", t.tr("You ask people to do this: {title}"));
  act_control(view, {.name = "title", .as = "line", .label = t.tr("What is asked, in one line"), .required = true});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("The ask"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 10, .required = true});
  translation_fields(view);
  act_control(view, {.name = "targets", .as = "lines", .label = t.tr("Whom it addresses"), .hint = t.tr("One a line, such as a ministry or a delegation. May stay empty."), .rows = 3});
  act_control(view, {.name = "begins", .as = "time", .label = t.tr("Begins"), .hint = t.tr("Leave empty for at once."), .type = "date", .narrow = true, .day_start = true});
  act_control(view, {.name = "until", .as = "time", .label = t.tr("Until the end of (UTC)"), .type = "date", .narrow = true, .required = true});
  act_control(view, {.name = "place", .as = "line", .label = t.tr("Place"), .hint = t.tr("May stay empty.")});
  act_control(view, {.name = "on", .as = "ids", .label = t.tr("For (ids of acts)"), .hint = t.tr("The statement, proposal or poll it follows from; separated by spaces. May stay empty."), .value = on ? view.query("on") : std::string_view()});
  act_control(view, {.name = "with", .as = "ids", .label = t.tr("Together with (ids of memberships)"), .hint = t.tr("Co-organisers, separated by spaces. May stay empty.")});
  close_act_form(view, "action", "until=2030-01-31T23:59:59Z --detail title=\"...\" --detail text=@ask.md --detail targets=\"...,...\"");
  return act_form_spec(t.tr("Call for an action"), "actions/new", Section::actions);
}

}  // namespace

void add_action_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/actions", "Actions, newest first, by state", list);
  add_page(router, app, "/{lang}/actions/new", "Form to call for an action", new_action);
  add_page(router, app, "/{lang}/action/{id}", "An action with who takes part and what is done", page);
  add_outcome_pages(router, app);
  add_calendar_pages(router, app);
}

}  // namespace althing::web
