// From a request to a finished page: language, reader, errors as pages, headers.
#include "web/page_kit.h"

#include <fmt/format.h>

#include <chrono>

#include "http/negotiate.h"
#include "http/problem.h"
#include "web/page_cache.h"
#include "web/page_words.h"

namespace althing::web {
namespace {

const Translator& translator_of(const Site& site, const http::Request& request) {
  const Translator* t = site.catalogs.find(request.params.get("lang"));
  return t != nullptr ? *t : site.catalogs.english();
}

NodeFacts facts_of(App& app, index::Reader* reader) {
  NodeFacts facts;
  facts.origin = app.node().record().origin();
  facts.log_size = app.node().record().snapshot()->size;
  if (reader != nullptr) {
    if (const auto assembly = reader->assembly()) facts.assembly_name = assembly->name;
  }
  if (facts.assembly_name.empty()) facts.assembly_name = "Althing";
  return facts;
}

// An act that was logged a moment ago must have its page when its author follows the link.
void wait_for_named(App& app, const http::Request& request) {
  const std::string* text = request.params.find("id");
  if (text == nullptr) return;
  const auto id = parse_hex<act::ActId>(*text);
  if (!id) return;
  const auto no = app.node().tail(*id);
  if (no && *no < node::Tail::kInFlight) app.node().follower().wait_for(*no + 1, 2000);
}

http::Response with_headers(http::Response response) {
  for (const auto& [name, value] : page_headers()) response.headers.set(name, value);
  return response;
}

std::string tag_of(std::string_view text) { return to_hex(sha256(text)).substr(0, 24); }

http::Response html_answer(const http::Request& request, int status, std::string text) {
  const std::string tag = tag_of(text);
  http::Response response = with_headers(http::respond_html(status, std::move(text)));
  if (status != 200 || request.method == http::Method::post) {
    response.headers.set("Cache-Control", status == 200 ? http::kNoStore : http::kRevalidate);
    return response;
  }
  return http::cached(request, std::move(response), tag, http::kRevalidate);
}

std::string_view problem_title(const Translator& t, int status) {
  switch (status) {
    case 400: return t.tr("This address or form could not be read");
    case 403: return t.tr("This is not allowed here");
    case 404: return t.tr("Nothing is here");
    case 410: return t.tr("This was removed");
    case 429: return t.tr("Too many requests");
    case 503: return t.tr("The node is busy");
    default: return status < 500 ? t.tr("This could not be done") : t.tr("The node failed");
  }
}

std::string_view problem_advice(const Translator& t, int status) {
  switch (status) {
    case 404: return t.tr("The address may be mistyped, or what it names has not reached this node yet. Another node of the assembly may hold it.");
    case 410: return t.tr("What was said here was erased by its author or is withheld by this node. The moderation log says which and why; the act itself stays in the record.");
    case 429: case 503: return t.tr("Nothing was lost. Wait a few seconds and try again.");
    default: return status < 500 ? t.tr("Nothing was changed. Go back, correct it and try again.")
                                 : t.tr("What was logged before is kept. Try again later, and tell the people who run this node.");
  }
}

// Everything but the lookup of the language; `reader` may be missing when the index cannot be read.
http::Response write_problem(App& app, const http::Request& request, const Error& error, index::Reader* reader) {
  const Site& site = site_of(app);
  const Translator& t = translator_of(site, request);
  const int status = http::status_of(error.code);
  Html h;
  h.el("h1", {}, problem_title(t, status));
  Html words;
  words.el("p", {}, visible(error.text(), TextKind::line)).el("p", {}, problem_advice(t, status));
  box(h, status == 404 || status == 410 ? Box::plain : Box::error, t.trf("Error {status}", {{"status", std::to_string(status)}}), words.take());
  h.open("p").link(page_url(t.lang(), ""), t.tr("To the first page")).text(" · ");
  h.link(page_url(t.lang(), "search"), t.tr("Search")).close();
  PageSpec spec;
  spec.title = std::string(problem_title(t, status));
  spec.no_index = true;
  http::Response response = html_answer(request, status, site.shell.page(t, facts_of(app, reader), spec, h.take()));
  response.headers.set("Cache-Control", http::kNoStore);
  if (status == 429 || status == 503) response.headers.set("Retry-After", std::to_string(http::kRetryAfterSeconds));
  return response;
}

}  // namespace

const Site& site_of(const App& app) {
  static const Site plain(false);
  if (!app.options().pseudo_locale) return plain;
  static const Site pseudo(true);
  return pseudo;
}

http::Response problem_page(App& app, const http::Request& request, const Error& error) {
  auto reader = app.node().readers().take();
  return write_problem(app, request, error, reader ? &**reader : nullptr);
}

namespace {

// What a writer made of a request: the text of a page of status 200, or any other answer.
struct Written {
  std::string html;
  std::optional<http::Response> other;
  bool keep = true;
};

Written write_page(App& app, const http::Request& request, const PageWriter& writer) {
  const Site& site = site_of(app);
  auto lease = app.node().readers().take();
  if (!lease) return {{}, write_problem(app, request, lease.error(), nullptr)};
  index::Reader& reader = **lease;
  const index::ReadSnapshot snapshot(reader);
  const Translator* t = site.catalogs.find(request.params.get("lang"));
  if (t == nullptr) return {{}, write_problem(app, request, Error{Errc::not_found, {}, "no page at this address"}, &reader)};
  View view{app, request, *t, reader, app.node().clock().now()};
  const WordsPreference words(view);
  const Result<PageSpec> spec = writer(view);
  if (!spec) return {{}, write_problem(app, request, spec.error(), &reader)};
  if (view.instead) return {{}, std::move(*view.instead)};
  std::string html = site.shell.page(*t, facts_of(app, &reader), *spec, with_words_switch(view, view.h.take()));
  if (view.status != 200) return {{}, html_answer(request, view.status, std::move(html))};
  return {std::move(html), std::nullopt, view.keep};
}

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

http::Response get_page(App& app, const http::Request& request, const PageWriter& writer) {
  wait_for_named(app, request);
  const auto answer = [&](const CachedPage& page) {
    // Asked before the text is copied.
    if (auto same = http::not_modified(request, page.tag, http::kRevalidate)) return with_headers(std::move(*same));
    http::Response response = with_headers(http::respond_html(200, page.html));
    response.headers.set("ETag", http::quote_etag(page.tag));
    response.headers.set("Cache-Control", http::kRevalidate);
    return response;
  };
  // Pages name the address they were asked at, in commands to copy.
  const std::string name = std::string(request.headers.get("Host")) + "\n" + request.target;
  const std::uint64_t folded = app.node().follower().folded();
  if (const auto page = app.page_cache().find(name, folded, steady_ms())) return answer(*page);
  const std::int64_t start_us = steady_us();
  Written written = write_page(app, request, writer);
  if (written.other) return std::move(*written.other);
  CachedPage page{std::move(written.html), {}, folded, steady_ms(), steady_us() - start_us};
  page.tag = tag_of(page.html);
  http::Response response = answer(page);
  if (written.keep) app.page_cache().keep(name, std::move(page));
  return response;
}

}  // namespace

http::Response make_page(App& app, const http::Request& request, const PageWriter& writer) {
  wait_for_named(app, request);
  Written written = write_page(app, request, writer);
  return written.other ? std::move(*written.other) : html_answer(request, 200, std::move(written.html));
}

void add_page(http::Router& router, App& app, std::string pattern, std::string summary, PageWriter writer) {
  http::Route route;
  route.pattern = std::move(pattern);
  route.tag = "pages";
  route.summary = std::move(summary);
  route.handler = http::sync([&app, writer = std::move(writer)](const http::Request& request) {
    return get_page(app, request, writer);
  });
  for (std::size_t at = 0; (at = route.pattern.find('{', at)) != std::string::npos; ++at) {
    const std::size_t end = route.pattern.find_first_of(".}", at);
    const std::string name = route.pattern.substr(at + 1, end - at - 1);
    route.params.push_back({name, "path", name == "lang" ? "Language of the page, such as en." : "Which one."});
  }
  route.responses = {{200, "text/html", "The page."}, {404, "text/html", "Nothing here."}};
  router.add(std::move(route));
}

Result<act::ActId> param_id(const View& view, std::string_view name) {
  const auto id = parse_hex<act::ActId>(view.param(name));
  if (!id) return fail(Errc::not_found, std::string(view.t.tr("an id is 64 digits and letters a to f")));
  return *id;
}

Result<std::uint64_t> query_number(const View& view, std::string_view name, std::uint64_t fallback, std::uint64_t max) {
  const std::string_view text = view.query(name);
  if (text.empty()) return fallback;
  const auto n = parse_decimal(text);
  if (!n || *n > max) return fail(Errc::malformed, std::string(name), fmt::format("must be a whole number up to {}", max));
  return *n;
}

}  // namespace althing::web
