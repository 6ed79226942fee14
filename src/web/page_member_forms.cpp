// Forms about a member: vouch, attest; with the member's own key: appoint, dismiss, declare, leave. And the report
// of any words. Each is the generic form of ui/src/page_act.ts, with the command and the paste form beside it.
#include <fmt/format.h>

#include "web/page_voice.h"
#include "web/pages.h"

namespace althing::web {
namespace {

std::string assembly_hex(const View& view) { return to_hex(view.app.node().record().assembly()); }

// <input|select|textarea data-as> in its field, which parts.h does not know of.
struct Control {
  std::string_view name, as, label, hint = {}, value = {};
  std::string_view type = "text";
  unsigned rows = 0;
  bool required = true;
};

void control(Html& h, const Control& c) {
  const std::string id = "f-" + std::string(c.name), hint_id = id + "-h";
  h.open("div", {{"class", "field"}}).el("label", {{"for", id}}, c.label);
  if (!c.hint.empty()) h.el("span", {{"class", "field__hint"}, {"id", hint_id}}, c.hint);
  const Attr described = Attr::only_if(!c.hint.empty(), "aria-describedby", hint_id);
  if (c.rows > 0) {
    h.open("textarea", {{"id", id}, {"name", c.name}, {"data-as", c.as}, {"rows", c.rows}, {"required", c.required}, described}).text(c.value).close();
  } else {
    h.single("input", {{"id", id}, {"name", c.name}, {"data-as", c.as}, {"type", c.type}, {"value", c.value}, {"autocomplete", "off"}, {"required", c.required}, described});
  }
  h.close();
}

void hidden(Html& h, std::string_view name, std::string_view as, std::string_view value) {
  h.single("input", {{"type", "hidden"}, {"name", name}, {"data-as", as}, {"value", value}});
}

void pick(Html& h, std::string_view name, std::string_view label, const std::vector<Option>& options) {
  const std::string id = "f-" + std::string(name);
  h.open("div", {{"class", "field"}}).el("label", {{"for", id}}, label).open("select", {{"id", id}, {"name", name}, {"data-as", "token"}});
  for (const Option& o : options) h.el("option", {{"value", o.value}}, o.label);
  h.close().close();
}

void mandate(View& view) {
  Html& h = view.h;
  h.open("div", {{"class", "field"}}).el("label", {{"for", "mandate"}}, view.t.tr("In the name of")).open("select", {{"id", "mandate"}, {"name", "mandate"}});
  h.el("option", {{"value", ""}}, view.t.tr("myself")).close().close();
}

void begin(View& view, std::string_view act, std::string_view sentence) {
  view.h.open("form", {{"data-althing", "act"}, {"data-act", act}, {"data-assembly", assembly_hex(view)}, {"data-sentence", sentence},
                       {"data-key-href", view.url("key")}, {"hidden", true}});
}

void end(View& view, const std::string& command) {
  const Translator& t = view.t;
  view.h.open("p").el("button", {{"class", "button"}}, t.tr("Look at what will be signed")).close().close();
  box(view.h, Box::plain, t.tr("Before you sign"),
      Html().el("p", {}, t.tr("Your act enters a public record for good, with your key and its time. It can be followed by another, never removed.")).take());
  by_command_line(view, command);
}

// What each form asks for, and the command that does the same.
struct Form {
  std::string_view act;
  Msg title, lede;
  void (*write)(View& view, const index::MemberInfo& m, const Form& form);
};

std::string command(const View& view, std::string_view act, std::string_view members) {
  return fmt::format("althing act {}{}{} --key me.key --node {} --print", act, members.empty() ? "" : " ", members, node_url(view));
}

void voucher(View& view, const index::MemberInfo& m, const Form& form) {
  const Translator& t = view.t;
  const std::string whom = to_hex(m.act.id);
  std::vector<Option> groups;
  const auto assembly = view.reader.assembly();
  if (assembly) {
    for (const index::GroupInfo& g : assembly->groups) groups.push_back({g.group, group_label(view, g.group)});
  }
  const std::string name = m.name.empty() ? short_id(m.act.id) : visible_line(m.name, 120);
  begin(view, form.act, form.act == "vouch" ? t.trf("You vouch, in public, that {name} belongs in the group you chose.", {{"name", name}})
                                            : t.trf("You take your voucher for {name} back, in public.", {{"name", name}}));
  hidden(view.h, "whom", "id", whom);
  pick(view.h, "group", t.tr("Group"), groups);
  mandate(view);
  end(view, command(view, form.act, fmt::format("whom={} group=GROUP", whom)));
}

void attest(View& view, const index::MemberInfo& m, const Form& form) {
  const Translator& t = view.t;
  const std::string whom = to_hex(m.act.id);
  view.h.el("p", {}, t.tr("A domain is best attested by a program that looks itself. This fetches the file the domain must hold, and signs what it saw:"));
  view.h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, fmt::format("althing attest {} example.org --key me.key --node {}", whom, node_url(view)));
  view.h.el("p", {}, t.trf("The domain's owner puts this line into the file {file}:", {{"file", "https://example.org/.well-known/althing.txt"}}));
  view.h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, whom);
  begin(view, form.act, t.tr("You attest, in public, what you saw of this member."));
  hidden(view.h, "whom", "id", whom);
  pick(view.h, "what", t.tr("What you attest"), {{"identity", t.tr("that it is who it says")}, {"domain", t.tr("that it holds a domain")}});
  view.h.open("div", {{"data-when", "what=domain"}});
  control(view.h, {.name = "domain", .as = "token", .label = t.tr("Domain"), .required = false});
  view.h.close();
  pick(view.h, "method", t.tr("How you saw it"), {{"in-person", t.tr("in person")}, {"well-known", t.tr("by a file on the domain")}, {"dns", t.tr("by a record in its DNS")}, {"document", t.tr("by a document")}});
  control(view.h, {.name = "note", .as = "text", .label = t.tr("Remark"), .rows = 3, .required = false});
  mandate(view);
  end(view, command(view, "attest", fmt::format("whom={} what=identity method=in-person", whom)));
}

