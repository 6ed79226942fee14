// Actor by provision: who wants what, in one view.
#include <algorithm>
#include <map>

#include "web/page_deliberation.h"
#include "web/page_watch.h"
#include "web/pages.h"

namespace althing::web {
namespace {

using index::PositionInfo;
using index::ProvisionInfo;

struct ColumnOf {
  act::ActId id;
  std::string label, url, meaning;  // meaning: heading, for the title
};
struct Grid {
  std::vector<ColumnOf> columns;
  std::map<std::string, std::map<act::ActId, watch::Positions>> rows;  // actor -> place -> positions
  std::map<act::ActId, std::vector<index::ProposalInfo>> own;  // place -> what members propose there
  std::map<act::ActId, std::size_t> totals;
  bool cut = false;
};

Grid make_grid(View& view, const index::InstrumentInfo& i, const std::vector<PositionInfo>& all, bool every) {
  const Translator& t = view.t;
  Grid grid;
  const auto places = watch::by_place(all);
  const auto add = [&](const act::ActId& id, std::string label, std::string url, std::string_view meaning) {
    if (grid.columns.size() >= watch::kMatrixProvisions) {
      grid.cut = true;
      return;
    }
    grid.columns.push_back({id, std::move(label), std::move(url), visible_line(meaning, 120)});
  };
  const auto find_own = [&](const act::ActId& id) {
    auto some = view.reader.proposals_on(id);
    std::erase_if(some, [](const auto& one) { return one.withdrawn || one.versions.empty(); });
    if (!some.empty()) grid.own.emplace(id, std::move(some));
  };
  find_own(i.act.id);
  for (const ProvisionInfo& p : view.reader.provisions(i.act.id)) {
    find_own(p.act.id);
    if (!every && !places.contains(p.act.id) && !grid.own.contains(p.act.id)) continue;
    add(p.act.id, watch::label(p), watch::url(t, "provision", p.act.id), p.shown.detail.text_at("heading"));
  }
  if (places.contains(i.act.id) || grid.own.contains(i.act.id)) {
    add(i.act.id, std::string(t.tr("New or whole")), watch::url(t, "instrument", i.act.id) + "#whole",
        t.tr("New provisions and the text as a whole"));
  }
  for (const PositionInfo& p : all) {
    ++grid.totals[p.on];
    for (const std::string& name : watch::actors(t, p)) {
      if (!grid.rows.contains(name) && grid.rows.size() >= watch::kMatrixActors) {
        grid.cut = true;
        continue;
      }
      grid.rows[name][p.on].push_back(&p);
    }
  }
  return grid;
}

void cell_of(View& view, const act::ActId& instrument, const std::string& actor, const ColumnOf& column, const watch::Positions* list) {
  Html& h = view.h;
  h.open("td");
  if (list == nullptr) {
    h.el("span", {{"class", "visually-hidden"}}, view.t.tr("no position"));
  } else {
    for (const PositionInfo* p : *list) {
      const std::string page = column.id == instrument ? watch::url(view.t, "instrument", instrument) : column.url;
      const std::string label = view.t.trf("{option}: {actor} on {provision}",
          {{"option", p->option}, {"actor", visible_line(actor, 80)}, {"provision", visible_line(column.label, 40)}});
      h.open("a", {{"href", page + "#" + watch::anchor(p->act.id)}, {"aria-label", label}});
      option_tag(h, view.t, p->option);
      h.close().text(" ");
    }
  }
  h.close();
}

// What members of this assembly propose, in a row of its own below the states.
void own_row(View& view, const Grid& grid) {
  if (grid.own.empty()) return;
  const Translator& t = view.t;
  Html& h = view.h;
  const auto assembly = view.reader.assembly();
  h.open("tr").open("th", {{"scope", "row"}}).raw(t.trh("Proposed in {assembly}", {{"assembly", bdi(assembly ? assembly->name : "")}})).close();
  std::size_t sum = 0;
  for (const ColumnOf& c : grid.columns) {
    h.open("td");
    const auto at = grid.own.find(c.id);
    if (at == grid.own.end()) h.el("span", {{"class", "visually-hidden"}}, t.tr("no proposal"));
    else {
      for (const index::ProposalInfo& one : at->second) {
        const std::string title = visible_line(proposal_title(view, one), 80);
        h.open("a", {{"href", view.url("proposal/" + to_hex(one.act.id))}, {"aria-label", t.trf("{option}: {actor} on {provision}",
            {{"option", one.kind}, {"actor", title}, {"provision", visible_line(c.label, 40)}})}});
        option_tag(h, t, one.kind);
        h.close().text(" ");
        ++sum;
      }
    }
    h.close();
  }
  h.open("td").link(view.url("proposals"), t.number(static_cast<std::int64_t>(sum))).close().close();
}

void write_grid(View& view, const act::ActId& instrument, const Grid& grid) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string here = watch::url(t, "instrument", instrument);
  h.open("div", {{"class", "matrix"}, {"role", "region"}, {"aria-label", t.tr("Positions by actor and provision")}, {"tabindex", 0}});
  h.open("table").open("thead").open("tr").el("th", {{"scope", "col"}}, t.tr("Actor"));
  for (const ColumnOf& c : grid.columns) {
    h.open("th", {{"scope", "col"}});
    h.open("a", {{"href", c.url}, Attr::only_if(!c.meaning.empty(), "title", c.meaning)}).name(c.label).close().close();
  }
  h.el("th", {{"scope", "col"}}, t.tr("All")).close().close().open("tbody");
  for (const auto& [actor, row] : grid.rows) {
    h.open("tr").open("th", {{"scope", "row"}}).name(actor).close();
    std::size_t sum = 0;
    for (const ColumnOf& c : grid.columns) {
      const auto at = row.find(c.id);
      cell_of(view, instrument, actor, c, at == row.end() ? nullptr : &at->second);
    }
    for (const auto& [place, list] : row) sum += list.size();
    h.open("td").link(here + "?actor=" + url_component(actor), t.number(static_cast<std::int64_t>(sum))).close().close();
  }
  own_row(view, grid);
  h.open("tr").el("th", {{"scope", "row"}}, t.tr("Positions"));
  std::size_t sum = 0;
  for (const ColumnOf& c : grid.columns) {
    const auto at = grid.totals.find(c.id);
    const std::size_t n = at == grid.totals.end() ? 0 : at->second;
    sum += n;
    h.open("td").link(c.url, t.number(static_cast<std::int64_t>(n))).close();
  }
  h.open("td").link(here, t.number(static_cast<std::int64_t>(sum))).close().close();
  h.close().close().close();
}

Result<PageSpec> matrix_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto i = view.reader.instrument(id);
  if (!i) return fail(Errc::not_found, std::string(t.tr("no instrument of this id is held here")));
  const std::string name = plain_title(view, i->act, i->shown.title);
  const std::string here = watch::url(t, "instrument", i->act.id);
  const bool every = view.query("all") == "1";
  trail(view, {{view.url("instruments"), std::string(t.tr("Instruments"))}, {here, name}}, t.tr("Matrix"));
  h.el("h1", {}, t.tr("Who wants what"));
  h.open("p", {{"class", "lede"}}).name(name).close();
  const auto all = view.reader.positions(i->act.id);
  const Grid grid = make_grid(view, *i, all, every);
  watch::option_legend(h, t);
  if (all.empty() && grid.own.empty()) {
    h.el("p", {}, t.tr("No position on this instrument is recorded here yet."));
  } else {
    h.el("p", {{"class", "small"}},
         t.tr("Each mark leads to the position itself. A position that several actors share stands in each one's row and counts once in the last row."));
    write_grid(view, i->act.id, grid);
  }
  if (grid.cut) h.el("p", {{"class", "muted"}}, t.tr("The table is cut: there are more actors or provisions than it can show. The CSV file holds them all."));
  h.open("p", {{"class", "cluster"}});
  if (every) h.link(here + "/matrix", t.tr("Only provisions with positions"));
  else h.link(here + "/matrix?all=1", t.tr("Every provision, those without positions too"));
  h.link(here + "/positions.csv", t.tr("All positions as a table (CSV)"));
  h.link(here, t.tr("The texts side by side")).close();
  return PageSpec{.title = t.trf("Who wants what: {title}", {{"title", name}}),
                  .path = "instrument/" + to_hex(i->act.id) + "/matrix", .section = Section::instruments, .wide = true, .no_index = every};
}

}  // namespace

void add_matrix_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/instrument/{id}/matrix", "Positions by actor and provision", matrix_page);
}

}  // namespace althing::web
