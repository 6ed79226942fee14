// Members: who they are, who stands for them, what they did.
#include <algorithm>

#include "web/kit/limits.h"
#include "web/kit/markdown.h"
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

using index::MemberInfo;

constexpr std::size_t kCountedMembers = 500;  // up to so many members the vouched are counted one by one
constexpr std::size_t kActsShown = 50;

// What stands behind a member, in a word.
std::string standing(const Translator& t, const MemberInfo& m) {
  if (!m.present) return std::string(t.tr("left"));
  if (!m.founding.empty()) return std::string(t.tr("founding member"));
  return std::string(m.seats.empty() ? t.tr("unvouched key") : t.tr("vouched member"));
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& item : list) out += (out.empty() ? "" : ", ") + item;
  return out;
}

void counts(View& view, const index::AssemblyInfo& assembly) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Members"), t.number(assembly.members));
  for (const index::GroupInfo& g : assembly.groups) {
    Html link;
    link.link(view.url("members?group=" + url_component(g.group)), t.ntrf("{n} seat", "{n} seats", static_cast<std::uint64_t>(g.seats)));
    fact(h, t.trf("Group {name}", {{"name", group_label(view, g.group)}}), link.take());
  }
  if (assembly.members <= static_cast<std::int64_t>(kCountedMembers)) {
    bool more = false;
    std::uint64_t vouched = 0, bare = 0;
    index::MemberQuery every;
    every.limit = kCountedMembers;
    for (const MemberInfo& m : view.reader.members(every, more)) ++(m.seats.empty() ? bare : vouched);
    fact(h, t.tr("Vouched members"), t.number(static_cast<std::int64_t>(vouched)));
    fact(h, t.tr("Unvouched keys"), t.number(static_cast<std::int64_t>(bare)));
  }
  const std::int64_t attested = view.reader.attested_members({});
  Html link;
  link.link(view.url("members?standing=attested"), t.number(attested));
  fact(h, t.tr("Attested members"), link.take());
  h.close();
  h.el("p", {{"class", "small muted"}},
       t.tr("A vouched member has a seat in a group, because it founded the assembly or because enough members of that group stand for it. "
            "An unvouched key says who it is and nobody here has confirmed it. An attested member has proved to this node, or to a member with a seat, that it owns an internet domain or who it is."));
}

void filters(View& view, const std::optional<index::AssemblyInfo>& assembly, const index::MemberQuery& query) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"role", "search"}, {"action", view.url("members")}});
  field(h, {.id = "m-q", .name = "q", .label = t.tr("Name"), .value = query.text, .type = "search"});
  select(h, "m-kind", "kind", t.tr("Kind"),
         {{"", t.tr("All kinds")}, {"person", t.tr("Persons")}, {"association", t.tr("Associations")}, {"organisation", t.tr("Organisations")}}, query.kind);
  std::vector<Option> groups{{"", t.tr("All groups")}};
  if (assembly) {
    for (const index::GroupInfo& g : assembly->groups) groups.push_back({g.group, group_label(view, g.group)});
  }
  select(h, "m-group", "group", t.tr("Group"), groups, query.group);
  field(h, {.id = "m-country", .name = "country", .label = t.tr("Country (two letters)"), .value = query.country, .narrow = true});
  select(h, "m-standing", "standing", t.tr("Standing"), {{"", t.tr("any")}, {"attested", t.tr("attested")}, {"vouched", t.tr("vouched for")}, {"unvouched", t.tr("unvouched")}},
         query.attested ? std::string_view("attested") : std::string_view(query.standing));
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

void row(View& view, const MemberInfo& m) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li", {{"class", "person"}}).open("span", {{"class", "person__name"}});
  h.raw(member_link(view, m.act.id, m.name)).close();
  h.open("span", {{"class", "person__note"}}).text(kind_word(t, m.kind));
  if (!m.country.empty()) h.text(" · ").text(m.country);
  h.text(" · ").text(standing(t, m));
  if (!m.seats.empty()) h.text(" · ").text(joined(m.seats));
  h.close().raw(t.day_html(m.act.at)).close();
}

