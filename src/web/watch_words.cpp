// Tokens of the watch file in words, places, spans of time, rows of lists.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "assembly/rules.h"
#include "web/kit/markdown.h"
#include "web/page_follow.h"
#include "web/page_placed.h"

namespace althing::web {
namespace {

struct Word {
  std::string_view token;
  Msg word;
};

template <std::size_t N>
std::string_view word_of(const Translator& t, const Word (&words)[N], std::string_view token) {
  for (const Word& one : words) {
    if (one.token == token) return t.tr(one.word);
  }
  return token;
}

std::string month_text(std::string_view time) { return std::string(time.substr(0, 7)); }

Raw moment_words(const Translator& t, std::string_view time, std::string_view precision) {
  const auto at = parse_time(time);
  if (!at) return Html().text(time).take();
  if (precision == "minute" || precision == "hour") return t.time_html(*at);
  if (precision == "month") return Html().el("time", {{"datetime", time.substr(0, 7)}}, month_text(time)).take();
  if (precision == "year") return Html().el("time", {{"datetime", time.substr(0, 4)}}, time.substr(0, 4)).take();
  return t.day_html(*at);
}

}  // namespace

const PlacedKind& placed_kind(std::string_view type) {
  static const PlacedKind kRows[] = {
      {"incident", "incidents", msg("Incidents"), msg("Shutdowns, blocking, arrests and other harm to networks and to people on them, with place, time and evidence."),
       msg("No incident is recorded here that matches."), msg("Record an incident"),
       {"shutdown", "throttling", "blocking", "censorship", "surveillance", "seizure", "law-enforcement", "arrest", "prosecution", "attack", "outage", "other"}},
      {"event", "events", msg("Events"), msg("Elections, votes, protests and other moments that incidents are held against."), msg("No event is recorded here that matches."), msg("Record an event"),
       {"election", "coup", "vote", "hearing", "meeting", "protest", "exam", "anniversary", "other"}},
      {"step", "steps", msg("Upcoming steps"), msg("Hearings, votes and deadlines to come, each with a member who watches it."), msg("No step is recorded here that matches."), msg("Record a step"),
       {"hearing", "vote", "meeting", "deadline", "entry-into-force", "other"}}};
  for (const PlacedKind& row : kRows) {
    if (row.type == type) return row;
  }
  return kRows[0];
}

std::string_view placed_kind_word(const Translator& t, std::string_view kind) {
  static constexpr Word kWords[] = {
      {"shutdown", msg("shutdown")}, {"throttling", msg("throttling")}, {"blocking", msg("blocking")}, {"censorship", msg("censorship")}, {"surveillance", msg("surveillance")},
      {"seizure", msg("seizure")}, {"law-enforcement", msg("act of law enforcement")}, {"arrest", msg("arrest")}, {"prosecution", msg("prosecution")}, {"attack", msg("attack")},
      {"outage", msg("outage, cause not established")}, {"other", msgc("kind of incident or event", "other")}, {"election", msg("election")}, {"coup", msg("coup")},
      {"vote", msgc("kind of event", "vote")}, {"hearing", msg("hearing")}, {"meeting", msg("meeting")}, {"protest", msg("protest")}, {"exam", msg("exams")},
      {"anniversary", msg("anniversary")}, {"deadline", msg("deadline")}, {"entry-into-force", msg("entry into force")}};
  return word_of(t, kWords, kind);
}

std::string_view extent_word(const Translator& t, std::string_view extent) {
  static constexpr Word kWords[] = {{"national", msg("the whole country")}, {"regional", msg("one or several regions")}, {"local", msg("a town or district")}, {"network", msg("one operator's network")}};
  return word_of(t, kWords, extent);
}

std::string_view check_word(const Translator& t, std::string_view verdict) {
  static constexpr Word kWords[] = {{"supported", msg("the evidence supports it")}, {"contradicted", msg("the evidence contradicts it")}, {"mixed", msg("the evidence is mixed")}, {"insufficient", msg("the evidence does not suffice")}};
  return word_of(t, kWords, verdict);
}

std::string_view provenance_word(const Translator& t, std::string_view provenance) {
  static constexpr Word kWords[] = {{"official", msg("official")}, {"leaked", msg("leaked")}, {"requested", msg("obtained on request")}, {"archived", msg("archived")}};
  return word_of(t, kWords, provenance);
}

Raw span_words(const Translator& t, const index::PlacedTokens& row) {
  const Raw from = moment_words(t, row.from, row.precision);
  Html out;
  if (row.precision == "unknown") out.raw(t.trh("about {date}", {{"date", from}}));
  else if (!row.to.empty() && row.to != row.from) out.raw(t.trh("{from} to {to}", {{"from", from}, {"to", moment_words(t, row.to, row.precision)}}));
  else if (row.end == "ongoing") out.raw(t.trh("since {date}, going on when it was recorded", {{"date", from}}));
  else if (row.end == "unknown") out.raw(t.trh("from {date}, end not known", {{"date", from}}));
  else out.raw(from);
  return out.take();
}

Raw place_words(const View& view, const index::PlacedTokens& row) {
  Html out;
  if (row.country.empty()) return out.take();
  out.link(view.url("country/" + row.country), view.t.country(row.country));
  if (!row.region.empty()) out.text(", ").text(row.region);
  return out.take();
}

void country_filter(View& view, std::initializer_list<std::string_view> types, std::string_view chosen) {
  const Translator& t = view.t;
  std::map<std::string, std::string> countries;  // by name
  for (const std::string_view type : types) {
    for (const index::PlacedCount& one : view.reader.placed_counts(type)) {
      if (!one.country.empty()) countries.emplace(t.country(one.country), one.country);
    }
  }
  if (!chosen.empty()) countries.emplace(t.country(chosen), chosen);
  std::vector<Option> options{{"", t.tr("All countries")}};
  for (const auto& [name, code] : countries) options.push_back({code, name});
  select(view.h, "f-country", "country", t.tr("Country"), options, chosen);
}

void kind_filter(View& view, const PlacedKind& kind, std::string_view chosen, std::string_view name, std::string_view label) {
  std::vector<Option> kinds{{"", view.t.tr("All kinds")}};
  for (const std::string_view one : kind.kinds) kinds.push_back({one, placed_kind_word(view.t, one)});
  select(view.h, fmt::format("f-{}", name), name, label, kinds, chosen);
}

std::string backing_words(const Translator& t, const index::Backing& backing) {
  std::string out = t.ntrf("{n} corroboration", "{n} corroborations", static_cast<std::uint64_t>(backing.all));
  if (backing.all > 0) out += ", " + t.ntrf("{n} independent", "{n} independent of each other", static_cast<std::uint64_t>(backing.independent));
  if (backing.disputes > 0) out += " · " + t.ntrf("disputed by {n}", "disputed by {n}", static_cast<std::uint64_t>(backing.disputes));
  return out;
}

Raw row_link(View& view, const index::Item& row) {
  std::string title = plain_title(view, row.act, row.shown.title);
  if (row.act.type == "claim" && !row.shown.detail.text_at("quote").empty()) title = visible_line(row.shown.detail.text_at("quote"), 120);
  if (row.act.type == "provision") title = view.t.trf("Provision {number}", {{"number", title}});
  return Html().open("a", {{"href", view.url(read_path(row.act))}}).name(title).close().take();
}

void placed_row(View& view, const index::PlacedInfo& row) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("li").open("a", {{"class", "list__title"}, {"href", view.url(row.tokens.type + "/" + to_hex(row.act.id))}});
  h.raw(title_of(view, row.act, row.shown.title)).close();
  if (row.backing.disputes > 0) badge(h, Badge::closing, t.tr("Disputed"));
  if (const auto why = hidden_reason(t, row.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
  h.open("p", {{"class", "muted small"}}).text(placed_kind_word(t, row.tokens.kind)).text(" · ");
  if (const Raw place = place_words(view, row.tokens); !place.empty()) h.raw(place).text(" · ");
  h.raw(span_words(t, row.tokens));
  if (!row.tokens.extent.empty()) h.text(" · ").text(extent_word(t, row.tokens.extent));
  if (row.tokens.type != "step") h.text(" · ").text(backing_words(t, row.backing));
  h.text(" · ").raw(t.trh("recorded by {author}", {{"author", author_link(view, row.act)}})).close().close();
}

void claim_rows(View& view, const std::vector<index::ClaimInfo>& claims) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("ul", {{"class", "list"}});
  for (const index::ClaimInfo& claim : claims) {
    const json::Value& words = claim.shown.detail;
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url("claim/" + to_hex(claim.act.id))}});
    if (const std::string_view quote = words.text_at("quote"); !quote.empty()) h.text("“").name(visible_line(quote, 200)).text("”");
    else h.text(plain_title(view, claim.act, {}));
    h.close();
    if (const auto why = hidden_reason(t, claim.act); !why.empty()) h.el("p", {{"class", "small"}}, why);
    h.open("p", {{"class", "muted small"}});
    if (const std::string_view speaker = words.text_at("speaker"); !speaker.empty()) h.name(speaker).text(" · ");
    h.text(t.ntrf("{n} check", "{n} checks", static_cast<std::uint64_t>(claim.checks))).text(" · ");
    h.raw(t.trh("recorded by {author}", {{"author", author_link(view, claim.act)}})).close().close();
  }
  h.close();
}

