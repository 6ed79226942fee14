// Forms: propose (a text of its own, on a provision, or a declined amendment as a rival), revise, amend,
// support, object.
#include <fmt/format.h>

#include <algorithm>

#include "act/limits.h"
#include "web/deliberation_form.h"
#include "web/page_deliberation.h"
#include "web/page_words.h"

namespace althing::web {
namespace {

// What a new proposal starts from: ?on= (a place) and ?from= (a declined amendment).
struct Start {
  std::optional<act::ActId> on, from;
  std::string kind = "text", title, text, label;
  bool whole_instrument = false;
};

Result<Start> read_start(View& view) {
  view.reader.prefer_words({});  // what is edited or compared is what was first written
  Start out;
  if (const auto from = parse_hex<act::ActId>(view.query("from"))) {
    const auto origin = view.reader.proposal(*from);
    const auto item = view.reader.item_of(*from);
    if (!origin || !item || item->act.type != "amend") return fail(Errc::not_found, "from", std::string(view.t.tr("no amendment in force has this id here")));
    out.from = *from;
    out.on = origin->on;
    out.kind = origin->kind;
    out.title = proposal_title(view, *origin);
    out.text = item->shown.text;
  } else {
    if (const auto on = parse_hex<act::ActId>(view.query("on"))) out.on = *on;
  }
  if (!out.on) return out;
  if (const auto p = view.reader.provision(*out.on)) {
    out.on = p->act.id;
    out.label = view.t.trf("Provision {number}", {{"number", p->number}});
    if (!out.from) {
      out.kind = "mod";
      out.text = p->shown.text;
    }
  } else if (const auto i = view.reader.instrument(*out.on)) {
    out.on = i->act.id;
    out.whole_instrument = true;
    out.kind = "add";
    out.label = plain_title(view, i->act, i->shown.title);
  } else {
    return fail(Errc::not_found, "on", std::string(view.t.tr("no provision of this id is held here")));
  }
  return out;
}

void kind_control(View& view, ActForm& form, const Start& start) {
  if (!start.on) return form.hidden("kind", "token", "text");
  form.hidden("on", "id", to_hex(*start.on));
  if (start.whole_instrument) return form.hidden("kind", "token", "add");
  const Translator& t = view.t;
  form.select("kind", "token", t.tr("What should become of it"),
              {{"mod", t.tr("MOD: modify")}, {"add", t.tr("ADD: add")}, {"sup", t.tr("SUP: suppress")}, {"noc", t.tr("NOC: no change")}}, start.kind);
}

Result<PageSpec> propose(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Start start, read_start(view));
  const std::string_view heading = start.from ? t.tr("Propose it as a rival text") : t.tr("Propose a text");
  trail(view, {{view.url("proposals"), std::string(t.tr("Proposals"))}}, heading);
  h.el("h1", {}, heading);
  if (start.on) {
    h.open("p", {{"class", "lede"}}).link(view.url((start.whole_instrument ? "instrument/" : "provision/") + to_hex(*start.on)), start.label).close();
    h.el("p", {}, start.whole_instrument ? t.tr("Your text stands beside the states' positions, as an addition to the whole instrument.")
                                         : t.tr("Your text stands beside the states' positions, compared word by word with the text in force, which the form starts from."));
  } else {
    h.el("p", {{"class", "lede"}}, t.tr("A text of its own. To propose another wording of an official text, start from the page of its provision."));
  }
  ActForm form(view, "propose", t.tr("You propose to the assembly: {title}"), view.url("proposals/similar"));
  kind_control(view, form, start);
  if (start.from) form.hidden("from", "id", to_hex(*start.from));
  form.control({.name = "title", .as = "line", .label = t.tr("Title"), .value = start.title, .max = act::kMaxTitleChars, .required = true});
  form.control({.name = "text", .as = "text", .label = t.tr("Text"), .hint = start.on ? t.tr("As it should read. To strike a provision out or leave it, leave this empty.") : t.tr("Paragraphs, *emphasis*, lists and links in Markdown."),
                .value = start.text, .rows = 14, .required = !start.on});
  if (!start.on) translation_fields(view);
  form.control({.name = "reason", .as = "text", .label = t.tr("Why"), .max = act::kMaxReasonChars, .rows = 5});
  form.control({.name = "with", .as = "ids", .label = t.tr("Together with (ids of memberships)"), .hint = t.tr("Co-organisers, separated by spaces. May stay empty.")});
  form.mandate();
  h.open("p", {{"data-althing-nojs", ""}}).link(view.url("proposals/similar"), t.tr("See first whether somebody has proposed the same")).close();
  form.finish(fmt::format("althing act propose kind={}{}{} --detail title=\"...\" --detail text=@text.md --detail reason=\"...\" --key me.key --node {} --print", start.kind,
                          start.on ? " on=" + to_hex(*start.on) : "", start.from ? " from=" + to_hex(*start.from) : "", node_url(view)));
  return act_form_spec(heading, "proposals/new", Section::proposals);
}

// The head of a form about a version; an old version leads to the newest.
Result<ChosenProposal> start_form(View& view, std::string_view title) {
  view.reader.prefer_words({});  // what is edited or compared is what was first written
  TRY(ChosenProposal chosen, chosen_proposal(view));
  proposal_trail(view, chosen.proposal, title);
  view.h.el("h1", {}, title);
  view.h.open("p", {{"class", "lede"}}).raw(proposal_link(view, chosen.proposal)).text(" · ");
  view.h.text(view.t.trf("version {n}", {{"n", view.t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  if (chosen.proposal.withdrawn) box(view.h, Box::warning, view.t.tr("This proposal is withdrawn"), Html().el("p", {}, view.t.tr("It stays in the record. What you add now will hardly be read.")).take());
  if (!chosen.newest()) {
    box(view.h, Box::warning, view.t.tr("This is not the newest version"),
        Html().open("p").link(view.url("proposal/" + to_hex(chosen.proposal.act.id)), view.t.tr("Read the newest version")).close().take());
  }
  return chosen;
}

void text_controls(View& view, ActForm& form, const index::ProposalVersion& v, std::string_view why) {
  const Translator& t = view.t;
  form.control({.name = "title", .as = "line", .label = t.tr("Title"), .value = v.shown.title, .max = act::kMaxTitleChars, .required = true});
  form.control({.name = "text", .as = "text", .label = t.tr("Text"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .value = v.shown.text, .rows = 14, .required = true});
  language_field(view, v.shown.lang);
  form.control({.name = "reason", .as = "text", .label = why, .max = act::kMaxReasonChars, .rows = 5});
}

Result<PageSpec> revise(View& view) {
  const Translator& t = view.t;
  TRY(ChosenProposal chosen, start_form(view, t.tr("Publish a new version")));
  const std::string id = to_hex(chosen.proposal.act.id);
  view.h.el("p", {}, t.tr("Only the authors can. Support and objections stay with the version they were given to and are not carried over."));
  ActForm form(view, "revise", t.tr("You publish a new version of the proposal: {title}"));
  form.hidden("of", "id", id);
  text_controls(view, form, chosen.proposal.versions[current_at(chosen.proposal)], t.tr("Why"));
  if (!chosen.proposal.on) translation_fields(view);
  form.mandate();
  form.finish(fmt::format("althing act revise of={} --detail title=\"...\" --detail text=@text.md --key me.key --node {} --print", id, node_url(view)));
  return act_form_spec(t.tr("Publish a new version"), "proposal/" + id + "/revise", Section::proposals);
}

Result<PageSpec> amend(View& view) {
  const Translator& t = view.t;
  TRY(ChosenProposal chosen, start_form(view, t.tr("Amend a proposal")));
  const std::string id = to_hex(chosen.version().act.id);
  view.h.el("p", {}, t.tr("Change the text to what it should say. Its authors accept it, which makes it the next version, or decline it with a reason; then you can propose it as a rival."));
  ActForm form(view, "amend", t.tr("You ask the authors to take this wording."));
  form.hidden("of", "id", id);
  text_controls(view, form, chosen.version(), t.tr("Why this is better"));
  form.mandate();
  form.finish(fmt::format("althing act amend of={} --detail text=@text.md --detail reason=\"...\" --key me.key --node {} --print", id, node_url(view)));
  return act_form_spec(t.tr("Amend a proposal"), "proposal/" + id + "/amend", Section::proposals);
}

Result<PageSpec> stance(View& view, bool support) {
  const Translator& t = view.t;
  const std::string_view title = support ? t.tr("Support this version") : t.tr("Object to this version"), type = support ? "support" : "object";
  TRY(ChosenProposal chosen, start_form(view, title));
  const std::string id = to_hex(chosen.version().act.id);
  view.h.el("p", {}, support ? t.tr("It counts for exactly this version and replaces an objection of yours to it.")
                             : t.tr("An objection needs a reason that others can answer. It counts for exactly this version and replaces your support of it."));
  ActForm form(view, type, support ? t.tr("You support this version in public.") : t.tr("You object to this version in public: {reason}"));
  form.hidden("of", "id", id);
  form.control({.name = "reason", .as = "text", .label = support ? t.tr("Why (may stay empty)") : t.tr("Your reason"), .max = act::kMaxReasonChars, .rows = 6, .required = !support});
  form.mandate();
  form.finish(fmt::format("althing act {} of={} --detail reason=\"...\" --key me.key --node {} --print", type, id, node_url(view)));
  return act_form_spec(title, fmt::format("proposal/{}/{}", id, type), Section::proposals);
}

}  // namespace

void add_proposal_form_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/proposals/new", "Form to propose a text; ?on= a provision or instrument, ?from= a declined amendment", propose);
  add_page(router, app, "/{lang}/proposal/{id}/revise", "Form for a new version of a proposal", revise);
  add_page(router, app, "/{lang}/proposal/{id}/amend", "Form to amend a version", amend);
  add_page(router, app, "/{lang}/proposal/{id}/support", "Form to support a version", [](View& view) { return stance(view, true); });
  add_page(router, app, "/{lang}/proposal/{id}/object", "Form to object to a version", [](View& view) { return stance(view, false); });
}

}  // namespace althing::web
