// The texts the assembly watches: the list, and one instrument with every provision and position.
#include <algorithm>
#include <set>

#include "act/act.h"
#include "http/negotiate.h"
#include "web/kit/csv.h"
#include "web/kit/markdown.h"
#include "web/page_deliberation.h"
#include "web/page_document.h"
#include "web/page_placed.h"
#include "web/page_watch.h"
#include "web/pages.h"

namespace althing::web {


namespace {

using index::InstrumentInfo;
using index::PositionInfo;
using index::ProvisionInfo;

std::string_view instrument_kind(const Translator& t, std::string_view kind) {
  if (kind == "treaty") return t.tr("treaty");
  if (kind == "law") return t.tr("law");
  if (kind == "directive") return t.tr("directive");
  if (kind == "programme") return t.tr("programme");
  return kind == "ad-hoc" ? t.tr("other text") : kind;
}

std::string counts(const Translator& t, const InstrumentInfo& i) {
  return t.ntrf("{n} provision", "{n} provisions", static_cast<std::uint64_t>(i.provisions)) + ", " +
         t.ntrf("{n} position", "{n} positions", static_cast<std::uint64_t>(i.positions));
}

constexpr std::string_view kKinds[] = {"treaty", "law", "directive", "programme", "ad-hoc"};

Result<PageSpec> list_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {}, t.tr("Instruments"));
  h.el("h1", {}, t.tr("Instruments"));
  h.el("p", {{"class", "lede"}},
       t.tr("Treaties, laws and programmes this assembly follows, provision by provision, with what "
            "each actor wants of them."));
  h.open("p", {{"class", "cluster"}}).link(view.url("watch"), t.tr("What it watches")).link(view.url("incidents"), t.tr("Incidents")).link(view.url("events"), t.tr("Events"));
  h.link(view.url("claims"), t.tr("Claims")).link(view.url("dossiers"), t.tr("Dossiers")).link(view.url("steps"), t.tr("Upcoming steps")).close();
  auto all = view.reader.instruments();
  const std::string kind(view.query("kind"));
  h.open("form", {{"class", "filters"}, {"action", view.url("instruments")}});
  std::vector<std::string> words;
  std::vector<Option> kinds{{"", t.tr("All kinds")}};
  words.reserve(std::size(kKinds));
  for (const std::string_view each : kKinds) kinds.push_back({each, words.emplace_back(instrument_kind(t, each))});
  select(h, "kind", "kind", t.tr("Kind"), kinds, kind);
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
  if (!kind.empty() && std::find(std::begin(kKinds), std::end(kKinds), kind) == std::end(kKinds)) return fail(Errc::malformed, "kind", "must be treaty, law, directive, programme or ad-hoc");
  if (!kind.empty()) std::erase_if(all, [&](const InstrumentInfo& i) { return i.kind != kind; });
  if (all.empty()) h.el("p", {{"role", "status"}}, kind.empty() ? t.tr("No instrument has been recorded here yet.") : t.tr("Nothing matches."));
  h.open("ul", {{"class", "list"}});
  for (const InstrumentInfo& i : all) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", watch::url(t, "instrument", i.act.id)}});
    h.raw(title_of(view, i.act, i.shown.title)).close();
    h.open("span", {{"class", "muted"}}).text(instrument_kind(t, i.kind)).text(" · ");
    h.text(counts(t, i)).text(" · ").close();
    h.link(watch::url(t, "instrument", i.act.id) + "/matrix", t.tr("Matrix"));
    h.close();
  }
  h.close();
  return PageSpec{.title = std::string(t.tr("Instruments")), .path = "instruments", .section = Section::instruments};
}

// Who and what is looked at: ?actor= and ?option=.
struct Filter {
  std::string actor, option;
  bool on() const { return !actor.empty() || !option.empty(); }
  bool takes(const Translator& t, const PositionInfo& p) const {
    if (!option.empty() && p.option != option) return false;
    if (actor.empty()) return true;
    const auto names = watch::actors(t, p);
    return std::find(names.begin(), names.end(), actor) != names.end();
  }
};

