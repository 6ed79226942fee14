// Proposals: the list with its filters.
#include <fmt/format.h>

#include <algorithm>

#include "web/page_deliberation.h"
#include "web/pages.h"

namespace althing::web {
namespace {

constexpr std::string_view kKinds[] = {"text", "noc", "mod", "add", "sup"};

template <std::size_t N>
bool is_one_of(std::string_view value, const std::string_view (&list)[N]) {
  return value.empty() || std::find(std::begin(list), std::end(list), value) != std::end(list);
}

void filters(View& view, std::string_view state, std::string_view kind) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<Option> states{{"", t.tr("All")}}, kinds{{"", t.tr("All")}};
  for (std::size_t i = 0; i < std::size(kStages); ++i) states.push_back({kStages[i], stage_word(t, static_cast<Stage>(i))});
  for (const std::string_view each : kKinds) kinds.push_back({each, proposal_kind_word(t, each)});
  h.open("form", {{"class", "filters"}, {"action", view.url("proposals")}});
  select(h, "f-state", "state", t.tr("State"), states, state);
  select(h, "f-kind", "kind", t.tr("Kind"), kinds, kind);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

void row(View& view, const index::ProposalInfo& p, Stage stage) {
  const Translator& t = view.t;
  Html& h = view.h;
  const index::ProposalVersion& v = p.versions[current_at(p)];
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("proposal/" + to_hex(p.act.id))}}).name(proposal_title(view, p)).close();
  stage_badge(view, stage);
  if (p.on) {
    h.text(" ");
    option_tag(h, t, p.kind);
    if (const auto place = view.reader.provision(*p.on)) h.text(" ").link(view.url("provision/" + to_hex(place->act.id)), t.trf("Provision {number}", {{"number", place->number}}));
  }
  if (const auto why = hidden_reason(t, v.words); !why.empty()) h.el("p", {{"class", "small"}}, why);
  h.open("p", {{"class", "muted small"}}).raw(t.trh("by {author}", {{"author", author_link(view, p.act)}})).text(" · ");
  h.text(t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(current_at(p) + 1))}})).text(" · ");
  h.text(t.ntrf("{n} supporter", "{n} supporters", static_cast<std::uint64_t>(v.support))).text(" · ");
  h.text(t.ntrf("{n} objection", "{n} objections", static_cast<std::uint64_t>(v.object)));
  const auto open = std::count_if(p.amendments.begin(), p.amendments.end(), [](const auto& a) { return a.state == "open"; });
  if (open > 0) h.text(" · ").text(t.ntrf("{n} open amendment", "{n} open amendments", static_cast<std::uint64_t>(open)));
  h.close().close();
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(std::uint64_t before, query_number(view, "before", index::kNone));
  const std::string_view state = view.query("state"), kind = view.query("kind");
  if (!is_one_of(state, kStages)) return fail(Errc::malformed, "state", "must be discussed, voted, adopted, rejected or withdrawn");
  if (!is_one_of(kind, kKinds)) return fail(Errc::malformed, "kind", "must be text, noc, mod, add or sup");
  trail(view, {}, t.tr("Proposals"));
  h.el("h1", {}, t.tr("Proposals"));
  h.el("p", {{"class", "lede"}}, t.tr("Texts proposed to the assembly, by themselves or for a provision."));
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("proposals/new")}}, t.tr("Propose a text")).close();
  filters(view, state, kind);
  std::vector<std::pair<index::ProposalInfo, Stage>> rows;
  const bool more = scan_newest(view, "propose", before, [&](const index::Item& one) {
    auto proposal = view.reader.proposal(one.act.id);
    if (!proposal || proposal->versions.empty() || (!kind.empty() && proposal->kind != kind)) return false;
    const Stage stage = standing_of(view, *proposal).stage;
    if (!state.empty() && kStages[static_cast<std::size_t>(stage)] != state) return false;
    rows.emplace_back(std::move(*proposal), stage);
    return true;
  });
  const bool filtered = !state.empty() || !kind.empty();
  if (rows.empty()) h.el("p", {{"role", "status"}}, filtered ? t.tr("No proposal matches.") : t.tr("Nothing has been proposed here yet."));
  h.open("ul", {{"class", "list"}});
  for (const auto& [proposal, stage] : rows) row(view, proposal, stage);
  h.close();
  if (more) h.open("p").link(fmt::format("{}?state={}&kind={}&before={}", view.url("proposals"), state, kind, before), t.tr("Older proposals")).close();
  return PageSpec{.title = std::string(t.tr("Proposals")), .path = "proposals", .section = Section::proposals, .no_index = filtered};
}

}  // namespace

void add_proposal_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/proposals", "Proposals, newest first; ?state=, ?kind=", list);
  add_proposal_page(router, app);
  add_amendment_pages(router, app);
  add_proposal_form_pages(router, app);
  add_comment_pages(router, app);
  add_similar_pages(router, app);
}

}  // namespace althing::web
