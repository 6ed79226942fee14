// One proposal: its text in the version asked for, what it changes, amendments before comments, support and
// objections of that version with their reasons, rivals, versions; and any two versions compared.
#include <fmt/format.h>

#include <algorithm>

#include "web/kit/markdown.h"
#include "web/kit/word_diff.h"
#include "web/page_deliberation.h"
#include "web/page_follow.h"
#include "web/page_versions.h"

namespace althing::web {
namespace {

constexpr std::size_t kStances = 50;  // on one page, of each kind

void place_line(View& view, const index::ProposalInfo& p) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (!p.on) return;
  h.open("p");
  option_tag(h, t, p.kind);
  h.text(" ").text(proposal_kind_word(t, p.kind)).text(" · ");
  if (const auto place = view.reader.provision(*p.on)) {
    h.link(view.url("provision/" + to_hex(place->act.id)), t.trf("Provision {number}", {{"number", place->number}}));
    if (const auto in = view.reader.instrument(place->instrument)) h.text(", ").raw(title_of(view, in->act, in->shown.title));
  } else if (const auto in = view.reader.instrument(*p.on)) {
    h.open("a", {{"href", view.url("instrument/" + to_hex(in->act.id))}}).raw(title_of(view, in->act, in->shown.title)).close();
  } else {
    h.raw(act_link(view, *p.on, short_id(*p.on)));
  }
  h.close();
}

void poll_lines(View& view, const Standing& standing) {
  if (standing.polls.empty()) return;
  Html& h = view.h;
  h.open("ul");
  for (const index::PollInfo& poll : standing.polls) {
    h.open("li").open("a", {{"href", view.url("poll/" + to_hex(poll.act.id))}}).raw(title_of(view, poll.act, poll.shown.title)).close().text(" · ");
    h.text(poll.outcome ? view.t.tr("decided") : view.t.tr("not decided yet")).close();
  }
  h.close();
}

void text_block(View& view, const ChosenProposal& chosen) {
  const Translator& t = view.t;
  const index::ProposalVersion& v = chosen.version();
  prose(view, v.words, v.shown, v.shown.text);
  if (const std::string_view reason = v.shown.detail.text_at("reason"); !reason.empty() && hidden_reason(t, v.words).empty()) {
    view.h.el("h2", {}, t.tr("Why")).raw(markdown(reason).html);
  }
  const std::string base = base_text(view, chosen.proposal);
  if (chosen.proposal.kind == "mod" && !base.empty() && hidden_reason(t, v.words).empty()) {
    view.h.el("h2", {}, t.tr("Against the text in force"));
    diff_block(view, squeeze_space(base), squeeze_space(v.shown.first_text()));
  }
}

// Support or objections of one version: who, in which groups, why.
Result<void> stances(View& view, const index::ProposalVersion& v, const GroupNames& names, std::string_view type, const std::string& here) {
  const Translator& t = view.t;
  Html& h = view.h;
  const bool is_support = type == "support";
  const std::int64_t count = is_support ? v.support : v.object;
  TRY(const std::uint64_t after, query_number(view, type, index::kNone));
  h.open("h3", {{"id", type}}).text(is_support ? t.ntrf("{n} supporter", "{n} supporters", static_cast<std::uint64_t>(count))
                                              : t.ntrf("{n} objection", "{n} objections", static_cast<std::uint64_t>(count))).close();
  auto rows = view.reader.about(v.act.id, type, kStances + 1, after);
  const bool more = rows.size() > kStances;
  if (more) rows.pop_back();
  h.open("ul", {{"class", "people"}});
  for (const index::Item& one : rows) {
    h.open("li").open("span", {{"class", "person"}}).el("span", {{"class", "person__name"}}, author_link(view, one.act));
    h.open("span", {{"class", "person__note"}}).text(seat_words(view, names, one.act)).close();
    h.open("span", {{"class", "person__when"}}).raw(days_of(view, one.act)).text(" · ").raw(act_link(view, one.act.id, t.tr("act"))).close().close();
    if (const auto why = hidden_reason(t, one.act); !why.empty()) h.el("p", {{"class", "muted small"}}, why);
    else if (const std::string_view reason = one.shown.detail.text_at("reason"); !reason.empty()) h.el("p", {{"dir", "auto"}, {"class", "written"}}, visible(reason, TextKind::prose));
    interests_note(view, one.act);
    h.close();
  }
  h.close();
  if (more || after != index::kNone) {
    h.open("nav", {{"class", "pages"}, {"aria-label", is_support ? t.tr("Pages of support") : t.tr("Pages of objections")}});
    if (after != index::kNone) h.link(view.url(here) + "#" + std::string(type), t.tr("Start"));
    if (more) h.link(with_query(view.url(here), type, rows.back().act.no) + "#" + std::string(type), t.tr("Next"));
    h.close();
  }
  return {};
}

void amendments(View& view, const index::ProposalInfo& p) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {{"id", "amendments"}}, t.ntrf("{n} amendment", "{n} amendments", p.amendments.size()));
  if (p.amendments.empty()) h.el("p", {{"class", "muted"}}, t.tr("Nobody has asked for another wording yet."));
  for (const index::AmendmentInfo& a : p.amendments) {
    const auto of = std::find_if(p.versions.begin(), p.versions.end(), [&](const auto& v) { return v.act.id == a.of; });
    h.open("article", {{"class", "position"}, {"id", "a-" + to_hex(a.act.id).substr(0, 12)}});
    h.open("h3", {{"class", "position__head"}}).link(view.url("amendment/" + to_hex(a.act.id)), t.trf("Amendment {id}", {{"id", short_id(a.act.id)}}));
    amendment_badge(view, a);
    h.close();
    byline(view, a.act);
    if (const auto why = hidden_reason(t, a.act); !why.empty()) {
      h.el("p", {{"class", "muted"}}, why);
    } else {
      if (const std::string_view reason = a.shown.detail.text_at("reason"); !reason.empty()) h.el("p", {{"dir", "auto"}, {"class", "written"}}, visible(reason, TextKind::prose));
      h.open("details", {{"open", a.state == "open"}});
      h.el("summary", {}, of == p.versions.end() ? std::string(t.tr("Its text")) : t.trf("Changes to version {n}", {{"n", t.number(of - p.versions.begin() + 1)}}));
      diff_block(view, of == p.versions.end() ? std::string_view() : of->shown.first_text(), a.shown.first_text());
      h.close();
    }
    h.close();
  }
}