void filter_form(View& view, const std::string& path, const std::vector<PositionInfo>& positions, const Filter& f) {
  const Translator& t = view.t;
  std::set<std::string> names;
  for (const PositionInfo& p : positions) {
    for (const std::string& name : watch::actors(t, p)) names.insert(name);
    if (names.size() >= watch::kMatrixActors) break;
  }
  std::vector<std::string> labels;
  std::vector<Option> actors{{"", t.tr("All actors")}};
  labels.reserve(names.size());
  for (const std::string& name : names) actors.push_back({name, labels.emplace_back(visible_line(name, 80))});
  view.h.open("form", {{"class", "filters"}, {"action", path}});
  select(view.h, "f-actor", "actor", t.tr("Actor"), actors, f.actor);
  select(view.h, "f-option", "option", t.tr("Wants"),
         {{"", t.tr("Anything")}, {"noc", t.tr("NOC: no change")}, {"mod", t.tr("MOD: modify")},
          {"add", t.tr("ADD: add")}, {"sup", t.tr("SUP: suppress")}},
         f.option);
  view.h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

// Provisions under their headings: a heading is written once for those that share it.
void contents(View& view, const std::vector<ProvisionInfo>& provisions, const watch::ByPlace& places) {
  const Translator& t = view.t;
  Html& h = view.h;
  if (provisions.size() < 2) return;
  h.open("nav", {{"aria-labelledby", "contents"}}).el("h2", {{"id", "contents"}}, t.tr("Contents"));
  h.open("ul", {{"class", "list"}});
  std::string_view heading;
  bool open = false;
  for (const ProvisionInfo& p : provisions) {
    const std::string_view own = p.shown.detail.text_at("heading");
    if (!open || own != heading) {
      if (open) h.close().close();
      heading = own;
      open = true;
      h.open("li");
      if (!own.empty() && own != watch::label(p)) h.open("strong").name(own).close();
      h.open("span", {{"class", "cluster small"}});
    }
    h.open("span").open("a", {{"href", "#" + watch::anchor(p.act.id)}}).name(watch::label(p)).close();
    if (const auto at = places.find(p.act.id); at != places.end()) {
      h.open("span", {{"class", "muted"}}).text(" (");
      h.text(t.ntrf("{n} position", "{n} positions", at->second.size())).text(")").close();
    }
    h.close();
  }
  h.close().close().close().close();
}

void head(View& view, const InstrumentInfo& i, std::string_view name) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("instruments"), std::string(t.tr("Instruments"))}}, name);
  h.open("h1").raw(title_of(view, i.act, i.shown.title)).close();
  h.open("div", {{"class", "cluster"}});
  // "In force" beside a treaty would be read as said of the treaty.
  if (i.act.status != assembly::Status::effective || i.act.superseded) act_badge(view, i.act);
  h.open("span", {{"class", "muted"}}).text(instrument_kind(t, i.kind)).text(" · ").text(counts(t, i)).close();
  h.close();
  hidden_box(view, i.act);
  if (!i.shown.text.empty()) h.open("div", {{"class", "prose"}}).raw(markdown(i.shown.text).html).close();
  watch::provenance(h, t, i.shown.detail);
  h.open("p", {{"class", "cluster"}});
  const std::string here = watch::url(t, "instrument", i.act.id);
  h.el("a", {{"class", "button"}, {"href", here + "/matrix"}}, t.tr("Who wants what: the matrix"));
  h.el("a", {{"class", "button button--secondary"}, {"href", here + "/positions.csv"}}, t.tr("All positions as a table (CSV)"));
  h.close();
}

void sections(View& view, const std::vector<ProvisionInfo>& provisions, const watch::ByPlace& places,
              const std::map<act::ActId, std::vector<const index::StatementInfo*>>& answers, bool filtered) {
  const auto assembly = view.reader.assembly();
  for (const ProvisionInfo& p : provisions) {
    watch::Section s;
    s.provision = &p;
    if (const auto at = places.find(p.act.id); at != places.end()) s.positions = at->second;
    if (filtered && s.positions.empty()) continue;  // a filter asks for states' positions
    s.later = view.reader.successors(p.act.id);
    Html own;
    for (const index::ProposalInfo& one : view.reader.proposals_on(p.act.id)) {
      if (!one.versions.empty() && !one.withdrawn) proposal_position(own, view, one, p.shown.text);
    }
    s.proposals = own.take();
    if (const auto at = answers.find(p.act.id); at != answers.end()) s.answers = at->second;
    watch::section(view.h, view.t, view.reader, s, assembly ? assembly->name : "");
  }
}

