#include "web/page_watch.h"

#include <algorithm>

#include "web/kit/hidden.h"
#include "web/kit/markdown.h"
#include "web/kit/page.h"
#include "web/kit/parts.h"
#include "web/kit/word_diff.h"
#include "web/page_kit.h"

namespace althing::web::watch {

using index::PositionInfo;
using index::ProvisionInfo;

ByPlace by_place(const std::vector<PositionInfo>& all) {
  ByPlace out;
  for (const PositionInfo& p : all) out[p.on].push_back(&p);
  return out;
}

std::string url(const Translator& t, std::string_view kind, const act::ActId& id) {
  return page_url(t.lang(), std::string(kind) + "/" + to_hex(id));
}

std::string anchor(const act::ActId& id) { return "p-" + to_hex(id).substr(0, 12); }

std::vector<std::string> actors(const Translator& t, const PositionInfo& position) {
  std::vector<std::string> out;
  if (const json::Value* list = position.shown.detail.at("actors"); list && list->array()) {
    for (const json::Value& name : *list->array()) {
      if (name.string() && !name.string()->empty()) out.push_back(*name.string());
    }
  }
  if (out.empty() && !position.act.member_name.empty()) out.push_back(position.act.member_name);
  if (out.empty()) out.emplace_back(t.tr("Actor not named"));
  return out;
}

std::string label(const ProvisionInfo& provision) {
  const std::string_view text = provision.shown.detail.text_at("label");
  return text.empty() ? provision.number : std::string(text);
}

std::string instrument_title(const Translator& t, const index::InstrumentInfo& instrument) {
  return instrument.shown.title.empty() ? std::string(t.tr("Instrument without a title"))
                                        : instrument.shown.title;
}

std::string statement_title(const Translator& t, const index::StatementInfo& statement) {
  for (const index::StatementVersion& v : statement.versions) {
    if (v.current && !v.title.empty()) return v.title;
  }
  return std::string(t.tr("Statement without a title"));
}

void option_legend(Html& h, const Translator& t) {
  h.open("p", {{"class", "cluster small muted"}});
  const auto one = [&](std::string_view option, std::string_view meaning) {
    h.open("span");
    option_tag(h, t, option);
    h.text(" ").text(meaning).close();
  };
  one("noc", t.tr("leave it as it is"));
  one("mod", t.tr("change it"));
  one("add", t.tr("add to it"));
  one("sup", t.tr("strike it out"));
  h.close();
}

void provenance(Html& h, const Translator& t, const json::Value& detail) {
  const std::string_view source = detail.text_at("source");
  const std::string_view note = detail.text_at("note");
  const auto date = parse_date(detail.text_at("date"));
  if (source.empty() && note.empty() && !date) return;
  h.open("p", {{"class", "small muted"}});
  bool first = true;
  const auto gap = [&] {
    if (!first) h.text(" · ");
    first = false;
  };
  if (date) {
    gap();
    h.raw(t.day_html(*date));
  }
  if (!source.empty()) {
    gap();
    if (safe_url(source).empty()) {
      h.name(source);
    } else {
      h.open("a", {{"href", source}, {"rel", "nofollow noopener"}}).text(t.tr("Source")).close();
    }
  }
  if (!note.empty()) {
    gap();
    h.el("span", {{"dir", "auto"}}, visible(note, TextKind::prose));
  }
  h.close();
}

namespace {

void names(Html& h, const std::vector<std::string>& list) {
  bool first = true;
  for (const std::string& name : list) {
    if (!first) h.text(", ");
    first = false;
    h.name(name);
  }
}

// The difference of two whole texts, or both when they share too little.
void diff(Html& h, const Translator& t, std::string_view base, std::string_view text) {
  const WordDiff d = word_diff(squeeze_space(base), squeeze_space(text));
  if (d.too_different) {
    h.el("p", {{"class", "small muted"}},
         t.tr("Too little is shared for a comparison word by word: the whole old text stands "
              "struck out, the whole new text after it."));
  }
  h.open("p", {{"dir", "auto"}}).raw(render_diff(d)).close();
}

void position_text(Html& h, const Translator& t, const PositionInfo& p, std::string_view base) {
  if (p.act.erased || p.act.withheld || (p.act.commitment && !p.act.detail_held)) {
    h.el("p", {{"class", "muted"}}, p.act.erased     ? t.tr("Its author erased the text.")
                                    : p.act.withheld ? t.tr("This node withholds the text.")
                                                     : t.tr("This node does not hold the text."));
    h.open("p", {{"class", "small"}}).link(url(t, "acts", p.act.id), t.tr("Who did that, and why")).close();
    return;
  }
  if (p.shown.text.empty()) return;
  const json::Value* cut = p.shown.detail.at("truncated");
  const bool truncated = cut && cut->boolean() && *cut->boolean();
  h.open("div", {{"class", "position__text"}});
  if (p.option == "mod" && !p.on_instrument && !base.empty() && !truncated) {
    diff(h, t, base, p.shown.text);
  } else {
    h.raw(markdown(p.shown.text, {.top_heading = 4}).html);
    if (truncated) {
      h.el("p", {{"class", "small muted"}},
           t.tr("The source quotes only a part of this text, so it is not compared."));
    }
  }
  h.close();
}

void later_text(Html& h, const Translator& t, index::Reader& reader, const ProvisionInfo& later,
                std::string_view base) {
  const auto instrument = reader.instrument(later.instrument);
  h.open("article", {{"class", "position"}});
  h.open("h3", {{"class", "position__head"}});
  h.open("span", {{"class", "tag"}}).text(t.tr("Later text")).close().text(" ");
  h.open("a", {{"href", url(t, "provision", later.act.id)}}).name(label(later)).close().close();
  if (instrument) {
    h.open("p", {{"class", "small muted"}}).name(instrument_title(t, *instrument)).close();
  }
  h.open("div", {{"class", "position__text"}});
  const json::Value* cut = later.shown.detail.at("truncated");
  if (cut && cut->boolean() && *cut->boolean()) {
    h.raw(markdown(later.shown.text, {.top_heading = 4}).html);
    h.el("p", {{"class", "small muted"}},
         t.tr("The source quotes only a part of this text, so it is not compared."));
  } else if (!later.shown.text.empty()) {
    diff(h, t, base, later.shown.text);
  }
  h.close();
  provenance(h, t, later.shown.detail);
  h.close();
}

}  // namespace

void position(Html& h, const Translator& t, const PositionInfo& p, std::string_view base,
              std::string_view own_name) {
  const std::vector<std::string> who = actors(t, p);
  const bool own = !own_name.empty() && std::find(who.begin(), who.end(), own_name) != who.end();
  h.open("article",
         {{"class", own ? "position position--own" : "position"}, {"id", anchor(p.act.id)}});
  h.open("h3", {{"class", "position__head"}});
  option_tag(h, t, p.option);
  h.text(" ").open("a", {{"href", url(t, "acts", p.act.id)}});
  names(h, who);
  h.close().close();
  const std::string_view printed = p.shown.detail.text_at("label");
  if (!printed.empty()) {
    h.open("p", {{"class", "small muted"}});
    h.raw(t.trh("on what the source calls {label}", {{"label", bdi(printed)}})).close();
  }
  position_text(h, t, p, base);
  if (const std::string_view reason = p.shown.detail.text_at("reason"); !reason.empty()) {
    h.open("p").el("strong", {}, t.tr("Why:")).text(" ");
    h.el("span", {{"dir", "auto"}}, visible(reason, TextKind::prose)).close();
  }
  provenance(h, t, p.shown.detail);
  h.close();
}

void section(Html& h, const Translator& t, index::Reader& reader, const Section& s,
             std::string_view own_name) {
  const ProvisionInfo& p = *s.provision;
  const std::string id = anchor(p.act.id);
  const std::string name = label(p);
  const std::string_view heading = p.shown.detail.text_at("heading");
  if (s.heading) {
    h.open("section", {{"class", "provision"}, {"id", id}, {"aria-labelledby", id + "-h"}});
    h.open("h2", {{"id", id + "-h"}}).open("span", {{"class", "provision__number"}});
    h.open("a", {{"href", url(t, "provision", p.act.id)}}).name(name).close();
    if (name != p.number) h.text(" · ").text(t.trf("No. {number}", {{"number", p.number}}));
    h.close();
    if (!heading.empty() && heading != name) h.name(heading);
    h.close();
  } else {
    h.open("section", {{"class", "provision"}, {"aria-label", name}});
  }
  h.open("div", {{"class", "provision__sides"}}).open("div", {{"class", "provision__base"}});
  if (const std::string_view why = hidden_reason(t, p.act); !why.empty()) {
    h.open("p", {{"class", "muted"}}).text(why).text(" ");
    h.link(url(t, "acts", p.act.id), t.tr("Who did that, and why")).close();
  } else if (p.shown.text.empty()) {
    h.el("p", {{"class", "muted"}}, t.tr("This node holds no text of this provision."));
  } else {
    h.raw(markdown(p.shown.text, {.top_heading = 4}).html);
  }
  provenance(h, t, p.shown.detail);
  for (const index::StatementInfo* statement : s.answers) {
    h.open("p", {{"class", "small"}}).text(t.tr("Answered by:")).text(" ");
    h.open("a", {{"href", url(t, "statement", statement->act.id)}});
    h.name(statement_title(t, *statement)).close().close();
  }
  h.close().open("div", {{"class", "provision__positions"}});
  if (s.positions.empty() && s.later.empty() && s.proposals.empty()) {
    h.el("p", {{"class", "muted small"}}, t.tr("No position on this provision is recorded here."));
  }
  const std::size_t n = std::min(s.shown, s.positions.size());
  for (std::size_t i = 0; i < n; ++i) position(h, t, *s.positions[i], p.shown.text, own_name);
  if (n < s.positions.size()) {
    const std::string all = t.ntrf("{n} position in all", "All {n} positions",
                                   s.positions.size());
    h.open("p").open("a", {{"href", url(t, "provision", p.act.id)}}).text(all).close().close();
  }
  h.raw(s.proposals);
  for (const ProvisionInfo& later : s.later) later_text(h, t, reader, later, p.shown.text);
  h.close().close().close();
}

std::map<act::ActId, std::vector<const index::StatementInfo*>> answers_by_row(
    index::Reader& reader, const std::vector<index::StatementInfo>& statements) {
  std::map<act::ActId, std::vector<const index::StatementInfo*>> out;
  for (const index::StatementInfo& s : statements) {
    for (const act::ActId& named : s.on) {
      act::ActId row = named;  // an older version of a row leads to its current act
      if (const auto p = reader.provision(named)) row = p->act.id;
      else if (const auto i = reader.instrument(named)) row = i->act.id;
      auto& list = out[row];
      if (std::find(list.begin(), list.end(), &s) == list.end()) list.push_back(&s);
    }
  }
  return out;
}

}  // namespace althing::web::watch
