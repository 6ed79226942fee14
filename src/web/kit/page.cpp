#include "web/kit/page.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/json.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

using Header = std::pair<std::string_view, std::string_view>;

// connect-src 'self': the script talks to this node alone. Saving a key is a blob: download, which
// is a navigation of the download kind and needs no source here.
constexpr Header kPageHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for "
     "'script'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}};

constexpr Header kFileHeaders[] = {
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"}};

struct NavRow {
  Section section;
  std::string_view path;
  Msg label;
};
constexpr NavRow kNav[] = {{Section::calls, "calls", msg("Calls")},
                           {Section::proposals, "proposals", msg("Proposals")},
                           {Section::polls, "polls", msg("Polls")},
                           {Section::statements, "statements", msg("Statements")},
                           {Section::actions, "actions", msg("Actions")},
                           {Section::instruments, "instruments", msg("Instruments")},
                           {Section::members, "members", msg("Members")},
                           {Section::record, "record", msg("Record")},
                           {Section::key, "key", msg("Your key")}};

std::string_view embedded(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == name) return file.bytes;
  }
  return {};
}

// The mark as decoration: the name stands beside it.
Raw inline_mark(std::string_view svg) {
  std::string out(svg);
  if (const auto role = out.find(" role=\"img\""); role != std::string::npos) {
    out.replace(role, 11, " class=\"mark\" aria-hidden=\"true\"");
  }
  const auto open = out.find("<title>");
  const auto close = out.find("</title>");
  if (open != std::string::npos && close != std::string::npos) out.erase(open, close + 8 - open);
  std::erase(out, '\n');
  return Raw::trusted(std::move(out));
}

std::string translate_messages(const Translator& t) {
  const auto english = json::parse(embedded("messages.json"), 2);
  CHECK(english.has_value() && english->object() != nullptr);
  json::Object out;
  for (const auto& [id, text] : *english->object()) {
    if (const std::string* s = text.string()) out.set(id, json::Value(t.tr_table(*s)));
  }
  return json::write(json::Value(std::move(out)));
}

// What other sites show of a link (ogp.me).
void open_graph(Html& h, const Translator& t, const std::string& assembly, const std::string& title, const PageSpec& spec) {
  const auto tag = [&](std::string_view property, std::string_view content) { h.single("meta", {{"property", property}, {"content", content}}); };
  tag("og:type", "article");
  tag("og:site_name", assembly);
  tag("og:title", title.empty() ? assembly : title);
  tag("og:description", visible_line(spec.description, kMaxLineCodePoints));
  tag("og:url", spec.origin + page_url(t.lang(), spec.path));
  tag("og:locale", t.html_lang());
  if (!spec.picture.empty()) {
    tag("og:image", spec.origin + page_url(t.lang(), spec.picture));
    tag("og:image:type", "image/png");
    tag("og:image:width", fmt::to_string(kPictureWidth));
    tag("og:image:height", fmt::to_string(kPictureHeight));
    tag("og:image:alt", title.empty() ? assembly : title);
  }
  if (!spec.oembed.empty()) h.single("link", {{"rel", "alternate"}, {"type", "application/json+oembed"}, {"href", spec.oembed}, {"title", title}});
}

}  // namespace

HeaderList page_headers() { return kPageHeaders; }
HeaderList file_headers() { return kFileHeaders; }

std::string page_url(std::string_view lang, std::string_view path) {
  return fmt::format("/{}/{}", lang, path);
}

std::string_view item_id(std::string_view path) {
  static constexpr std::string_view kItems[] = {"statement/", "proposal/", "call/", "poll/", "action/", "member/",
                                                "instrument/", "provision/", "delivery/",
                                                "incident/", "event/", "step/", "claim/", "dossier/"};
  for (const std::string_view item : kItems) {
    if (!path.starts_with(item)) continue;
    const std::string_view id = path.substr(item.size(), 64);
    const bool hex = id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    const bool whole = path.size() == item.size() + 64 || path[item.size() + 64] == '?';
    if (id.size() == 64 && hex && whole) return id;
  }
  return {};
}

std::string feed_path(std::string_view path) {
  static constexpr std::string_view kLists[] = {"calls", "proposals", "polls", "statements", "actions",
                                                "instruments", "deliveries", "members", "moderation",
                                                "incidents", "events", "steps", "claims", "dossiers"};
  const std::string_view bare = path.substr(0, path.find('?'));
  for (const std::string_view list : kLists) {
    if (bare == list) return fmt::format("feed/{}.atom", list);
  }
  if (const std::string_view id = item_id(path); !id.empty()) return fmt::format("feed/item/{}.atom", id);
  return "feed.atom";
}

Shell::Shell(const Assets& assets, const Catalogs& catalogs)
    : assets_(assets), catalogs_(catalogs) {
  mark_ = inline_mark(embedded("mark.svg"));
  for (std::string_view lang : catalogs.langs())
    messages_[std::string(lang)] = translate_messages(*catalogs.find(lang));
}

