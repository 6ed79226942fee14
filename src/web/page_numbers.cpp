// The numbers of a statement's version: its count over logged time, who stands behind it, what was
// collected elsewhere, and which signatures its organisers dispute. And the forms for the last two.
#include <fmt/format.h>

#include "assembly/rules.h"
#include "web/kit/chart.h"
#include "web/page_follow.h"
#include "web/page_voice.h"

namespace althing::web {

using assembly::payload_part;

namespace {

constexpr std::size_t kChartPoints = 200, kTableRows = 40, kCountriesShown = 60, kDisputesShown = 50;

struct Collected {
  std::int64_t count = 0;
  std::vector<index::Item> acts;
};

Collected collected(View& view, const act::ActId& version) {
  Collected out;
  out.acts = view.reader.about(version, "collect");
  for (const index::Item& one : out.acts) {
    if (const auto n = parse_decimal(payload_part(one.act.payload, 0))) out.count += static_cast<std::int64_t>(*n);
  }
  return out;
}

std::string rows_url(const View& view, const act::ActId& version, const std::string& query) {
  return view.url("statement/" + to_hex(version) + "/signatories" + (query.empty() ? "" : "?" + query));
}

void history(View& view, const index::StatementVersion& v, std::int64_t goal) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {{"id", "history"}}, t.tr("The count over time"));
  const auto marks = view.reader.signature_history(v.act.id);
  std::vector<CountPoint> points{{v.act.logged ? v.act.logged->at : v.act.at, 0}};
  for (const index::CountAt& mark : marks) {
    if (mark.at >= points.back().at) points.push_back({mark.at, mark.signatures});
  }
  if (view.now > points.back().at) points.push_back({view.now, v.signatures});
  h.raw(count_chart(t, thinned(points, kChartPoints), goal));
  h.el("p", {}, t.tr("Counted whenever this node's clock marked its log, at most every ten minutes; withdrawn signatures make it fall. Nobody can date a signature back into it."));
  if (marks.empty()) {
    h.el("p", {{"class", "muted"}}, t.tr("No mark covers a signature yet."));
    return;
  }
  // The newest ones; the marks themselves are in the log for whoever wants all.
  const std::size_t shown = std::min(marks.size(), kTableRows);
  h.open("details").el("summary", {}, t.tr("The same as a table"));
  table(h, "history-table", t.ntrf("The newest {n} change", "The newest {n} changes", shown), {{t.tr("Time")}, {t.tr("Signatures"), true}, {t.tr("Entries of the log"), true}, {t.tr("Mark")}}, [&] {
    for (std::size_t i = marks.size(); i-- > marks.size() - shown;) {
      h.open("tr");
      cell(h, t.time_html(marks[i].at));
      number_cell(h, t, marks[i].signatures);
      number_cell(h, t, static_cast<std::int64_t>(marks[i].size));
      const auto mark = view.reader.act_at(marks[i].mark);
      cell(h, mark ? act_link(view, mark->id, short_id(mark->id)) : Raw());
      h.close();
    }
  });
  h.close();
}

// One split: a table whose numbers lead to their rows.
void split(View& view, std::string_view id, std::string_view caption, std::string_view what, const std::vector<std::tuple<std::string, std::string, std::int64_t>>& rows, std::int64_t all) {
  const Translator& t = view.t;
  Html& h = view.h;
  table(h, id, caption, {{what}, {t.tr("Signatures"), true}, {t.tr("Of all"), true}}, [&] {
    for (const auto& [label, url, n] : rows) {
      h.open("tr");
      cell(h, label);
      h.open("td", {{"class", "number"}});
      if (url.empty() || n == 0) h.text(t.number(n));
      else h.link(url, t.number(n));
      h.close();
      h.open("td", {{"class", "number"}}).text(all > 0 ? t.trf("{n} %", {{"n", t.number((n * 200 + all) / (2 * all))}}) : std::string()).close().close();
    }
  });
}