Result<PageSpec> list_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t after, query_number(view, "after", index::kNone, index::kNone));
  index::MemberQuery query;
  query.text = std::string(view.query("q"));
  query.kind = std::string(view.query("kind"));
  query.group = std::string(view.query("group"));
  for (const char c : view.query("country")) query.country += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  if (!query.country.empty() && query.country.size() != 2) return fail(Errc::malformed, "country", std::string(t.tr("a country is two letters, such as IS")));
  query.standing = std::string(view.query("standing"));
  if (!query.standing.empty() && query.standing != "attested" && query.standing != "vouched" && query.standing != "unvouched") {
    return fail(Errc::malformed, "standing", "must be attested, vouched or unvouched");
  }
  query.attested = view.query("attested") == "1" || query.standing == "attested";
  if (query.standing == "attested") query.standing.clear();
  query.after = after;
  query.limit = kRowsPerPage;
  const bool filtered = !query.text.empty() || !query.kind.empty() || !query.group.empty() || !query.country.empty() || !query.standing.empty() || query.attested;
  const auto assembly = view.reader.assembly();
  trail(view, {}, t.tr("Members"));
  h.el("h1", {}, t.tr("Members"));
  if (assembly && !filtered && after == index::kNone) counts(view, *assembly);
  filters(view, assembly, query);
  bool more = false;
  const auto list = view.reader.members(query, more);
  if (list.empty()) {
    h.el("p", {{"role", "status"}}, filtered ? t.tr("No member matches. Try fewer words, or show all kinds, groups and countries.") : t.tr("No further members."));
  }
  h.open("ol", {{"class", "people"}});
  for (const MemberInfo& m : list) row(view, m);
  h.close();
  std::string params;
  const std::string standing = query.attested ? "attested" : query.standing;
  for (const auto& [name, value] : {std::pair<std::string_view, const std::string*>{"q", &query.text}, {"kind", &query.kind}, {"group", &query.group}, {"country", &query.country}, {"standing", &standing}}) {
    if (!value->empty()) params += (params.empty() ? "" : "&") + std::string(name) + "=" + url_component(*value);
  }
  const std::string base = view.url("members") + "?" + params + (params.empty() ? "" : "&");
  h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
  if (after != index::kNone) h.link(params.empty() ? view.url("members") : view.url("members") + "?" + params, t.tr("First"));
  if (more && !list.empty()) h.el("a", {{"href", base + "after=" + std::to_string(list.back().act.no)}, {"rel", "next"}}, t.tr("Next"));
  h.close();
  return PageSpec{.title = std::string(t.tr("Members")), .path = "members", .section = Section::members, .no_index = filtered || after != index::kNone};
}

void vouches(View& view, std::string_view title, std::string_view none, const std::vector<index::VouchInfo>& list, bool by) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, title);
  if (list.empty()) {
    h.el("p", {{"class", "muted"}}, none);
    return;
  }
  h.open("ul", {{"class", "people"}});
  for (const index::VouchInfo& v : list) {
    h.open("li", {{"class", "person"}}).open("span", {{"class", "person__name"}});
    h.raw(by ? member_link(view, v.whom, v.whom_name) : member_link(view, v.from, v.from_name)).close();
    h.open("span", {{"class", "person__note"}}).text(group_label(view, v.group)).close();
    h.raw(act_link(view, v.act, t.tr("voucher"))).close();
  }
  h.close();
}

