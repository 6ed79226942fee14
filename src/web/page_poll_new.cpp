// The form for a new poll: what is asked, by which method and rule, who votes, when. With ?on=<id> it is
// about acts of the record: one becomes a yes/no question, several rival ones the choices of one ballot.
#include <fmt/format.h>

#include <algorithm>

#include "web/page_poll.h"
#include "web/page_voice.h"
#include "web/page_words.h"

namespace althing::web {
namespace {

constexpr std::size_t kMaxTargets = 32;

struct Target {
  act::ActId id;
  std::string title, type;
};

Result<std::vector<Target>> targets(View& view) {
  std::vector<Target> out;
  for (const std::string_view text : view.request.query.all("on")) {
    if (text.empty()) continue;
    const auto id = parse_hex<act::ActId>(text);
    if (!id) return fail(Errc::malformed, "on", std::string(view.t.tr("an id is 64 digits and letters a to f")));
    const auto item = view.reader.item_of(*id);
    if (!item) return fail(Errc::not_found, "on", std::string(view.t.tr("no act with this id is held here")));
    if (out.size() == kMaxTargets) return fail(Errc::malformed, "on", "names too many acts");
    const std::string title = target_title(view, *id);
    out.push_back({*id, visible_line(title.empty() ? plain_title(view, item->act, {}) : title, 200), item->act.type});
  }
  return out;
}

struct Preset {
  std::string value;  // the rule as JSON; "" the charter's
  Msg label;
};

// Rules most polls want; the JSON box below takes any other.
std::vector<Preset> presets(std::size_t groups) {
  const std::size_t most = groups / 2 + 1;
  return {{"", msg("as the charter says")},
          {R"({"base":"cast","ratio":[1,2],"scope":"each","strict":true})", msg("a majority in each group")},
          {R"({"base":"non_abstain","ratio":[1,2],"scope":"all","strict":true,"quorum":{"base":"eligible","per_group":false,"ratio":[1,2]}})", msg("a majority of all who vote yes or no, with half of those entitled taking part")},
          {R"({"base":"cast","ratio":[2,3],"scope":"all","strict":false})", msg("two thirds of all votes cast")},
          {R"({"all":[{"base":"cast","ratio":[2,3],"scope":"all","strict":false},{"base":"cast","block":{"max_against":[1,2],"min_groups":1},"ratio":[0,1],"scope":"each","strict":false}]})", msg("two thirds of all votes cast, and no group with more than half against")},
          {fmt::format(R"({{"base":"cast","ratio":[1,2],"scope":{{"k":{}}},"strict":true}})", most), msg("a majority in more than half of the groups")}};
}

void rule_fields(View& view, std::size_t groups, const json::Value& charter) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("div", {{"data-when", "method=threshold"}}).open("fieldset", {{"class", "field"}}).el("legend", {}, t.tr("Adopted by"));
  std::size_t n = 0;
  for (const Preset& preset : presets(groups)) {
    const std::string id = fmt::format("rule-{}", n++);
    h.open("div", {{"class", "choice"}}).single("input", {{"type", "radio"}, {"id", id}, {"name", "rule"}, {"value", preset.value}, {"data-as", "json"}, {"checked", view.query("rule") == preset.value}});
    h.el("label", {{"for", id}}, t.tr(preset.label)).close();
  }
  h.close();
  h.open("details").el("summary", {}, t.tr("The charter's rule in words")).open("div");
  rule_words(view, assembly::decision::rule_of({}, charter));
  h.close().close();
  h.open("div", {{"class", "field"}}).el("label", {{"for", "expert"}}, t.tr("Or any rule, as JSON"));
  h.open("span", {{"class", "field__hint"}, {"id", "expert-hint"}}).text(t.tr("A record {scope, base, ratio, strict, quorum, block, floor} or a tree of all and any; docs/acts.md has every member. If filled in, it is the rule.")).close();
  h.open("textarea", {{"id", "expert"}, {"name", "rule"}, {"rows", 3}, {"data-as", "json"}, {"aria-describedby", "expert-hint"}, {"dir", "ltr"}}).close().close().close();
}

std::string minute(UnixSeconds time) { return format_time(time).substr(0, 16); }

void input(View& view, std::string_view id, std::string_view label, std::string_view hint, Attrs attrs) {
  Html& h = view.h;
  const std::string hint_id = std::string(id) + "-hint";
  h.open("div", {{"class", "field"}}).el("label", {{"for", id}}, label);
  if (!hint.empty()) h.el("span", {{"class", "field__hint"}, {"id", hint_id}}, hint);
  h.single("input", attrs).close();
}

void choice_fields(View& view, const std::vector<Target>& on) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("div", {{"data-when", "method=schulze ranked-pairs irv stv-scottish stv-meek approval equal-shares phragmen score star"}});
  h.open("div", {{"class", "field"}}).el("label", {{"for", "choices"}}, t.tr("Choices, one a line"));
  h.el("span", {{"class", "field__hint"}, {"id", "choices-hint"}}, t.tr("2 to 64. A line that begins with the id of an act stands for that act; it must then be named below. Think of a choice such as “none of these”."));
  std::string lines(view.query("choices"));
  if (lines.empty() && on.size() > 1) {
    for (const Target& one : on) lines += to_hex(one.id) + " " + one.title + "\n";
    lines += t.tr("None of these");
  }
  h.open("textarea", {{"id", "choices"}, {"name", "choices"}, {"rows", 6}, {"data-as", "choices"}, {"aria-describedby", "choices-hint"}, {"dir", "auto"}}).text(lines).close().close();
  input(view, "seats", t.tr("How many are chosen"), t.tr("One if left empty."),
        {{"id", "seats"}, {"name", "seats"}, {"type", "number"}, {"min", "1"}, {"max", "64"}, {"value", view.query("seats")}, {"data-as", "count"}, {"aria-describedby", "seats-hint"}});
  h.close();
}

