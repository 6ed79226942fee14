// The charter: who sits in which group, how members are admitted, by which rule it decides, which logs close
// its polls; how it came about; proposals for another, and the form for one. It changes only through a poll.
#include <fmt/format.h>

#include "web/kit/markdown.h"
#include "web/page_poll.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr std::size_t kProposalsShown = 50;

void group_row(View& view, const json::Value& group) {
  Html& h = view.h;
  const json::Value* members = group.at("members");
  const auto founders = static_cast<std::int64_t>(members != nullptr && members->array() != nullptr ? members->array()->size() : 0);
  const std::string_view name = group.text_at("group");
  h.open("tr").open("th", {{"scope", "row"}}).link(view.url("members?group=" + url_component(name)), group_label(view, name)).close();
  number_cell(h, view.t, founders);
  h.close();
}

// What a charter (its JSON) says, in words.
void charter_words(View& view, const json::Value& charter, std::string_view table_id) {
  const Translator& t = view.t;
  Html& h = view.h;
  const json::Value* groups = charter.at("groups");
  if (groups != nullptr && groups->array() != nullptr) {
    table(h, table_id, t.tr("Groups, and who counts in them without being vouched for"), {{t.tr("Group"), false}, {t.tr("Named members"), true}}, [&] {
      for (const json::Value& group : *groups->array()) group_row(view, group);
    });
  }
  h.open("dl", {{"class", "facts"}});
  if (const json::Value* admission = charter.at("admission")) {
    const auto number = [&](std::string_view name) {
      const json::Value* value = admission->at(name);
      return value != nullptr && value->integer() != nullptr ? *value->integer() : 0;
    };
    Html words;
    words.text(t.ntrf("{n} member of a group must vouch for a newcomer to it.", "{n} members of a group must vouch for a newcomer to it.", static_cast<std::uint64_t>(number("vouches")))).text(" ");
    words.text(t.ntrf("A member who vouches for more than {n} counts for none.", "A member who vouches for more than {n} counts for none.", static_cast<std::uint64_t>(number("limit"))));
    if (number("age_days") > 0) words.text(" ").text(t.ntrf("A member may vouch after {n} day.", "A member may vouch after {n} days.", static_cast<std::uint64_t>(number("age_days"))));
    if (number("age_days") > 0) words.text(" ").text(t.tr("Polls count these days up to their opening; founding members may vouch at once."));
    fact(h, t.tr("Admission"), words.take());
  }
  if (const json::Value* logs = charter.at("logs"); logs != nullptr && logs->array() != nullptr) {
    Html keys;
    for (const json::Value& key : *logs->array()) {
      keys.open("div");
      hash(keys, *key.string());
      keys.close();
    }
    fact(h, t.tr("Logs whose returns close polls"), keys.take());
  }
  h.close();
  h.el("h3", {}, t.tr("The rule, where a poll names none"));
  if (charter.at("rule") == nullptr) h.el("p", {}, t.tr("It names none, so this holds:"));
  rule_words(view, assembly::decision::rule_of({}, charter));
}

void history(View& view, const std::vector<index::PollInfo>& adopted, const std::optional<index::AssemblyInfo>& assembly) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("How it came about"));
  h.open("ol", {{"class", "timeline"}});
  for (std::size_t i = adopted.size(); i-- > 0;) {
    const index::PollInfo& poll = adopted[i];
    h.open("li").open("p").raw(target_link(view, poll.spec.on.front())).close();
    h.open("p", {{"class", "cluster"}});
    if (i + 1 == adopted.size()) badge(h, Badge::open, t.tr("In force"));
    else badge(h, Badge::closed, t.tr("Superseded"));
    h.raw(t.trh("adopted by the poll {poll}", {{"poll", target_link(view, poll.act.id)}}));
    h.el("span", {{"class", "muted small"}}, t.time_html(parse_time(poll.spec.closes).value_or(0), view.now)).close().close();
  }
  if (assembly) {
    h.open("li").open("p", {{"class", "cluster"}});
    if (adopted.empty()) badge(h, Badge::open, t.tr("In force"));
    h.raw(act_link(view, assembly->id, t.tr("the founding act"))).el("span", {{"class", "muted small"}}, t.time_html(assembly->founded)).close().close();
  }
  h.close();
}