void mandates(View& view, const std::vector<index::MandateInfo>& list, bool given) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (list.empty()) return;
  h.el("h2", {}, given ? t.tr("Mandates given") : t.tr("Mandates held"));
  h.open("ul", {{"class", "list"}});
  for (const index::MandateInfo& m : list) {
    h.open("li");
    badge(h, m.in_force ? Badge::open : Badge::closed, m.in_force ? t.tr("In force") : t.tr("Ended"));
    h.text(" ");
    if (!given) h.raw(member_link(view, m.organisation, m.organisation_name)).text(" ");
    h.open("span").text(t.trf("may make: {types}", {{"types", joined(m.scope)}})).close().text(" ");
    if (const auto until = parse_time(m.until)) h.raw(t.trh("until {time}", {{"time", t.time_html(*until)}})).text(" ");
    h.raw(act_link(view, m.appoint, t.tr("mandate"))).text(" ");
    if (given && m.in_force) h.link(view.url("member/" + to_hex(m.organisation) + "/dismiss?of=" + to_hex(m.appoint)), t.tr("End it")).text(" ");
    if (given) hash(h, act::key_text(m.key));
    h.close();
  }
  h.close();
}

std::string_view method_word(const Translator& t, std::string_view method) {
  if (method == "well-known") return t.tr("by a file on the domain");
  if (method == "dns") return t.tr("by a record in its DNS");
  if (method == "in-person") return t.tr("in person");
  return method;
}

// Anyone may attest; who did, when and how is what a reader can weigh.
void attestations(View& view, const MemberInfo& m) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto list = view.reader.attestations(m.act.id);
  h.el("h2", {}, t.tr("Attestations"));
  if (list.empty()) h.el("p", {{"class", "muted"}}, t.tr("Nobody has attested a domain or an identity of it."));
  h.open("ul", {{"class", "list"}});
  for (const index::AttestInfo& a : list) {
    h.open("li").open("span", {{"class", "list__title"}});
    if (a.what == "domain") h.text(t.tr("Domain")).text(" ").el("code", {}, a.domain);
    else h.text(t.tr("Identity"));
    h.close().open("span", {{"class", "muted"}}).text(method_word(t, a.method)).text(" · ");
    if (a.ours) h.text(t.tr("this node"));
    else h.raw(author_link(view, a.act));
    if (!a.ours && !a.seated) h.text(" ").text(a.act.member == m.act.id ? t.tr("(itself: proves nothing)") : t.tr("(has no seat)"));
    h.text(" · ").raw(days_of(view, a.act)).text(" · ").raw(act_link(view, a.act.id, t.tr("attestation"))).close();
    if (const std::string_view note = a.shown.detail.text_at("note"); !note.empty()) h.el("p", {{"dir", "auto"}}, visible(note, TextKind::prose));
    h.close();
  }
  h.close();
}

void interests(View& view, const MemberInfo& m) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("Declared interests"));
  const auto declared = view.reader.declared(m.act.id);
  if (!declared || declared->withdrawn) {
    h.el("p", {{"class", "muted"}}, t.tr("It has declared none."));
    return;
  }
  hidden_box(view, declared->act);
  if (!declared->shown.text.empty()) h.open("div", {{"class", "prose"}, {"dir", "auto"}}).raw(markdown(declared->shown.text).html).close();
  h.open("p", {{"class", "small muted"}}).raw(days_of(view, declared->act)).text(" · ").raw(act_link(view, declared->act.id, t.tr("declaration"))).close();
}

void own_acts_links(View& view, const MemberInfo& m) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string base = "member/" + to_hex(m.act.id) + "/";
  h.open("p", {{"class", "cluster"}}).el("a", {{"class", "button button--secondary"}, {"href", view.url(base + "vouch")}}, t.tr("Vouch for it"));
  h.link(view.url(base + "unvouch"), t.tr("Take a voucher back")).link(view.url(base + "attest"), t.tr("Attest")).link(view.url("acts/" + to_hex(m.act.id) + "/report"), t.tr("Report"));
  h.close();
  h.open("p", {{"class", "cluster"}}).text(t.tr("With its key:")).text(" ");
  if (m.kind != "person") h.link(view.url(base + "appoint"), t.tr("Appoint a representative"));
  h.link(view.url(base + "declare"), t.tr("Declare interests")).link(view.url(base + "leave"), t.tr("Leave")).close();
}

