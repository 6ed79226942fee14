// What every page of the node shares: a Site (assets, catalogues, shell), the way from a request to a
// finished HTML answer, and the small phrases pages are made of (links to acts, members, versions; states;
// dates). Page files hold only what is theirs. Thread-safe: a View belongs to one request.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "index/reader.h"
#include "web/app.h"
#include "web/kit/assets.h"
#include "web/kit/hidden.h"
#include "web/kit/i18n.h"
#include "web/kit/page.h"
#include "web/kit/parts.h"
#include "web/kit/world.h"

namespace althing::web {

/// Made once, at start: parsing catalogues and waking ICU is slow.
struct Site {
  explicit Site(bool pseudo_locale) : catalogs(pseudo_locale), shell(assets, catalogs) {}
  Assets assets;
  Catalogs catalogs;
  Shell shell;
  World world;
};
const Site& site_of(const App& app);

/// Everything a page is written with. The reader holds one snapshot for the whole page.
/// Titles of groups as the founding act writes them beside their tokens (detail.groups).
using GroupNames = std::map<std::string, std::string, std::less<>>;

struct View {
  App& app;
  const http::Request& request;
  const Translator& t;
  index::Reader& reader;
  UnixSeconds now;
  Html h = {};                                   // what stands inside <main>
  int status = 200;
  std::optional<http::Response> instead = {};    // set it to answer something else (a redirect)
  std::optional<GroupNames> groups = {};         // read once, by group_names()
  bool keep = true;                              // false: soon it says more, so the next one asks anew

  /// "/en/statement/ab12" from "statement/ab12".
  std::string url(std::string_view path) const { return page_url(t.lang(), path); }
  std::string_view param(std::string_view name) const { return request.params.get(name); }
  std::string_view query(std::string_view name) const { return request.query.get(name); }
};

/// Writes view.h and returns the page's head; an error becomes a problem page with its status.
using PageWriter = std::function<Result<PageSpec>(View&)>;

/// GET `pattern` ("/{lang}/statements") as an HTML page; unknown languages are 404. Cached with a
/// strong tag over the content, to be revalidated.
void add_page(http::Router& router, App& app, std::string pattern, std::string summary,
              PageWriter writer);
/// The answer of one writer, for POST routes and others that need more than GET.
http::Response make_page(App& app, const http::Request& request, const PageWriter& writer);
/// An error as a page in the request's language.
http::Response problem_page(App& app, const http::Request& request, const Error& error);

// --- parameters -------------------------------------------------------------------------------------

/// The route's {name} (or, with query_id, the query's) as an act id. not_found for anything else.
Result<act::ActId> param_id(const View& view, std::string_view name = "id");
/// A query's decimal; `fallback` if absent, malformed if it is something else or over `max`.
Result<std::uint64_t> query_number(const View& view, std::string_view name, std::uint64_t fallback,
                                   std::uint64_t max = std::uint64_t{1} << 53);

// --- phrases ----------------------------------------------------------------------------------------

/// Home > trail > here, with Home first.
void trail(View& view, std::vector<Crumb> between, std::string_view here);
/// First 8 digits of an id, for links whose target shows it whole.
std::string short_id(const act::ActId& id);
/// "sign a1b2c3d4", linked to the act's page.
Raw act_link(const View& view, const act::ActId& id, std::string_view label);
/// The type of an act in words ("statement", "signature").
std::string_view type_word(const Translator& t, std::string_view type);
/// Path below the language of the page that shows an act best: its own, or the act's.
std::string read_path(const index::ActInfo& act);
/// An item with all its versions and amendments: what acts about it may be about.
std::vector<act::ActId> versions_of(index::Reader& reader, const act::ActId& id);
/// The titles of the groups, and one: the title, else the token.
const GroupNames& group_names(View& view);
std::string group_label(const GroupNames& names, std::string_view group);
std::string_view group_label(View& view, std::string_view group);  // lives as long as both
/// Several, with commas between.
std::string group_labels(View& view, const std::vector<std::string>& groups);
/// A member's name linked to its page; "member a1b2c3d4" if it shows no name.
Raw member_link(const View& view, const act::ActId& join, std::string_view name);
/// Who made an act: the organisation acted for, the member, or the key.
Raw author_link(const View& view, const index::ActInfo& act);
/// People's words that may be empty: the title in <bdi>, or "Untitled" / the words for what hides it.
Raw title_of(const View& view, const index::ActInfo& act, std::string_view title);
/// The same as plain text, for <title> and breadcrumbs.
std::string plain_title(const View& view, const index::ActInfo& act, std::string_view title);
/// Why the prose of an act is not shown ("" if it is): erased by its author, withheld, not held.
std::string_view hidden_reason(const Translator& t, const index::ActInfo& act);
/// A box in the place of hidden words: who hid them, since when, why, how to appeal. Nothing if shown.
void hidden_box(View& view, const index::ActInfo& act, bool offer_appeal = true);
/// Whether its author may still erase what this node holds of it.
bool can_be_erased(const index::ActInfo& act);
/// Verdict badge of an act: nothing for what is in force.
void act_badge(View& view, const index::ActInfo& act);
/// Verdict as a sentence: in force, superseded, void because ..., pending.
std::string verdict_words(const Translator& t, const index::ActInfo& act);
/// "logged at the latest ..." with the mark that says so, or that no mark covers it yet.
Raw logged_words(const View& view, const index::ActInfo& act);
/// In one short line: the day its author gave it and the day it was logged.
Raw days_of(const View& view, const index::ActInfo& act);
/// Whether a version (`closes` "" = no end) still takes signatures now.
bool is_open(std::string_view closes, UnixSeconds now);
/// Badge open / closing in n days / closed, and until when.
void closing_badge(View& view, std::string_view closes);
/// "Verify this yourself" with the proof and commands for one act.
void verify_box(View& view, const act::ActId& id);
/// Where this node is reached, for commands to copy: the configured address, else the request's host.
std::string node_url(const View& view);
/// The interests that the member behind an act has declared, in one line; nothing if it declared none.
void interests_note(View& view, const index::ActInfo& act);
Raw interests_of(const View& view, const index::ActInfo& act);
/// How capacities, kinds are called.
std::string_view capacity_word(const Translator& t, std::string_view capacity);
std::string_view kind_word(const Translator& t, std::string_view kind);
/// "organisation, attested by its seat in x" etc.: what stands behind a signature, as a line.
std::string standing_words(const Translator& t, const index::Signatory& who);
/// "" or in words why a signatory has no name here.
std::string_view nameless_words(const Translator& t, const index::Signatory& who);
/// The name in a list of signatories, or in muted words why there is none.
Raw signatory_name(const Translator& t, const index::Signatory& who);
/// One <li class="person"> row.
void person_row(View& view, const index::Signatory& who);

}  // namespace althing::web