void proposals(View& view, const std::vector<index::PollInfo>& adopted) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto all = view.reader.items("charter", kProposalsShown);
  if (all.empty()) return;
  h.el("h2", {}, t.tr("Proposed charters")).open("ul", {{"class", "list"}});
  for (const index::Item& one : all) {
    const bool was_adopted = std::any_of(adopted.begin(), adopted.end(), [&](const auto& poll) { return poll.spec.on.front() == one.act.id; });
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("charter/" + to_hex(one.act.id))}}).raw(title_of(view, one.act, one.shown.title)).close();
    h.open("p", {{"class", "muted small"}});
    if (was_adopted) h.text(t.tr("adopted")).text(" · ");
    h.raw(t.trh("by {author}", {{"author", author_link(view, one.act)}})).close().close();
  }
  h.close();
}

std::string member_json(const json::Value& charter, std::string_view name) {
  const json::Value* value = charter.at(name);
  return value == nullptr ? std::string() : json::write(*value);
}

void json_field(View& view, std::string_view name, std::string_view label, std::string_view hint, const std::string& value, bool required) {
  Html& h = view.h;
  const std::string id = "c-" + std::string(name), hint_id = id + "-hint";
  h.open("div", {{"class", "field"}}).el("label", {{"for", id}}, label).el("span", {{"class", "field__hint"}, {"id", hint_id}}, hint);
  h.open("textarea", {{"id", id}, {"name", name}, {"rows", 4}, {"data-as", "json"}, {"required", required}, {"aria-describedby", hint_id}, {"dir", "ltr"}, {"autocomplete", "off"}}).text(value).close().close();
}

Result<PageSpec> charter_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const json::Value charter = view.reader.charter();
  const auto adopted = view.reader.adopted_charters();
  const auto assembly = view.reader.assembly();
  trail(view, {}, t.tr("Charter"));
  h.el("h1", {}, t.tr("Charter"));
  h.el("p", {{"class", "lede"}}, t.tr("The rules this assembly decides by. They change only through a poll under the rules in force; nobody has a privilege over them, the founders neither."));
  h.open("p", {{"class", "cluster"}}).el("a", {{"class", "button"}, {"href", view.url("charter/new")}}, t.tr("Propose another charter")).link(view.url("polls"), t.tr("Polls")).close();
  if (charter.object() == nullptr) h.el("p", {}, t.tr("The founding act has not reached this node yet."));
  else {
    h.el("h2", {}, t.tr("What it says"));
    charter_words(view, charter, "groups");
  }
  if (assembly && !assembly->text.empty()) h.open("details").el("summary", {}, t.tr("What the founders wrote")).open("div", {{"class", "prose"}}).raw(markdown(assembly->text).html).close().close();
  history(view, adopted, assembly);
  proposals(view, adopted);
  return PageSpec{.title = std::string(t.tr("Charter")), .path = "charter", .section = Section::polls};
}

