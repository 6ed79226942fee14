// Everyone who signed one version: searched and filtered in pages by key (never by offset), and as CSV
// streamed in pieces however many there are.
#include <fmt/format.h>

#include <algorithm>

#include "http/negotiate.h"
#include "web/kit/csv.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr std::uint64_t kRows = 50, kPageSizes[] = {25, 50, 100};
constexpr std::size_t kCsvRowsPerPull = 500;
constexpr std::uint64_t kPrintRows = 1'000;  // on one sheet

bool is_filtered(const index::SignatoryQuery& query) {
  return !query.text.empty() || !query.capacity.empty() || !query.country.empty() || !query.group.empty() || !query.standing.empty();
}

// The filters as a query to go on with.
std::string kept_query(const index::SignatoryQuery& query) {
  std::string out = "q=" + url_component(query.text) + "&capacity=" + url_component(query.capacity);
  for (const auto& [name, value] : {std::pair("country", &query.country), std::pair("group", &query.group), std::pair("standing", &query.standing)}) {
    if (!value->empty()) out += fmt::format("&{}={}", name, url_component(*value));
  }
  return out;
}

Result<index::SignatoryQuery> read_query(const http::Request& request) {
  index::SignatoryQuery query;
  query.text = request.query.get("q");
  query.capacity = request.query.get("capacity");
  if (query.text.size() > 200) return fail(Errc::malformed, "q", "at most 200 characters");
  if (!query.capacity.empty() && query.capacity != "person" && query.capacity != "affiliated" && query.capacity != "organisation") {
    return fail(Errc::malformed, "capacity", "must be person, affiliated or organisation");
  }
  query.country = request.query.get("country");
  for (char& c : query.country) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (!query.country.empty() && (query.country.size() != 2 || query.country.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos)) {
    return fail(Errc::malformed, "country", "must be two letters");
  }
  query.group = request.query.get("group");
  if (query.group.size() > 64) return fail(Errc::malformed, "group", "is no group's token");
  query.standing = request.query.get("standing");
  if (!query.standing.empty() && query.standing != "attested" && query.standing != "vouched" && query.standing != "unvouched") {
    return fail(Errc::malformed, "standing", "must be attested, vouched or unvouched");
  }
  return query;
}

// How the page reads on: order, size and place, beside the filters that the CSV has too.
Result<index::SignatoryQuery> read_page(const View& view) {
  TRY(index::SignatoryQuery query, read_query(view.request));
  TRY(query.after, query_number(view, "after", index::kNone));
  TRY(query.before, query_number(view, "before", index::kNone));
  if (query.after != index::kNone && query.before != index::kNone) return fail(Errc::malformed, "before", "stands with `after`; give one of them");
  TRY(query.limit, query_number(view, "size", kRows));
  if (std::find(std::begin(kPageSizes), std::end(kPageSizes), query.limit) == std::end(kPageSizes)) return fail(Errc::malformed, "size", "must be 25, 50 or 100");
  const std::string_view order = view.query("order");
  if (!order.empty() && order != "oldest" && order != "newest") return fail(Errc::malformed, "order", "must be oldest or newest");
  query.newest_first = order == "newest";
  return query;
}

void filters(View& view, const index::SignatoryQuery& query, const std::string& here) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("form", {{"class", "filters"}, {"role", "search"}, {"action", here}});
  field(h, {.id = "q", .name = "q", .label = t.tr("Name or affiliation"), .value = query.text, .type = "search"});
  select(h, "capacity", "capacity", t.tr("Signed as"),
         {{"", t.tr("anyone")}, {"person", t.tr("persons")}, {"affiliated", t.tr("persons with an affiliation")}, {"organisation", t.tr("organisations")}},
         query.capacity);
  select(h, "standing", "standing", t.tr("Standing"),
         {{"", t.tr("any")}, {"attested", t.tr("attested")}, {"vouched", t.tr("vouched for")}, {"unvouched", t.tr("neither")}}, query.standing);
  field(h, {.id = "country", .name = "country", .label = t.tr("Country (two letters)"), .value = query.country, .narrow = true});
  std::vector<std::string> groups;
  std::vector<Option> group_options{{"", t.tr("any")}};
  if (const auto assembly = view.reader.assembly()) {
    for (const auto& group : assembly->groups) groups.push_back(group.group);
  }
  for (const std::string& group : groups) group_options.push_back({group, group_label(view, group)});
  if (groups.size() > 0) select(h, "group", "group", t.tr("Group"), group_options, query.group);
  select(h, "order", "order", t.tr("Order"), {{"oldest", t.tr("first to sign first")}, {"newest", t.tr("newest first")}}, query.newest_first ? "newest" : "oldest");
  std::vector<std::string> values, labels;
  std::vector<Option> sizes;
  for (const std::uint64_t size : kPageSizes) values.push_back(std::to_string(size)), labels.push_back(t.number(static_cast<std::int64_t>(size)));
  for (std::size_t i = 0; i < values.size(); ++i) sizes.push_back({values[i], labels[i]});
  select(h, "size", "size", t.tr("On a page"), sizes, std::to_string(query.limit));
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