void group_fields(View& view, const std::vector<std::string>& groups) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", "electorate"}}, t.tr("Who may vote")).open("select", {{"id", "electorate"}, {"name", "electorate"}, {"data-as", "token"}});
  h.el("option", {{"value", ""}}, t.tr("members with a seat in a group"));
  h.el("option", {{"value", "members"}, {"selected", view.query("electorate") == "members"}}, t.tr("all members")).close().close();
  if (groups.size() < 2) return;
  h.open("fieldset", {{"class", "field"}}).el("legend", {}, t.tr("Only these groups (none ticked: all)"));
  const auto asked = view.request.query.all("groups");
  for (const std::string& group : groups) {
    const std::string id = "g-" + group;
    h.open("div", {{"class", "choice"}}).single("input", {{"type", "checkbox"}, {"id", id}, {"name", "groups"}, {"value", group}, {"data-as", "tokens"}, {"checked", std::find(asked.begin(), asked.end(), group) != asked.end()}});
    h.el("label", {{"for", id}}, group_label(view, group)).close();
  }
  h.close();
}

std::string command(View& view, const std::vector<Target>& on, std::string_view method, bool name_log) {
  const auto given = [&](std::string_view name, std::string_view fallback) { return std::string(view.query(name).empty() ? fallback : view.query(name)); };
  const auto time = [&](std::string_view name, UnixSeconds fallback) {
    const std::string text = given(name, minute(fallback));
    return text.size() == 16 ? text + ":00Z" : text;
  };
  std::string out = "althing poll new --key me.key --title " + shell_quoted(given("title", "..."));
  if (!view.query("text").empty()) out += " --text " + shell_quoted(view.query("text"));
  out += fmt::format(" --method {}", method);
  if (method != "threshold" && method != "consent") {
    std::string lines = given("choices", "");
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = std::min(lines.find('\n', at), lines.size());
      std::string line = lines.substr(at, end - at);
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
      if (!line.empty()) out += " --choice " + shell_quoted(line);
      at = end + 1;
    }
    if (lines.empty()) {
      for (const Target& one : on) out += " --choice " + shell_quoted(to_hex(one.id) + " " + one.title);
      if (on.empty()) out += " --choice '...' --choice '...'";
    }
    if (!view.query("seats").empty()) out += " --seats " + shell_quoted(view.query("seats"));
  } else if (method == "threshold") {
    std::string_view rule;
    for (const std::string_view one : view.request.query.all("rule")) rule = one.empty() ? rule : one;
    if (!rule.empty()) out += " --rule " + shell_quoted(rule);
  }
  if (!view.query("electorate").empty()) out += " --electorate " + shell_quoted(view.query("electorate"));
  for (const std::string_view group : view.request.query.all("groups")) out += " --group " + shell_quoted(group);
  for (const Target& one : on) out += " --on " + to_hex(one.id);
  out += " --opens " + shell_quoted(time("opens", view.now)) + " --closes " + shell_quoted(time("closes", view.now + 7 * 86400));
  if (name_log) out += " --returning " + act::key_text(view.app.node().record().log_key().key());
  return out + fmt::format(" --node {} --print", node_url(view));
}

