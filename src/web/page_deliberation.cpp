#include "web/page_deliberation.h"

#include <fmt/format.h>

#include <algorithm>

#include "web/kit/markdown.h"
#include "web/kit/word_diff.h"

namespace althing::web {

bool scan_newest(View& view, std::string_view type, std::uint64_t& before, const std::function<bool(const index::Item&)>& take) {
  std::size_t rows = 0, looked = 0;
  for (;;) {
    const auto some = view.reader.items(type, kListed + 1, before);
    for (const index::Item& one : some) {
      if (rows == kListed || looked == kScanned) return true;
      ++looked;
      before = one.act.no;
      if (take(one)) ++rows;
    }
    if (some.size() <= kListed) return false;
  }
}

std::vector<std::string> charter_groups(View& view) {
  std::vector<std::string> out;
  const json::Value charter = view.reader.charter();
  if (const json::Value* groups = charter.at("groups"); groups && groups->array()) {
    for (const json::Value& group : *groups->array()) out.emplace_back(group.text_at("group"));
  }
  return out;
}

void prose(View& view, const index::ActInfo& act, const index::Shown& shown, std::string_view text) {
  if (!hidden_reason(view.t, act).empty()) return hidden_box(view, act);
  if (text.empty()) return;
  const Rendered words = markdown(text);
  view.h.open("div", {{"class", "prose"}, Attr::only_if(!shown.lang.empty(), "lang", shown.lang)}).raw(words.html).close();
  if (words.cut) view.h.el("p", {{"class", "muted"}}, view.t.tr("The text is longer than is shown here; the act's page has all of it."));
}

void byline(View& view, const index::ActInfo& act) {
  Html& h = view.h;
  h.open("p", {{"class", "muted small"}}).raw(view.t.trh("by {author}", {{"author", author_link(view, act)}})).text(" · ");
  h.raw(days_of(view, act)).text(" · ").raw(act_link(view, act.id, view.t.tr("act"))).close();
  interests_note(view, act);
}

Raw member_list(View& view, const std::vector<act::ActId>& joins) {
  Html out;
  for (std::size_t i = 0; i < joins.size(); ++i) {
    const auto member = view.reader.member(joins[i]);
    if (i > 0) out.text(", ");
    out.raw(member_link(view, joins[i], member ? std::string_view(member->name) : std::string_view()));
  }
  return out.take();
}

std::string seat_words(View& view, const GroupNames& names, const index::ActInfo& act) {
  const auto who = act.acting_for ? act.acting_for : act.member;
  const auto member = who ? view.reader.member(*who) : std::nullopt;
  if (!member || member->seats.empty()) return std::string(view.t.tr("without a seat"));
  std::string out;
  for (const std::string& seat : member->seats) out += (out.empty() ? "" : ", ") + group_label(names, seat);
  return out;
}

// --- proposals --------------------------------------------------------------------------------------

namespace {

// Whether a decided poll took a version of the proposal: as what it is about, or as one of its choices.
bool took(const index::PollInfo& poll, const index::ProposalInfo& proposal) {
  const auto is_ours = [&](const act::ActId& id) {
    return id == proposal.act.id || std::any_of(proposal.versions.begin(), proposal.versions.end(), [&](const auto& v) { return v.act.id == id; });
  };
  if (const json::Value* adopted = poll.outcome->at("adopted"); adopted && adopted->boolean()) return *adopted->boolean();
  const json::Value* elected = poll.outcome->at("elected");
  if (elected == nullptr || elected->array() == nullptr) return false;
  for (const json::Value& choice : *elected->array()) {
    for (const auto& option : poll.spec.choices) {
      if (choice.string() && option.choice == *choice.string() && option.of && is_ours(*option.of)) return true;
    }
  }
  return false;
}

}  // namespace

Standing standing_of(View& view, const index::ProposalInfo& proposal) {
  Standing out;
  std::vector<act::ActId> ids{proposal.act.id};
  for (const auto& v : proposal.versions) {
    if (v.act.id != proposal.act.id) ids.push_back(v.act.id);
  }
  std::vector<act::ActId> seen;
  for (const act::ActId& id : ids) {
    for (const index::Item& one : view.reader.linked("poll", id)) {
      if (one.withdrawn || std::find(seen.begin(), seen.end(), one.act.id) != seen.end()) continue;
      seen.push_back(one.act.id);
      if (auto poll = view.reader.poll(one.act.id)) out.polls.push_back(std::move(*poll));
    }
  }
  std::sort(out.polls.begin(), out.polls.end(), [](const auto& a, const auto& b) { return a.act.no < b.act.no; });
  if (proposal.withdrawn) out.stage = Stage::withdrawn;
  else if (!out.polls.empty()) {
    const index::PollInfo& last = out.polls.back();
    const bool no_result = last.outcome && (last.outcome->at("withdrawn") || last.outcome->at("failed"));
    out.stage = no_result ? Stage::discussed : !last.outcome ? Stage::voted : took(last, proposal) ? Stage::adopted : Stage::rejected;
  }
  return out;
}

std::string_view stage_word(const Translator& t, Stage stage) {
  switch (stage) {
    case Stage::discussed: return t.tr("Under discussion");
    case Stage::voted: return t.tr("Put to the vote");
    case Stage::adopted: return t.tr("Adopted");
    case Stage::rejected: return t.tr("Not adopted");
    case Stage::withdrawn: return t.tr("Withdrawn");
  }
  return {};
}

void stage_badge(View& view, Stage stage) {
  static constexpr Badge kKinds[] = {Badge::open, Badge::closing, Badge::open, Badge::closed, Badge::is_void};
  badge(view.h, kKinds[static_cast<std::size_t>(stage)], stage_word(view.t, stage));
}

std::string_view proposal_kind_word(const Translator& t, std::string_view kind) {
  if (kind == "noc") return t.tr("leave it as it is");
  if (kind == "mod") return t.tr("change it");
  if (kind == "add") return t.tr("add to it");
  if (kind == "sup") return t.tr("strike it out");
  return kind == "text" ? t.tr("a text of its own") : kind;
}

std::size_t current_at(const index::ProposalInfo& proposal) {
  for (std::size_t i = 0; i < proposal.versions.size(); ++i) {
    if (proposal.versions[i].current) return i;
  }
  return proposal.versions.size() - 1;
}

std::string proposal_title(const View& view, const index::ProposalInfo& proposal) {
  if (proposal.versions.empty()) return plain_title(view, proposal.act, {});
  return plain_title(view, proposal.act, proposal.versions[current_at(proposal)].shown.title);
}

Raw proposal_link(const View& view, const index::ProposalInfo& proposal) {
  Html h;
  h.open("a", {{"href", view.url("proposal/" + to_hex(proposal.act.id))}}).name(proposal_title(view, proposal)).close();
  return h.take();
}

Result<ChosenProposal> chosen_proposal(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto proposal = view.reader.proposal(id);
  if (!proposal || proposal->versions.empty()) return fail(Errc::not_found, std::string(view.t.tr("no proposal in force has this id here")));
  ChosenProposal out{std::move(*proposal), 0};
  out.at = current_at(out.proposal);
  // The first version's id is the proposal's: it means the proposal, so the version in force.
  for (std::size_t i = 0; i < out.proposal.versions.size(); ++i) {
    if (id != out.proposal.act.id && out.proposal.versions[i].act.id == id) out.at = i;
  }
  if (id == out.proposal.act.id) {
    TRY(const std::uint64_t wanted, query_number(view, "version", 0));
    if (wanted > out.proposal.versions.size()) return fail(Errc::not_found, "version", std::string(view.t.tr("there is no such version")));
    if (wanted > 0) out.at = static_cast<std::size_t>(wanted - 1);
  }
  return out;
}

void proposal_trail(View& view, const index::ProposalInfo& proposal, std::string_view here) {
  trail(view, {{view.url("proposals"), std::string(view.t.tr("Proposals"))},
               {view.url("proposal/" + to_hex(proposal.act.id)), proposal_title(view, proposal)}}, here);
}

std::string base_text(View& view, const index::ProposalInfo& proposal) {
  const auto place = proposal.on ? view.reader.provision(*proposal.on) : std::nullopt;
  return place ? place->shown.text : std::string();
}

void diff_block(View& view, std::string_view before, std::string_view after) {
  const WordDiff diff = word_diff(before, after);
  if (diff.too_different) view.h.el("p", {{"class", "muted"}}, view.t.tr("The two texts differ too much to show word by word; first the old one, then the new one."));
  view.h.open("p", {{"class", "prose written"}, {"dir", "auto"}}).raw(render_diff(diff)).close();
}

void proposal_position(Html& h, View& view, const index::ProposalInfo& proposal, std::string_view base) {
  const Translator& t = view.t;
  const index::ProposalVersion& v = proposal.versions[current_at(proposal)];
  h.open("article", {{"class", "position position--own"}, {"id", "p-" + to_hex(proposal.act.id).substr(0, 12)}});
  h.open("h3", {{"class", "position__head"}});
  option_tag(h, t, proposal.kind);
  h.text(" ").raw(proposal_link(view, proposal)).close();
  h.open("p", {{"class", "small muted"}}).raw(t.trh("proposed here by {author}", {{"author", author_link(view, proposal.act)}})).text(" · ");
  h.text(t.ntrf("{n} supporter", "{n} supporters", static_cast<std::uint64_t>(v.support))).text(" · ");
  h.text(t.ntrf("{n} objection", "{n} objections", static_cast<std::uint64_t>(v.object)));
  if (proposal.withdrawn) h.text(" · ").text(t.tr("withdrawn"));
  h.close();
  if (const auto why = hidden_reason(t, v.words); !why.empty()) {
    h.el("p", {{"class", "muted"}}, why);
  } else if (!v.shown.text.empty()) {
    h.open("div", {{"class", "position__text"}});
    if (proposal.kind == "mod" && !base.empty()) {
      const WordDiff diff = word_diff(squeeze_space(base), squeeze_space(v.shown.first_text()));
      if (diff.too_different) {
        h.el("p", {{"class", "small muted"}},
             t.tr("Too little is shared for a comparison word by word: the whole old text stands "
                  "struck out, the whole new text after it."));
      }
      h.open("p", {{"dir", "auto"}}).raw(render_diff(diff)).close();
    } else {
      h.raw(markdown(v.shown.text, {.top_heading = 4}).html);
    }
    h.close();
  }
  h.close();
}

std::string new_poll_url(const View& view, const std::vector<index::ProposalInfo>& all) {
  std::string out = view.url("polls/new");
  char sign = '?';
  for (const index::ProposalInfo& one : all) {
    if (one.withdrawn || one.versions.empty()) continue;
    // The version that stands now: what is voted on must not change under the vote.
    out += sign + std::string("on=") + to_hex(one.versions[current_at(one)].act.id);
    sign = '&';
  }
  return out;
}

std::string with_query(std::string_view path, std::string_view name, std::uint64_t value) {
  return fmt::format("{}{}{}={}", path, path.find('?') == std::string_view::npos ? '?' : '&', name, value);
}

void proposals_block(View& view, const act::ActId& place, const std::vector<index::ProposalInfo>& all, std::string_view base) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {{"id", "proposals"}}, t.tr("Proposed by members of this assembly"));
  const auto open = std::count_if(all.begin(), all.end(), [](const auto& p) { return !p.withdrawn; });
  if (all.empty()) h.el("p", {{"class", "muted"}}, t.tr("No member has proposed anything here yet."));
  for (const index::ProposalInfo& one : all) proposal_position(h, view, one, base);
  h.open("p", {{"class", "cluster"}});
  if (open > 1) h.el("a", {{"class", "button"}, {"href", new_poll_url(view, all)}}, t.tr("Put these rival texts to one vote"));
  h.el("a", {{"class", "button button--secondary"}, {"href", view.url("proposals/new?on=" + to_hex(place))}}, t.tr("Propose a text here"));
  h.close();
}

}  // namespace althing::web