void count_line(View& view, const index::SignatoryQuery& query, const index::SignatoryPage& found) {
  const Translator& t = view.t;
  const auto total = static_cast<std::uint64_t>(found.total);
  const bool filtered = is_filtered(query);
  std::string words = filtered ? t.ntrf("{n} signature found", "{n} signatures found", total) : t.ntrf("{n} signature", "{n} signatures", total);
  const bool whole = found.rows_before == 0 && !found.more;
  if (!found.rows.empty() && !whole && found.rows_before < index::kMaxRowsBefore) {
    words += " · " + t.trf("{from} to {to} on this page", {{"from", t.number(found.rows_before + 1)},
                                                             {"to", t.number(found.rows_before + static_cast<std::int64_t>(found.rows.size()))}});
  }
  view.h.el("p", {{"role", "status"}}, words);
}

void neighbours(View& view, const index::SignatoryPage& found, const std::string& base) {
  if (found.rows.empty() || (found.rows_before == 0 && !found.more)) return;
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
  if (found.rows_before > 0) {
    h.link(base, t.tr("Start"));
    h.el("a", {{"href", fmt::format("{}&before={}", base, found.rows.front().act.no)}, {"rel", "prev"}}, t.tr("Previous"));
  }
  if (found.more) h.el("a", {{"href", fmt::format("{}&after={}", base, found.rows.back().act.no)}, {"rel", "next"}}, t.tr("Next"));
  h.close();
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  TRY(const index::SignatoryQuery query, read_page(view));
  const index::StatementVersion& v = chosen.version();
  const std::string path = "statement/" + to_hex(v.act.id) + "/signatories";
  const index::SignatoryPage found = view.reader.signatories(v.act.id, query);
  statement_trail(view, chosen, t.tr("Who signed"));
  h.el("h1", {}, t.tr("Who signed"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).text(" · ");
  h.text(t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  old_version_box(view, chosen);
  filters(view, query, view.url(path));
  count_line(view, query, found);
  const std::string kept = kept_query(query);
  const std::string base = fmt::format("{}?{}&order={}&size={}", view.url(path), kept, query.newest_first ? "newest" : "oldest", query.limit);
  const bool filtered = is_filtered(query);
  const bool paged = query.after != index::kNone || query.before != index::kNone;
  if (found.rows.empty()) {
    const bool beyond = paged && found.total > 0;
    h.open("p").text(beyond ? t.tr("No signature stands beyond this place of the list.")
                     : filtered ? t.tr("No signature matches. Try fewer words, or show all.") : t.tr("Nobody yet."));
    if (beyond) h.text(" ").link(base, t.tr("To the start of the list"));
    h.close();
  }
  h.open("ol", {{"class", "people"}});
  for (const index::Signatory& who : found.rows) person_row(view, who);
  h.close();
  neighbours(view, found, base);
  h.open("p").link(view.url(path) + ".csv?" + kept, filtered ? t.tr("Download these as CSV") : t.tr("Download all as CSV"));
  h.text(" · ").link(view.url(path) + "/sheet?" + kept, t.tr("For print, in columns"));
  h.text(" · ").link(view.url(path) + "/moderate?" + kept, t.tr("Withhold or dispute several at once")).close();
  h.el("p", {{"class", "muted small"}},
       t.tr("Vouched for: members of a group attest that this key belongs to a person or organisation. An unvouched key may be anybody. Only what stands under a seat counts in decisions."));
  PageSpec spec;
  spec.title = fmt::format("{}: {}", t.tr("Who signed"), plain_title(view, v.act, v.title));
  spec.path = path;
  spec.section = Section::statements;
  spec.no_index = true;
  return spec;
}

// Names alone, in as many columns as the sheet or screen is wide: to be printed or read out.
Result<PageSpec> sheet(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  TRY(index::SignatoryQuery query, read_query(view.request));
  TRY(query.after, query_number(view, "after", index::kNone));
  query.limit = kPrintRows;
  const index::StatementVersion& v = chosen.version();
  const index::SignatoryPage found = view.reader.signatories(v.act.id, query);
  const std::string path = "statement/" + to_hex(v.act.id) + "/signatories/sheet";
  statement_trail(view, chosen, t.tr("Signatories"));
  h.open("h1").raw(title_of(view, v.act, v.title)).close();
  count_line(view, query, found);
  h.open("ol", {{"class", "columns"}, {"start", found.rows_before + 1}});
  for (const index::Signatory& who : found.rows) {
    h.open("li").raw(signatory_name(t, who));
    if (!who.affiliation.empty()) h.text(", ").name(visible_line(who.affiliation, 200));
    if (!who.country.empty()) h.text(" (" + who.country + ")");
    h.close();
  }
  h.close();
  if (found.more) h.open("p").link(fmt::format("{}?{}&after={}", view.url(path), kept_query(query), found.rows.back().act.no), t.tr("Next sheet")).close();
  h.open("p", {{"class", "small"}}).text(t.trf("As of {time}. Each name with its proof:", {{"time", t.time(view.now)}})).text(" ");
  const std::string whole = view.url("statement/" + to_hex(v.act.id) + "/signatories");
  h.open("a", {{"href", whole}}).el("code", {{"class", "hash"}}, node_url(view) + whole).close().close();
  PageSpec spec{.title = fmt::format("{}: {}", t.tr("Signatories"), plain_title(view, v.act, v.title)), .path = path, .section = Section::statements, .wide = true};
  spec.no_index = true;
  return spec;
}

// What a bulk act would touch, before anybody makes it: the count, the first rows, and the command that
// refuses to go on if the count is not this one any more.
Result<PageSpec> moderate(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  TRY(index::SignatoryQuery query, read_query(view.request));
  const index::StatementVersion& v = chosen.version();
  const std::string id = to_hex(v.act.id), path = "statement/" + id + "/signatories/moderate";
  statement_trail(view, chosen, t.tr("Several signatures at once"));
  h.el("h1", {}, t.tr("Withhold or dispute several signatures"));
  h.el("p", {{"class", "lede"}}, t.tr("First see what your search finds. Nothing happens on this page."));
  filters(view, query, view.url(path));
  if (!is_filtered(query)) {
    h.el("p", {}, t.tr("Search or filter first; nobody moderates all signatures at once."));
  } else {
    query.limit = 25;
    const index::SignatoryPage found = view.reader.signatories(v.act.id, query);
    h.el("p", {{"role", "status"}}, t.ntrf("{n} signature found", "{n} signatures found", static_cast<std::uint64_t>(found.total)));
    h.open("ol", {{"class", "people"}});
    for (const index::Signatory& who : found.rows) person_row(view, who);
    h.close();
    if (found.more) h.open("p").link(view.url("statement/" + id + "/signatories") + "?" + kept_query(query), t.tr("All of them")).close();
    std::string filter;
    for (const auto& [name, value] : {std::pair("--matching", &query.text), std::pair("--capacity", &query.capacity), std::pair("--country", &query.country),
                                      std::pair("--group", &query.group), std::pair("--standing", &query.standing)}) {
      if (value->empty()) continue;
      std::string quoted;
      for (const char c : *value) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
      filter += fmt::format(" {} '{}'", name, visible_line(quoted, 400));
    }
    const auto command = [&](std::string_view what, std::string_view whose) {
      return fmt::format("althing signatures {} {}{} --expect {} --reason \"...\" {} --node {}", what, id, filter, found.total, whose, node_url(view));
    };
    h.el("h2", {}, t.tr("For the people who run this node"));
    h.el("p", {}, t.tr("Hides names and words of these signatures on this node, each by an act of its own in the moderation log. The count stays."));
    h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, command("withhold", "--dir DIR"));
    h.el("h2", {}, t.tr("For the organisers of the statement"));
    h.el("p", {}, t.tr("Marks these signatures as disputed; both counts are shown."));
    h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, command("dispute", "--key me.key"));
    h.el("p", {}, t.tr("Each command stops before the first act if it finds another number than --expect says. Without --expect it only tells what it would do."));
  }
  PageSpec spec{.title = std::string(t.tr("Several signatures at once")), .path = path, .section = Section::statements};
  spec.no_index = true;
  return spec;
}