void evidence_list(View& view, const std::vector<index::Item>& evidence, const json::Value& detail) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<std::string> links;
  if (const std::string_view source = detail.text_at("source"); !source.empty()) links.emplace_back(source);
  if (const json::Value* list = detail.at("links"); list != nullptr && list->array() != nullptr) {
    for (const json::Value& one : *list->array()) {
      if (one.string() != nullptr) links.push_back(*one.string());
    }
  }
  if (evidence.empty() && links.empty()) return;
  h.open("ul");
  for (const index::Item& row : evidence) {
    h.open("li").text(type_word(t, row.act.type)).text(": ").raw(row_link(view, row));
    if (const auto sha = row.act.type == "document" ? parse_hex<Hash>(assembly::payload_part(row.act.payload, 1)) : Result<Hash>(fail(Errc::malformed, {}))) {
      h.text(" · ").text(provenance_word(t, assembly::payload_part(row.act.payload, 2))).text(" · ").link("/blob/" + to_hex(*sha), t.tr("Download")).text(" ");
      hash(h, to_hex(*sha));
    }
    h.close();
  }
  for (const std::string& link : links) h.open("li").open("a", {{"href", link}, {"rel", "nofollow noopener"}}).name(link).close().close();
  h.close();
}

}  // namespace althing::web