void acts(View& view, const MemberInfo& m, index::ActNo before) {
  const Translator& t = view.t;
  Html& h = view.h;
  auto list = view.reader.acts_of(m.key, kActsShown + 1, before);
  const bool more = list.size() > kActsShown;
  if (more) list.resize(kActsShown);
  h.el("h2", {{"id", "acts"}}, t.tr("Acts"));
  table(h, "member-acts", t.tr("The newest acts of this member"),
        {{t.tr("Index"), true}, {t.tr("Act")}, {t.tr("State")}, {t.tr("When")}}, [&] {
          for (const index::ActInfo& a : list) {
            h.open("tr");
            number_cell(h, t, static_cast<std::int64_t>(a.no));
            cell(h, act_link(view, a.id, type_word(t, a.type)));
            cell(h, verdict_words(t, a));
            cell(h, days_of(view, a));
            h.close();
          }
        });
  const std::string base = view.url("member/" + to_hex(m.act.id));
  if (before == index::kNone && !more) return;
  h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
  if (before != index::kNone) h.link(base + "#acts", t.tr("First"));
  if (more) h.el("a", {{"href", base + "?before=" + std::to_string(list.back().no) + "#acts"}, {"rel", "next"}}, t.tr("Next"));
  h.close();
}

void member_facts(View& view, const MemberInfo& m) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("dl", {{"class", "facts"}});
  if (!m.country.empty()) fact(h, t.tr("Country"), m.country);
  Html groups;
  for (const std::string& g : m.seats) {
    if (&g != &m.seats.front()) groups.text(", ");
    const bool founded = std::find(m.founding.begin(), m.founding.end(), g) != m.founding.end();
    groups.link(view.url("members?group=" + url_component(g)), group_label(view, g)).text(founded ? t.tr(" (founding seat)") : t.tr(" (vouched)"));
  }
  if (m.seats.empty()) groups.text(t.tr("none"));
  fact(h, t.tr("Groups it counts in"), groups.take());
  fact(h, t.tr("Joined"), days_of(view, m.act));
  Html id, key;
  hash(id, to_hex(m.act.id));
  fact(h, t.tr("Member id"), id.take());
  hash(key, act::key_text(m.key));
  fact(h, m.key == m.act.key ? t.tr("Key") : t.tr("Key now in use"), key.take());
  h.close();
}

Result<PageSpec> member_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone, index::kNone));
  const auto m = view.reader.member(id);
  if (!m) return fail(Errc::not_found, std::string(t.tr("no member of this id is held here")));
  const std::string name = m->name.empty() ? t.trf("Member {id}", {{"id", short_id(m->act.id)}}) : visible_line(m->name, 120);
  trail(view, {{view.url("members"), std::string(t.tr("Members"))}}, name);
  h.open("h1").name(name).close();
  h.open("div", {{"class", "cluster"}});
  badge(h, !m->present ? Badge::closed : m->seats.empty() ? Badge::pending : Badge::open, standing(t, *m));
  h.el("span", {{"class", "muted"}}, kind_word(t, m->kind)).close();
  hidden_box(view, m->act);
  if (!m->text.empty()) h.open("div", {{"class", "prose"}}).raw(markdown(m->text).html).close();
  member_facts(view, *m);
  own_acts_links(view, *m);
  vouches(view, t.tr("Who stands for it"), m->founding.empty() ? t.tr("Nobody has vouched for it yet.") : t.tr("It founded the assembly and needs no voucher."),
          view.reader.vouches_for(m->act.id), false);
  vouches(view, t.tr("Whom it stands for"), t.tr("It has vouched for nobody."), view.reader.vouches_by(m->act.id), true);
  attestations(view, *m);
  interests(view, *m);
  mandates(view, view.reader.mandates_by(m->act.id), true);
  mandates(view, view.reader.mandates_of_key(m->key), false);
  acts(view, *m, before);
  verify_box(view, m->act.id);
  return PageSpec{.title = name, .path = "member/" + to_hex(m->act.id), .section = Section::members};
}

}  // namespace

void add_member_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/members", "Members of the assembly", list_page);
  add_page(router, app, "/{lang}/member/{id}", "A member", member_page);
}

}  // namespace althing::web
