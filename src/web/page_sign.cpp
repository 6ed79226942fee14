// Forms of one's own acts: sign, join, write, revise, and the key manager. The script (ui/README.md)
// makes and signs the act in the browser; the node never sees a key. Without script each page says how to
// do the same by command line, and takes the signed act pasted. A GET never signs anything.
#include <fmt/format.h>

#include "web/page_follow.h"
#include "web/page_voice.h"
#include "web/page_words.h"

namespace althing::web {

void by_command_line(View& view, const std::string& command) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("section", {{"aria-labelledby", "cli"}}).el("h2", {{"id", "cli"}}, t.tr("Without script, or with a key kept elsewhere"));
  h.el("p", {}, t.tr("Make the signed act on your own machine with the command line; it prints the act with its words and sends nothing."));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, command);
  h.el("p", {}, t.tr("Then paste here what it printed. Nothing else is needed: the act carries its signature."));
  h.open("form", {{"method", "post"}, {"action", view.url("submit")}});
  field(h, {.id = "note", .name = "note", .label = t.tr("Signed act"), .hint = t.tr("All that was printed, or the signed note alone."), .autocomplete = "off", .rows = 5, .required = true});
  field(h, {.id = "detail", .name = "detail", .label = t.tr("Detail, if there is one"), .hint = t.tr("Only with a note alone: the words it refers to, byte for byte."), .autocomplete = "off", .rows = 3});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Hand in the signed act")).close().close();
}

namespace {

std::string assembly_hex(const View& view) { return to_hex(view.app.node().record().assembly()); }

void mandate_select(View& view, std::string_view first) {
  Html& h = view.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", "mandate"}}, view.t.tr("In the name of"));
  h.open("select", {{"id", "mandate"}, {"name", "mandate"}});
  if (!first.empty()) h.el("option", {{"value", ""}}, first);
  h.close().close();
}

void country_field(View& view) {
  field(view.h, {.id = "country", .name = "country", .label = view.t.tr("Country, if you wish to tell"), .hint = view.t.tr("Two letters, such as IS. It stays in the record for good."), .autocomplete = "country", .narrow = true});
}

void submit_button(View& view) {
  view.h.open("p").el("button", {{"class", "button"}}, view.t.tr("Look at what will be signed")).close();
}

PageSpec form_spec(std::string_view title, std::string path, Section section) {
  PageSpec spec;
  spec.title = std::string(title);
  spec.path = std::move(path);
  spec.section = section;
  spec.script = true;
  spec.no_index = true;
  return spec;
}

void permanence(View& view) {
  box(view.h, Box::plain, view.t.tr("Before you sign"),
      Html().el("p", {}, view.t.tr("Your act enters a public record for good. You can withdraw a signature or erase your words later; that you signed stays visible, and copies elsewhere may keep the words.")).take());
}

void sign_form(View& view, const Chosen& chosen, const std::string& title) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"data-althing", "sign"}, {"data-assembly", assembly_hex(view)}, {"data-statement", to_hex(chosen.version().act.id)},
                  {"data-title", title}, {"data-key-href", view.url("key")}, {"hidden", true}});
  choices(h, "capacity", "capacity", t.tr("You sign as"),
          {{"person", t.tr("a person"), {}},
           {"affiliated", t.tr("a person, affiliation shown"), t.tr("It is shown beside your name and does not bind the organisation.")},
           {"organisation", t.tr("an organisation"), t.tr("With the organisation's own key, or a mandate that it gave to yours.")}}, "person");
  field(h, {.id = "name", .name = "name", .label = t.tr("Name shown"), .hint = t.tr("As it should stand in the list. Leave empty to show none."), .autocomplete = "name"});
  h.open("div", {{"data-when", "affiliated"}});
  field(h, {.id = "affiliation", .name = "affiliation", .label = t.tr("Affiliation"), .autocomplete = "organization"});
  h.close().open("div", {{"data-when", "organisation"}});
  mandate_select(view, {});
  h.close();
  country_field(view);
  submit_button(view);
  h.close();
}

