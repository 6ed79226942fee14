// Statements: the list, and one with its versions, counts, what it answers and its newest signatories.
// "/statement/<id of the statement>" is its newest version; "?version=n" and a revise id name one.
#include <fmt/format.h>

#include "assembly/rules.h"
#include "web/kit/markdown.h"
#include "web/kit/word_diff.h"
#include "web/page_follow.h"
#include "web/page_versions.h"
#include "web/page_voice.h"
#include "web/pages.h"

namespace althing::web {

const index::StatementVersion& version_in_force(const index::StatementInfo& statement) {
  for (const auto& version : statement.versions) {
    if (version.current) return version;
  }
  return statement.versions.back();
}

Result<Chosen> chosen_version(View& view) {
  TRY(const act::ActId id, param_id(view));
  auto statement = view.reader.statement(id);
  if (!statement || statement->versions.empty()) return fail(Errc::not_found, std::string(view.t.tr("no statement in force has this id here")));
  Chosen out{std::move(*statement)};
  for (std::size_t i = 0; i < out.statement.versions.size(); ++i) {
    if (out.statement.versions[i].act.id == id) out.at = i;
  }
  return out;
}

void old_version_box(View& view, const Chosen& chosen) {
  if (chosen.newest()) return;
  const Raw link = Html().link(view.url("statement/" + to_hex(chosen.statement.act.id)), view.t.tr("Read the newest version")).take();
  box(view.h, Box::warning, view.t.tr("This is not the newest version"),
      Html().open("p").text(view.t.tr("Signatures belong to the version that was signed; they do not move to a newer one.")).text(" ").raw(link).close().take());
}

void statement_trail(View& view, const Chosen& chosen, std::string_view here) {
  trail(view, {{view.url("statements"), std::string(view.t.tr("Statements"))},
               {view.url("statement/" + to_hex(chosen.statement.act.id)), plain_title(view, chosen.version().act, chosen.version().title)}}, here);
}

namespace {

constexpr std::size_t kListed = 25;
constexpr std::size_t kNewestSignatories = 20;

// Statements whose newest version can be signed, or not any more; looks at so many for one page.
constexpr std::size_t kLookedAt = 2000, kReadAtOnce = 100;
bool can_be_signed(const View& view, const index::StatementInfo& s) {
  const auto closes = parse_time(version_in_force(s).closes);
  return !closes || *closes >= view.now;
}

// One more than a page holds, if there are that many.
std::vector<index::StatementInfo> chosen_rows(const View& view, std::string_view state, index::ActNo before) {
  if (state.empty()) return view.reader.statements(kListed + 1, before);
  std::vector<index::StatementInfo> out;
  for (std::size_t seen = 0; seen < kLookedAt && out.size() <= kListed; seen += kReadAtOnce) {
    auto some = view.reader.statements(kReadAtOnce, before);
    const bool last = some.size() < kReadAtOnce;
    if (!some.empty()) before = some.back().act.no;
    for (index::StatementInfo& s : some) {
      if (out.size() <= kListed && !s.versions.empty() && can_be_signed(view, s) == (state == "open")) out.push_back(std::move(s));
    }
    if (last) break;
  }
  return out;
}

Result<PageSpec> list(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const std::uint64_t before, query_number(view, "before", index::kNone));
  trail(view, {}, t.tr("Statements"));
  h.el("h1", {}, t.tr("Statements"));
  h.el("p", {{"class", "lede"}}, t.tr("A statement is a text with frozen versions. Who signs, signs one version word for word."));
  const std::string state(view.query("state"));
  if (!state.empty() && state != "open" && state != "closed") return fail(Errc::malformed, "state", "must be open or closed");
  h.open("form", {{"class", "filters"}, {"action", view.url("statements")}});
  select(h, "state", "state", t.tr("State"), {{"", t.tr("any state")}, {"open", t.tr("open")}, {"closed", t.tr("closed")}}, state);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  auto rows = chosen_rows(view, state, before);
  const bool more = rows.size() > kListed;
  if (more) rows.pop_back();
  if (rows.empty()) h.el("p", {{"role", "status"}}, state.empty() ? t.tr("No statement yet.") : t.tr("Nothing matches."));
  h.open("ul", {{"class", "list"}});
  for (const index::StatementInfo& s : rows) {
    if (s.versions.empty()) continue;
    const index::StatementVersion& v = version_in_force(s);
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("statement/" + to_hex(s.act.id))}});
    h.raw(title_of(view, v.act, v.title)).close();
    closing_badge(view, v.closes);
    if (const auto why = hidden_reason(t, v.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
    h.open("p", {{"class", "muted small"}}).text(t.ntrf("{n} signature", "{n} signatures", static_cast<std::uint64_t>(v.signatures)));
    h.text(" · ").raw(t.trh("by {author}", {{"author", author_link(view, s.act)}}));
    h.text(" · ").text(t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(s.versions.size()))}})).close();
    h.close();
  }
  h.close();
  if (more) h.open("p").link(fmt::format("{}?state={}&before={}", view.url("statements"), state, rows.back().act.no), t.tr("Older statements")).close();
  h.open("p").el("a", {{"class", "button"}, {"href", view.url("new")}}, t.tr("Write a statement"));
  h.text(" ").link(view.url("deliveries"), t.tr("Deliveries and answers")).close();
  PageSpec spec;
  spec.title = std::string(t.tr("Statements"));
  spec.path = "statements";
  spec.section = Section::statements;
  return spec;
}