void splits(View& view, const index::StatementVersion& v) {
  const Translator& t = view.t;
  Html& h = view.h;
  const index::SignatureSplits s = view.reader.signature_splits(v.act.id);
  const act::ActId& id = v.act.id;
  h.el("h2", {{"id", "who"}}, t.tr("Who stands behind it"));
  split(view, "by-capacity", t.tr("Signed as"), t.tr("As what"),
        {{std::string(t.tr("persons")), rows_url(view, id, "capacity=person"), v.persons},
         {std::string(t.tr("persons with an affiliation")), rows_url(view, id, "capacity=affiliated"), v.affiliated},
         {std::string(t.tr("organisations")), rows_url(view, id, "capacity=organisation"), v.organisations}}, v.signatures);
  split(view, "by-standing", t.tr("How far others know them"), t.tr("Standing"),
        {{std::string(t.tr("attested: this node or a member with a seat says who they are or which domain they hold")), rows_url(view, id, "standing=attested"), s.attested},
         {std::string(t.tr("vouched for: they have a seat in a group")), rows_url(view, id, "standing=vouched"), s.vouched},
         {std::string(t.tr("neither: these may be anybody")), rows_url(view, id, "standing=unvouched"), s.unvouched}}, v.signatures);
  std::vector<std::tuple<std::string, std::string, std::int64_t>> kinds, groups, countries;
  for (const auto& [kind, n] : s.kinds) kinds.emplace_back(kind.empty() ? std::string(t.tr("no member")) : std::string(kind_word(t, kind)), std::string(), n);
  split(view, "by-kind", t.tr("Members among them"), t.tr("Kind"), kinds, v.signatures);
  for (const auto& [group, n] : s.groups) groups.emplace_back(std::string(group_label(view, group)), rows_url(view, id, "group=" + url_component(group)), n);
  if (!groups.empty()) split(view, "by-group", t.tr("Seats of the signatories; one may have several"), t.tr("Group"), groups, v.signatures);
  std::int64_t told = 0;
  for (const auto& [country, n] : s.countries) {
    told += n;
    if (countries.size() < kCountriesShown) countries.emplace_back(country, rows_url(view, id, "country=" + country), n);
  }
  if (v.signatures > told) countries.emplace_back(std::string(t.tr("not told")), std::string(), v.signatures - told);
  split(view, "by-country", t.tr("Countries, as they say themselves"), t.tr("Country"), countries, v.signatures);
}