Result<PageSpec> sign(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  const index::StatementVersion& v = chosen.version();
  TRY(const std::string partner, partner_of(view));
  const std::string title = plain_title(view, v.act, v.title);
  const std::string path = "statement/" + to_hex(v.act.id) + "/sign";
  statement_trail(view, chosen, t.tr("Sign"));
  h.el("h1", {}, t.tr("Sign this statement"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).close();
  h.open("p", {{"class", "cluster"}});
  closing_badge(view, v.closes);
  h.el("span", {{"class", "muted"}}, t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  old_version_box(view, chosen);
  partner_note(view, partner);
  PageSpec spec = form_spec(fmt::format("{}: {}", t.tr("Sign"), title), path, Section::statements);
  if (!is_open(v.closes, view.now)) {
    box(h, Box::warning, t.tr("This version is closed"), Html().el("p", {}, t.tr("It takes no more signatures. Those it has stay.")).take());
    return spec;
  }
  if (!hidden_reason(t, v.act).empty()) {
    hidden_box(view, v.act);
    h.el("p", {}, t.tr("Sign only what you have read: another node may show the words, and the act holds their fingerprint. A signature you gave can be withdrawn below."));
  }
  const index::Shown shown = view.reader.shown(v.act.no);
  if (!shown.text.empty()) {
    h.open("details").el("summary", {}, t.tr("Read the text once more"));
    h.open("div", {{"class", "prose"}}).raw(Html().el("p", {{"dir", "auto"}}, visible(shown.text, TextKind::prose)).take()).close().close();
  }
  sign_form(view, chosen, title);
  permanence(view);
  by_command_line(view, fmt::format("althing sign {} --key me.key --name \"...\" --node {} --print", to_hex(v.act.id), node_url(view)));
  return spec;
}

Result<PageSpec> key(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {}, t.tr("Your key"));
  h.el("h1", {}, t.tr("Your key"));
  h.el("p", {{"class", "lede"}}, t.tr("A key is made in this browser and stays there. It signs for you; this node never sees it and cannot replace it, so keep the backup."));
  h.el("div", {{"data-althing", "key-manager"}, {"data-assembly", assembly_hex(view)}, {"hidden", true}}, "");
  h.open("div", {{"data-althing-nojs", ""}});
  h.el("h2", {}, t.tr("By command line")).el("p", {}, t.tr("This page needs script to make a key. The command line does it as well:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, "althing key new me.key\nalthing key backup me.key me.backup.json");
  h.el("p", {}, t.tr("The backup opens here too, and a backup made here serves the command line as a key file. A member replaces a lost or stolen key by the one after it, which is in the backup:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, "althing key rotate me.key new.key --node " + node_url(view)).close();
  return form_spec(t.tr("Your key"), "key", Section::key);
}

Result<PageSpec> join(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("members"), std::string(t.tr("Members"))}}, t.tr("Become a member"));
  h.el("h1", {}, t.tr("Become a member"));
  h.el("p", {{"class", "lede"}}, t.tr("Anyone may join with a key. A seat in a group, which counts in decisions, comes from vouchers of its members."));
  h.open("form", {{"data-althing", "join"}, {"data-assembly", assembly_hex(view)}, {"data-key-href", view.url("key")}, {"hidden", true}});
  select(h, "kind", "kind", t.tr("You are"), {{"person", t.tr("a person"), {}}, {"association", t.tr("an association"), {}}, {"organisation", t.tr("an organisation"), {}}}, "person");
  field(h, {.id = "name", .name = "name", .label = t.tr("Name shown"), .hint = t.tr("Persons may leave it empty."), .autocomplete = "name"});
  country_field(view);
  submit_button(view);
  h.close();
  permanence(view);
  by_command_line(view, fmt::format("althing join --key me.key --kind person --name \"...\" --node {} --print", node_url(view)));
  return form_spec(t.tr("Become a member"), "join", Section::members);
}

void text_fields(View& view, std::string_view title, std::string_view text) {
  const Translator& t = view.t;
  field(view.h, {.id = "title", .name = "title", .label = t.tr("Title"), .value = title, .required = true});
  field(view.h, {.id = "text", .name = "text", .label = t.tr("Text"), .hint = t.tr("Paragraphs, *emphasis*, lists and links in Markdown."), .value = text, .rows = 14, .required = true});
  translation_fields(view);
  field(view.h, {.id = "closes", .name = "closes", .label = t.tr("Closes for signatures"), .hint = t.tr("At the end of that day, UTC. Leave empty for no end."), .type = "date", .narrow = true});
  mandate_select(view, t.tr("myself"));
}

// The version of a proposal whose words a new statement takes.
Result<std::optional<index::ProposalVersion>> made_from(View& view) {
  const std::string_view text = view.query("from");
  if (text.empty()) return std::optional<index::ProposalVersion>();
  const auto id = parse_hex<act::ActId>(text);
  const auto proposal = id ? view.reader.proposal(*id) : std::nullopt;
  if (proposal) {
    for (const auto& version : proposal->versions) {
      if (version.act.id == *id) return std::optional(version);
    }
  }
  return fail(Errc::not_found, "from", std::string(view.t.tr("no version of a proposal has this id here")));
}

void goal_field(View& view, std::int64_t goal) {
  field(view.h, {.id = "goal", .name = "goal", .label = view.t.tr("How many signatures you ask for"), .hint = view.t.tr("May stay empty."),
                 .value = goal > 0 ? std::to_string(goal) : std::string(), .type = "number", .narrow = true});
}

Result<PageSpec> write(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (!view.query("from").empty()) view.reader.prefer_words({});  // a proposal's text is taken as first written
  TRY(const auto from, made_from(view));
  trail(view, {{view.url("statements"), std::string(t.tr("Statements"))}}, t.tr("Write a statement"));
  h.el("h1", {}, t.tr("Write a statement"));
  h.el("p", {{"class", "lede"}}, t.tr("The text is frozen when you publish it. A later version is a new text with its own signatures."));
  if (from) {
    box(h, Box::plain, t.tr("Made of a proposal"),
        Html().el("p", {}, t.trh("The text below is that of {proposal}. Change it as little as you can: readers can compare.", {{"proposal", item_link(view, from->act.id)}})).take());
  }
  h.open("form", {{"data-althing", "statement"}, {"data-assembly", assembly_hex(view)}, {"data-key-href", view.url("key")}, {"hidden", true}});
  text_fields(view, from ? std::string_view(from->shown.title) : std::string_view(), from ? std::string_view(from->shown.text) : std::string_view());
  if (from) language_field(view, from->shown.lang);
  goal_field(view, 0);
  if (from) h.single("input", {{"type", "hidden"}, {"name", "from"}, {"value", view.query("from")}});
  std::string on(parse_hex<act::ActId>(view.query("on")) ? view.query("on") : std::string_view());
  if (on.empty() && from) {
    const auto proposal = view.reader.proposal(from->act.id);
    if (proposal && proposal->on) on = to_hex(*proposal->on);  // it answers what the proposal was about
  }
  field(h, {.id = "on", .name = "on", .label = t.tr("Answers (ids of provisions or instruments)"), .hint = t.tr("Separated by spaces; found on the page of each provision. May stay empty."), .value = on});
  field(h, {.id = "with", .name = "with", .label = t.tr("Together with (ids of memberships)"), .hint = t.tr("Co-organisers, separated by spaces. May stay empty.")});
  submit_button(view);
  h.close();
  permanence(view);
  by_command_line(view, fmt::format("althing statement new --key me.key --title \"...\" --text-file text.md{} --node {} --print",
                                    from ? fmt::format(" --from {}", view.query("from")) : std::string(), node_url(view)));
  return form_spec(t.tr("Write a statement"), "new", Section::statements);
}

Result<PageSpec> revise(View& view) {
  view.reader.prefer_words({});  // what is edited is what was first written
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  const index::StatementVersion& v = chosen.current();
  const index::Shown shown = view.reader.shown(v.act.no);
  const std::string id = to_hex(chosen.statement.act.id);
  statement_trail(view, chosen, t.tr("New version"));
  h.el("h1", {}, t.tr("Publish a new version"));
  h.el("p", {{"class", "lede"}}, t.tr("Only the authors can. Earlier signatures stay with the version that was signed and are not carried over."));
  h.open("form", {{"data-althing", "revise"}, {"data-assembly", assembly_hex(view)}, {"data-of", id}, {"data-key-href", view.url("key")}, {"hidden", true}});
  text_fields(view, v.title, shown.text);
  language_field(view, shown.lang);
  goal_field(view, goal_of(view, v));
  submit_button(view);
  h.close();
  by_command_line(view, fmt::format("althing statement revise {} --key me.key --title \"...\" --text-file text.md --node {} --print", id, node_url(view)));
  return form_spec(t.tr("Publish a new version"), "statement/" + id + "/revise", Section::statements);
}

}  // namespace

void add_sign_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/statement/{id}/sign", "Form to sign a version", sign);
  add_page(router, app, "/{lang}/statement/{id}/revise", "Form for a new version", revise);
  add_page(router, app, "/{lang}/new", "Form to write a statement", write);
  add_page(router, app, "/{lang}/join", "Form to become a member", join);
  add_page(router, app, "/{lang}/key", "Making and keeping a key", key);
}

}  // namespace althing::web