void rivals(View& view, const index::ProposalInfo& p) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<index::ProposalInfo> all = p.on ? view.reader.proposals_on(*p.on) : std::vector<index::ProposalInfo>{};
  const auto add = [&](std::vector<index::ProposalInfo> more) {
    for (auto& one : more) {
      if (std::none_of(all.begin(), all.end(), [&](const auto& known) { return known.act.id == one.act.id; })) all.push_back(std::move(one));
    }
  };
  add({p});
  add(view.reader.rivals_from(p));
  if (p.from) {
    if (auto origin = view.reader.proposal(*p.from)) {
      add(view.reader.rivals_from(*origin));
      add({std::move(*origin)});
    }
  }
  if (p.from) {
    h.open("p").raw(t.trh("It takes up {amendment}, which was not accepted.", {{"amendment", Html().link(view.url("amendment/" + to_hex(*p.from)), t.trf("amendment {id}", {{"id", short_id(*p.from)}})).take()}})).close();
  }
  const auto open = std::count_if(all.begin(), all.end(), [](const auto& one) { return !one.withdrawn; });
  if (all.size() > 1) {
    h.el("h2", {}, t.tr("Rival texts")).open("ul");
    for (const index::ProposalInfo& one : all) {
      if (one.act.id == p.act.id || one.versions.empty()) continue;
      h.open("li").raw(proposal_link(view, one)).text(" · ").raw(t.trh("by {author}", {{"author", author_link(view, one.act)}})).text(" · ");
      h.text(stage_word(t, standing_of(view, one).stage)).close();
    }
    h.close();
  }
  if (p.withdrawn) return;
  h.open("p").el("a", {{"class", "button button--secondary"}, {"href", new_poll_url(view, all)}}, open > 1 ? t.tr("Put these rival texts to one vote") : t.tr("Put it to the vote")).close();
}

std::string version_words(const Translator& t, const index::ProposalVersion& v) {
  if (v.act.type == "accept") return std::string(t.tr("an amendment accepted"));
  return std::string(v.act.type == "propose" ? t.tr("as proposed") : t.tr("revised by its authors"));
}

