// Polls: the list with states and filters, and the ones that wait for a member's vote.
#include <fmt/format.h>

#include <algorithm>

#include "web/page_poll.h"
#include "web/pages.h"

namespace althing::web {
namespace {

using index::PollInfo;

constexpr std::size_t kListed = 25;
constexpr std::size_t kLookedAt = 500;  // polls read for one page of a filtered list

constexpr Phase kDecided[] = {Phase::adopted, Phase::not_adopted, Phase::elected, Phase::failed};

std::string_view state_of(const PollInfo& poll, UnixSeconds now) {
  const Phase phase = phase_of(poll, now);
  if (std::find(std::begin(kDecided), std::end(kDecided), phase) != std::end(kDecided)) return "decided";
  if (phase == Phase::coming) return "coming";
  if (phase == Phase::open) return "open";
  return phase == Phase::waiting ? "waiting" : "withdrawn";
}

struct Filter {
  std::string state, group, text;
  bool any() const { return !state.empty() || !group.empty() || !text.empty(); }
  std::string query() const {
    return fmt::format("q={}&state={}&group={}", url_component(text), url_component(state), url_component(group));
  }
};

constexpr std::pair<std::string_view, Msg> kStates[] = {{"", msg("any state")}, {"open", msg("open")}, {"coming", msg("not opened yet")}, {"waiting", msg("closed, not decided yet")},
                                                        {"decided", msg("decided")}, {"withdrawn", msg("withdrawn")}};

Result<Filter> read_filter(const View& view) {
  Filter filter{std::string(view.query("state")), std::string(view.query("group")), std::string(view.query("q"))};
  if (std::none_of(std::begin(kStates), std::end(kStates), [&](const auto& row) { return row.first == filter.state; })) {
    return fail(Errc::malformed, "state", "must be open, coming, waiting, decided or withdrawn");
  }
  if (filter.text.size() > 200) return fail(Errc::malformed, "q", "at most 200 characters");
  return filter;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

bool fits(const Filter& filter, const PollInfo& poll, UnixSeconds now) {
  if (!filter.state.empty() && state_of(poll, now) != filter.state) return false;
  const auto& groups = poll.spec.groups;
  if (!filter.group.empty() && !groups.empty() && std::find(groups.begin(), groups.end(), filter.group) == groups.end()) return false;
  return filter.text.empty() || lower(poll.shown.title).find(lower(filter.text)) != std::string::npos;
}

void filter_form(View& view, const Filter& filter) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"role", "search"}, {"action", view.url("polls")}});
  field(h, {.id = "q", .name = "q", .label = t.tr("Words of the question"), .value = filter.text, .type = "search"});
  std::vector<Option> states;
  for (const auto& [value, word] : kStates) states.push_back({value, t.tr(word), {}});
  select(h, "state", "state", t.tr("State"), states, filter.state);
  std::vector<Option> groups{{"", t.tr("All groups"), {}}};
  const auto assembly = view.reader.assembly();
  if (assembly) {
    for (const index::GroupInfo& g : assembly->groups) groups.push_back({g.group, group_label(view, g.group), {}});
  }
  select(h, "group", "group", t.tr("Group asked"), groups, filter.group);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

// Who was elected, in the list.
void elected(View& view, const PollInfo& poll) {
  if (!poll.outcome || poll.outcome->at("elected") == nullptr) return;
  const json::Value labels = labels_of(view, poll);
  view.h.open("p", {{"class", "small"}}).text(view.t.tr("Elected:")).text(" ");
  bool first = true;
  for (const json::Value& choice : *poll.outcome->at("elected")->array()) {
    if (!std::exchange(first, false)) view.h.text(", ");
    view.h.name(label_text(labels, *choice.string()));
  }
  view.h.close();
}

