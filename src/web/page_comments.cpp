// Comments: under what they are about, each with its answers one level deep; the form to add one, and the
// form to withdraw what one did.
#include <fmt/format.h>

#include "act/schema.h"
#include "web/deliberation_form.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"

namespace althing::web {
namespace {

constexpr std::size_t kComments = 50;  // on one page
constexpr std::size_t kReplies = 20;   // under one comment; the rest is on the comment's own page

void one_comment(View& view, const index::Item& comment, bool with_replies) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string id = to_hex(comment.act.id);
  h.open("article", {{"class", "position"}, {"id", "c-" + id.substr(0, 12)}});
  h.open("p", {{"class", "cluster small"}}).el("strong", {}, author_link(view, comment.act)).el("span", {{"class", "muted"}}, days_of(view, comment.act)).close();
  interests_note(view, comment.act);
  if (const auto why = hidden_reason(t, comment.act); !why.empty()) h.el("p", {{"class", "muted"}}, why);
  else h.raw(markdown(comment.shown.text, {.top_heading = 3}).html);
  const std::int64_t replies = view.reader.counted(comment.act.id, "comment");
  h.open("p", {{"class", "cluster small"}}).link(view.url("acts/" + id + "/comment"), t.tr("Answer"));
  if (replies > 0 && !with_replies) h.link(view.url("comment/" + id), t.ntrf("{n} answer", "{n} answers", static_cast<std::uint64_t>(replies)));
  h.raw(act_link(view, comment.act.id, t.tr("act"))).close();
  if (with_replies && replies > 0) {
    for (const index::Item& reply : view.reader.about(comment.act.id, "comment", kReplies)) one_comment(view, reply, false);
    if (replies > static_cast<std::int64_t>(kReplies)) h.open("p").link(view.url("comment/" + id), t.ntrf("All {n} answer", "All {n} answers", static_cast<std::uint64_t>(replies))).close();
  }
  h.close();
}

// Where people read about what a comment or a withdrawal is about.
std::string place_url(const View& view, const index::ActInfo& act) {
  for (const std::string_view type : {"call", "propose", "amend", "comment", "poll", "action"}) {
    if (act.type == type) return view.url((type == "propose" ? "proposal" : type == "amend" ? "amendment" : std::string(type)) + "/" + to_hex(act.id));
  }
  if (view.reader.proposal(act.id)) return view.url("proposal/" + to_hex(act.id));
  return view.url("acts/" + to_hex(act.id));
}

Result<index::Item> target(View& view, std::string_view title) {
  TRY(const act::ActId id, param_id(view));
  auto item = view.reader.item_of(id);
  if (!item) return fail(Errc::not_found, std::string(view.t.tr("no act with this id is held here")));
  const std::string name = item->shown.title.empty() ? fmt::format("{} {}", type_word(view.t, item->act.type), short_id(id)) : plain_title(view, item->act, item->shown.title);
  trail(view, {{place_url(view, item->act), name}}, title);
  view.h.el("h1", {}, title);
  view.h.open("p", {{"class", "lede"}}).link(place_url(view, item->act), name).close();
  return std::move(*item);
}

Result<PageSpec> comment_form(View& view) {
  const Translator& t = view.t;
  TRY(const index::Item item, target(view, t.tr("Comment")));
  const std::string id = to_hex(item.act.id);
  if (!item.shown.text.empty() && hidden_reason(t, item.act).empty()) {
    view.h.open("blockquote").text(visible_line(markdown_text(item.shown.text, 400), 300)).close();
  }
  ActForm form(view, "comment", t.tr("You comment in public. You can erase your words later; that you commented stays."));
  form.hidden("on", "id", id);
  form.control({.name = "text", .as = "text", .label = t.tr("Your comment"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .rows = 8, .required = true});
  form.mandate();
  form.finish(fmt::format("althing act comment on={} --detail text=\"...\" --key me.key --node {} --print", id, node_url(view)));
  return act_form_spec(t.tr("Comment"), "acts/" + id + "/comment", Section::none);
}

bool can_be_withdrawn(std::string_view type) {
  const act::Type* withdraw = act::find_type("withdraw");
  for (const act::Member& member : withdraw->members) {
    for (const std::string_view allowed : member.ref_types) {
      if (allowed == type) return true;
    }
  }
  return false;
}

Result<PageSpec> withdraw_form(View& view) {
  const Translator& t = view.t;
  TRY(const index::Item item, target(view, t.tr("Withdraw")));
  const std::string id = to_hex(item.act.id);
  const PageSpec spec = act_form_spec(t.tr("Withdraw"), "acts/" + id + "/withdraw", Section::none);
  if (!can_be_withdrawn(item.act.type)) {
    view.h.el("p", {}, t.tr("An act of this kind cannot be withdrawn."));
    return spec;
  }
  if (item.withdrawn) {
    view.h.el("p", {}, t.tr("It is withdrawn already."));
    return spec;
  }
  view.h.el("p", {}, t.tr("Only who did it can take it back; of calls, proposals, amendments, polls and actions the co-organisers too. It stays in the record, marked as withdrawn."));
  ActForm form(view, "withdraw", t.tr("You take this back. It stays in the record and no longer counts."));
  form.hidden("of", "id", id);
  form.mandate();
  form.finish(fmt::format("althing act withdraw of={} --key me.key --node {} --print", id, node_url(view)));
  return spec;
}

Result<PageSpec> comment_page(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto item = view.reader.item_of(id);
  if (!item || item->act.type != "comment") return fail(Errc::not_found, std::string(t.tr("no comment with this id is held here")));
  trail(view, {}, t.tr("Comment"));
  view.h.open("h1").raw(t.trh("Comment by {author}", {{"author", author_link(view, item->act)}})).close();
  view.h.open("p", {{"class", "cluster"}});
  act_badge(view, item->act);
  view.h.close();
  prose(view, item->act, item->shown, item->shown.text);
  byline(view, item->act);
  const auto note = view.app.node().record().read_notes(item->act.no, item->act.no + 1);
  const auto act = note && !note->empty() ? act::parse_entry(note->front()) : Result<act::Act>(fail(Errc::not_found, "not held"));
  const auto on = act ? act->id_at("on") : std::nullopt;
  if (const auto what = on ? view.reader.act(*on) : std::nullopt) view.h.open("p").link(place_url(view, *what), t.tr("To what it is about")).close();
  TRY_VOID(comments(view, {id}, id, "comment/" + to_hex(id)));
  return PageSpec{.title = std::string(t.tr("Comment")) + " " + short_id(id), .path = "comment/" + to_hex(id), .no_index = true};
}

}  // namespace

Result<void> comments(View& view, const std::vector<act::ActId>& subjects, const act::ActId& on, const std::string& here) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t after, query_number(view, "said", index::kNone));
  std::int64_t count = 0;
  for (const act::ActId& subject : subjects) count += view.reader.counted(subject, "comment");
  h.el("h2", {{"id", "comments"}}, t.ntrf("{n} comment", "{n} comments", static_cast<std::uint64_t>(count)));
  auto some = view.reader.about_any(subjects, "comment", kComments + 1, after);
  const bool more = some.size() > kComments;
  if (more) some.pop_back();
  for (const index::Item& one : some) one_comment(view, one, true);
  if (more || after != index::kNone) {
    h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages of comments")}});
    if (after != index::kNone) h.link(view.url(here) + "#comments", t.tr("Start"));
    if (more) h.link(with_query(view.url(here), "said", some.back().act.no) + "#comments", t.tr("Next"));
    h.close();
  }
  h.open("p").el("a", {{"class", "button button--secondary"}, {"href", view.url("acts/" + to_hex(on) + "/comment")}}, t.tr("Comment")).close();
  return {};
}

void add_comment_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/acts/{id}/comment", "Form to comment on an act", comment_form);
  add_page(router, app, "/{lang}/acts/{id}/withdraw", "Form to withdraw one's own act", withdraw_form);
  add_page(router, app, "/{lang}/comment/{id}", "A comment with its answers", comment_page);
}

}  // namespace althing::web