void text_block(View& view, const index::StatementVersion& v, const index::Shown& shown) {
  Html& h = view.h;
  if (!hidden_reason(view.t, v.act).empty()) return hidden_box(view, v.act);
  const Rendered text = markdown(shown.text);
  h.open("div", {{"class", "prose"}, Attr::only_if(!shown.lang.empty(), "lang", shown.lang)}).raw(text.html).close();
  if (text.cut) h.el("p", {{"class", "muted"}}, view.t.tr("The text is longer than is shown here; the act's page has all of it."));
}

// What it answers: provisions and instruments, by their numbers and titles.
void answers(View& view, const index::StatementInfo& s) {
  if (s.on.empty()) return;
  Html& h = view.h;
  h.el("h2", {}, view.t.tr("What it answers")).open("ul");
  for (const act::ActId& id : s.on) {
    h.open("li");
    if (const auto p = view.reader.provision(id)) {
      h.open("a", {{"href", view.url("provision/" + to_hex(id))}});
      h.text(view.t.trf("Provision {number}", {{"number", p->number}})).close();
      const std::string_view heading = p->shown.title.empty() ? p->shown.detail.text_at("heading") : std::string_view(p->shown.title);
      if (!heading.empty()) h.text(" · ").name(heading);
    } else if (const auto i = view.reader.instrument(id)) {
      h.open("a", {{"href", view.url("instrument/" + to_hex(id))}}).raw(title_of(view, i->act, i->shown.title)).close();
    } else {
      h.raw(act_link(view, id, short_id(id)));
    }
    h.close();
  }
  h.close();
}

// The adopted text it was made of.
void made_of(View& view, const index::StatementInfo& s) {
  const auto from = parse_hex<act::ActId>(assembly::payload_part(s.act.payload, 2));
  if (!from) return;
  view.h.open("p").raw(view.t.trh("Its first version was made of the proposal {proposal}.", {{"proposal", item_link(view, *from)}})).close();
}

void versions(View& view, const Chosen& chosen) {
  const auto& all = chosen.statement.versions;
  const Translator& t = view.t;
  Html& h = view.h;
  if (all.size() < 2) return;
  h.el("h2", {{"id", "versions"}}, t.tr("Versions"));
  h.el("p", {}, t.tr("Each version has its own signatories. Whoever signed an old one has not signed a new one."));
  h.open("ol", {{"class", "timeline"}});
  for (std::size_t i = all.size(); i-- > 0;) {
    const auto& v = all[i];
    const std::string label = t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(i + 1))}});
    h.open("li").open("p", {{"class", "cluster"}});
    if (i == chosen.at) h.el("strong", {}, label);
    else h.link(fmt::format("{}?version={}", view.url("statement/" + to_hex(chosen.statement.act.id)), i + 1), label);
    if (v.current) badge(h, Badge::open, t.tr("Newest"));
    h.link(view.url("statement/" + to_hex(v.act.id) + "/signatories"),
           t.ntrf("{n} signature", "{n} signatures", static_cast<std::uint64_t>(v.signatures)));
    h.el("span", {{"class", "muted small"}}, days_of(view, v.act)).close().close();
  }
  h.close();
  const std::size_t to = chosen.at > 0 ? chosen.at : 1;
  compare_form(view, "statement/" + to_hex(chosen.statement.act.id), chosen.statement.versions.size(), to - 1, to);
}