void row(View& view, const PollInfo& poll) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("poll/" + to_hex(poll.act.id))}});
  h.raw(title_of(view, poll.act, poll.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  state_badge(view, poll);
  h.close();
  elected(view, poll);
  h.open("p", {{"class", "muted small"}}).text(method_word(t, poll.spec.method)).text(" · ");
  h.text(t.ntrf("{n} ballot", "{n} ballots", static_cast<std::uint64_t>(poll.ballots))).text(" · ");
  h.raw(t.trh("by {author}", {{"author", author_link(view, poll.act)}})).close().close();
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Filter filter, read_filter(view));
  TRY(std::uint64_t before, query_number(view, "before", index::kNone));
  trail(view, {}, t.tr("Polls"));
  h.el("h1", {}, t.tr("Polls"));
  h.el("p", {{"class", "lede"}}, t.tr("Questions put to the members, each with its rule, its times and its result."));
  h.open("p", {{"class", "cluster"}}).el("a", {{"class", "button"}, {"href", view.url("polls/new")}}, t.tr("Open a poll"));
  h.link(view.url("polls/mine"), t.tr("What needs my vote")).link(view.url("charter"), t.tr("The charter")).close();
  filter_form(view, filter);
  std::vector<PollInfo> rows;
  std::size_t seen = 0;
  bool more = true;
  while (more && rows.size() < kListed && seen < kLookedAt) {
    const auto batch = view.reader.polls(kListed, before);
    more = batch.size() == kListed;
    for (const PollInfo& poll : batch) {
      if (rows.size() == kListed) {
        more = true;
        break;
      }
      before = poll.act.no;
      ++seen;
      if (fits(filter, poll, view.now)) rows.push_back(poll);
    }
  }
  if (rows.empty()) h.el("p", {{"role", "status"}}, filter.any() ? t.tr("No poll matches. Try fewer words, or show any state.") : t.tr("No poll has been opened here yet."));
  h.open("ul", {{"class", "list"}});
  for (const PollInfo& poll : rows) row(view, poll);
  h.close();
  if (more && before != index::kNone) h.open("p").link(fmt::format("{}?{}&before={}", view.url("polls"), filter.query(), before), t.tr("Older polls")).close();
  return PageSpec{.title = std::string(t.tr("Polls")), .path = "polls", .section = Section::polls};
}

Result<std::optional<act::ActId>> member_asked(View& view, std::string_view text) {
  if (text.empty()) return std::optional<act::ActId>();
  if (const auto id = parse_hex<act::ActId>(text)) return std::optional(*id);
  const auto key = act::parse_key(text);
  if (!key) return fail(Errc::malformed, "key", std::string(view.t.tr("must be a key (43 characters) or the id of a membership (64 digits)")));
  return view.reader.identity(*key);
}

void awaited(View& view, const std::vector<index::AwaitedVote>& all, bool voted) {
  Html& h = view.h;
  h.open("ul", {{"class", "list"}});
  for (const index::AwaitedVote& one : all) {
    if (one.ballot.has_value() != voted) continue;
    const std::string path = view.url("poll/" + to_hex(one.poll.act.id));
    h.open("li").open("a", {{"class", "list__title"}, {"href", path + "#vote"}}).raw(title_of(view, one.poll.act, one.poll.shown.title)).close();
    h.open("p", {{"class", "cluster"}});
    state_badge(view, one.poll);
    if (one.ballot) h.raw(act_link(view, *one.ballot, view.t.tr("your ballot")));
    h.close().close();
  }
  h.close();
}

Result<PageSpec> mine(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string_view text = view.query("key");
  trail(view, {{view.url("polls"), std::string(t.tr("Polls"))}}, t.tr("What needs my vote"));
  h.el("h1", {}, t.tr("What needs my vote"));
  TRY(const auto member, member_asked(view, text));
  if (text.empty()) {
    h.el("p", {{"class", "lede"}}, t.tr("Give your key or the id of your membership. Both are public; this node does not keep what you ask."));
    h.el("div", {{"data-althing", "mine"}, {"data-href", view.url("polls/mine")}, {"hidden", true}}, "");
  } else if (!member) {
    h.el("p", {{"role", "status"}}, t.tr("This key belongs to no member here, so it has no vote."));
  } else {
    const auto info = view.reader.member(*member);
    const auto all = view.reader.awaited_votes(*member, view.now);
    if (info) h.open("p").raw(member_link(view, *member, info->name)).close();
    const auto waiting = static_cast<std::uint64_t>(std::count_if(all.begin(), all.end(), [](const auto& one) { return !one.ballot; }));
    h.el("p", {{"role", "status"}}, waiting == 0 ? std::string(t.tr("No poll waits for this member's vote.")) : t.ntrf("{n} poll waits for this member's vote.", "{n} polls wait for this member's vote.", waiting));
    if (waiting > 0) awaited(view, all, false);
    if (waiting < all.size()) {
      h.el("h2", {}, t.tr("Voted already")).el("p", {}, t.tr("A ballot can be changed until its poll closes."));
      awaited(view, all, true);
    }
  }
  h.open("form", {{"action", view.url("polls/mine")}});
  field(h, {.id = "key", .name = "key", .label = t.tr("Key or id of a membership"), .value = text, .autocomplete = "off", .required = true});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  h.open("p", {{"class", "muted small"}}).text(t.tr("A poll is listed as the seats are now; who may vote is settled when it opens.")).close();
  PageSpec spec{.title = std::string(t.tr("What needs my vote")), .path = "polls/mine", .section = Section::polls};
  spec.no_index = true;
  spec.script = true;
  return spec;
}

}  // namespace

void add_poll_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/polls", "Polls with their states, newest first", list);
  add_page(router, app, "/{lang}/polls/mine", "Polls that wait for a member's vote", mine);
  add_poll_form_pages(router, app);
  add_poll_page(router, app);
  add_poll_ballot_pages(router, app);
  add_poll_exports(router, app);
  add_charter_pages(router, app);
}

}  // namespace althing::web