void on_whole(View& view, const watch::Positions& list) {
  if (list.empty()) return;
  const auto assembly = view.reader.assembly();
  view.h.open("section", {{"class", "provision"}, {"id", "whole"}, {"aria-labelledby", "whole-h"}});
  view.h.el("h2", {{"id", "whole-h"}}, view.t.tr("New provisions and the text as a whole"));
  view.h.el("p", {{"class", "muted"}}, view.t.tr("These positions are on no single provision: most of them ask for a new one."));
  for (const PositionInfo* p : list) watch::position(view.h, view.t, *p, "", assembly ? assembly->name : "");
  view.h.close();
}

void documents(View& view, const act::ActId& id) {
  const auto list = view.reader.documents(&id);
  if (list.empty()) return;
  const Translator& t = view.t;
  Html& h = view.h;
  h.el("h2", {}, t.tr("Documents")).open("ul", {{"class", "list"}});
  for (const index::DocumentInfo& d : list) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", watch::url(t, "document", d.act.id)}});
    h.raw(title_of(view, d.act, d.shown.title)).close();
    if (const auto why = hidden_reason(t, d.act); !why.empty()) h.el("p", {{"class", "muted small"}}, why);
    h.open("span", {{"class", "muted"}}).text(provenance_word(t, d.provenance)).text(" ").close().link("/blob/" + to_hex(d.sha256), t.tr("Download")).text(" ");
    hash(h, to_hex(d.sha256));
    h.close();
  }
  h.close();
}

// What was done under it, what is to come, what was said of it.
void related(View& view, const act::ActId& id) {
  const Translator& t = view.t;
  Html& h = view.h;
  for (const std::string_view type : {"incident", "event", "step"}) {
    const PlacedKind& kind = placed_kind(type);
    index::PlacedQuery query;
    query.type = type;
    query.instrument = id;
    query.limit = 10;
    query.oldest_first = type == "step";
    if (type == "step") query.from = view.now / 86'400 * 86'400;
    const index::PlacedPage page = view.reader.placed(query);
    if (page.rows.empty()) continue;
    h.el("h2", {}, t.tr(kind.title)).open("ul", {{"class", "list"}});
    for (const index::PlacedInfo& row : page.rows) placed_row(view, row);
    h.close();
    h.open("p").link(view.url(std::string(kind.list) + "?instrument=" + to_hex(id)), t.tr("All of them")).close();
  }
  if (const auto claims = view.reader.claims(&id, 10); !claims.empty()) {
    h.el("h2", {}, t.tr("What was said of it"));
    claim_rows(view, claims);
  }
  h.open("p", {{"class", "cluster"}}).link(view.url("timeline?instrument=" + to_hex(id)), t.tr("On the timeline"));
  h.link(view.url("steps/new?of=" + to_hex(id)), t.tr("Record a step")).link(view.url("incidents/new?order=" + to_hex(id)), t.tr("Record an incident"));
  h.link(view.url("claims/new?on=" + to_hex(id)), t.tr("Record a claim")).close();
}

Result<PageSpec> instrument_page(View& view) {
  const Translator& t = view.t;
  TRY(const act::ActId id, param_id(view));
  const auto i = view.reader.instrument(id);
  if (!i) return fail(Errc::not_found, std::string(t.tr("no instrument of this id is held here")));
  const std::string name = plain_title(view, i->act, i->shown.title);
  const std::string path = "instrument/" + to_hex(i->act.id);
  head(view, *i, name);
  const auto provisions = view.reader.provisions(i->act.id);
  const auto all = view.reader.positions(i->act.id);
  const Filter filter{std::string(view.query("actor")), std::string(view.query("option"))};
  std::vector<act::ActId> rows{i->act.id};
  for (const ProvisionInfo& p : provisions) rows.push_back(p.act.id);
  const auto statements = view.reader.answers_to(rows);
  const auto answers = watch::answers_by_row(view.reader, statements);
  if (!statements.empty()) {
    view.h.el("h2", {}, t.tr("Statements that answer this text")).open("ul", {{"class", "list"}});
    for (const index::StatementInfo& s : statements) {
      view.h.open("li").open("a", {{"class", "list__title"}, {"href", watch::url(t, "statement", s.act.id)}});
      view.h.name(watch::statement_title(t, s)).close().close();
    }
    view.h.close();
  }
  std::vector<PositionInfo> chosen;
  for (const PositionInfo& p : all) {
    if (filter.takes(t, p)) chosen.push_back(p);
  }
  const auto places = watch::by_place(chosen);
  contents(view, provisions, places);
  view.h.el("h2", {}, t.tr("Provisions and positions"));
  watch::option_legend(view.h, t);
  if (all.size() > 1) filter_form(view, view.url(path), all, filter);
  if (filter.on()) {
    view.h.open("p", {{"role", "status"}}).text(t.ntrf("{n} position matches.", "{n} positions match.", chosen.size())).text(" ");
    view.h.link(view.url(path), t.tr("Show everything")).close();
  }
  sections(view, provisions, places, answers, filter.on());
  if (const auto at = places.find(i->act.id); at != places.end()) on_whole(view, at->second);
  auto proposals = view.reader.proposals_on(i->act.id);
  std::erase_if(proposals, [](const auto& one) { return one.versions.empty(); });
  proposals_block(view, i->act.id, proposals, {});
  documents(view, i->act.id);
  related(view, i->act.id);
  verify_box(view, i->act.id);
  return PageSpec{.title = name, .path = path, .section = Section::instruments, .wide = true, .no_index = filter.on()};
}