void collected_section(View& view, const index::StatementVersion& v) {
  const Translator& t = view.t;
  Html& h = view.h;
  const Collected all = collected(view, v.act.id);
  h.el("h2", {{"id", "collected"}}, t.tr("Collected elsewhere"));
  h.el("p", {}, t.tr("On paper or by other means, as members report. This number is not verified and is never added to the count above."));
  if (all.acts.empty()) {
    h.el("p", {}, t.tr("Nothing is reported."));
  } else {
    h.el("p", {}, t.ntrf("{n} signature reported, not verified", "{n} signatures reported, not verified", static_cast<std::uint64_t>(all.count)));
    h.open("ul", {{"class", "list"}});
    for (const index::Item& one : all.acts) {
      const auto n = parse_decimal(payload_part(one.act.payload, 0));
      h.open("li").text(t.number(n ? static_cast<std::int64_t>(*n) : 0)).text(" · ").raw(author_link(view, one.act)).text(" · ").raw(days_of(view, one.act));
      h.text(" · ").raw(act_link(view, one.act.id, short_id(one.act.id)));
      if (const auto why = hidden_reason(t, one.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
      else if (!one.shown.text.empty()) h.el("p", {{"dir", "auto"}}, visible(one.shown.text, TextKind::prose));
      interests_note(view, one.act);
      if (const std::string source(payload_part(one.act.payload, 2)); !source.empty()) {
        h.open("p", {{"class", "small"}}).text(t.tr("Source:")).text(" ");
        const auto hash_of = parse_hex<Hash>(source);
        if (hash_of && view.app.node().record().has_blob(*hash_of)) h.link("/record/blob/" + source, t.tr("the file, held by this node")).text(" · ");
        h.el("code", {{"class", "hash"}}, source).close();
      } else {
        h.el("p", {{"class", "small"}}, t.tr("No source is given."));
      }
      h.close();
    }
    h.close();
  }
  h.open("p").link(view.url("statement/" + to_hex(v.act.id) + "/collect"), t.tr("Report signatures collected elsewhere")).close();
}

void disputes(View& view, const index::StatementVersion& v) {
  const Translator& t = view.t;
  Html& h = view.h;
  const auto all = view.reader.disputed(v.act.id);
  h.el("h2", {{"id", "disputed"}}, t.tr("Disputed signatures"));
  h.el("p", {}, t.tr("The organisers can say that they doubt a signature, with a reason. It stays in the count; the count without it stands beside."));
  if (all.empty()) {
    h.el("p", {}, t.tr("None is disputed."));
    return;
  }
  const auto n = static_cast<std::int64_t>(all.size());
  h.el("p", {}, t.trf("{all} signatures, {left} without the disputed ones", {{"all", t.number(v.signatures)}, {"left", t.number(v.signatures - n)}}));
  h.open("ul", {{"class", "list"}});
  for (std::size_t i = 0; i < std::min(all.size(), kDisputesShown); ++i) {
    const auto who = view.reader.signature(all[i].first);
    const auto by = view.reader.act_at(all[i].second);
    if (!who || !by) continue;
    h.open("li").open("a", {{"href", view.url("signature/" + to_hex(all[i].first))}});
    h.raw(signatory_name(t, *who)).close().text(" · ").raw(author_link(view, *by)).text(": ");
    h.el("span", {{"dir", "auto"}}, visible(view.reader.shown(by->no).detail.text_at("reason"), TextKind::prose));
    h.text(" · ").raw(act_link(view, by->id, t.tr("the dispute"))).text(" · ").link(view.url("follow/" + to_hex(by->id) + "/withdraw"), t.tr("take it back")).close();
  }
  h.close();
  if (all.size() > kDisputesShown) h.el("p", {}, t.ntrf("and {n} more", "and {n} more", all.size() - kDisputesShown));
}

Result<PageSpec> numbers(View& view) {
  const Translator& t = view.t;
  TRY(const Chosen chosen, chosen_version(view));
  const index::StatementVersion& v = chosen.version();
  const std::string path = "statement/" + to_hex(v.act.id) + "/numbers";
  statement_trail(view, chosen, t.tr("Numbers"));
  view.h.el("h1", {}, t.tr("Numbers of this statement"));
  view.h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).text(" · ").text(t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  old_version_box(view, chosen);
  count_block(view, v);
  history(view, v, goal_of(view, v));
  splits(view, v);
  collected_section(view, v);
  disputes(view, v);
  PageSpec spec{.title = fmt::format("{}: {}", t.tr("Numbers"), plain_title(view, v.act, v.title)), .path = path, .section = Section::statements};
  return spec;
}

Result<PageSpec> collect(View& view) {
  const Translator& t = view.t;
  TRY(const Chosen chosen, chosen_version(view));
  const index::StatementVersion& v = chosen.version();
  const std::string id = to_hex(v.act.id);
  statement_trail(view, chosen, t.tr("Collected elsewhere"));
  view.h.el("h1", {}, t.tr("Report signatures collected elsewhere"));
  view.h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).close();
  view.h.el("p", {}, t.tr("On paper, at a stall, on another site. The number is shown apart, as not verified. Names do not belong here: give a number and where it comes from."));
  open_act_form(view, "collect", t.tr("You report {count} signatures collected elsewhere."));
  act_fixed(view, "statement", "id", id);
  act_control(view, {.name = "count", .as = "count", .label = t.tr("How many"), .type = "number", .narrow = true, .required = true});
  act_control(view, {.name = "src", .as = "token", .label = t.tr("Which collection"), .hint = t.tr("A short word in small letters, such as stall-3; a later report of the same one replaces this. May stay empty."), .narrow = true});
  act_control(view, {.name = "text", .as = "text", .label = t.tr("Where and how"), .rows = 4, .required = true});
  act_control(view, {.name = "source", .as = "file", .label = t.tr("File that shows them"), .hint = t.tr("Only its SHA-256 is signed; the file is not sent. An operator can add it to the record."), .type = "file"});
  close_act_form(view, "collect", fmt::format("statement={} count=120 src=stall-3 source=SHA256 --detail text=\"...\"", id));
  return act_form_spec(t.tr("Report signatures collected elsewhere"), "statement/" + id + "/collect", Section::statements);
}

Result<PageSpec> dispute(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto who = view.reader.signature(id);
  if (!who) return fail(Errc::not_found, std::string(t.tr("no signature has this id here")));
  const std::string hex = to_hex(id);
  trail(view, {{view.url("signature/" + hex), std::string(t.tr("Signature"))}}, t.tr("Dispute it"));
  view.h.el("h1", {}, t.tr("Dispute a signature"));
  view.h.open("p", {{"class", "lede"}}).raw(signatory_name(t, *who)).close();
  view.h.el("p", {}, t.tr("Only the statement's author and co-organisers can. The signature stays and goes on counting; readers see your doubt and both counts."));
  open_act_form(view, "dispute", t.tr("You say, in public, that you doubt this signature."));
  act_fixed(view, "on", "id", hex);
  act_control(view, {.name = "reason", .as = "text", .label = t.tr("Your reason"), .hint = t.tr("Everyone can read it, for good: name no private facts in it."), .rows = 5, .required = true});
  close_act_form(view, "dispute", fmt::format("on={} --detail reason=\"...\"", hex));
  return act_form_spec(t.tr("Dispute a signature"), "signature/" + hex + "/dispute", Section::statements);
}

}  // namespace

