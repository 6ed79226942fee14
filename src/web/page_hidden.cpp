// What stands in the place of words that are not shown: who hid them, since when, why, what stays, and
// how to appeal. And the pages on which an author erases, anyone appeals, and an operator withholds.
#include <fmt/format.h>

#include "act/schema.h"
#include "assembly/watch/rows.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

std::string command_for(const View& view, std::string_view act, const std::string& id, std::string_view more) {
  return fmt::format("althing act {} of={}{} --key me.key --node {} --print", act, id, more, node_url(view));
}

void reason_line(View& view, std::string_view reason) {
  const Translator& t = view.t;
  if (reason.empty()) {
    view.h.el("p", {}, t.tr("No reason was given."));
    return;
  }
  const Raw words = Html().el("span", {{"dir", "auto"}}, visible(reason, TextKind::prose)).take();
  view.h.open("p").raw(t.trh("Reason given: {reason}", {{"reason", words}})).close();
}

void appeal_list(View& view, const index::ActInfo& act) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto appeals = view.reader.appeals(act.no);
  if (appeals.empty()) return;
  h.el("p", {}, t.ntrf("{n} appeal so far:", "{n} appeals so far:", appeals.size())).open("ul");
  for (const index::ModerationInfo& a : appeals) {
    h.open("li").raw(author_link(view, a.act)).text(", ").raw(act_link(view, a.act.id, t.tr("appeal"))).text(": ");
    h.el("span", {{"dir", "auto"}}, visible(a.reason, TextKind::prose)).close();
  }
  h.close();
}

}  // namespace

void hidden_box(View& view, const index::ActInfo& act, bool offer_appeal) {
  const Translator& t = view.t;
  if (hidden_reason(t, act).empty()) return;
  const std::string page = "acts/" + to_hex(act.id);
  Html outer = std::exchange(view.h, Html());  // the pieces write into view.h; here they go into a box
  Html& h = view.h;
  const auto by = view.reader.hidden_by(act.no);
  const auto embargo = by ? Result<UnixSeconds>(fail(Errc::not_found, {})) : parse_time(assembly::watch::embargo_of(act.type, act.payload));
  if (embargo) {
    view.keep = false;  // their author can publish them at any moment, and the log does not grow by it
    const Raw time = t.time_html(*embargo, view.now);
    h.open("p").raw(*embargo > view.now ? t.trh("Kept back until {time}. Their fingerprint was logged at once, so they cannot be changed since.", {{"time", time}})
                                        : t.trh("Overdue: they were to be published at {time}, and this node does not hold them.", {{"time", time}})).close();
    h.open("p").text(t.tr("Its author publishes them with the file kept then:")).text(" ").el("code", {}, fmt::format("althing detail publish FILE --node {}", node_url(view))).close();
  } else if (!by) {
    h.el("p", {}, t.tr("They have not reached it, or it lost them. Another node may hold them; the act below names their fingerprint."));
  } else {
    const Raw since = t.time_html(by->act.logged ? by->act.logged->at : by->act.at, view.now);
    h.open("p").raw(act.erased ? t.trh("By {author}, since {time}.", {{"author", author_link(view, by->act)}, {"time", since}})
                               : t.trh("By the people who run this node, since {time}.", {{"time", since}})).close();
    if (!act.erased) reason_line(view, by->reason);
    h.el("p", {}, act.erased ? t.tr("An author may do this with words of their own, and it cannot be undone. The act stays in the record, and every count stays what it was.")
                             : t.tr("Other nodes may go on showing them. The act stays in the record, and every count stays what it was."));
    if (!act.erased) appeal_list(view, act);
    h.open("p", {{"class", "cluster"}}).raw(act_link(view, by->act.id, act.erased ? t.tr("The erasure") : t.tr("The withholding")));
    if (!act.erased && offer_appeal) h.link(view.url(page + "/appeal"), t.tr("Appeal against it"));
    h.link(view.url("moderation"), t.tr("Moderation log")).close();
  }
  const Raw body = h.take();
  view.h = std::move(outer);
  box(view.h, Box::warning, hidden_reason(t, act), body);
}

bool can_be_erased(const index::ActInfo& act) {
  const act::Type* type = act::find_type(act.type);
  return type != nullptr && type->erasable && act.detail_held;
}

