#include "web/still.h"

#include <algorithm>

#include "crypto/sha256.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"
#include "web/kit/parts.h"
#include "web/still_tags.h"

namespace althing::web {
namespace {

constexpr std::size_t kMaxName = 120;  // of a file's name, before what tells two long ones apart

// The last segments of pages that are filled in or searched: with parameters only a node can answer them.
constexpr std::string_view kAsking[] = {"new", "follow", "dismiss", "similar", "search", "oembed", "submit", "share", "sign", "map", "timeline"};
// They show the same, and say without script how anyone checks it.
constexpr std::string_view kVerify = "/verify";

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }
std::string_view last_segment(std::string_view path) { return path.substr(path.rfind('/') + 1); }
std::string_view language_of(std::string_view target) { return target.substr(1, target.find('/', 1) - 1); }

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; }

std::string tag_of(std::string_view text) { return to_hex(sha256(text)).substr(0, 12); }

// "b=2&a=1&c=" as "a=1&b=2".
std::string sorted_query(std::string_view query) {
  std::vector<std::string_view> parts;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    if (!part.empty() && part.find('=') != part.size() - 1) parts.push_back(part);
  }
  std::sort(parts.begin(), parts.end());
  std::string out;
  for (const std::string_view part : parts) out.append(out.empty() ? "" : "&").append(part);
  return out;
}

// From the file `from` to the file `to`, both from the copy's top.
std::string relative(const std::string& from, std::string_view to) {
  std::string out;
  for (auto n = std::count(from.begin(), from.end(), '/'); n > 0; --n) out += "../";
  return out.append(to);
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  if (what.empty() || what == with) return text;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
  return text;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) out += c;
    else out.append("%").append(c == ':' ? "3A" : c == '/' ? "2F" : to_hex(as_bytes(std::string_view(&c, 1))));
  }
  return out;
}

// Addresses of the node that was read, in commands and permalinks.
std::string with_address(const StillCopy& copy, std::string text) {
  if (copy.bases.empty()) return text;
  text = replaced(std::move(text), copy.bases.front(), copy.address);
  return replaced(std::move(text), percent_encoded(copy.bases.front()), percent_encoded(copy.address));
}

// Where nodes are, or whom to ask; `page` is what a reader wanted there.
void where_live(Html& h, const StillCopy& copy, const Translator& t, Msg lead, std::string_view page) {
  if (copy.live.empty()) {
    h.el("p", {}, t.tr("Ask whoever gave you this copy, or anyone in the assembly, for the address of a node. Any node of this assembly will do."));
    return;
  }
  h.el("p", {}, t.tr(lead)).open("ul");
  for (const std::string& live : copy.live) h.open("li").link(live + std::string(page), visible_line(live, kMaxLineCodePoints)).close();
  h.close();
}

std::string live_box(const StillCopy& copy, const Translator& t, std::string_view target) {
  Html words;
  words.el("p", {}, t.trh("This is a copy of {time}. It can be read and checked, and nothing can be sent from it.", {{"time", t.time_html(copy.made)}}));
  where_live(words, copy, t, msg("The page that does this, at a node:"), target);
  Html h;
  box(h, Box::plain, t.tr("This needs a live node"), words.take());
  return h.take().str();
}

// In the place of a form on a page that is worth reading without it.
std::string form_line(const StillCopy& copy, const Translator& t, const Tag& form, std::string_view target, const std::string& live_href) {
  const std::string* method = form.find("method");
  const bool sends = method != nullptr && *method == "post";
  const std::string href = copy.live.empty() ? live_href : copy.live.front() + std::string(target);
  Html h;
  const Raw link = Html().link(href, t.tr("at a live node")).take();
  h.el("p", {{"class", "small muted"}}, sends ? t.trh("What is filled in here is sent {link}.", {{"link", link}}) : t.trh("Searching and choosing what is listed works {link}.", {{"link", link}}));
  return h.take().str();
}

// <main> without its opening and closing tag, as a part of the page.
struct Main {
  std::size_t begin = 0, end = 0;
};
std::optional<Main> main_of(std::string_view html) {
  const std::size_t open = html.find("<main ");
  const std::size_t begin = open == std::string_view::npos ? open : html.find('>', open);
  const std::size_t end = begin == std::string_view::npos ? begin : html.find("</main>", begin);
  if (end == std::string_view::npos) return std::nullopt;
  return Main{begin + 1, end};
}

std::string set_main(std::string html, std::string_view content) {
  if (const auto main = main_of(html)) html.replace(main->begin, main->end - main->begin, content);
  return html;
}

bool acts_by_script(std::string_view html, std::string_view target) {
  return html.find("<script type=\"module\"") != std::string_view::npos && !path_of(target).ends_with(kVerify);
}

