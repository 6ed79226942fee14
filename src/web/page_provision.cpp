// One provision with all its positions, what it comes from and what it became.
#include <algorithm>

#include "web/kit/limits.h"
#include "web/page_deliberation.h"
#include "web/page_watch.h"
#include "web/pages.h"

namespace althing::web {
namespace {

Result<PageSpec> provision_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const act::ActId id, param_id(view));
  const auto p = view.reader.provision(id);
  if (!p) return fail(Errc::not_found, std::string(t.tr("no provision of this id is held here")));
  TRY(const std::uint64_t page, parse_page(view.query("page")));
  const std::string label = watch::label(*p);
  const auto i = view.reader.instrument(p->instrument);
  const std::string in = i ? plain_title(view, i->act, i->shown.title) : std::string();
  std::vector<Crumb> between{{view.url("instruments"), std::string(t.tr("Instruments"))}};
  if (i) between.push_back({watch::url(t, "instrument", i->act.id), in});
  trail(view, std::move(between), label);

  const std::string_view heading = p->shown.detail.text_at("heading");
  h.open("h1").open("span", {{"class", "provision__number"}}).name(label);
  if (label != p->number) h.text(" · ").text(t.trf("No. {number}", {{"number", p->number}}));
  h.close().name(heading.empty() ? label : heading).close();
  h.open("div", {{"class", "cluster"}});
  // "In force" beside a treaty would be read as said of the treaty.
  if (p->act.status != assembly::Status::effective || p->act.superseded) act_badge(view, p->act);
  if (i) h.open("a", {{"href", watch::url(t, "instrument", i->act.id) + "#" + watch::anchor(p->act.id)}}).name(in).close();
  h.close();
  if (p->from) {
    if (const auto before = view.reader.provision(*p->from)) {
      Html link;
      link.open("a", {{"href", watch::url(t, "provision", before->act.id)}}).name(watch::label(*before)).close();
      if (const auto old = view.reader.instrument(before->instrument)) link.text(", ").name(watch::instrument_title(t, *old));
      h.open("p").raw(t.trh("This is the later text of {provision}.", {{"provision", link.take()}})).close();
    }
  }
  hidden_box(view, p->act);
  watch::option_legend(h, t);

  std::vector<index::PositionInfo> mine;
  if (i) {
    for (index::PositionInfo& position : view.reader.positions(i->act.id)) {
      if (position.on == p->act.id) mine.push_back(std::move(position));
    }
  }
  watch::Section s;
  s.provision = &*p;
  s.heading = false;
  s.shown = kRowsPerPage;
  const std::size_t begin = std::min<std::size_t>(mine.size(), (page - 1) * kRowsPerPage);
  for (std::size_t n = begin; n < std::min<std::size_t>(mine.size(), begin + kRowsPerPage); ++n) s.positions.push_back(&mine[n]);
  if (page == 1) s.later = view.reader.successors(p->act.id);
  const auto statements = view.reader.answers_to({p->act.id});
  for (const index::StatementInfo& statement : statements) s.answers.push_back(&statement);
  const auto assembly = view.reader.assembly();
  h.el("h2", {}, t.tr("Text and positions"));
  watch::section(h, t, view.reader, s, assembly ? assembly->name : "");
  const std::string path = "provision/" + to_hex(p->act.id);
  pages(h, t, view.url(path), "", page, page_count(mine.size()));
  auto proposals = view.reader.proposals_on(p->act.id);
  std::erase_if(proposals, [](const auto& one) { return one.versions.empty(); });
  proposals_block(view, p->act.id, proposals, p->shown.text);
  verify_box(view, p->act.id);
  const std::string title = in.empty() ? label : t.trf("{provision} of {instrument}", {{"provision", label}, {"instrument", in}});
  return PageSpec{.title = title, .path = path, .section = Section::instruments, .wide = true};
}

}  // namespace

void add_provision_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/provision/{id}", "A provision with its positions", provision_page);
}

}  // namespace althing::web
