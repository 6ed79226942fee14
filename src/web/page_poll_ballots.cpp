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

// Which rows, as indices: names are looked up for those shown only.
std::vector<const index::VoteInfo*> chosen(const CountedPoll& count, const PollInfo& poll, const Filter& filter) {
  const auto form = assembly::decision::ballot_form(poll.spec.method);
  std::vector<const index::VoteInfo*> out;
  for (const index::VoteInfo& vote : count.votes) {
    const bool voted = vote.ballot != index::kNone;
    if (!filter.group.empty() && std::find(vote.groups.begin(), vote.groups.end(), filter.group) == vote.groups.end()) continue;
    if (filter.position == "none" ? voted : filter.position == "voted" && !voted) continue;
    if (!filter.position.empty() && filter.position != "none" && filter.position != "voted") {
      const auto positions = positions_of(vote.choice, form);
      if (std::find(positions.begin(), positions.end(), filter.position) == positions.end()) continue;
    }
    out.push_back(&vote);
  }
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

void filter_form(View& view, const PollInfo& poll, const json::Value& labels, const CountedPoll& count, const Filter& filter) {
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
  std::vector<std::string> all;
  for (const index::VoteInfo& vote : count.votes) {
    for (const std::string& group : vote.groups) {
      if (std::find(all.begin(), all.end(), group) == all.end()) all.push_back(group);
    }
  }
  std::sort(all.begin(), all.end());
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
  const Counted count = count_of(view, poll, labels);
  filter_form(view, poll, labels, *count, filter);
  const auto rows = chosen(*count, poll, filter);
  h.el("p", {{"role", "status"}}, t.ntrf("{n} member", "{n} members", rows.size()));
  const std::size_t from = std::min<std::size_t>(rows.size(), static_cast<std::size_t>(page - 1) * kRowsPerPage);
  const std::size_t to = std::min<std::size_t>(rows.size(), from + kRowsPerPage);
  if (from < to) {
    table(h, "ballots", t.tr("By the id of the membership"), {{t.tr("Member")}, {t.tr("Groups")}, {t.tr("Vote and reason")}, {t.tr("When")}, {t.tr("Proof")}}, [&] {
      for (std::size_t i = from; i < to; ++i) row(view, poll, labels, *rows[i]);
    });
  }
  const std::string kept = "position=" + url_component(filter.position) + "&group=" + url_component(filter.group);
  pages(h, t, view.url(path + "/ballots"), kept, page, page_count(rows.size()));
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
