// Is it proposed already? What the texts in force share with one that somebody is about to publish: as a
// page with a plain form, and as JSON that the form's script asks for before it shows the preview.
#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "http/target.h"
#include "web/kit/similarity.h"
#include "web/page_deliberation.h"

namespace althing::web {
namespace {

constexpr std::uint64_t kMaxBody = 192 * 1024;  // a whole text, percent-encoded where it is Latin
constexpr std::size_t kCompared = 500;          // proposals, the newest
constexpr std::size_t kShown = 10;
constexpr int kAlike = 30;                      // percent, from which a text is shown

struct Found {
  index::ProposalInfo proposal;
  int likeness = 0;
};

std::vector<Found> similar(View& view, std::string_view text) {
  std::vector<Found> out;
  const auto wanted = word_pairs(text);
  if (wanted.empty()) return out;
  for (const index::Item& one : view.reader.items("propose", kCompared)) {
    if (one.withdrawn) continue;
    auto proposal = view.reader.proposal(one.act.id);
    if (!proposal || proposal->versions.empty()) continue;
    const auto& v = proposal->versions[current_at(*proposal)];
    const int percent = likeness(wanted, word_pairs(v.shown.text));
    if (percent >= kAlike) out.push_back({std::move(*proposal), percent});
  }
  std::stable_sort(out.begin(), out.end(), [](const Found& a, const Found& b) { return a.likeness > b.likeness; });
  if (out.size() > kShown) out.resize(kShown);
  return out;
}

std::string percent_words(const Translator& t, int percent) {
  return t.trf("{n} % of the wording is shared", {{"n", t.number(percent)}});
}

Result<PageSpec> page(View& view, std::string_view text) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (text.size() > act::kMaxTextChars * 4) return fail(Errc::too_large, "text", "is longer than any text may be");
  trail(view, {{view.url("proposals"), std::string(t.tr("Proposals"))}}, t.tr("Is it proposed already?"));
  h.el("h1", {}, t.tr("Is it proposed already?"));
  h.el("p", {{"class", "lede"}}, t.tr("Paste your text to see which proposals share wording with it. Nothing is kept."));
  h.open("form", {{"method", "post"}, {"action", view.url("proposals/similar")}});
  field(h, {.id = "text", .name = "text", .label = t.tr("Text"), .value = text, .autocomplete = "off", .rows = 10, .required = true});
  h.el("button", {{"class", "button"}}, t.tr("Compare")).close();
  if (!text.empty()) {
    const auto found = similar(view, text);
    h.el("p", {{"role", "status"}}, found.empty() ? std::string(t.tr("No proposal shares much wording with it."))
                                                  : t.ntrf("{n} proposal shares wording with it.", "{n} proposals share wording with it.", found.size()));
    for (const Found& one : found) {
      h.open("article", {{"class", "position"}}).open("h2", {{"class", "position__head"}}).raw(proposal_link(view, one.proposal)).close();
      h.open("p", {{"class", "small muted"}}).text(percent_words(t, one.likeness)).text(" · ").text(stage_word(t, standing_of(view, one.proposal).stage)).close();
      h.open("details").el("summary", {}, t.tr("What your text changes in it"));
      diff_block(view, one.proposal.versions[current_at(one.proposal)].shown.text, text);
      h.close().close();
    }
    if (!found.empty()) h.el("p", {}, t.tr("Support or amend what is there if you can agree with it; two texts that say the same divide those who want it."));
  }
  return PageSpec{.title = std::string(t.tr("Is it proposed already?")), .path = "proposals/similar", .section = Section::proposals, .no_index = true};
}

// {"similar": [{id, title, url, words}]}: what the form needs to show, in words.
http::Response as_json(App& app, const http::Request& request, std::string_view text) {
  json::Array rows;
  http::Response failed = make_page(app, request, [&](View& view) -> Result<PageSpec> {
    for (const Found& one : similar(view, text)) {
      rows.push_back(json::object({{"id", to_hex(one.proposal.act.id)}, {"title", proposal_title(view, one.proposal)},
                                   {"url", view.url("proposal/" + to_hex(one.proposal.act.id))}, {"words", percent_words(view.t, one.likeness)}}));
    }
    view.instead = http::respond_json(200, json::object({{"similar", std::move(rows)}}));
    return PageSpec{};
  });
  failed.headers.set("Cache-Control", "no-store");
  return failed;
}

http::Response post(App& app, const http::Request& request) {
  if (request.content_type() == "text/plain") return as_json(app, request, request.body);
  if (request.content_type() != "application/x-www-form-urlencoded") {
    return problem_page(app, request, Error{Errc::unsupported, "Content-Type", "must be text/plain or application/x-www-form-urlencoded"});
  }
  const auto form = http::parse_form(request.body);
  if (!form) return problem_page(app, request, form.error());
  const std::string text(form->get("text"));
  http::Response response = make_page(app, request, [&](View& view) { return page(view, text); });
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_similar_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/proposals/similar", "Proposals that share wording with ?text=", [](View& view) { return page(view, view.query("text")); });
  router.add({http::Method::post, "/{lang}/proposals/similar", http::sync([&app](const http::Request& request) { return post(app, request); }), kMaxBody,
              "pages", "Proposals that share wording with a text", "Compares with the newest 500 in force; nothing is kept.", {{"lang", "path", "Language."}},
              {{"application/x-www-form-urlencoded", "text", ""}, {"text/plain", "The text; the answer is JSON.", ""}},
              {{200, "text/html", "The page."}, {200, "application/json", "{similar: [{id, title, url, words}]}, to a text/plain request."}}});
}

}  // namespace althing::web
