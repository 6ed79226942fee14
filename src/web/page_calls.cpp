// Calls: the list, one call with its answers side by side by group and who has not answered, and the
// answers as CSV and JSON.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "http/negotiate.h"
#include "web/kit/csv.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_follow.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::size_t kAnswers = 100;      // on one page
constexpr std::size_t kSilentShown = 50;   // of one group
constexpr std::size_t kRowsPerPull = 200;  // of CSV

bool in_state(const View& view, const index::CallInfo& call, std::string_view state) {
  if (state.empty()) return true;
  if (call.withdrawn) return state == "withdrawn";
  return state == (is_open(call.closes, view.now) ? "open" : "closed");
}

void state_badge(View& view, const index::CallInfo& call) {
  if (call.withdrawn) badge(view.h, Badge::is_void, view.t.tr("Withdrawn"));
  else closing_badge(view, call.closes);
}

Raw asked_words(View& view, const GroupNames& names, const index::CallInfo& call) {
  if (call.groups.empty()) return Html().text(view.t.tr("everybody")).take();
  Html out;
  for (std::size_t i = 0; i < call.groups.size(); ++i) {
    if (i > 0) out.text(", ");
    out.name(group_label(names, call.groups[i]));
  }
  return out.take();
}

void list_filters(View& view, const GroupNames& names, std::string_view state, std::string_view group) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<std::string> labels;
  const auto tokens = charter_groups(view);
  for (const std::string& token : tokens) labels.push_back(group_label(names, token));
  std::vector<Option> groups{{"", t.tr("All groups")}};
  for (std::size_t i = 0; i < tokens.size(); ++i) groups.push_back({tokens[i], labels[i]});
  h.open("form", {{"class", "filters"}, {"action", view.url("calls")}});
  select(h, "f-state", "state", t.tr("State"), {{"", t.tr("All")}, {"open", t.tr("Open")}, {"closed", t.tr("Closed")}, {"withdrawn", t.tr("Withdrawn")}}, state);
  select(h, "f-group", "group", t.tr("Asks"), groups, group);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

void list_row(View& view, const GroupNames& names, const index::CallInfo& call) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("call/" + to_hex(call.act.id))}});
  h.raw(title_of(view, call.act, call.shown.title)).close();
  state_badge(view, call);
  if (const auto why = hidden_reason(t, call.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
  h.open("p", {{"class", "muted small"}}).raw(t.trh("by {author}", {{"author", author_link(view, call.act)}})).text(" · ");
  h.raw(t.trh("asks {groups}", {{"groups", asked_words(view, names, call)}})).text(" · ");
  h.text(t.ntrf("{n} answer", "{n} answers", static_cast<std::uint64_t>(call.responses))).close().close();
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(std::uint64_t before, query_number(view, "before", index::kNone));
  const std::string_view state = view.query("state"), group = view.query("group");
  if (!state.empty() && state != "open" && state != "closed" && state != "withdrawn") return fail(Errc::malformed, "state", "must be open, closed or withdrawn");
  const GroupNames& names = group_names(view);
  trail(view, {}, t.tr("Calls"));
  h.el("h1", {}, t.tr("Calls"));
  h.el("p", {{"class", "lede"}}, t.tr("Questions asked of groups or of everybody, and the answers."));
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("calls/new")}}, t.tr("Ask a question")).close();
  list_filters(view, names, state, group);
  std::vector<index::CallInfo> rows;
  const bool more = scan_newest(view, "call", before, [&](const index::Item& one) {
    auto call = view.reader.call(one.act.id);
    if (!call || !in_state(view, *call, state)) return false;
    if (!group.empty() && !call->groups.empty() && std::find(call->groups.begin(), call->groups.end(), group) == call->groups.end()) return false;
    rows.push_back(std::move(*call));
    return true;
  });
  const bool filtered = !state.empty() || !group.empty();
  if (rows.empty()) h.el("p", {{"role", "status"}}, filtered ? t.tr("No call matches.") : t.tr("No call has been made here yet."));
  h.open("ul", {{"class", "list"}});
  for (const index::CallInfo& call : rows) list_row(view, names, call);
  h.close();
  if (more) h.open("p").link(fmt::format("{}?state={}&group={}&before={}", view.url("calls"), url_component(state), url_component(group), before), t.tr("Older calls")).close();
  return PageSpec{.title = std::string(t.tr("Calls")), .path = "calls", .section = Section::calls, .no_index = filtered};
}