void versions(View& view, const ChosenProposal& chosen) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto& all = chosen.proposal.versions;
  h.el("h2", {{"id", "versions"}}, t.tr("Versions"));
  h.el("p", {}, t.tr("Support and objections belong to one version; they do not move to a newer one."));
  h.open("ol", {{"class", "timeline"}});
  for (std::size_t i = all.size(); i-- > 0;) {
    const auto& v = all[i];
    const std::string label = t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(i + 1))}});
    h.open("li").open("p", {{"class", "cluster"}});
    if (i == chosen.at) h.el("strong", {}, label);
    else h.link(fmt::format("{}?version={}", view.url("proposal/" + to_hex(chosen.proposal.act.id)), i + 1), label);
    if (v.current) badge(h, Badge::open, t.tr("Newest"));
    h.close().open("p", {{"class", "small"}}).text(version_words(t, v)).text(" · ").raw(author_link(view, v.act)).text(" · ");
    h.text(t.ntrf("{n} supporter", "{n} supporters", static_cast<std::uint64_t>(v.support))).text(" · ");
    h.text(t.ntrf("{n} objection", "{n} objections", static_cast<std::uint64_t>(v.object)));
    h.text(" · ").el("span", {{"class", "muted"}}, days_of(view, v.act)).close().close();
  }
  h.close();
  if (all.size() < 2) return;
  const std::size_t to = chosen.at > 0 ? chosen.at : 1;
  compare_form(view, "proposal/" + to_hex(chosen.proposal.act.id), all.size(), to - 1, to, "unified");
}