namespace {

// The act a form is about, with the page's head.
Result<index::ActInfo> start(View& view, std::string_view title) {
  TRY(const act::ActId id, param_id(view));
  auto act = view.reader.act(id);
  if (!act) return fail(Errc::not_found, std::string(view.t.tr("no act with this id is held here")));
  const std::string name = fmt::format("{} {}", type_word(view.t, act->type), short_id(id));
  trail(view, {{view.url("record"), std::string(view.t.tr("Record"))}, {view.url("acts/" + to_hex(id)), name}}, title);
  view.h.el("h1", {}, title);
  return std::move(*act);
}

PageSpec spec_of(std::string_view title, const index::ActInfo& act, std::string_view last) {
  PageSpec spec;
  spec.title = std::string(title);
  spec.path = fmt::format("acts/{}/{}", to_hex(act.id), last);
  spec.section = Section::record;
  spec.script = true;
  spec.no_index = true;
  return spec;
}

void form(View& view, std::string_view type, const index::ActInfo& act, bool with_reason) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string member = act.member ? to_hex(*act.member) : "", acting_for = act.acting_for ? to_hex(*act.acting_for) : "";
  h.open("form", {{"data-althing", "moderate"}, {"data-act", type}, {"data-of", to_hex(act.id)}, {"data-by", act::key_text(act.key)},
                  {"data-member", member}, {"data-for", acting_for},
                  {"data-assembly", to_hex(view.app.node().record().assembly())}, {"data-key-href", view.url("key")}, {"hidden", true}});
  if (with_reason) {
    field(h, {.id = "reason", .name = "reason", .label = t.tr("Your reason"), .hint = t.tr("Everyone can read it, for good: name no private facts in it."),
              .autocomplete = "off", .rows = 5, .required = true});
  }
  h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
}

Result<PageSpec> erase(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string_view title = t.tr("Erase your words");
  TRY(const index::ActInfo act, start(view, title));
  const PageSpec spec = spec_of(title, act, "erase");
  if (!can_be_erased(act)) {
    if (!hidden_reason(t, act).empty()) hidden_box(view, act);
    else if (!act.commitment) h.el("p", {}, t.tr("This act has no words beside it, so there is nothing to erase."));
    else h.el("p", {}, t.tr("Others act on words of this kind, so their author cannot take them back. A node can withhold them."));
    return spec;
  }
  const index::Shown shown = view.reader.shown(act.no);
  h.el("p", {{"class", "lede"}}, t.tr("Only their author can do this, with the key that wrote them or the one that replaced it."));
  if (!shown.name.empty() || !shown.title.empty()) {
    h.open("dl", {{"class", "facts"}});
    if (!shown.name.empty()) fact(h, t.tr("Name shown"), bdi(shown.name));
    if (!shown.title.empty()) fact(h, act.type == "sign" ? t.tr("Affiliation") : t.tr("Title"), bdi(shown.title));
    h.close();
  }
  h.open("ul").el("li", {}, t.tr("Every honest node removes the name and all other words of this act from its disk."));
  h.el("li", {}, t.tr("That the act was made stays visible, with its key and its time, and it goes on counting: to take back a signature, withdraw it."));
  h.el("li", {}, t.tr("It cannot be undone, and copies that others made may keep the words.")).close();
  form(view, "erase", act, false);
  by_command_line(view, command_for(view, "erase", to_hex(act.id), ""));
  return spec;
}

Result<PageSpec> appeal(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string_view title = t.tr("Appeal against withholding");
  TRY(const index::ActInfo act, start(view, title));
  const PageSpec spec = spec_of(title, act, "appeal");
  if (!act.withheld) {
    h.el("p", {}, t.tr("This node does not withhold the words of this act, so there is nothing to appeal against here."));
    return spec;
  }
  hidden_box(view, act, false);
  h.el("p", {}, t.tr("An appeal asks the people who run this node to show the words again. It is listed in the moderation log beside the withholding, and nobody can remove it."));
  form(view, "appeal", act, true);
  by_command_line(view, command_for(view, "appeal", to_hex(act.id), " --detail reason=\"...\""));
  return spec;
}

Result<PageSpec> withhold(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string_view title = t.tr("Withhold words on this node");
  TRY(const index::ActInfo act, start(view, title));
  const std::string id = to_hex(act.id), url = node_url(view);
  h.el("p", {{"class", "lede"}}, t.tr("The people who run this node may hide the words of an act on its pages. They must say why, and everyone sees that they did."));
  h.open("ul").el("li", {}, t.tr("It binds this node alone. No majority, charter or other node gives or takes this power."));
  h.el("li", {}, t.tr("The act, its proof and every count stay as they are."));
  h.el("li", {}, t.tr("The author and anyone else can appeal, in public.")).close();
  if (act.withheld) hidden_box(view, act);
  h.el("h2", {}, act.withheld ? t.tr("To show them again") : t.tr("How it is done"));
  h.el("p", {}, t.tr("It takes the operator's key, which lies in the node's data folder and never enters a browser. On the node's machine:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}},
       act.withheld ? fmt::format("althing restore-detail DIR {} --node {}", id, url) : fmt::format("althing withhold DIR {} --reason \"...\" --node {}", id, url));
  h.el("p", {}, t.tr("If you do not run this node, write to those who do. What is unlawful to publish is theirs to decide on, for this node."));
  return spec_of(title, act, "withhold");
}

}  // namespace

void add_hidden_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/acts/{id}/erase", "Form to erase one's own words", erase);
  add_page(router, app, "/{lang}/acts/{id}/appeal", "Form to appeal against withholding", appeal);
  add_page(router, app, "/{lang}/acts/{id}/withhold", "How words are withheld on this node", withhold);
}

}  // namespace althing::web