void answer(View& view, const index::ResponseInfo& one, std::size_t seats) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("article", {{"class", "position"}}).open("h3", {{"class", "position__head"}}).raw(author_link(view, one.act)).close();
  if (!hidden_reason(t, one.act).empty()) h.el("p", {{"class", "muted"}}, hidden_reason(t, one.act));
  else h.open("div", {{"class", "position__text"}}).raw(markdown(one.shown.text, {.top_heading = 4}).html).close();
  interests_note(view, one.act);
  h.open("p", {{"class", "muted small"}}).text(kind_word(t, one.kind)).text(" · ").raw(days_of(view, one.act)).text(" · ");
  h.raw(act_link(view, one.act.id, t.tr("act")));
  if (seats > 1) h.text(" · ").text(t.tr("counts in several groups, so it stands in each"));
  h.close().close();
}

struct Column {
  std::string title;
  std::vector<const index::ResponseInfo*> answers;
  const index::SilentGroup* silent = nullptr;
};

// One column a group asked, then one for answers from other groups, then one for members without a seat.
std::vector<Column> columns_of(View& view, const GroupNames& names, const std::vector<index::ResponseInfo>& answers, const std::vector<index::SilentGroup>& silent) {
  std::vector<Column> out;
  for (const index::SilentGroup& group : silent) {
    Column column{group_label(names, group.group), {}, &group};
    for (const auto& one : answers) {
      if (std::find(one.groups.begin(), one.groups.end(), group.group) != one.groups.end()) column.answers.push_back(&one);
    }
    out.push_back(std::move(column));
  }
  Column others{std::string(view.t.tr("Groups that were not asked")), {}}, outside{std::string(view.t.tr("Members without a seat")), {}};
  for (const auto& one : answers) {
    const bool asked = std::any_of(silent.begin(), silent.end(), [&](const auto& g) { return std::find(one.groups.begin(), one.groups.end(), g.group) != one.groups.end(); });
    if (one.groups.empty()) outside.answers.push_back(&one);
    else if (!asked) others.answers.push_back(&one);
  }
  for (Column* column : {&others, &outside}) {
    if (!column->answers.empty()) out.push_back(std::move(*column));
  }
  return out;
}

void answers_block(View& view, const GroupNames& names, const index::CallInfo& call, const std::vector<index::ResponseInfo>& answers) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto silent = view.reader.silent(call.act.id, kSilentShown);
  h.el("h2", {{"id", "answers"}}, t.tr("Answers, side by side"));
  h.open("ul", {{"class", "cards"}});
  for (const Column& column : columns_of(view, names, answers, silent)) {
    h.open("li", {{"class", "card"}}).open("h2").name(column.title).close();
    if (column.silent != nullptr) {
      h.el("p", {{"class", "small"}}, t.trf("{answered} of {asked} members answered", {{"answered", t.number(column.silent->answered)}, {"asked", t.number(column.silent->asked)}}));
    }
    for (const index::ResponseInfo* one : column.answers) answer(view, *one, one->groups.size());
    if (column.silent != nullptr && !column.silent->members.empty()) {
      h.open("details").el("summary", {}, t.tr("Asked, no answer")).open("ul");
      for (const index::MemberName& member : column.silent->members) h.open("li").raw(member_link(view, member.join, member.name)).close();
      const std::int64_t rest = column.silent->asked - column.silent->answered - static_cast<std::int64_t>(column.silent->members.size());
      if (rest > 0) h.el("li", {}, t.ntrf("and {n} more", "and {n} more", static_cast<std::uint64_t>(rest)));
      h.close().close();
    }
    h.close();
  }
  h.close();
}

