// What the pages of incidents, events, steps, claims and dossiers share: tokens in words, places and spans of
// time, and a list's filters as its address has them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "index/reader.h"
#include "web/page_kit.h"

namespace althing::web {

/// "incident", "event" or "step" as a place of pages: its list, one, and what they are called.
struct PlacedKind {
  std::string_view type, list;  // "incident", "incidents"
  Msg title, lede, none, record;
  std::vector<std::string_view> kinds;
};
const PlacedKind& placed_kind(std::string_view type);

std::string_view placed_kind_word(const Translator& t, std::string_view kind);
std::string_view extent_word(const Translator& t, std::string_view extent);
std::string_view check_word(const Translator& t, std::string_view verdict);
std::string_view provenance_word(const Translator& t, std::string_view provenance);

/// "5 January 2026 to 7 January 2026", "January 2026", "since ..., going on": as exactly as it is known.
Raw span_words(const Translator& t, const index::PlacedTokens& row);
/// "Iceland, is-1", linked to the country's page; nothing without a country.
Raw place_words(const View& view, const index::PlacedTokens& row);
/// "3 corroborations, 2 independent · disputed by 1".
std::string backing_words(const Translator& t, const index::Backing& backing);
/// Selects of a filter form. Countries: those that rows of these types name, by name, and the chosen one.
void country_filter(View& view, std::initializer_list<std::string_view> types, std::string_view chosen);
void kind_filter(View& view, const PlacedKind& kind, std::string_view chosen, std::string_view name, std::string_view label);
/// One <li> of a list.
void placed_row(View& view, const index::PlacedInfo& row);
/// A line of title with its page for any row of the watch file.
Raw row_link(View& view, const index::Item& row);
/// Claims as a list.
void claim_rows(View& view, const std::vector<index::ClaimInfo>& claims);
/// The documents and links an act names: <ul>, or nothing.
void evidence_list(View& view, const std::vector<index::Item>& evidence, const json::Value& detail);
/// What follows from a row: its corroborations, disputes, checks that rest on it, dossiers it is in.
void backing_blocks(View& view, const index::Item& row);

/// malformed, naming the parameter: country, kind, extent, label, backing, ongoing, author, instrument, dossier,
/// from, to, order, after.
Result<index::PlacedQuery> read_placed_query(const http::Request& request, std::string_view type);
/// The same as "country=is&kind=shutdown"; without the place in the list.
std::string placed_query_text(const index::PlacedQuery& query);
std::string cursor_text(const index::PlacedCursor& cursor);
/// "map?kind=shutdown&from=2024-01": the world map with what it has of these filters: rows, kind, months.
std::string map_address(const index::PlacedQuery& query);
/// "timeline?country=is&kind=shutdown": the timeline with what it has of these filters: not extent, backing, ongoing, author.
std::string timeline_address(const index::PlacedQuery& query);

void add_placed_pages(http::Router& router, App& app);       // lists, one row, countries
void add_placed_files(http::Router& router, App& app);       // CSV, JSON, Atom, iCalendar of a list
void add_map_page(http::Router& router, App& app);
void add_timeline_page(http::Router& router, App& app);
void add_claim_pages(http::Router& router, App& app);
void add_dossier_pages(http::Router& router, App& app);
void add_plan_pages(http::Router& router, App& app);
void add_watch_forms(http::Router& router, App& app);

}  // namespace althing::web