// One of the two compared: which, its title, and how many stand below exactly it.
void compared(View& view, const Chosen& chosen, std::size_t at) {
  const Translator& t = view.t;
  Html& h = view.h;
  const index::StatementVersion& v = chosen.statement.versions[at];
  h.open("li").link(fmt::format("{}?version={}", view.url("statement/" + to_hex(chosen.statement.act.id)), at + 1),
                    t.trf("Version {n}", {{"n", t.number(static_cast<std::int64_t>(at + 1))}}));
  h.text(": ").raw(title_of(view, v.act, v.title)).text(" · ");
  h.link(view.url("statement/" + to_hex(v.act.id) + "/signatories"), t.ntrf("{n} signature", "{n} signatures", static_cast<std::uint64_t>(v.signatures)));
  h.text(" · ").el("span", {{"class", "muted small"}}, days_of(view, v.act)).close();
}

Result<PageSpec> compare(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  const auto& all = chosen.statement.versions;
  TRY(const std::uint64_t from, query_number(view, "from", 1));
  TRY(const std::uint64_t to, query_number(view, "to", all.size()));
  for (const std::uint64_t n : {from, to}) {
    if (n < 1 || n > all.size()) return fail(Errc::not_found, "version", std::string(t.tr("there is no such version")));
  }
  statement_trail(view, chosen, t.tr("What changed"));
  h.el("h1", {}, t.tr("What changed"));
  h.open("ul");
  compared(view, chosen, from - 1);
  if (from != to) compared(view, chosen, to - 1);
  h.close();
  compare_form(view, "statement/" + to_hex(chosen.statement.act.id), chosen.statement.versions.size(), from - 1, to - 1);
  const auto &a = all[from - 1], &b = all[to - 1];
  index::Shown before = view.reader.shown(a.act.no), after = view.reader.shown(b.act.no);
  if (before.lang != after.lang) {  // one was not translated: compare what was first written
    view.reader.prefer_words({});
    before = view.reader.shown(a.act.no);
    after = view.reader.shown(b.act.no);
  }
  if (!hidden_reason(t, a.act).empty() || !hidden_reason(t, b.act).empty()) {
    h.el("p", {}, t.tr("The words of one of them are not shown here, so they cannot be compared."));
    hidden_box(view, hidden_reason(t, a.act).empty() ? b.act : a.act);
  } else if (before.title == after.title && before.text == after.text) {
    h.el("p", {{"role", "status"}}, t.tr("The two say the same, word for word."));
  } else {
    const WordDiff title = word_diff(before.title, after.title), text = word_diff(before.text, after.text);
    if (text.too_different) h.el("p", {{"class", "muted"}}, t.tr("The two texts differ too much to show word by word; first the old one, then the new one."));
    h.open("h2", {{"dir", "auto"}}).raw(render_diff(title)).close();
    h.open("div", {{"class", "prose written"}, {"dir", "auto"}}).raw(render_diff(text)).close();
  }
  PageSpec spec;
  spec.title = fmt::format("{}: {}", t.tr("What changed"), plain_title(view, b.act, b.title));
  spec.path = "statement/" + to_hex(chosen.statement.act.id) + "/compare";
  spec.section = Section::statements;
  spec.no_index = true;
  return spec;
}

void signatories(View& view, const index::StatementVersion& v) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("Who signed"));
  if (v.signatures == 0) {
    h.el("p", {}, t.tr("Nobody yet."));
    return;
  }
  index::SignatoryQuery query;
  query.limit = kNewestSignatories;
  query.newest_first = true;
  const index::SignatoryPage page = view.reader.signatories(v.act.id, query);
  if (page.more) h.el("p", {{"class", "muted"}}, t.tr("The newest first"));
  h.open("ol", {{"class", "people"}});
  for (const index::Signatory& who : page.rows) person_row(view, who);
  h.close();
  h.open("p").link(view.url("statement/" + to_hex(v.act.id) + "/signatories"),
                   t.ntrf("See, search and download the {n} signature", "See, search and download all {n} signatures", static_cast<std::uint64_t>(v.signatures))).close();
}