Result<index::CallInfo> chosen_call(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto call = view.reader.call(id);
  if (!call || call->act.status != assembly::Status::effective) return fail(Errc::not_found, std::string(view.t.tr("no call in force has this id here")));
  return std::move(*call);
}

void about_places(View& view, const index::CallInfo& call) {
  const auto entry = view.app.node().record().read_notes(call.act.no, call.act.no + 1);
  const auto act = entry && !entry->empty() ? act::parse_entry(entry->front()) : Result<act::Act>(fail(Errc::not_found, "not held"));
  if (!act) return;
  Html links;
  std::size_t n = 0;
  for (const act::ActId& id : act->ids_at("on")) {
    if (n++ > 0) links.text(", ");
    if (const auto p = view.reader.provision(id)) links.link(view.url("provision/" + to_hex(p->act.id)), view.t.trf("Provision {number}", {{"number", p->number}}));
    else if (const auto i = view.reader.instrument(id)) links.open("a", {{"href", view.url("instrument/" + to_hex(i->act.id))}}).raw(title_of(view, i->act, i->shown.title)).close();
    else links.raw(act_link(view, id, short_id(id)));
  }
  if (n > 0) fact(view.h, view.t.tr("About"), links.take());
}

Result<PageSpec> call_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const index::CallInfo call, chosen_call(view));
  TRY(const std::uint64_t after, query_number(view, "after", index::kNone));
  const std::string id = to_hex(call.act.id), path = "call/" + id, title = plain_title(view, call.act, call.shown.title);
  const GroupNames& names = group_names(view);
  trail(view, {{view.url("calls"), std::string(t.tr("Calls"))}}, title);
  h.open("h1").raw(title_of(view, call.act, call.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  state_badge(view, call);
  h.close();
  prose(view, call.act, call.shown, call.shown.text);
  interests_note(view, call.act);
  const bool open = !call.withdrawn && is_open(call.closes, view.now);
  if (open) h.open("p").el("a", {{"class", "button"}, {"href", view.url(path + "/respond")}}, t.tr("Answer this call")).close();
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Asked by"), author_link(view, call.act));
  if (!call.with.empty()) fact(h, t.tr("Together with"), member_list(view, call.with));
  fact(h, t.tr("Asks"), asked_words(view, names, call));
  about_places(view, call);
  fact(h, t.tr("Answers"), t.number(call.responses));
  fact(h, t.tr("Act"), act_link(view, call.act.id, id));
  h.close();
  auto answers = view.reader.responses(call.act.id, kAnswers + 1, after);
  const bool more = answers.size() > kAnswers;
  if (more) answers.pop_back();
  answers_block(view, names, call, answers);
  if (more || after != index::kNone) {
    h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
    if (after != index::kNone) h.link(view.url(path), t.tr("Start"));
    if (more) h.link(fmt::format("{}?after={}#answers", view.url(path), answers.back().act.no), t.tr("Next"));
    h.close();
  }
  h.open("p", {{"class", "cluster"}}).link(view.url(path) + "/answers.csv", t.tr("Answers as CSV")).link(view.url(path) + "/answers.json", t.tr("Answers as JSON"));
  if (!call.withdrawn) h.link(view.url("acts/" + id + "/withdraw"), t.tr("Withdraw the call (its authors)"));
  h.close();
  TRY_VOID(comments(view, {call.act.id}, call.act.id, path));
  verify_box(view, call.act.id);
  return with_preview(view, {.title = title, .path = path, .section = Section::calls, .wide = true}, call.act.id, call.shown.text);
}

// --- answers as files -------------------------------------------------------------------------------

Result<act::ActId> call_of(App& app, const http::Request& request) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  if (!id || site_of(app).catalogs.find(request.params.get("lang")) == nullptr) return fail(Errc::not_found, "no such list");
  TRY(const auto reader, app.node().readers().take());
  if (!reader->call(*id)) return fail(Errc::not_found, "id", "no call of this id is held here");
  return *id;
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += (out.empty() ? "" : " ") + one;
  return out;
}

