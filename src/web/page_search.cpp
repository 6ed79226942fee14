// Search in everything said here: titles, names and texts that this node holds.
#include "web/kit/limits.h"
#include "web/page_document.h"
#include "web/page_kit.h"
#include "web/page_record.h"

namespace althing::web {
namespace {

constexpr std::uint64_t kMaxResultPages = 200;  // deeper pages cost more than they tell

// U+0002 and U+0003 enclose matches; whatever their order, the tags stay balanced.
void snippet(Html& h, std::string_view text) {
  bool marked = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != '\x02' && text[i] != '\x03') continue;
    h.text(visible(text.substr(from, i - from), TextKind::prose));
    from = i + 1;
    if (i == text.size()) break;
    if (text[i] == '\x02' && !marked) {
      h.open("mark");
      marked = true;
    } else if (text[i] == '\x03' && marked) {
      h.close();
      marked = false;
    }
  }
  if (marked) h.close();
}

constexpr std::string_view kInFiles = "file";  // beside the types of acts
constexpr std::size_t kFilesShown = 5;         // among everything

void file_rows(View& view, const std::vector<index::FileHit>& hits) {
  Html& h = view.h;
  h.open("ol", {{"class", "list"}});
  for (const index::FileHit& hit : hits) {
    const std::string page = hit.page > 1 ? "?page=" + std::to_string(hit.page) : std::string();
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url(read_path(hit.document)) + page + "#text"}});
    h.raw(title_of(view, hit.document, hit.title)).close();
    h.open("span", {{"class", "muted small"}}).text(page_name(view.t, hit.paged, hit.page)).text(" · ").raw(author_link(view, hit.document)).text(" · ");
    h.raw(view.t.day_html(hit.document.at)).close();
    if (hit.document.superseded) {
      h.text(" ");
      act_badge(view, hit.document);
    }
    h.open("p", {{"dir", "auto"}});
    snippet(h, hit.snippet);
    h.close().close();
  }
  h.close();
}

// Before the acts, when everything is looked for: the best pages of files, and the way to all of them. false: none.
bool in_files(View& view, const std::string& q) {
  const Translator& t = view.t;
  bool more = false;
  const auto hits = view.reader.search_files(q, kFilesShown, 0, more);
  if (hits.empty()) return false;
  view.h.open("section", {{"aria-labelledby", "s-files"}}).el("h2", {{"id", "s-files"}}, t.tr("In the text of files"));
  file_rows(view, hits);
  if (more) view.h.open("p").link(view.url("search") + "?q=" + url_component(q) + "&type=" + std::string(kInFiles), t.tr("All pages of files that hold these words")).close();
  view.h.close();
  return true;
}

void act_rows(View& view, const std::vector<index::SearchHit>& hits) {
  const Translator& t = view.t;
  Html& h = view.h;
  h.open("ol", {{"class", "list"}});
  for (const index::SearchHit& hit : hits) {
    h.open("li").open("a", {{"class", "list__title"}, {"href", view.url(read_path(hit.act))}});
    if (hit.title.empty()) h.text(type_word(t, hit.act.type)).text(" ").text(short_id(hit.act.id));
    else h.name(hit.title);
    h.close().open("span", {{"class", "muted small"}}).text(type_word(t, hit.act.type)).text(" · ").raw(author_link(view, hit.act)).text(" · ");
    h.raw(t.day_html(hit.act.at)).close().text(" ");
    if (hit.act.status != assembly::Status::effective || hit.act.superseded) act_badge(view, hit.act);
    h.open("p", {{"dir", "auto"}});
    snippet(h, hit.snippet);
    h.close().close();
  }
  h.close();
}

void result_count(View& view, std::size_t n, bool more, std::uint64_t page) {
  const Translator& t = view.t;
  if (n == 0) {
    view.h.el("p", {{"role", "status"}}, page > 1 ? t.tr("No further results.") : t.tr("Nothing here holds all these words. Try fewer words, or the start of one."));
    return;
  }
  const std::uint64_t first = (page - 1) * kRowsPerPage + 1;
  const auto number = [&](std::uint64_t value) { return t.number(static_cast<std::int64_t>(value)); };
  view.h.el("p", {{"role", "status"}, {"class", "muted"}},
            !more && page == 1 ? t.ntrf("{n} result", "{n} results", n) : t.trf("Results {from} to {to}, best first", {{"from", number(first)}, {"to", number(first + n - 1)}}));
}

Result<PageSpec> search_page(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  const std::string q(view.query("q")), type(view.query("type"));
  TRY(const std::uint64_t page, parse_page(view.query("page")));
  if (page > kMaxResultPages) return fail(Errc::malformed, "page", std::string(t.tr("search shows no pages that deep; use more words")));
  trail(view, {}, t.tr("Search"));
  h.el("h1", {}, t.tr("Search"));
  h.open("form", {{"class", "filters"}, {"role", "search"}, {"action", view.url("search")}});
  field(h, {.id = "s-q", .name = "q", .label = t.tr("Words"), .value = q, .type = "search"});
  std::vector<Option> types{{"", t.tr("Everything")}};
  for (const std::string_view one : {"call", "respond", "propose", "revise", "amend", "comment", "support", "object", "poll", "outcome", "statement", "sign", "deliver", "answer",
                                     "action", "pledge", "instrument", "provision", "position", "document", "join", "attest", "declare"}) types.push_back({one, type_word(t, one)});
  types.push_back({kInFiles, t.tr("the text of files")});
  select(h, "s-type", "type", t.tr("Only"), types, type);
  h.el("button", {{"class", "button"}}, t.tr("Search")).close();
  PageSpec spec{.title = q.empty() ? std::string(t.tr("Search")) : t.trf("Search: {words}", {{"words", visible_line(q, 80)}}), .path = "search", .no_index = true};
  if (q.empty()) {
    h.el("p", {{"class", "muted"}}, t.tr("Searches the texts this node holds: calls, proposals, comments, polls, statements, deliveries, actions, provisions, positions, names. Several words must all occur."));
    return spec;
  }
  bool more = false;
  if (type == kInFiles) {
    const auto hits = view.reader.search_files(q, kRowsPerPage, (page - 1) * kRowsPerPage, more);
    result_count(view, hits.size(), more, page);
    file_rows(view, hits);
  } else {
    const bool found = type.empty() && page == 1 && in_files(view, q);
    const auto hits = view.reader.search(q, type, kRowsPerPage, (page - 1) * kRowsPerPage, more);
    if (!found || !hits.empty()) result_count(view, hits.size(), more, page);
    act_rows(view, hits);
  }
  h.open("p", {{"class", "muted small"}}).text(t.tr("Words that were erased or are withheld here are not found.")).text(" ");
  h.link(view.url("moderation"), t.tr("The moderation log lists them")).close();
  const std::string base = view.url("search") + "?q=" + url_component(q) + (type.empty() ? "" : "&type=" + url_component(type)) + "&page=";
  h.open("nav", {{"class", "pages"}, {"aria-label", t.tr("Pages")}});
  if (page > 1) h.el("a", {{"href", base + std::to_string(page - 1)}, {"rel", "prev"}}, t.tr("Previous"));
  if (more && page < kMaxResultPages) h.el("a", {{"href", base + std::to_string(page + 1)}, {"rel", "next"}}, t.tr("Next"));
  h.close();
  return spec;
}

}  // namespace

void add_search_page(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/search", "Search in what this node holds", search_page);
}

}  // namespace althing::web