// Links of one tag; false: leave the tag out.
bool edit_links(const StillCopy& copy, Tag& tag, std::string_view target, const std::string& file, const StillFiles& files) {
  if (tag.name == "link") {
    const std::string* type = tag.find("type");
    if (type != nullptr && *type == "application/json+oembed") return false;
  }
  for (const std::string_view attr : {"href", "src"}) {
    const std::string* value = tag.find(attr);
    const auto link = value == nullptr ? std::nullopt : still_link(copy, *value, target);
    if (!link) continue;
    const std::string behind = link->fragment.empty() ? std::string() : "#" + link->fragment;
    const bool asking = asks_a_node(link->target);
    const std::string kept(asking || path_of(link->target).ends_with(kVerify) ? path_of(link->target) : std::string_view(link->target));
    const auto to = files(kept);
    if (to && !(asking && !copy.live.empty())) {
      tag.set(attr, relative(file, *to) + behind);
    } else if (tag.name == "link") {
      return false;  // a translation or feed the copy has not
    } else if (!copy.live.empty()) {
      tag.set(attr, copy.live.front() + link->target + behind);
    } else {
      const auto live = files(live_target(language_of(target)));
      tag.set(attr, live ? relative(file, *live) : std::string("#"));
    }
  }
  return true;
}

// The head says that no script may run, whoever serves it.
std::string sealed(std::string html) {
  static constexpr std::string_view kPolicy = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none'; form-action 'none'; base-uri 'none'\">";
  static constexpr std::string_view kCharset = "<meta charset=\"utf-8\">";
  if (const std::size_t at = html.find(kCharset); at != std::string::npos) html.insert(at + kCharset.size(), kPolicy);
  return html;
}

std::string escaped(std::string_view text) {
  std::string out;
  escape_to(out, text);
  return out;
}

const Translator& translator(const Catalogs& catalogs, std::string_view target) {
  const Translator* t = catalogs.find(language_of(target));
  return t == nullptr ? catalogs.english() : *t;
}

}  // namespace

bool asks_a_node(std::string_view target) {
  if (target.find('?') == std::string_view::npos) return false;
  const std::string_view last = last_segment(path_of(target));
  return std::find(std::begin(kAsking), std::end(kAsking), last) != std::end(kAsking) || target.find("?q=") != std::string_view::npos || target.find("&q=") != std::string_view::npos;
}

std::optional<StillLink> still_link(const StillCopy& copy, std::string_view href, std::string_view from) {
  for (const std::string& base : copy.bases) {
    if (!base.empty() && href.starts_with(base) && (href.size() == base.size() || href[base.size()] == '/')) {
      href.remove_prefix(base.size());
      if (href.empty()) href = "/";
      break;
    }
  }
  StillLink out;
  if (const std::size_t at = href.find('#'); at != std::string_view::npos) {
    out.fragment = href.substr(at + 1);
    href = href.substr(0, at);
  }
  if (href.starts_with('?')) out.target = std::string(path_of(from));
  else if (href.starts_with('/') && !href.starts_with("//")) out.target = std::string(path_of(href));
  else return std::nullopt;
  const std::size_t query = href.find('?');
  const std::string sorted = query == std::string_view::npos ? std::string() : sorted_query(href.substr(query + 1));
  if (!sorted.empty()) out.target += "?" + sorted;
  return out;
}

std::string still_file(std::string_view target, bool html) {
  const std::string_view path = path_of(target).substr(1);
  std::string out, name, query;
  bool same = true;  // whether the name says all that the target says
  for (const char c : path) {
    const bool kept = is_plain(c) || c == '/';
    out += kept ? c : '_';
    same = same && kept;
  }
  if (target.find('?') != std::string_view::npos) {
    for (const char c : target.substr(target.find('?') + 1)) {
      const bool kept = is_plain(c) || c == '=';
      query += kept ? c : c == '&' ? ',' : '_';
      same = same && (kept || c == '&');
    }
  }
  const std::size_t slash = out.rfind('/');
  name = out.substr(slash == std::string::npos ? 0 : slash + 1);
  std::string dir = out.substr(0, slash == std::string::npos ? 0 : slash + 1), extension;
  if (html) {
    if (!name.empty()) dir += name + "/";
    name = query.empty() ? "index" : "q," + query;
    extension = ".html";
  } else if (!query.empty()) {
    const std::size_t dot = name.rfind('.');
    extension = dot == std::string::npos ? std::string() : name.substr(dot);
    name = name.substr(0, dot) + "," + query;
  }
  if (name.size() > kMaxName) name.resize(kMaxName), same = false;
  if (!same) name += "-" + tag_of(target);
  return dir + name + extension;
}

std::vector<std::string> still_links(const StillCopy& copy, std::string_view html, std::string_view from) {
  std::vector<std::string> out;
  static_cast<void>(edit_tags(html, [&](Tag& tag) {
    // The map leads to every country, also to those of which nothing is recorded.
    if (const std::string* rel = tag.find("rel"); rel != nullptr && *rel == "nofollow") return true;
    for (const std::string_view attr : {"href", "src"}) {
      const std::string* value = tag.find(attr);
      const auto link = value == nullptr ? std::nullopt : still_link(copy, *value, from);
      if (!link || path_of(link->target).ends_with("/oembed")) continue;
      const bool bare = asks_a_node(link->target) || path_of(link->target).ends_with(kVerify);
      std::string target(bare ? path_of(link->target) : std::string_view(link->target));
      if (std::find(out.begin(), out.end(), target) == out.end()) out.push_back(std::move(target));
    }
    return true;
  }));
  return out;
}

