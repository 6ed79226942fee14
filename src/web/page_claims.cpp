// Claims: the list, and one with the exact quote, whose it is and in whose pay, and the checks with their evidence.
#include <fmt/format.h>

#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_follow.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

constexpr std::size_t kListedClaims = 25, kChecksShown = 100;

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone));
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}}, t.tr("Claims"));
  h.el("h1", {}, t.tr("Claims"));
  h.el("p", {{"class", "lede"}}, t.tr("What was said, word for word, by whom and in whose pay, and what the evidence makes of it."));
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("claims/new")}}, t.tr("Record a claim")).close();
  auto claims = view.reader.claims(nullptr, kListedClaims + 1, before);
  const bool more = claims.size() > kListedClaims;
  if (more) claims.pop_back();
  if (claims.empty()) h.el("p", {{"role", "status"}}, t.tr("No claim is recorded here yet."));
  claim_rows(view, claims);
  if (more) h.open("p").link(fmt::format("{}?before={}", view.url("claims"), claims.back().act.no), t.tr("Earlier ones")).close();
  h.open("p", {{"class", "cluster"}}).link("/export/claims.csv", t.tr("As a table (CSV)")).close();
  return PageSpec{.title = std::string(t.tr("Claims")), .path = "claims", .section = Section::instruments};
}

Badge badge_of(std::string_view verdict) {
  if (verdict == "supported") return Badge::open;
  if (verdict == "contradicted") return Badge::is_void;
  return verdict == "mixed" ? Badge::closing : Badge::pending;
}

void checks(View& view, const index::ClaimInfo& claim) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {{"id", "checks"}}, t.tr("Checks"));
  const auto all = view.reader.checks(claim.act.id, kChecksShown);
  if (all.empty()) h.el("p", {}, t.tr("Nobody has checked it yet."));
  for (const index::CheckInfo& one : all) {
    h.open("article", {{"class", "position"}}).open("h3", {{"class", "position__head"}});
    badge(h, badge_of(one.verdict), check_word(t, one.verdict));
    h.text(" ").raw(author_link(view, one.act)).close();
    if (!one.of_this_version) h.el("p", {{"class", "small"}}, t.tr("Of an earlier version of this claim."));
    if (const auto why = hidden_reason(t, one.act); !why.empty()) h.el("p", {{"class", "muted"}}, why);
    else h.open("div", {{"class", "position__text"}}).raw(markdown(one.shown.text, {.top_heading = 4}).html).close();
    evidence_list(view, one.evidence, one.shown.detail);
    interests_note(view, one.act);
    h.open("p", {{"class", "muted small"}}).raw(days_of(view, one.act)).text(" · ").raw(act_link(view, one.act.id, t.tr("act"))).close().close();
  }
  h.open("p").link(view.url("claim/" + to_hex(claim.act.id) + "/check"), t.tr("Check this claim")).close();
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto claim = view.reader.claim(id);
  if (!claim) return fail(Errc::not_found, std::string(t.tr("no row in force has this id here")));
  const json::Value& words = claim->shown.detail;
  const std::string_view quote = words.text_at("quote"), speaker = words.text_at("speaker");
  const std::string hex = to_hex(claim->act.id), title = quote.empty() ? plain_title(view, claim->act, {}) : visible_line(quote, 120);
  trail(view, {{view.url("watch"), std::string(t.tr("What it watches"))}, {view.url("claims"), std::string(t.tr("Claims"))}}, title);
  h.el("h1", {}, speaker.empty() ? t.tr("A claim") : std::string_view(t.trf("{speaker} said", {{"speaker", visible_line(speaker, 120)}})));
  if (!hidden_reason(t, claim->act).empty()) hidden_box(view, claim->act);
  else h.open("blockquote", {{"dir", "auto"}, Attr::only_if(!claim->shown.lang.empty(), "lang", claim->shown.lang)}).text(visible(quote, TextKind::prose)).close();
  h.open("dl", {{"class", "facts"}});
  if (!speaker.empty()) fact(h, t.tr("Said by"), bdi(speaker));
  if (const std::string_view role = words.text_at("role"); !role.empty()) fact(h, t.tr("As"), bdi(role));
  if (const std::string_view employer = words.text_at("employer"); !employer.empty()) fact(h, t.tr("Works for, as declared"), bdi(employer));
  if (const std::string_view interest = words.text_at("interest"); !interest.empty()) fact(h, t.tr("Interest, as declared"), bdi(interest));
  if (const std::string_view date = words.text_at("date"); !date.empty()) fact(h, t.tr("Said on"), date);
  if (const std::string_view source = words.text_at("source"); !source.empty()) fact(h, t.tr("Source"), Html().open("a", {{"href", source}, {"rel", "nofollow noopener"}}).name(source).close().take());
  if (claim->on) fact(h, t.tr("About"), row_link(view, *claim->on));
  fact(h, t.tr("Recorded by"), author_link(view, claim->act));
  fact(h, t.tr("Logged"), logged_words(view, claim->act));
  fact(h, t.tr("Act"), act_link(view, claim->act.id, short_id(claim->act.id)));
  h.close();
  interests_note(view, claim->act);
  if (!claim->shown.text.empty()) h.el("h2", {}, t.tr("Where it was said")).open("div", {{"class", "prose"}}).raw(markdown(claim->shown.text).html).close();
  const auto evidence = view.reader.evidence_of(claim->act.id);
  if (!evidence.empty()) h.el("h2", {}, t.tr("That it was said"));
  evidence_list(view, evidence, json::Value());
  checks(view, *claim);
  backing_blocks(view, *claim);
  h.open("p", {{"class", "cluster"}}).link(view.url("follow/" + hex + "/withdraw"), t.tr("Take it back (who recorded it)")).close();
  verify_box(view, claim->act.id);
  return with_preview(view, {.title = title, .path = "claim/" + hex, .section = Section::instruments}, claim->act.id, quote);
}

}  // namespace

void add_claim_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/claims", "Claims, newest first", list);
  add_page(router, app, "/{lang}/claim/{id}", "A claim with its checks", page);
}

}  // namespace althing::web
