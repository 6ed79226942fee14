// Open data: the list of exports for people, and each as CSV or JSON, streamed.
#include <fmt/format.h>

#include "http/negotiate.h"
#include "web/export.h"
#include "web/page_kit.h"
#include "web/pages.h"

namespace althing::web {
namespace {

Result<PageSpec> page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  trail(view, {{view.url("record"), std::string(t.tr("Record"))}}, t.tr("Open data"));
  h.el("h1", {}, t.tr("Open data"));
  h.el("p", {{"class", "lede"}}, t.tr("Everything said here as flat files: one row an act, with its verdict and an address that stays. Anyone may use them for any purpose; who published personal words wished them to be read here, so treat them with care."));
  table(h, "exports", t.tr("Files"), {{t.tr("File")}, {t.tr("What its rows are")}, {t.tr("Download")}}, [&] {
    for (const Export& each : exports()) {
      h.open("tr");
      cell(h, Html().el("code", {}, each.name).take());
      cell(h, Html().el("span", {{"lang", "en"}, {"dir", "ltr"}}, each.meaning).take());
      Html links;
      const std::string base = fmt::format("/export/{}", each.name);
      links.el("a", {{"href", base + ".csv"}, {"aria-label", fmt::format("{}.csv", each.name)}}, "CSV").text(" · ");
      links.el("a", {{"href", base + ".json"}, {"aria-label", fmt::format("{}.json", each.name)}}, "JSON");
      cell(h, links.take());
      h.close();
    }
  });
  h.el("p", {}, t.tr("Each file begins with the same columns: the act, its type, its place in the log, its times, its verdict, its author and its address. To take only what is new, add the index you have as after=INDEX."));
  h.el("p", {}, t.tr("The same files by command line, and the record itself, which proves them:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, fmt::format("curl {0}/export/signatures.csv\ncurl \"{0}/export/acts.json?after=1000\"\nalthing export DATA TABLES --tables\nalthing audit {0}", node_url(view)));
  return PageSpec{.title = std::string(t.tr("Open data")), .path = "export", .section = Section::record, .wide = true};
}

Result<http::Response> file(App& app, const http::Request& request, ExportForm form) {
  const Export* which = find_export(request.params.get("name"));
  if (which == nullptr) return fail(Errc::not_found, "name", "no export of this name; /en/export lists them");
  index::ActNo from = 0;
  if (const std::string* after = request.query.find("after")) {
    const auto n = parse_decimal(*after);
    if (!n || *n >= std::uint64_t{1} << 53) return fail(Errc::malformed, "after", "must be an index in the log");
    from = *n + 1;
  }
  // Each pull takes a reader of its own, so that a slow client holds nothing. The first is the head alone:
  // it is there at once, however far the first row is.
  enum class Stage { head, rows, done };
  const auto pull = [&app, which, form, from, first = true, stage = Stage::head]() mutable -> Result<std::string> {
    if (stage == Stage::head) {
      stage = Stage::rows;
      return export_head(*which, form);
    }
    while (stage == Stage::rows) {
      TRY(const auto reader, app.node().readers().take());
      TRY(std::string rows, export_rows(*which, form, app.node().record(), *reader, app.options().base_url, from, first));
      if (from == index::kNone) {
        stage = Stage::done;
        rows += export_tail(form);
      }
      if (!rows.empty()) return rows;
    }
    return std::string();
  };
  const bool csv = form == ExportForm::csv;
  http::Response response = http::respond_stream(csv ? "text/csv; charset=utf-8; header=present" : "application/json", pull);
  for (const auto& [name, value] : file_headers()) response.headers.set(name, value);
  response.headers.set("Content-Disposition", fmt::format("attachment; filename=\"{}.{}\"", which->name, csv ? "csv" : "json"));
  response.headers.set("Cache-Control", http::max_age(0));
  response.headers.set("Access-Control-Allow-Origin", "*");
  return response;
}

}  // namespace

void add_export_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/export", "Open data: the list of files", page);
  router.add({http::Method::get, "/export", http::sync([](const http::Request&) { return http::redirect(303, "/en/export"); }), 0, "exports", "To the list of exports", "", {}, {},
              {{303, "text/html", "To the page that lists them."}}});
  const auto add = [&](const char* pattern, ExportForm form, const char* type) {
    router.add({http::Method::get, pattern,
                http::sync_result([&app, form](const http::Request& request) { return file(app, request, form); }), 0, "exports",
                std::string("An export as ") + (form == ExportForm::csv ? "CSV" : "JSON"), "Streamed, in log order. Columns: docs/exports.md.",
                {{"name", "path", "Which one: /en/export lists them."}, {"after", "query", "Only rows behind this index of the log.", false, "integer"}}, {},
                {{200, type, "The rows."}, {404, "application/problem+json", "No such export.", "Problem"}}});
  };
  add("/export/{name}.csv", ExportForm::csv, "text/csv");
  add("/export/{name}.json", ExportForm::json, "application/json");
}

}  // namespace althing::web