void facts(View& view, const Chosen& chosen) {
  const Translator& t = view.t;
  const index::StatementVersion& v = chosen.version();
  Html& h = view.h;
  h.open("dl", {{"class", "facts"}});
  fact(h, t.tr("Author"), author_link(view, chosen.statement.act));
  if (!chosen.statement.with.empty()) {
    Html with;
    for (std::size_t i = 0; i < chosen.statement.with.size(); ++i) {
      const auto member = view.reader.member(chosen.statement.with[i]);
      if (i > 0) with.text(", ");
      with.raw(member_link(view, chosen.statement.with[i], member ? std::string_view(member->name) : std::string_view()));
    }
    fact(h, t.tr("Together with"), with.take());
  }
  fact(h, t.tr("Version"), t.trh("{n}, frozen on {date}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}, {"date", t.time_html(v.act.at)}}));
  fact(h, t.tr("Act"), act_link(view, v.act.id, to_hex(v.act.id)));
  h.close();
  interests_note(view, chosen.statement.act);
}

Result<PageSpec> statement(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(Chosen chosen, chosen_version(view));
  const std::string id = to_hex(chosen.statement.act.id);
  if (view.param("id") == id) {  // the statement itself: its newest version unless one is asked for
    TRY(const std::uint64_t wanted, query_number(view, "version", 0));
    if (wanted > chosen.statement.versions.size()) return fail(Errc::not_found, "version", std::string(t.tr("there is no such version")));
    const auto& all = chosen.statement.versions;
    chosen.at = wanted > 0 ? static_cast<std::size_t>(wanted - 1) : static_cast<std::size_t>(&chosen.current() - all.data());
  }
  TRY(const std::string partner, partner_of(view));
  const index::StatementVersion& v = chosen.version();
  const index::Shown shown = view.reader.shown(v.act.no);
  const std::string title = plain_title(view, v.act, v.title);
  trail(view, {{view.url("statements"), std::string(t.tr("Statements"))}}, title);
  h.open("h1").raw(title_of(view, v.act, v.title)).close();
  h.open("p", {{"class", "cluster"}});
  closing_badge(view, v.closes);
  h.el("span", {{"class", "muted"}}, t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  old_version_box(view, chosen);
  partner_note(view, partner);
  count_block(view, v);
  if (chosen.newest() && is_open(v.closes, view.now) && hidden_reason(t, v.act).empty()) {
    h.open("p").el("a", {{"class", "button"}, {"href", view.url("statement/" + to_hex(v.act.id) + "/sign" + partner_query(partner))}}, t.tr("Sign this statement")).close();
  }
  h.open("p", {{"class", "cluster"}}).link(view.url("statement/" + to_hex(v.act.id) + "/numbers"), t.tr("The count over time, and who stands behind it"));
  h.link(view.url("statement/" + to_hex(v.act.id) + "/share"), t.tr("Share and embed")).close();
  text_block(view, v, shown);
  made_of(view, chosen.statement);
  answers(view, chosen.statement);
  signatories(view, v);
  deliveries_block(view, chosen.statement.act.id, v.act.id);
  versions(view, chosen);
  h.el("h2", {}, t.tr("About this statement"));
  facts(view, chosen);
  if (!v.closes.empty()) h.open("p").link(view.url("acts/" + to_hex(v.act.id) + ".ics"), t.tr("Add its closing to your calendar")).close();
  h.open("p").link(view.url("statement/" + id + "/revise"), t.tr("Publish a new version (authors)")).close();
  verify_box(view, v.act.id);
  PageSpec spec;
  spec.title = title;
  spec.path = "statement/" + std::string(view.param("id"));
  spec.section = Section::statements;
  spec.oembed = "/oembed?format=json&url=" + url_component(node_url(view) + view.url("statement/" + id));
  return with_preview(view, std::move(spec), v.act.id, shown.text);
}

}  // namespace

void add_statement_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/statements", "Statements, newest first", list);
  add_page(router, app, "/{lang}/statement/{id}/compare", "Any two versions of a statement, word by word", compare);
  add_page(router, app, "/{lang}/statement/{id}", "A statement with its counts and versions", statement);
}

void add_voice_pages(http::Router& router, App& app) {
  add_statement_pages(router, app);
  add_signatory_pages(router, app);
  add_sign_pages(router, app);
  add_submit_pages(router, app);
  add_signature_pages(router, app);
  add_act_pages(router, app);
  add_number_pages(router, app);
  add_letter_pages(router, app);
  add_cards(router, app);
  add_share_pages(router, app);
  add_hidden_pages(router, app);
}

}  // namespace althing::web