std::int64_t goal_of(View& view, const index::StatementVersion& v) {
  const index::Shown shown = view.reader.shown(v.act.no);
  const json::Value* goal = shown.detail.at("goal");
  return goal != nullptr && goal->integer() != nullptr ? *goal->integer() : 0;
}

void count_block(View& view, const index::StatementVersion& v) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string rows = rows_url(view, v.act.id, {});
  const std::int64_t goal = goal_of(view, v);
  h.open("div", {{"class", "count"}});
  h.open("a", {{"href", rows}}).el("span", {{"class", "count__number"}}, t.number(v.signatures)).text(" ");
  h.el("span", {{"class", "count__label"}}, t.ntr("signature", "signatures", static_cast<std::uint64_t>(v.signatures))).close();
  if (goal > 0) {
    const std::string of = t.trf("{n} of {goal} asked for", {{"n", t.number(v.signatures)}, {"goal", t.number(goal)}});
    h.el("progress", {{"value", std::min(v.signatures, goal)}, {"max", goal}, {"aria-label", of}}, "");
    h.el("p", {{"class", "count__label"}}, of);
  }
  const auto part = [&](std::string_view capacity, const std::string& words) { return Html().link(rows + "?capacity=" + std::string(capacity), words).take(); };
  const auto n = [](std::int64_t count) { return static_cast<std::uint64_t>(count); };
  h.el("p", {{"class", "count__label"}},
       t.trh("{persons}, {affiliated}, {organisations}",
             {{"persons", part("person", t.ntrf("{n} person", "{n} persons", n(v.persons)))},
              {"affiliated", part("affiliated", t.ntrf("{n} with an affiliation", "{n} with an affiliation", n(v.affiliated)))},
              {"organisations", part("organisation", t.ntrf("{n} organisation", "{n} organisations", n(v.organisations)))}}));
  const std::string page = view.url("statement/" + to_hex(v.act.id) + "/numbers");
  const auto disputed = view.reader.disputed(v.act.id).size();
  if (disputed > 0) {
    h.open("p", {{"class", "count__label"}}).link(page + "#disputed", t.ntrf("{n} is disputed by the organisers", "{n} are disputed by the organisers", disputed));
    h.text(" · ").text(t.trf("{n} without them", {{"n", t.number(v.signatures - static_cast<std::int64_t>(disputed))}})).close();
  }
  if (const std::int64_t elsewhere = collected(view, v.act.id).count; elsewhere > 0) {
    h.open("p", {{"class", "count__label"}}).link(page + "#collected", t.ntrf("{n} more reported from elsewhere, not verified", "{n} more reported from elsewhere, not verified", n(elsewhere))).close();
  }
  h.close();
}

void add_number_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/statement/{id}/numbers", "Count over time, who signed, what was collected elsewhere, disputes", numbers);
  add_page(router, app, "/{lang}/statement/{id}/collect", "Form to report signatures collected elsewhere", collect);
  add_page(router, app, "/{lang}/signature/{id}/dispute", "Form to dispute a signature", dispute);
}

}  // namespace althing::web