Result<http::Response> positions_csv(App& app, const http::Request& request) {
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  const Translator* t = site_of(app).catalogs.find(request.params.get("lang"));
  if (!id || t == nullptr) return fail(Errc::not_found, "no instrument at this address");
  TRY(const auto reader, app.node().readers().take());
  const index::ReadSnapshot snapshot(*reader);
  const auto i = reader->instrument(*id);
  if (!i) return fail(Errc::not_found, "id", "no instrument of this id is held here");
  std::map<act::ActId, ProvisionInfo> provisions;
  for (ProvisionInfo& p : reader->provisions(i->act.id)) provisions.emplace(p.act.id, std::move(p));
  std::string out = "number,provision,option,actor,printed_as,text,truncated,reason,date,source,note,by,act\r\n";
  for (const PositionInfo& p : reader->positions(i->act.id)) {
    const auto at = provisions.find(p.on);
    const json::Value& detail = p.shown.detail;
    const json::Value* cut = detail.at("truncated");
    for (const std::string& actor : watch::actors(*t, p)) {
      csv_cell(out, at == provisions.end() ? "" : at->second.number, TextKind::line);
      csv_cell(out, at == provisions.end() ? "" : watch::label(at->second), TextKind::line);
      csv_cell(out, p.option, TextKind::line);
      csv_cell(out, actor, TextKind::line);
      csv_cell(out, detail.text_at("label"), TextKind::line);
      csv_cell(out, p.shown.text, TextKind::prose);
      csv_cell(out, cut && cut->boolean() && *cut->boolean() ? "yes" : "no", TextKind::line);
      for (const char* member : {"reason", "date", "source", "note"}) csv_cell(out, detail.text_at(member), TextKind::prose);
      csv_cell(out, p.act.member_name, TextKind::line);
      csv_cell(out, to_hex(p.act.id), TextKind::line, true);
    }
  }
  const std::string tag = to_hex(sha256(out)).substr(0, 24);
  http::Response response = http::respond(200, "text/csv; charset=utf-8; header=present", std::move(out));
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  response.headers.set("Content-Disposition", "attachment; filename=\"positions-" + to_hex(i->act.id).substr(0, 8) + ".csv\"");
  return http::cached(request, std::move(response), tag, http::kRevalidate);
}

}  // namespace

void add_watch_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/instruments", "Instruments this assembly watches", list_page);
  add_page(router, app, "/{lang}/instrument/{id}", "An instrument with its provisions and positions", instrument_page);
  add_matrix_page(router, app);
  add_provision_page(router, app);
  add_placed_pages(router, app);
  add_document_page(router, app);
  add_document_diff_page(router, app);
  router.add({http::Method::get, "/{lang}/instrument/{id}/positions.csv",
              http::sync_result([&app](const http::Request& r) { return positions_csv(app, r); }), 0, "pages",
              "All positions on an instrument, one row per actor", "",
              {{"lang", "path", "Language of the page, such as en."}, {"id", "path", "The instrument."}}, {},
              {{200, "text/csv", "RFC 4180, with a header row."}, {404, "application/problem+json", "Not held.", "Problem"}}});
}

}  // namespace althing::web
