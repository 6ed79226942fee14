#include "web/kit/atom.h"

#include <algorithm>

#include "web/kit/hidden.h"
#include "web/kit/html.h"

namespace althing::web {
namespace {

// Escaped; U+FFFE and U+FFFF are no characters of XML 1.0 either. Controls are taken care of by escape_to.
void put_text(std::string& out, std::string_view text, TextKind kind) {
  std::string shown = visible(text, kind);
  for (const std::string_view bad : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = shown.find(bad); at != std::string::npos; at = shown.find(bad, at)) shown.replace(at, 3, "\xEF\xBF\xBD");
  }
  escape_to(out, shown);
}

void element(std::string& out, std::string_view name, std::string_view text, TextKind kind = TextKind::line) {
  out.append("<").append(name).append(">");
  put_text(out, text, kind);
  out.append("</").append(name).append(">\n");
}

void link(std::string& out, std::string_view rel, std::string_view type, std::string_view url) {
  out.append("<link rel=\"").append(rel).append("\" type=\"").append(type).append("\" href=\"");
  escape_to(out, url);
  out.append("\"/>\n");
}

void entry(std::string& out, const AtomEntry& each) {
  out += "<entry";
  if (!each.lang.empty()) {
    out += " xml:lang=\"";
    escape_to(out, each.lang);
    out += "\"";
  }
  out += ">\n";
  element(out, "id", each.id);
  element(out, "title", each.title);
  link(out, "alternate", "text/html", each.url);
  element(out, "published", format_time(each.published));
  element(out, "updated", format_time(each.updated));
  out += "<author>";
  element(out, "name", each.author);
  out += "</author>\n<category term=\"";
  escape_to(out, each.category);
  out += "\"/>\n";
  if (!each.summary.empty()) element(out, "summary", each.summary, TextKind::prose);
  out += "</entry>\n";
}

}  // namespace

std::string write_atom(const AtomFeed& feed) {
  UnixSeconds updated = feed.entries.empty() ? feed.updated : 0;
  for (const AtomEntry& each : feed.entries) updated = std::max(updated, each.updated);
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"";
  escape_to(out, feed.lang);
  out += "\">\n";
  element(out, "id", feed.id);
  element(out, "title", feed.title);
  element(out, "updated", format_time(updated));
  link(out, "self", "application/atom+xml", feed.self);
  link(out, "alternate", "text/html", feed.url);
  for (const AtomEntry& each : feed.entries) entry(out, each);
  return out + "</feed>\n";
}

}  // namespace althing::web
