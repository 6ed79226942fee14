// One amendment: its state, what it changes, and the forms of the proposal's authors to accept or decline it.
#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"
#include "web/deliberation_form.h"
#include "web/page_deliberation.h"

namespace althing::web {

void amendment_badge(View& view, const index::AmendmentInfo& amendment) {
  const Translator& t = view.t;
  if (amendment.state == "accepted") badge(view.h, Badge::open, t.tr("Accepted"));
  else if (amendment.state == "declined") badge(view.h, Badge::closed, t.tr("Declined"));
  else if (amendment.state == "withdrawn") badge(view.h, Badge::is_void, t.tr("Withdrawn"));
  else badge(view.h, Badge::pending, t.tr("Waiting for the authors"));
}

namespace {

struct ChosenAmendment {
  index::ProposalInfo proposal;
  std::size_t at = 0;  // into proposal.amendments
  std::size_t of = 0;  // into proposal.versions; its size if that version is void
  const index::AmendmentInfo& amendment() const { return proposal.amendments[at]; }
  bool stale() const { return of != current_at(proposal); }
};

Result<ChosenAmendment> chosen_amendment(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto proposal = view.reader.proposal(id);
  if (!proposal || proposal->versions.empty()) return fail(Errc::not_found, std::string(view.t.tr("no amendment in force has this id here")));
  ChosenAmendment out{std::move(*proposal), 0, 0};
  const auto& all = out.proposal.amendments;
  out.at = static_cast<std::size_t>(std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.act.id == id; }) - all.begin());
  if (out.at == all.size()) return fail(Errc::not_found, std::string(view.t.tr("no amendment in force has this id here")));
  const auto& versions = out.proposal.versions;
  out.of = static_cast<std::size_t>(std::find_if(versions.begin(), versions.end(), [&](const auto& v) { return v.act.id == all[out.at].of; }) - versions.begin());
  return out;
}

void decided(View& view, const index::AmendmentInfo& a) {
  if (!a.decided) return;
  const Translator& t = view.t;
  Html& h = view.h;
  const Raw who = author_link(view, a.decided->act), when = t.time_html(a.decided->act.at);
  h.el("p", {}, a.state == "accepted" ? t.trh("Accepted by {author} on {date}.", {{"author", who}, {"date", when}}) : t.trh("Declined by {author} on {date}.", {{"author", who}, {"date", when}}));
  if (const std::string_view reason = a.decided->shown.detail.text_at("reason"); !reason.empty()) {
    h.open("p").el("strong", {}, t.tr("Why:")).text(" ").el("span", {{"dir", "auto"}}, visible(reason, TextKind::prose)).close();
  }
}

std::string name_of(const View& view, const index::AmendmentInfo& a) { return view.t.trf("Amendment {id}", {{"id", short_id(a.act.id)}}); }

void stale_box(View& view, const ChosenAmendment& chosen) {
  if (!chosen.stale() || chosen.amendment().state != "open") return;
  box(view.h, Box::warning, view.t.tr("It was written for an older version"),
      Html().el("p", {}, view.t.tr("The proposal has changed since. To accept it now would make its text the whole of the next version and drop what changed in between; a new amendment of the newest version is safer.")).take());
}