std::string member_id(const index::ActInfo& act) {
  const auto who = act.acting_for ? act.acting_for : act.member;
  return who ? to_hex(*who) : std::string();
}

Result<http::Response> answers_csv(App& app, const http::Request& request) {
  TRY(const act::ActId id, call_of(app, request));
  const auto pull = [&app, id, after = index::kNone, first = true, done = false]() mutable -> Result<std::string> {
    std::string out;
    if (done) return out;
    if (std::exchange(first, false)) out = "member,name,kind,groups,text,answered_at,logged_at,act\r\n";
    TRY(const auto reader, app.node().readers().take());
    const auto rows = reader->responses(id, kRowsPerPull, after);
    for (const index::ResponseInfo& one : rows) {
      csv_cell(out, member_id(one.act), TextKind::line);
      csv_cell(out, one.act.member_name, TextKind::line);
      csv_cell(out, one.kind, TextKind::line);
      csv_cell(out, joined(one.groups), TextKind::line);
      csv_cell(out, one.shown.text, TextKind::prose);
      csv_cell(out, format_time(one.act.at), TextKind::line);
      csv_cell(out, one.act.logged ? format_time(one.act.logged->at) : std::string(), TextKind::line);
      csv_cell(out, to_hex(one.act.id), TextKind::line, true);
      after = one.act.no;
    }
    done = rows.size() < kRowsPerPull;
    return out;
  };
  http::Response response = http::respond_stream("text/csv; charset=utf-8; header=present", pull);
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  response.headers.set("Content-Disposition", "attachment; filename=\"answers-" + short_id(id) + ".csv\"");
  response.headers.set("Cache-Control", http::max_age(0));
  return response;
}

Result<http::Response> answers_json(App& app, const http::Request& request) {
  TRY(const act::ActId id, call_of(app, request));
  const auto pull = [&app, id, after = index::kNone, first = true, done = false]() mutable -> Result<std::string> {
    std::string out;
    if (done) return out;
    if (first) out = "{\"call\":\"" + to_hex(id) + "\",\"answers\":[";
    TRY(const auto reader, app.node().readers().take());
    const auto rows = reader->responses(id, kRowsPerPull, after);
    for (const index::ResponseInfo& one : rows) {
      json::Array groups(one.groups.begin(), one.groups.end());
      if (!std::exchange(first, false)) out += ",\n";
      json::write_to(out, json::object({{"act", to_hex(one.act.id)}, {"member", member_id(one.act)}, {"name", one.act.member_name}, {"kind", one.kind},
                                        {"groups", std::move(groups)}, {"text", one.shown.text}, {"lang", one.shown.lang}, {"at", format_time(one.act.at)},
                                        {"logged", one.act.logged ? json::Value(format_time(one.act.logged->at)) : json::Value()}}));
      after = one.act.no;
    }
    first = false;
    done = rows.size() < kRowsPerPull;
    if (done) out += "]}\n";
    return out;
  };
  http::Response response = http::respond_stream("application/json", pull);
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  response.headers.set("Cache-Control", http::max_age(0));
  return response;
}

void add_file(http::Router& router, App& app, const char* last, const char* type, Result<http::Response> (*make)(App&, const http::Request&)) {
  router.add({http::Method::get, std::string("/{lang}/call/{id}/answers.") + last,
              http::sync([&app, make](const http::Request& request) {
                auto answer = make(app, request);
                return answer ? std::move(*answer) : problem_page(app, request, answer.error());
              }),
              0, "pages", std::string("Answers to a call as ") + last, "Streamed. Answers in force, in the order they were logged.",
              {{"lang", "path", "Language."}, {"id", "path", "The call."}}, {}, {{200, type, "The answers."}, {404, "text/html", "Not held."}}});
}

}  // namespace

void add_call_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/calls", "Calls, newest first; ?state=, ?group=", list);
  add_page(router, app, "/{lang}/call/{id}", "A call with its answers by group", call_page);
  add_file(router, app, "csv", "text/csv", answers_csv);
  add_file(router, app, "json", "application/json", answers_json);
  add_call_form_pages(router, app);
}

}  // namespace althing::web