void appoint(View& view, const index::MemberInfo&, const Form& form) {
  const Translator& t = view.t;
  begin(view, form.act, t.tr("Your organisation lets this key act in its name, in public: {scope}, until {until}."));
  control(view.h, {.name = "key", .as = "key", .label = t.tr("Key of the representative"), .hint = t.tr("43 characters; it stands on the representative's page \"Your key\".")});
  control(view.h, {.name = "scope", .as = "tokens", .label = t.tr("Types of act it may make"), .hint = t.tr("Such as: sign support comment ballot; or all."), .value = "all"});
  control(view.h, {.name = "until", .as = "time", .label = t.tr("Until"), .hint = t.tr("The end of that day, UTC."), .type = "date"});
  end(view, command(view, "appoint", "key=KEY scope=sign,ballot until=2030-01-01T00:00:00Z"));
}

void dismiss(View& view, const index::MemberInfo&, const Form& form) {
  const Translator& t = view.t;
  const auto of = parse_hex<act::ActId>(view.query("of"));
  begin(view, form.act, t.tr("You end this mandate. Of the acts made under it only those you name, and what they follow, stand."));
  control(view.h, {.name = "of", .as = "id", .label = t.tr("Mandate (id of the appointment)"), .value = of ? view.query("of") : std::string_view()});
  control(view.h, {.name = "last", .as = "ids", .label = t.tr("Its last acts that stand (ids)"), .hint = t.tr("Separated by spaces, at most 8. What the representative did and these do not follow becomes void."), .rows = 2, .required = false});
  end(view, command(view, "dismiss", fmt::format("of={} last=ID,ID", of ? view.query("of") : "MANDATE")));
}

void declare(View& view, const index::MemberInfo&, const Form& form) {
  const Translator& t = view.t;
  begin(view, form.act, t.tr("You declare your interests. They are shown beside what you do here; a later declaration replaces this one."));
  control(view.h, {.name = "text", .as = "text", .label = t.tr("Your interests"), .hint = t.tr("Who pays you, whom you advise, what you own that the matter touches."), .rows = 6});
  mandate(view);
  end(view, command(view, "declare", "--detail text=\"...\""));
}