void csv_row(std::string& out, const index::Signatory& who, const std::string& prefix) {
  csv_cell(out, who.name, TextKind::line);
  csv_cell(out, who.capacity, TextKind::line);
  csv_cell(out, who.affiliation, TextKind::line);
  csv_cell(out, who.country, TextKind::line);
  csv_cell(out, who.kind, TextKind::line);
  std::string seats;
  for (const std::string& seat : who.seats) seats += (seats.empty() ? "" : " ") + seat;
  csv_cell(out, seats, TextKind::line);
  csv_cell(out, format_time(who.act.at), TextKind::line);
  csv_cell(out, who.act.logged ? format_time(who.act.logged->at) : std::string(), TextKind::line);
  csv_cell(out, to_hex(who.act.id), TextKind::line);
  csv_cell(out, prefix + to_hex(who.act.id), TextKind::line, true);
}

Result<http::Response> csv(App& app, const http::Request& request) {
  TRY(index::SignatoryQuery query, read_query(request));
  const auto id = parse_hex<act::ActId>(request.params.get("id"));
  const Translator* t = site_of(app).catalogs.find(request.params.get("lang"));
  if (!id || t == nullptr) return fail(Errc::not_found, "no such list");
  {
    TRY(const auto reader, app.node().readers().take());
    if (!reader->statement(*id)) return fail(Errc::not_found, "no statement in force has this id here");
  }
  query.limit = kCsvRowsPerPull;
  const std::string prefix = app.options().base_url + page_url(t->lang(), "signature/");
  // Each pull takes a reader of its own, so that a slow client holds nothing.
  const auto pull = [&app, version = *id, query, prefix, first = true, done = false]() mutable -> Result<std::string> {
    std::string out;
    if (done) return out;
    if (std::exchange(first, false)) return std::string("name,capacity,affiliation,country,member,seats,signed_at,logged_at,act,permalink\r\n");
    TRY(const auto reader, app.node().readers().take());
    const index::SignatoryPage page = reader->signatories(version, query);
    for (const index::Signatory& who : page.rows) csv_row(out, who, prefix);
    done = !page.more || page.rows.empty();
    if (!page.rows.empty()) query.after = page.rows.back().act.no;
    return out;
  };
  http::Response response = http::respond_stream("text/csv; charset=utf-8; header=present", pull);
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  response.headers.set("Content-Disposition", "attachment; filename=\"signatories-" + short_id(*id) + ".csv\"");
  response.headers.set("Cache-Control", http::max_age(0));
  return response;
}

}  // namespace

void add_signatory_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/statement/{id}/signatories", "Who signed a version, searched and in pages", page);
  add_page(router, app, "/{lang}/statement/{id}/signatories/sheet", "Names of signatories in columns, for print", sheet);
  add_page(router, app, "/{lang}/statement/{id}/signatories/moderate", "What a bulk withholding or dispute would touch, with its count", moderate);
  router.add({http::Method::get, "/{lang}/statement/{id}/signatories.csv",
              http::sync([&app](const http::Request& request) {
                auto answer = csv(app, request);
                return answer ? std::move(*answer) : problem_page(app, request, answer.error());
              }),
              0, "pages", "Who signed a version, as CSV with permalinks", "Streamed; the same filters as the page.",
              {{"lang", "path", "Language."}, {"id", "path", "Version."}, {"q", "query", "Words in names.", false}, {"capacity", "query", "person, affiliated or organisation.", false},
               {"country", "query", "Two letters.", false}, {"group", "query", "Members with a seat in this group.", false}, {"standing", "query", "attested, vouched or unvouched.", false}},
              {}, {{200, "text/csv", "The rows."}}});
}

}  // namespace althing::web