Result<PageSpec> form_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::vector<Target> on, targets(view));
  const json::Value charter = view.reader.charter();
  const bool on_charter = on.size() == 1 && on.front().type == "charter";
  const bool charter_logs = charter.at("logs") != nullptr;
  std::vector<std::string> groups;
  if (const auto assembly = view.reader.assembly()) {
    for (const index::GroupInfo& g : assembly->groups) groups.push_back(g.group);
  }
  const std::string method(!view.query("method").empty() ? view.query("method") : on.size() > 1 ? std::string_view("schulze") : std::string_view("threshold"));
  const std::string own_log = act::key_text(view.app.node().record().log_key().key());
  trail(view, {{view.url("polls"), std::string(t.tr("Polls"))}}, t.tr("Open a poll"));
  h.el("h1", {}, t.tr("Open a poll"));
  h.el("p", {{"class", "lede"}}, t.tr("Members vote in the open. Who may vote is settled when the poll opens; which ballots count, when it closes."));
  if (on_charter) h.el("p", {}, t.tr("A charter is decided by the charter in force: by its rule, in all groups, and by nothing that this poll could say otherwise."));
  h.open("form", {{"action", view.url("polls/new")}, {"data-althing", "act"}, {"data-act", "poll"}, {"data-assembly", to_hex(view.app.node().record().assembly())}, {"data-key-href", view.url("key")},
                  {"data-sentence", t.tr("Your signature puts this question to the members. You can withdraw it until it opens.")}});
  const std::string title = !view.query("title").empty() ? std::string(view.query("title")) : on.size() == 1 ? on.front().title : std::string();
  input(view, "title", t.tr("Question"), {}, {{"id", "title"}, {"name", "title"}, {"value", title}, {"required", true}, {"data-as", "line"}, {"dir", "auto"}});
  h.open("div", {{"class", "field"}}).el("label", {{"for", "text"}}, t.tr("What it is about"));
  h.el("span", {{"class", "field__hint"}, {"id", "text-hint"}}, t.tr("Paragraphs, *emphasis*, lists and links in Markdown."));
  h.open("textarea", {{"id", "text"}, {"name", "text"}, {"rows", 6}, {"data-as", "text"}, {"aria-describedby", "text-hint"}, {"dir", "auto"}}).text(view.query("text")).close().close();
  translation_fields(view);
  h.open("div", {{"class", "field"}}).el("label", {{"for", "method"}}, t.tr("Method")).open("select", {{"id", "method"}, {"name", "method"}, {"data-as", "token"}});
  const std::vector<std::string_view> methods = on_charter ? std::vector<std::string_view>{"threshold"}
                                                           : std::vector<std::string_view>{"threshold", "consent", "schulze", "ranked-pairs", "irv", "stv-scottish", "stv-meek", "approval", "equal-shares", "phragmen", "score", "star"};
  for (const std::string_view one : methods) {
    const std::string label = one == "threshold" ? std::string(t.tr("Yes or no, by a threshold")) : one == "consent" ? std::string(t.tr("Consent: nobody objects")) : std::string(method_word(t, one));
    h.el("option", {{"value", one}, {"selected", one == method}}, label);
  }
  h.close().close();
  if (!on_charter) {
    choice_fields(view, on);
    rule_fields(view, groups.size(), charter);
    group_fields(view, groups);
  }
  std::string ids;
  for (const Target& one : on) ids += (ids.empty() ? "" : " ") + to_hex(one.id);
  input(view, "on", t.tr("Decides on (ids of versions, statements, charters or other acts)"), t.tr("Separated by spaces; found on the page of each. May stay empty."),
        {{"id", "on"}, {"name", "on"}, {"value", ids}, {"data-as", "ids"}, {"autocomplete", "off"}, {"aria-describedby", "on-hint"}});
  const std::string opens(!view.query("opens").empty() ? view.query("opens") : minute(view.now)), closes(!view.query("closes").empty() ? view.query("closes") : minute(view.now + 7 * 86400));
  input(view, "opens", t.tr("Opens (UTC)"), t.tr("Who may vote is settled then. A time that is past means: at once."),
        {{"id", "opens"}, {"name", "opens"}, {"type", "datetime-local"}, {"value", opens}, {"required", true}, {"data-as", "time"}, {"data-edge", "start"}, {"aria-describedby", "opens-hint"}});
  input(view, "closes", t.tr("Closes (UTC)"), {}, {{"id", "closes"}, {"name", "closes"}, {"type", "datetime-local"}, {"value", closes}, {"required", true}, {"data-as", "time"}});
  if (!charter_logs) {
    input(view, "logs", t.tr("Logs whose returns close it (keys)"), t.tr("The charter names none, so the poll must: this node's log is filled in."),
          {{"id", "logs"}, {"name", "logs"}, {"value", own_log}, {"required", true}, {"data-as", "keys"}, {"autocomplete", "off"}, {"aria-describedby", "logs-hint"}});
  }
  mandate_field(view);
  h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
  box(h, Box::plain, t.tr("Before you sign"), Html().el("p", {}, t.tr("The question and its words enter a public record for good and cannot be erased, since others vote on them. A poll cannot be changed; it can be withdrawn until it opens.")).take());
  by_command_line(view, command(view, on, method, !charter_logs));
  PageSpec spec{.title = std::string(t.tr("Open a poll")), .path = "polls/new", .section = Section::polls};
  spec.script = true;
  spec.no_index = true;
  return spec;
}

}  // namespace

void add_poll_form_pages(http::Router& router, App& app) { add_page(router, app, "/{lang}/polls/new", "Form for a poll", form_page); }

}  // namespace althing::web