void leave(View& view, const index::MemberInfo&, const Form& form) {
  const Translator& t = view.t;
  view.h.open("ul").el("li", {}, t.tr("What you did stays in the record, and signatures stay signatures."));
  view.h.el("li", {}, t.tr("Your seats and the vouchers you gave no longer count.")).el("li", {}, t.tr("You may join again with the same key.")).close();
  begin(view, form.act, t.tr("You leave the assembly."));
  end(view, command(view, "leave", ""));
}

constexpr Form kForms[] = {
    {"vouch", msg("Vouch for this member"), msg("You say that it belongs in a group. Enough vouchers give it a seat that counts in decisions, so vouch only for whom you know."), voucher},
    {"unvouch", msg("Take your voucher back"), msg("It needs no reason. Seats are counted anew at once; closed polls stay as they are."), voucher},
    {"attest", msg("Attest this member"), msg("You say what you saw of it: that it holds a domain, or that it is who it says."), attest},
    {"appoint", msg("Appoint a representative"), msg("An association or organisation lets a key act in its name, for some types of act and until a day. It stays responsible."), appoint},
    {"dismiss", msg("End a mandate"), msg("Only the organisation that gave it can."), dismiss},
    {"declare", msg("Declare your interests"), msg("A conflict of interest that is known does less harm."), declare},
    {"leave", msg("Leave the assembly"), msg("With the member's own key."), leave},
};

Result<PageSpec> member_form(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto m = view.reader.member(id);
  if (!m) return fail(Errc::not_found, std::string(t.tr("no member of this id is held here")));
  for (const Form& form : kForms) {
    if (form.act != view.param("act")) continue;
    const std::string name = m->name.empty() ? t.trf("Member {id}", {{"id", short_id(m->act.id)}}) : visible_line(m->name, 120);
    const std::string path = "member/" + to_hex(m->act.id);
    trail(view, {{view.url("members"), std::string(t.tr("Members"))}, {view.url(path), name}}, t.tr(form.title));
    view.h.el("h1", {}, t.tr(form.title)).open("p", {{"class", "lede"}}).name(name).text(" · ").text(t.tr(form.lede)).close();
    form.write(view, *m, form);
    return PageSpec{.title = std::string(t.tr(form.title)), .path = path + "/" + std::string(form.act), .section = Section::members, .script = true, .no_index = true};
  }
  return fail(Errc::not_found, std::string(t.tr("there is no such form")));
}

Result<PageSpec> report(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto item = view.reader.item_of(id);
  if (!item) return fail(Errc::not_found, std::string(t.tr("no act with this id is held here")));
  const std::string hex = to_hex(id), path = "acts/" + hex;
  trail(view, {{view.url("record"), std::string(t.tr("Record"))}, {view.url(path), fmt::format("{} {}", type_word(t, item->act.type), short_id(id))}}, t.tr("Report words"));
  h.el("h1", {}, t.tr("Report words to the people who run nodes"));
  h.el("p", {{"class", "lede"}}, t.tr("A report is public, like everything here: who reported what, and why, stands in the moderation log. The people who run a node decide for their node; the author can answer and appeal."));
  h.open("p").text(t.tr("Reported:")).text(" ").raw(act_link(view, id, fmt::format("{} {}", type_word(t, item->act.type), short_id(id)))).text(" · ").raw(author_link(view, item->act)).close();
  begin(view, "report", t.tr("You report these words, in public and with your reason."));
  hidden(h, "of", "id", hex);
  control(h, {.name = "reason", .as = "text", .label = t.tr("Your reason"), .hint = t.tr("Everyone can read it, for good: name no private facts in it."), .rows = 5});
  end(view, command(view, "report", fmt::format("of={} --detail reason=\"...\"", hex)));
  return PageSpec{.title = std::string(t.tr("Report words")), .path = path + "/report", .section = Section::record, .script = true, .no_index = true};
}

}  // namespace

void add_member_forms(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/member/{id}/{act}", "Forms about a member: vouch, unvouch, attest, appoint, dismiss, declare, leave", member_form);
  add_page(router, app, "/{lang}/acts/{id}/report", "Form to report words", report);
}

}  // namespace althing::web