Result<PageSpec> amendment_page(View& view) {
  view.reader.prefer_words({});  // what is edited or compared is what was first written
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const ChosenAmendment chosen, chosen_amendment(view));
  const index::AmendmentInfo& a = chosen.amendment();
  const std::string id = to_hex(a.act.id), path = "amendment/" + id;
  proposal_trail(view, chosen.proposal, name_of(view, a));
  h.el("h1", {}, name_of(view, a));
  h.open("p", {{"class", "cluster"}});
  amendment_badge(view, a);
  h.raw(proposal_link(view, chosen.proposal));
  if (chosen.of < chosen.proposal.versions.size()) {
    h.link(fmt::format("{}?version={}", view.url("proposal/" + to_hex(chosen.proposal.act.id)), chosen.of + 1),
           t.trf("made for version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.of + 1))}}));
  }
  h.close();
  byline(view, a.act);
  decided(view, a);
  stale_box(view, chosen);
  if (!hidden_reason(t, a.act).empty()) {
    hidden_box(view, a.act);
  } else {
    if (const std::string_view reason = a.shown.detail.text_at("reason"); !reason.empty()) {
      h.el("h2", {}, t.tr("Why")).el("p", {{"dir", "auto"}, {"class", "written"}}, visible(reason, TextKind::prose));
    }
    h.el("h2", {}, t.tr("What it changes"));
    diff_block(view, chosen.of < chosen.proposal.versions.size() ? std::string_view(chosen.proposal.versions[chosen.of].shown.text) : std::string_view(), a.shown.text);
  }
  h.open("p", {{"class", "cluster"}});
  if (a.state == "open") {
    h.el("a", {{"class", "button"}, {"href", view.url(path + "/accept")}}, t.tr("Accept it (authors)"));
    h.el("a", {{"class", "button button--secondary"}, {"href", view.url(path + "/decline")}}, t.tr("Decline it (authors)"));
  }
  if (a.state == "declined") h.el("a", {{"class", "button"}, {"href", view.url("proposals/new?from=" + id)}}, t.tr("Propose it as a rival text"));
  if (a.state != "withdrawn") h.link(view.url("acts/" + id + "/withdraw"), t.tr("Withdraw it (its author)"));
  h.close();
  const auto promoted = view.reader.linked("propose", a.act.id);
  for (const index::Item& one : promoted) {
    if (const auto rival = view.reader.proposal(one.act.id)) h.open("p").raw(t.trh("Taken up as {proposal}.", {{"proposal", proposal_link(view, *rival)}})).close();
  }
  TRY_VOID(comments(view, {a.act.id}, a.act.id, path));
  verify_box(view, a.act.id);
  return PageSpec{.title = fmt::format("{}: {}", name_of(view, a), proposal_title(view, chosen.proposal)), .path = path, .section = Section::proposals};
}

Result<PageSpec> verdict(View& view, bool accept) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const ChosenAmendment chosen, chosen_amendment(view));
  const index::AmendmentInfo& a = chosen.amendment();
  const std::string id = to_hex(a.act.id);
  const std::string_view title = accept ? t.tr("Accept the amendment") : t.tr("Decline the amendment"), type = accept ? "accept" : "decline";
  proposal_trail(view, chosen.proposal, title);
  h.el("h1", {}, title);
  h.open("p", {{"class", "lede"}}).link(view.url("amendment/" + id), name_of(view, a)).text(" · ").raw(proposal_link(view, chosen.proposal)).close();
  const PageSpec spec = act_form_spec(title, fmt::format("amendment/{}/{}", id, type), Section::proposals);
  if (a.state != "open") {
    h.open("p");
    amendment_badge(view, a);
    h.text(" ").text(t.tr("It is decided or withdrawn already.")).close();
    return spec;
  }
  stale_box(view, chosen);
  h.el("p", {}, accept ? t.tr("Its text becomes the proposal's next version. Support and objections stay with the version they were given to. Only the proposal's author and co-organisers can do this.")
                       : t.tr("Say why. Anyone can then propose its text as a rival. Only the proposal's author and co-organisers can do this."));
  ActForm form(view, type, accept ? t.tr("You make this amendment's text the next version of the proposal.") : t.tr("You do not take this amendment: {reason}"));
  form.hidden("of", "id", id);
  if (!accept) form.control({.name = "reason", .as = "text", .label = t.tr("Why not"), .max = act::kMaxReasonChars, .rows = 5, .required = true});
  form.mandate();
  form.finish(fmt::format("althing act {} of={}{} --key me.key --node {} --print", type, id, accept ? "" : " --detail reason=\"...\"", node_url(view)));
  return spec;
}

}  // namespace

void add_amendment_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/amendment/{id}", "An amendment with what it changes", amendment_page);
  add_page(router, app, "/{lang}/amendment/{id}/accept", "Form to accept an amendment", [](View& view) { return verdict(view, true); });
  add_page(router, app, "/{lang}/amendment/{id}/decline", "Form to decline an amendment", [](View& view) { return verdict(view, false); });
}

}  // namespace althing::web