void Shell::head(Html& h, const Translator& t, const NodeFacts& facts, const PageSpec& spec) const {
  const std::string assembly = visible_line(facts.assembly_name, kMaxLineCodePoints);
  const std::string title = visible_line(spec.title, kMaxLineCodePoints);
  h.open("head").single("meta", {{"charset", "utf-8"}});
  h.el("title", {}, title.empty() ? assembly : title + " · " + assembly);
  h.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  h.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  if (!spec.description.empty()) {
    h.single("meta", {{"name", "description"},
                      {"content", visible_line(spec.description, kMaxLineCodePoints)}});
  }
  if (!spec.description.empty() && !spec.origin.empty()) open_graph(h, t, assembly, title, spec);
  if (spec.no_index) h.single("meta", {{"name", "robots"}, {"content", "noindex"}});
  h.single("link", {{"rel", "stylesheet"}, {"href", assets_.url("althing.css")}});
  h.single("link",
           {{"rel", "icon"}, {"href", assets_.url("favicon.svg")}, {"type", "image/svg+xml"}});
  if (catalogs_.langs().size() > 1) {
    for (std::string_view lang : catalogs_.langs()) {
      h.single("link", {{"rel", "alternate"},
                        {"hreflang", catalogs_.find(lang)->html_lang()},
                        {"href", page_url(lang, spec.path)}});
    }
  }
  h.single("link", {{"rel", "alternate"},
                    {"type", "application/atom+xml"},
                    {"href", page_url(t.lang(), feed_path(spec.path))}});
  if (spec.script && assets_.find("althing.js") != nullptr) {
    h.json_data("althing-messages", messages_.find(t.lang())->second);
    h.module_script(assets_.url("althing.js"));
  }
  h.close();
}

void Shell::header(Html& h, const Translator& t, const NodeFacts& facts,
                   const PageSpec& spec) const {
  h.el("a", {{"class", "skip"}, {"href", "#main"}}, t.tr("Skip to content"));
  h.open("header", {{"class", "site-head"}}).open("div", {{"class", "site-head__in"}});
  h.open("a", {{"class", "brand"}, {"href", page_url(t.lang(), "")}}).raw(mark_);
  h.open("span").name(facts.assembly_name).close().close();
  h.open("nav", {{"class", "site-nav"}, {"aria-label", t.tr("Main")}}).open("ul");
  for (const NavRow& row : kNav) {
    h.open("li");
    h.el("a",
         {{"href", page_url(t.lang(), row.path)},
          Attr::only_if(row.section == spec.section, "aria-current", "page")},
         t.tr(row.label));
    h.close();
  }
  h.close().close().close().close();
}

void Shell::footer(Html& h, const Translator& t, const NodeFacts& facts,
                   const PageSpec& spec) const {
  h.open("footer", {{"class", "site-foot"}}).open("div", {{"class", "site-foot__in"}});
  const Raw verify = Html().link(page_url(t.lang(), "verify"), t.tr("verify this yourself")).take();
  h.el("p", {}, t.trh("Everything on this page can be checked: {link}.", {{"link", verify}}));
  const Raw record =
      Html().link(page_url(t.lang(), "record"), t.tr("the record of this node")).take();
  h.el("p", {},
       t.ntrh("{link} holds {n} act.", "{link} holds {n} acts.", facts.log_size,
              {{"link", record}}));
  h.open("p").text(t.tr("Name of its log:")).text(" ");
  h.el("code", {{"class", "hash"}}, facts.origin).close();
  h.el("p", {},
       spec.script
           ? t.tr("Without JavaScript this page shows how to do the same by command line.")
           : t.tr("This page needs no script, sets no cookie and loads nothing from elsewhere."));
  h.open("p").link(page_url(t.lang(), "about"), t.tr("About this node"));
  h.text(" · ").link(page_url(t.lang(), "moderation"), t.tr("Moderation log"));
  h.text(" · ").link(page_url(t.lang(), "export"), t.tr("Open data"));
  h.text(" · ").link(page_url(t.lang(), feed_path(spec.path)), t.tr("Feed (Atom)"));
  const std::string_view item = item_id(spec.path);
  h.text(" · ");
  if (item.empty()) h.link(page_url(t.lang(), "follow"), t.tr("What you follow"));
  else h.link(page_url(t.lang(), fmt::format("follow?add={}", item)), t.tr("Follow this"));
  h.close();
  if (catalogs_.langs().size() > 1) {
    h.open("nav", {{"aria-label", t.tr("Languages")}}).open("p", {{"class", "cluster"}});
    for (std::string_view lang : catalogs_.langs()) {
      const Translator& other = *catalogs_.find(lang);
      h.el("a",
           {{"href", page_url(lang, spec.path)},
            {"lang", other.html_lang()},
            {"hreflang", other.html_lang()},
            Attr::only_if(lang == t.lang(), "aria-current", "true")},
           other.endonym());
    }
    h.close().close();
  }
  h.close().close();
}

std::string Shell::page(const Translator& t, const NodeFacts& facts, const PageSpec& spec,
                        const Raw& body) const {
  Html h;
  h.raw(Raw::trusted("<!doctype html>\n"));
  h.open("html", {{"lang", t.html_lang()}, {"dir", t.dir()}});
  head(h, t, facts, spec);
  h.open("body");
  header(h, t, facts, spec);
  h.el("main", {{"class", spec.wide ? "page page--wide" : "page"}, {"id", "main"}}, body);
  footer(h, t, facts, spec);
  h.close().close();
  return h.take().str() + "\n";
}

}  // namespace althing::web