std::string still_page(const StillCopy& copy, const Catalogs& catalogs, std::string_view html, std::string_view target, const std::string& file, const StillFiles& files) {
  const Translator& t = translator(catalogs, target);
  const auto live = files(live_target(t.lang()));
  const std::string live_href = live ? relative(file, *live) : "#";
  const bool acting = acts_by_script(html, target);
  std::string text = replace_elements(html, "script", [](const Tag&) { return std::string(); });
  // What is written for the copy has links of its own, so it is put in after those of the page were rewritten.
  std::vector<std::string> written;
  const auto later = [&](std::string what) {
    written.push_back(std::move(what));
    return "<!--" + std::to_string(written.size() - 1) + "-->";
  };
  if (acting) {
    const auto main = main_of(text);
    const std::string_view body = main ? std::string_view(text).substr(main->begin, main->end - main->begin) : std::string_view();
    const std::string kept = std::string(first_element(body, "<nav class=\"crumbs\"", "nav")) + std::string(first_element(body, "<h1", "h1"));
    text = set_main(std::move(text), kept + later(live_box(copy, t, target)));
    text = replaced(std::move(text), escaped(t.tr("Without JavaScript this page shows how to do the same by command line.")),
                    escaped(t.tr("This page needs no script, sets no cookie and loads nothing from elsewhere.")));
  } else {
    text = replace_elements(text, "form", [&](const Tag& form) { return later(form_line(copy, t, form, target, live_href)); });
    if (const auto main = main_of(text)) {
      Html note;
      const Raw link = Html().link(live_href, t.tr("Where live nodes are")).take();
      note.el("p", {{"class", "small muted"}}, t.trh("A copy of {time}. {link}", {{"time", t.time_html(copy.made)}, {"link", link}}));
      text.insert(main->begin, later(note.take().str()));
    }
  }
  text = edit_tags(text, [&](Tag& tag) { return edit_links(copy, tag, target, file, files); });
  text = with_address(copy, std::move(text));
  for (std::size_t i = 0; i < written.size(); ++i) text = replaced(std::move(text), "<!--" + std::to_string(i) + "-->", written[i]);
  return sealed(std::move(text));
}

std::string live_page(const StillCopy& copy, const Catalogs& catalogs, std::string_view first_page, std::string_view lang, const StillFiles& files) {
  const std::string target = live_target(lang), file = still_file(target, true);
  const Translator& t = translator(catalogs, target);
  const std::string title = escaped(t.tr("Where live nodes are"));
  // Translations of the first page are here those of this one.
  std::string text = edit_tags(replace_elements(first_page, "script", [](const Tag&) { return std::string(); }), [&](Tag& tag) {
    const std::string *href = tag.find("href"), *other = tag.find("hreflang");
    if (href != nullptr && other != nullptr && href->size() > 2 && *href == "/" + std::string(language_of(*href)) + "/") tag.set("href", live_target(language_of(*href)));
    return true;
  });
  text = replace_elements(text, "title", [&](const Tag&) { return "<title>" + title + "</title>"; });
  text = edit_tags(text, [&](Tag& tag) { return edit_links(copy, tag, target, file, files); });
  Html h;
  crumbs(h, t, {{relative(file, files("/" + std::string(lang) + "/").value_or("")), std::string(t.tr("Home"))}}, t.tr("Where live nodes are"));
  h.el("h1", {}, t.tr("Where live nodes are"));
  h.el("p", {{"class", "lede"}}, t.ntrh("This is a copy of {time}, made from a log of {n} act. It can be read and checked, and nothing can be sent from it.",
                                        "This is a copy of {time}, made from a log of {n} acts. It can be read and checked, and nothing can be sent from it.", copy.size, {{"time", t.time_html(copy.made)}}));
  where_live(h, copy, t, msg("These nodes show what is newer and take part in the assembly:"), "/" + std::string(lang) + "/");
  h.el("h2", {}, t.tr("Check it, or start a node from it"));
  h.el("p", {}, t.tr("The copy holds the whole record. With the program and the folder, anyone can compute every count anew, and start a node that goes on from here:"));
  h.el("pre", {{"class", "raw"}, {"tabindex", "0"}}, "althing audit FOLDER\nalthing restore FOLDER data\nalthing serve data");
  h.open("p").text(t.tr("Name of its log:")).text(" ").el("code", {{"class", "hash"}}, copy.origin).close();
  text = with_address(copy, std::move(text));
  return sealed(set_main(std::move(text), h.take().str()));
}

std::string still_text(const StillCopy& copy, std::string_view text, bool feed, std::string_view target, const std::string& file, const StillFiles& files) {
  if (!feed) return with_address(copy, std::string(text));
  return with_address(copy, edit_tags(text, [&](Tag& tag) {
    return edit_links(copy, tag, target, file, files) || true;
  }));
}

}  // namespace althing::web