Result<PageSpec> proposed_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto item = view.reader.item_of(id);
  if (!item || item->act.type != "charter") return fail(Errc::not_found, std::string(t.tr("no charter has this id here")));
  const std::string title = plain_title(view, item->act, item->shown.title);
  trail(view, {{view.url("charter"), std::string(t.tr("Charter"))}}, title);
  h.open("h1").raw(title_of(view, item->act, item->shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  const auto adopted = view.reader.adopted_charters();
  const bool in_force = !adopted.empty() && adopted.back().spec.on.front() == id;
  const bool was = std::any_of(adopted.begin(), adopted.end(), [&](const auto& poll) { return poll.spec.on.front() == id; });
  if (item->act.status != assembly::Status::effective) act_badge(view, item->act);
  else if (in_force) badge(h, Badge::open, t.tr("In force"));
  else badge(h, was ? Badge::closed : Badge::pending, was ? t.tr("Superseded") : t.tr("Proposed"));
  h.raw(t.trh("by {author}", {{"author", author_link(view, item->act)}})).close();
  interests_note(view, item->act);
  if (!hidden_reason(t, item->act).empty()) hidden_box(view, item->act);
  else if (!item->shown.text.empty()) h.open("div", {{"class", "prose"}}).raw(markdown(item->shown.text).html).close();
  const auto polls = view.reader.linked("poll", id);
  if (!in_force && item->act.status == assembly::Status::effective) {
    h.open("p").el("a", {{"class", "button"}, {"href", view.url("polls/new?on=" + to_hex(id))}}, t.tr("Put it to a poll")).close();
  }
  if (!polls.empty()) {
    h.el("h2", {}, t.tr("Polls on it")).open("ul");
    for (const index::Item& one : polls) {
      const auto poll = view.reader.poll(one.act.id);
      if (!poll) continue;
      h.open("li").raw(target_link(view, one.act.id)).text(" ");
      state_badge(view, *poll);
      h.close();
    }
    h.close();
  }
  if (item->act.status == assembly::Status::effective) {
    h.el("h2", {}, t.tr("What it says"));
    if (const auto charter = json::parse(item->act.payload)) charter_words(view, *charter, "proposed-groups");
  }
  verify_box(view, id);
  return PageSpec{.title = title, .path = "charter/" + to_hex(id), .section = Section::polls};
}

Result<PageSpec> form_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const json::Value charter = view.reader.charter();
  trail(view, {{view.url("charter"), std::string(t.tr("Charter"))}}, t.tr("Propose another charter"));
  h.el("h1", {}, t.tr("Propose another charter"));
  h.el("p", {{"class", "lede"}}, t.tr("Below stands the charter in force; change what should be different. It changes nothing until a poll under the charter in force adopts it."));
  h.open("form", {{"data-althing", "act"}, {"data-act", "charter"}, {"data-assembly", to_hex(view.app.node().record().assembly())}, {"data-key-href", view.url("key")}, {"hidden", true},
                  {"data-sentence", t.tr("Your signature proposes this charter. It is not in force until a poll adopts it.")}});
  h.open("div", {{"class", "field"}}).el("label", {{"for", "title"}}, t.tr("Title")).single("input", {{"id", "title"}, {"name", "title"}, {"required", true}, {"data-as", "line"}, {"dir", "auto"}}).close();
  h.open("div", {{"class", "field"}}).el("label", {{"for", "text"}}, t.tr("What changes, and why")).open("textarea", {{"id", "text"}, {"name", "text"}, {"rows", 5}, {"data-as", "text"}, {"dir", "auto"}}).close().close();
  json_field(view, "groups", t.tr("Groups"), t.tr("An array of {group, members}; members are {key, next} of those who count in the group without vouches. Members that joined keep the seat their vouches give them."), member_json(charter, "groups"), true);
  json_field(view, "admission", t.tr("Admission"), t.tr("{age_days, limit, vouches}: days before a member may vouch, how many it may vouch for, how many vouches make a seat."), member_json(charter, "admission"), true);
  json_field(view, "rule", t.tr("Rule"), t.tr("Of polls that name none, and of the next charter. Empty: a majority of the votes cast in each group."), member_json(charter, "rule"), false);
  std::string logs;
  if (const json::Value* list = charter.at("logs"); list != nullptr && list->array() != nullptr) {
    for (const json::Value& key : *list->array()) logs += (logs.empty() ? "" : " ") + *key.string();
  }
  h.open("div", {{"class", "field"}}).el("label", {{"for", "logs"}}, t.tr("Logs whose returns close polls (keys)")).single("input", {{"id", "logs"}, {"name", "logs"}, {"value", logs}, {"data-as", "keys"}, {"autocomplete", "off"}}).close();
  mandate_field(view);
  h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
  box(h, Box::plain, t.tr("Before you sign"), Html().el("p", {}, t.tr("A proposed charter enters a public record for good. Its words cannot be erased, since others decide on them.")).take());
  std::string command = "althing act charter";
  for (const std::string_view name : {"groups", "admission", "rule"}) {
    if (const std::string value = member_json(charter, name); !value.empty()) command += " " + shell_quoted(std::string(name) + "=" + value);
  }
  for (char& c : logs) c = c == ' ' ? ',' : c;
  if (!logs.empty()) command += " logs=" + logs;
  by_command_line(view, command + " --detail title=\"...\" --detail text=@why.md --key me.key --node " + node_url(view) + " --print");
  PageSpec spec{.title = std::string(t.tr("Propose another charter")), .path = "charter/new", .section = Section::polls};
  spec.script = true;
  spec.no_index = true;
  return spec;
}

}  // namespace

void add_charter_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/charter", "The charter in force and how it came about", charter_page);
  add_page(router, app, "/{lang}/charter/new", "Form for another charter", form_page);
  add_page(router, app, "/{lang}/charter/{id}", "A proposed charter", proposed_page);
}

}  // namespace althing::web
