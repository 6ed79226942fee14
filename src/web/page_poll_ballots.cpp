// Everyone entitled to vote in a poll with the ballot that counts, its reason and its proof; and who has not
// voted. Filtered by position and group, in pages.
#include <algorithm>

#include "web/kit/limits.h"
#include "web/page_poll.h"

namespace althing::web {
namespace {

using index::PollInfo;

struct Filter {
  std::string position, group;
};

// The rows of one page, and how many there are. Of a decided poll that nobody filters the index has them by
// place; nullopt: its rows are being read.
struct Chosen {
  std::vector<index::VoteInfo> page;
  std::size_t total = 0;
};
std::optional<Chosen> chosen(View& view, const PollInfo& poll, const Filter& filter, std::size_t from) {
  Chosen out;
  if (poll.outcome && filter.position.empty() && filter.group.empty()) {
    const json::Value* eligible = poll.outcome->at("eligible");
    out.total = eligible != nullptr && eligible->integer() != nullptr ? static_cast<std::size_t>(*eligible->integer()) : 0;
    out.page = view.reader.votes(poll.act.id, from, kRowsPerPage);
    return out;
  }
  const Counted count = view.app.poll_counts().of(view.reader, poll);
  if (count == nullptr) return std::nullopt;
  if (!poll.outcome && count->folded != view.reader.folded()) view.keep = false;
  std::vector<bool> in_group(count->group_sets.size(), filter.group.empty());
  for (std::size_t i = 0; i < in_group.size(); ++i) {
    const auto& set = count->group_sets[i];
    in_group[i] = in_group[i] || std::find(set.begin(), set.end(), filter.group) != set.end();
  }
  const auto take = [&](std::size_t i) {
    if (!in_group[count->rows[i].groups]) return;
    if (out.total >= from && out.page.size() < kRowsPerPage) out.page.push_back(count->row(i));
    ++out.total;
  };
  const bool by_position = !filter.position.empty() && filter.position != "none" && filter.position != "voted";
  if (by_position) {
    if (const auto it = count->positions.find(filter.position); it != count->positions.end()) {
      for (const std::uint32_t i : it->second) take(i);
    }
    return out;
  }
  for (std::size_t i = 0; i < count->rows.size(); ++i) {
    const bool voted = count->rows[i].ballot != index::kNone;
    if (filter.position.empty() || (filter.position == "voted") == voted) take(i);
  }
  return out;
}

// Groups to filter by: those of whom it counts, else those it asks or the charter has.
std::vector<std::string> groups_asked(View& view, const PollInfo& poll) {
  std::vector<std::string> out = poll.spec.groups;
  if (poll.outcome) {
    if (const auto summary = assembly::decision::read_summary(view.reader.poll_summary(poll.act.id))) {
      out.clear();
      for (const auto& [group, sums] : summary->groups) {
        if (!group.empty()) out.push_back(group);
      }
    }
  } else if (const auto assembly = view.reader.assembly(); assembly && out.empty()) {
    for (const index::GroupInfo& group : assembly->groups) {
      if (group.seats > 0) out.push_back(group.group);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<Filter> read_filter(const View& view, const PollInfo& poll) {
  Filter filter{std::string(view.query("position")), std::string(view.query("group"))};
  std::vector<std::string> known{"", "none", "voted"};
  if (poll.spec.is_yes_no()) known.insert(known.end(), {"yes", "no", "abstain"});
  for (const auto& choice : poll.spec.choices) known.push_back(choice.choice);
  if (std::find(known.begin(), known.end(), filter.position) == known.end()) return fail(Errc::malformed, "position", "is none of this poll's");
  return filter;
}

void filter_form(View& view, const PollInfo& poll, const json::Value& labels, const std::vector<std::string>& all, const Filter& filter) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"action", view.url("poll/" + to_hex(poll.act.id) + "/ballots")}});
  std::vector<std::string> words;
  std::vector<Option> positions{{"", t.tr("everybody entitled"), {}}, {"voted", t.tr("who voted"), {}}, {"none", t.tr("who has not voted"), {}}};
  std::vector<std::string> names = poll.spec.is_yes_no() ? std::vector<std::string>{"yes", "no", "abstain"} : std::vector<std::string>{};
  for (const auto& choice : poll.spec.choices) names.push_back(choice.choice);
  for (const std::string& name : names) words.push_back(position_word(t, labels, name));
  for (std::size_t i = 0; i < names.size(); ++i) positions.push_back({names[i], words[i], {}});
  select(h, "position", "position", assembly::decision::ballot_form(poll.spec.method) == assembly::decision::BallotForm::vote ? t.tr("Vote") : t.tr("First or approved"), positions, filter.position);
  std::vector<Option> groups{{"", t.tr("All groups"), {}}};
  for (const std::string& group : all) groups.push_back({group, group_label(view, group), {}});
  select(h, "group", "group", t.tr("Group"), groups, filter.group);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

void row(View& view, const PollInfo& poll, const json::Value& labels, const index::VoteInfo& vote) {
  const Translator& t = view.t;
  Html& h = view.h;
  const index::VoterInfo voter = view.reader.voter(vote);
  h.open("tr").open("th", {{"scope", "row"}}).raw(member_link(view, voter.member.join, voter.member.name)).close();
  cell(h, group_labels(view, voter.groups));
  if (!voter.ballot) {
    cell(h, Html().el("span", {{"class", "muted"}}, t.tr("has not voted")).take());
    cell(h, "");
    cell(h, "");
    h.close();
    return;
  }
  Html words, links;
  words.open("strong").name(ballot_words(t, poll, labels, voter.choice)).close();
  const std::string_view reason = voter.ballot->shown.detail.text_at("reason");
  if (!reason.empty()) words.open("div", {{"dir", "auto"}}).text(visible(reason, TextKind::prose)).close().raw(interests_of(view, voter.ballot->act));
  else if (const auto why = hidden_reason(t, voter.ballot->act); !why.empty()) words.el("div", {{"class", "muted small"}}, why);
  cell(h, words.take());
  cell(h, days_of(view, voter.ballot->act));
  const std::string id = to_hex(voter.ballot->act.id);
  links.link(view.url("acts/" + id), t.tr("ballot")).text(" · ").link("/acts/" + id + "/proof", t.tr("proof"));
  cell(h, links.take());
  h.close();
}

Result<PageSpec> ballots(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const PollInfo poll, param_poll(view));
  const json::Value labels = labels_of(view, poll);
  TRY(const Filter filter, read_filter(view, poll));
  TRY(const std::uint64_t page, parse_page(view.query("page")));
  const std::string path = "poll/" + to_hex(poll.act.id);
  trail(view, {{view.url("polls"), std::string(t.tr("Polls"))}, {view.url(path), plain_title(view, poll.act, poll.shown.title)}}, t.tr("Ballots"));
  h.el("h1", {}, t.tr("Ballots"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, poll.act, poll.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  state_badge(view, poll);
  h.close();
  if (!poll.outcome) h.el("p", {}, t.tr("As it stands now: who may vote is settled by the returns once the poll has closed, and so is which ballots count."));
  filter_form(view, poll, labels, groups_asked(view, poll), filter);
  const auto rows = chosen(view, poll, filter, static_cast<std::size_t>(page - 1) * kRowsPerPage);
  if (!rows) being_counted(view);
  if (rows) h.el("p", {{"role", "status"}}, t.ntrf("{n} member", "{n} members", rows->total));
  if (rows && !rows->page.empty()) {
    table(h, "ballots", t.tr("By the id of the membership"), {{t.tr("Member")}, {t.tr("Groups")}, {t.tr("Vote and reason")}, {t.tr("When")}, {t.tr("Proof")}}, [&] {
      for (const index::VoteInfo& vote : rows->page) row(view, poll, labels, vote);
    });
  }
  const std::string kept = "position=" + url_component(filter.position) + "&group=" + url_component(filter.group);
  if (rows) pages(h, t, view.url(path + "/ballots"), kept, page, page_count(rows->total));
  h.open("p").link(view.url(path + "/ballots.csv"), t.tr("Download all as CSV")).close();
  PageSpec spec{.title = std::string(t.tr("Ballots")) + ": " + plain_title(view, poll.act, poll.shown.title), .path = path + "/ballots", .section = Section::polls, .wide = true};
  spec.no_index = true;
  return spec;
}

}  // namespace

void add_poll_ballot_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/poll/{id}/ballots", "Every ballot of a poll, and who has not voted", ballots);
}

}  // namespace althing::web