void facts(View& view, const ChosenProposal& chosen) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("About this proposal")).open("dl", {{"class", "facts"}});
  fact(h, t.tr("Author"), author_link(view, chosen.proposal.act));
  if (!chosen.proposal.with.empty()) fact(h, t.tr("Together with"), member_list(view, chosen.proposal.with));
  fact(h, t.tr("Version"), t.trh("{n}, frozen on {date}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}, {"date", t.time_html(chosen.version().act.at)}}));
  fact(h, t.tr("Act"), act_link(view, chosen.version().act.id, to_hex(chosen.version().act.id)));
  h.close();
  if (chosen.proposal.withdrawn) return;
  const std::string id = to_hex(chosen.proposal.act.id);
  h.open("p", {{"class", "cluster"}}).link(view.url("proposal/" + id + "/revise"), t.tr("Publish a new version (authors)"));
  h.link(view.url("acts/" + id + "/withdraw"), t.tr("Withdraw it (authors)")).close();
}

void ways_to_act(View& view, const ChosenProposal& chosen) {
  if (chosen.proposal.withdrawn || !chosen.newest()) return;
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string v = view.url("proposal/" + to_hex(chosen.version().act.id));
  h.open("p", {{"class", "cluster"}});
  h.el("a", {{"class", "button"}, {"href", v + "/support"}}, t.tr("Support this version"));
  h.el("a", {{"class", "button button--secondary"}, {"href", v + "/object"}}, t.tr("Object to it"));
  h.el("a", {{"class", "button button--secondary"}, {"href", v + "/amend"}}, t.tr("Amend it")).close();
}

Result<PageSpec> proposal_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const ChosenProposal chosen, chosen_proposal(view));
  const index::ProposalInfo& p = chosen.proposal;
  const index::ProposalVersion& v = chosen.version();
  // The first version has the proposal's id, which means the newest; so that one is named by its number.
  std::string path = "proposal/" + to_hex(v.act.id);
  if (!chosen.newest() && v.act.id == p.act.id) path = with_query(path, "version", chosen.at + 1);
  const std::string title = plain_title(view, p.act, v.shown.title);
  const GroupNames& names = group_names(view);
  const Standing standing = standing_of(view, p);
  trail(view, {{view.url("proposals"), std::string(t.tr("Proposals"))}}, title);
  h.open("h1").raw(title_of(view, v.words, v.shown.title)).close();
  h.open("p", {{"class", "cluster"}});
  stage_badge(view, standing.stage);
  h.el("span", {{"class", "muted"}}, t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  if (!chosen.newest()) {
    box(h, Box::warning, t.tr("This is not the newest version"),
        Html().open("p").link(view.url("proposal/" + to_hex(p.act.id)), t.tr("Read the newest version")).close().take());
  }
  poll_lines(view, standing);
  place_line(view, p);
  byline(view, p.act);
  text_block(view, chosen);
  ways_to_act(view, chosen);
  h.el("h2", {{"id", "stances"}}, t.trf("Support and objections to version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}}));
  for (const std::string_view type : {"support", "object"}) TRY_VOID(stances(view, v, names, type, path));
  // What follows from it is offered once it is adopted; what was stated or made of it before is shown all the same.
  const bool adopted = standing.stage == Stage::adopted;
  outcome_box(view, v.act.id, adopted);
  if (adopted) pledges_block(view, v.act.id);
  amendments(view, p);
  rivals(view, p);
  versions(view, chosen);
  std::vector<act::ActId> subjects;
  for (const auto& each : p.versions) subjects.push_back(each.act.id);
  TRY_VOID(comments(view, subjects, v.act.id, path));
  facts(view, chosen);
  verify_box(view, v.act.id);
  return with_preview(view, {.title = title, .path = path, .section = Section::proposals}, v.act.id, v.shown.text);
}

void side_by_side(View& view, const WordDiff& diff, const std::string& left, const std::string& right) {
  table(view.h, "sides", view.t.tr("Old and new text, paragraph beside paragraph"), {{left}, {right}}, [&] {
    for (const auto& [before, after] : diff_rows(diff)) {
      view.h.open("tr").open("td", {{"class", "written"}, {"dir", "auto"}}).raw(render_diff(before)).close();
      view.h.open("td", {{"class", "written"}, {"dir", "auto"}}).raw(render_diff(after)).close().close();
    }
  });
}

Result<PageSpec> compare(View& view) {
  view.reader.prefer_words({});  // what is edited or compared is what was first written
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const ChosenProposal chosen, chosen_proposal(view));
  const auto& all = chosen.proposal.versions;
  TRY(const std::uint64_t from, query_number(view, "from", 1));
  TRY(const std::uint64_t to, query_number(view, "to", all.size()));
  for (const std::uint64_t n : {from, to}) {
    if (n < 1 || n > all.size()) return fail(Errc::not_found, "version", std::string(t.tr("there is no such version")));
  }
  const bool sides = view.query("shape") == "sides";
  proposal_trail(view, chosen.proposal, t.tr("What changed"));
  h.el("h1", {}, t.tr("What changed"));
  h.open("p", {{"class", "lede"}}).raw(proposal_link(view, chosen.proposal)).close();
  compare_form(view, "proposal/" + to_hex(chosen.proposal.act.id), chosen.proposal.versions.size(), from - 1, to - 1, sides ? "sides" : "unified");
  const auto &a = all[from - 1], &b = all[to - 1];
  const std::string left = t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(from))}}), right = t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(to))}});
  if (!hidden_reason(t, a.words).empty() || !hidden_reason(t, b.words).empty()) {
    h.el("p", {}, t.tr("The words of one of them are not shown here, so they cannot be compared."));
    hidden_box(view, hidden_reason(t, a.words).empty() ? b.words : a.words);
  } else if (a.shown.title == b.shown.title && a.shown.text == b.shown.text) {
    h.el("p", {{"role", "status"}}, t.tr("The two say the same, word for word."));
  } else {
    h.open("h2", {{"dir", "auto"}}).raw(render_diff(word_diff(a.shown.title, b.shown.title))).close();
    if (sides) side_by_side(view, word_diff(a.shown.text, b.shown.text), left, right);
    else diff_block(view, a.shown.text, b.shown.text);
  }
  PageSpec spec{.title = fmt::format("{}: {}", t.tr("What changed"), proposal_title(view, chosen.proposal)),
                .path = "proposal/" + to_hex(chosen.proposal.act.id) + "/compare", .section = Section::proposals, .wide = sides, .no_index = true};
  return spec;
}

}  // namespace

void add_proposal_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/proposal/{id}", "A proposal with its versions, amendments and stances", proposal_page);
  add_page(router, app, "/{lang}/proposal/{id}/compare", "Any two versions of a proposal; ?shape=unified or sides", compare);
}

}  // namespace althing::web
