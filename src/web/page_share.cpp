// Statements elsewhere on the web: the page with snippets and partner links, the small page that other
// sites may frame, and oEmbed (oembed.com, 2.3). One count for all of them.
#include <fmt/format.h>

#include <algorithm>

#include "act/act.h"
#include "http/negotiate.h"
#include "web/page_follow.h"
#include "web/page_voice.h"

namespace althing::web {
namespace {

constexpr unsigned kFrameWidth = 480, kFrameHeight = 260;
constexpr std::int64_t kEmbedSeconds = 60;  // other sites' visitors may see a count that old

// Only this page may stand in another site's frame: it has no form, no script and no link that acts.
constexpr std::pair<std::string_view, std::string_view> kEmbedHeaders[] = {
    {"Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "cross-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}};

std::string frame_snippet(const std::string& url, const std::string& title) {
  Html h;
  h.el("iframe", {{"src", url}, {"title", title}, {"width", kFrameWidth}, {"height", kFrameHeight}, {"loading", "lazy"}}, "");
  return h.take().str();
}

std::string quote_snippet(const std::string& url, const std::string& title, const std::string& assembly) {
  Html h;
  h.open("blockquote", {{"cite", url}}).open("p").link(url, title).close().open("p").text(assembly).close().close();
  return h.take().str();
}

Result<PageSpec> share(View& view) {
  const Translator& t = view.t;
  Html& h = view.h;
  TRY(const Chosen chosen, chosen_version(view));
  TRY(const std::string partner, partner_of(view));
  const index::StatementVersion& v = chosen.current();
  const std::string id = to_hex(chosen.statement.act.id), title = plain_title(view, v.act, v.title), path = "statement/" + id + "/share";
  const auto assembly = view.reader.assembly();
  const std::string link = node_url(view) + view.url("statement/" + id) + partner_query(partner);
  const std::string frame = node_url(view) + view.url("embed/" + id) + partner_query(partner);
  statement_trail(view, chosen, t.tr("Share and embed"));
  h.el("h1", {}, t.tr("Share and embed"));
  h.open("p", {{"class", "lede"}}).raw(title_of(view, v.act, v.title)).close();
  h.el("p", {}, t.tr("Wherever a reader comes from, there is one list and one count. Nothing here tracks anybody."));
  h.el("h2", {}, t.tr("A link")).el("pre", {{"class", "raw"}, {"tabindex", 0}}, link);
  h.el("h2", {}, t.tr("As a partner"));
  h.el("p", {}, t.tr("A short name in the link is shown above the statement and on its sign page, so that your readers know they came to the right place. It is not counted apart and stands in no signature."));
  h.open("form", {{"class", "filters"}, {"action", view.url(path)}});
  field(h, {.id = "partner", .name = "partner", .label = t.tr("Your short name, such as example.org"), .hint = t.tr("Small letters, digits and . _ : -"), .value = partner});
  h.el("button", {{"class", "button button--secondary"}}, t.tr("Make the link")).close();
  h.el("h2", {}, t.tr("A quotation for any site")).el("p", {}, t.tr("Plain HTML, without a frame or script:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, quote_snippet(link, visible_line(title, 300), assembly ? visible_line(assembly->name, 200) : std::string("Althing")));
  h.el("h2", {}, t.tr("A frame with the count")).el("p", {}, t.tr("It loads from this node alone, needs no script, and its link opens the statement:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, frame_snippet(frame, visible_line(title, 300)));
  h.open("p").link(view.url("embed/" + id) + partner_query(partner), t.tr("How it looks")).close();
  h.el("h2", {}, t.tr("For sites that ask by themselves (oEmbed)"));
  h.el("pre", {{"class", "raw"}, {"tabindex", 0}}, node_url(view) + "/oembed?format=json&url=" + url_component(link));
  PageSpec spec{.title = fmt::format("{}: {}", t.tr("Share and embed"), title), .path = path, .section = Section::statements};
  spec.no_index = true;
  return spec;
}

Result<PageSpec> embed(View& view) {
  const Translator& t = view.t;
  TRY(const Chosen chosen, chosen_version(view));
  TRY(const std::string partner, partner_of(view));
  const index::StatementVersion& v = chosen.current();
  const std::string title = plain_title(view, v.act, v.title);
  const std::int64_t goal = goal_of(view, v);
  const auto assembly = view.reader.assembly();
  Html h;
  h.raw(Raw::trusted("<!doctype html>\n")).open("html", {{"lang", t.html_lang()}, {"dir", t.dir()}}).open("head");
  h.single("meta", {{"charset", "utf-8"}}).el("title", {}, visible_line(title, 300));
  h.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}).single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  h.single("meta", {{"name", "robots"}, {"content", "noindex"}}).single("link", {{"rel", "stylesheet"}, {"href", site_of(view.app).assets.url("althing.css")}}).close();
  h.open("body").open("main", {{"class", "page"}, {"id", "main"}}).open("p", {{"class", "muted small"}}).name(assembly ? std::string_view(assembly->name) : std::string_view("Althing")).close();
  h.open("h1", {{"class", "list__title"}}).name(title).close();
  h.open("div", {{"class", "count"}}).el("span", {{"class", "count__number"}}, t.number(v.signatures));
  h.el("span", {{"class", "count__label"}}, t.ntr("signature", "signatures", static_cast<std::uint64_t>(v.signatures)));
  if (goal > 0) {
    const std::string of = t.trf("{n} of {goal} asked for", {{"n", t.number(v.signatures)}, {"goal", t.number(goal)}});
    h.el("progress", {{"value", std::min(v.signatures, goal)}, {"max", goal}, {"aria-label", of}}, "").el("span", {{"class", "count__label"}}, of);
  }
  h.close();
  const std::string url = view.url("statement/" + to_hex(chosen.statement.act.id)) + partner_query(partner);
  h.open("p").el("a", {{"class", "button"}, {"href", url}, {"target", "_blank"}, {"rel", "noopener"}}, is_open(v.closes, view.now) ? t.tr("Read and sign") : t.tr("Read it")).close();
  h.close().close().close();
  http::Response response = http::respond_html(200, h.take().str() + "\n");
  for (const auto& [name, value] : kEmbedHeaders) response.headers.set(name, value);
  const std::string tag = to_hex(sha256(response.text())).substr(0, 24);
  view.instead = http::cached(view.request, std::move(response), tag, http::max_age(kEmbedSeconds));
  return PageSpec{};
}

// "/en/statement/<id>" out of an address of this node.
Result<std::pair<std::string, act::ActId>> read_address(std::string_view url, const std::string& own) {
  const auto bad = [] { return fail(Errc::not_found, "url", "must be the address of a statement on this node"); };
  if (!url.starts_with(own + "/")) return bad();
  url.remove_prefix(own.size() + 1);
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = url.find('/');
  if (slash == std::string_view::npos || !url.substr(slash).starts_with("/statement/")) return bad();
  const auto id = parse_hex<act::ActId>(url.substr(slash + 11, 64));
  if (!id || url.size() != slash + 11 + 64) return bad();
  return std::pair(std::string(url.substr(0, slash)), *id);
}

Result<http::Response> oembed(App& app, const http::Request& request) {
  const std::string_view format = request.query.get("format");
  if (!format.empty() && format != "json") return http::respond_text(501, "Only JSON is given.\n");
  const Site& site = site_of(app);
  TRY(const auto lease, app.node().readers().take());
  View view{app, request, site.catalogs.english(), *lease, app.node().clock().now()};
  const std::string own = node_url(view);
  TRY(const auto address, read_address(request.query.get("url"), own));
  if (site.catalogs.find(address.first) == nullptr) return fail(Errc::not_found, "url", "must be the address of a statement on this node");
  const index::ReadSnapshot snapshot(*lease);
  const auto statement = lease->statement(address.second);
  if (!statement || statement->versions.empty()) return fail(Errc::not_found, "url", "no statement in force has this id here");
  const index::StatementVersion& v = version_in_force(*statement);
  const auto asked = [&](std::string_view name, unsigned fallback) {
    const auto n = parse_decimal(request.query.get(name));
    return n ? static_cast<unsigned>(std::clamp<std::uint64_t>(*n, 200, fallback)) : fallback;
  };
  const std::string title = visible_line(plain_title(view, v.act, v.title), 300);
  const unsigned width = asked("maxwidth", kFrameWidth), height = asked("maxheight", kFrameHeight);
  Html h;
  h.el("iframe", {{"src", own + page_url(address.first, "embed/" + to_hex(address.second))}, {"title", title}, {"width", width}, {"height", height}, {"loading", "lazy"}}, "");
  const auto assembly = lease->assembly();
  http::Response response = http::respond_json(200, json::object({{"version", "1.0"}, {"type", "rich"}, {"title", title}, {"provider_name", assembly ? assembly->name : std::string("Althing")},
                                                                  {"provider_url", own + "/"}, {"width", std::uint64_t{width}}, {"height", std::uint64_t{height}},
                                                                  {"cache_age", kEmbedSeconds}, {"html", h.take().str()}}));
  response.headers.set("Access-Control-Allow-Origin", "*");
  response.headers.set("Cache-Control", http::max_age(kEmbedSeconds));
  return response;
}

}  // namespace

Result<std::string> partner_of(const View& view) {
  const std::string_view partner = view.query("partner");
  if (!partner.empty() && !act::is_token(partner)) return fail(Errc::malformed, "partner", "must be 1 to 64 of a-z 0-9 . _ : -");
  return std::string(partner);
}

std::string partner_query(const std::string& partner) { return partner.empty() ? std::string() : "?partner=" + url_component(partner); }

void partner_note(View& view, const std::string& partner) {
  if (partner.empty()) return;
  view.h.open("p", {{"class", "muted"}}).raw(view.t.trh("You came by a link of {partner}. There is one list and one count for all.", {{"partner", bdi(partner)}})).close();
}

void add_share_pages(http::Router& router, App& app) {
  add_page(router, app, "/{lang}/statement/{id}/share", "Links and snippets to show a statement elsewhere", share);
  http::Route route;
  route.pattern = "/{lang}/embed/{id}";
  route.tag = "pages";
  route.summary = "A statement's title and count, for a frame on another site";
  route.handler = http::sync([&app](const http::Request& request) { return make_page(app, request, embed); });
  route.params = {{"lang", "path", "Language."}, {"id", "path", "Statement."}, {"partner", "query", "Who shows it.", false}};
  route.responses = {{200, "text/html", "The only page that may be framed."}, {404, "text/html", "Nothing here."}};
  router.add(std::move(route));
  router.add({http::Method::get, "/oembed", http::sync_result([&app](const http::Request& request) { return oembed(app, request); }), 0, "pages",
              "oEmbed 1.0 of a statement's address", "JSON only.",
              {{"url", "query", "Address of a statement page of this node."}, {"format", "query", "json.", false}, {"maxwidth", "query", "Pixels.", false}, {"maxheight", "query", "Pixels.", false}},
              {}, {{200, "application/json", "Type rich: a frame."}, {404, "application/problem+json", "No statement of this node."}, {501, "text/plain", "Another format."}}});
}

}  // namespace althing::web
