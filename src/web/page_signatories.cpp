// Everyone who signed one version: searched and filtered in pages by key (never by offset), and as CSV
// streamed in pieces however many there are.
#include <fmt/format.h>

#include "http/negotiate.h"
#include "web/kit/csv.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr std::size_t kRows = 100;
constexpr std::size_t kCsvRowsPerPull = 500;

Result<index::SignatoryQuery> read_query(const http::Request& request) {
  index::SignatoryQuery query;
  query.text = request.query.get("q");
  query.capacity = request.query.get("capacity");
  if (query.text.size() > 200) return fail(Errc::malformed, "q", "at most 200 characters");
  if (!query.capacity.empty() && query.capacity != "person" && query.capacity != "affiliated" && query.capacity != "organisation") {
    return fail(Errc::malformed, "capacity", "must be person, affiliated or organisation");
  }
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
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Show")).close();
}

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  TRY(index::SignatoryQuery query, read_query(view.request));
  TRY(query.after, query_number(view, "after", index::kNone));
  query.limit = kRows;
  const index::StatementVersion& v = chosen.version();
  const std::string path = "statement/" + to_hex(v.act.id) + "/signatories";
  const index::SignatoryPage found = view.reader.signatories(v.act.id, query);
  statement_trail(view, chosen, t.tr("Who signed"));
  h.el("h1", {}, t.tr("Who signed"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).text(" · ");
  h.text(t.trf("version {n}", {{"n", t.number(static_cast<std::int64_t>(chosen.at + 1))}})).close();
  old_version_box(view, chosen);
  filters(view, query, view.url(path));
  const bool filtered = !query.text.empty() || !query.capacity.empty();
  const auto total = static_cast<std::uint64_t>(found.total);
  h.el("p", {{"role", "status"}}, filtered ? t.ntrf("{n} signature found", "{n} signatures found", total) : t.ntrf("{n} signature", "{n} signatures", total));
  h.open("ol", {{"class", "people"}});
  for (const index::Signatory& who : found.rows) person_row(view, who);
  h.close();
  const std::string kept = "q=" + url_component(query.text) + "&capacity=" + url_component(query.capacity);
  if (query.after != index::kNone || found.more) {
    h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
    if (query.after != index::kNone) h.link(view.url(path) + "?" + kept, t.tr("From the start"));
    if (found.more) h.link(fmt::format("{}?{}&after={}", view.url(path), kept, found.rows.back().act.no), t.tr("Next"));
    h.close();
  }
  h.open("p").link(view.url(path) + ".csv?" + kept, filtered ? t.tr("Download these as CSV") : t.tr("Download all as CSV")).close();
  h.el("p", {{"class", "muted small"}},
       t.tr("Vouched for: members of a group attest that this key belongs to a person or organisation. An unvouched key may be anybody. Only what stands under a seat counts in decisions."));
  PageSpec spec;
  spec.title = fmt::format("{}: {}", t.tr("Who signed"), plain_title(view, v.act, v.title));
  spec.path = path;
  spec.section = Section::statements;
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
    if (std::exchange(first, false)) out = "name,capacity,affiliation,country,member,seats,signed_at,act,permalink\r\n";
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
  router.add({http::Method::get, "/{lang}/statement/{id}/signatories.csv",
              http::sync([&app](const http::Request& request) {
                auto answer = csv(app, request);
                return answer ? std::move(*answer) : problem_page(app, request, answer.error());
              }),
              0, "pages", "Who signed a version, as CSV with permalinks", "Streamed; the same filters as the page.",
              {{"lang", "path", "Language."}, {"id", "path", "Version."}, {"q", "query", "Words in names.", false}, {"capacity", "query", "person, affiliated or organisation.", false}},
              {}, {{200, "text/csv", "The rows."}}});
}

}  // namespace althing::web
