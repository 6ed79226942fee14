#include "web/still_tags.h"

#include <algorithm>

#include "web/kit/html.h"

namespace althing::web {
namespace {

constexpr std::pair<std::string_view, char> kEntities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

std::string unescaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto entity = std::find_if(std::begin(kEntities), std::end(kEntities), [&](const auto& one) { return text.starts_with(one.first); });
    if (entity == std::end(kEntities)) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += entity->second;
      text.remove_prefix(entity->first.size());
    }
  }
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The opening tag at `at`, which is a '<' before a letter. Returns where it ends (behind '>').
std::size_t read_tag(std::string_view html, std::size_t at, Tag& tag, bool& closed) {
  std::size_t i = at + 1;
  const std::size_t name = i;
  while (i < html.size() && html[i] != ' ' && html[i] != '>' && html[i] != '/' && html[i] != '\n') ++i;
  tag.name = html.substr(name, i - name);
  while (i < html.size() && html[i] != '>') {
    if (html[i] == ' ' || html[i] == '\n' || html[i] == '/') {
      closed = html[i] == '/';
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < html.size() && html[i] != '=' && html[i] != ' ' && html[i] != '>' && html[i] != '/') ++i;
    TagAttr attr{std::string(html.substr(begin, i - begin)), {}, true};
    if (i + 1 < html.size() && html[i] == '=' && html[i + 1] == '"') {
      const std::size_t end = html.find('"', i + 2);
      if (end == std::string_view::npos) return html.size();
      attr.value = unescaped(html.substr(i + 2, end - i - 2));
      attr.bare = false;
      i = end + 1;
    } else if (i == begin) {
      ++i;  // not as we write it: passed over
      continue;
    }
    tag.attrs.push_back(std::move(attr));
  }
  return std::min(i + 1, html.size());
}

void write_tag(std::string& out, const Tag& tag, bool closed) {
  out.append("<").append(tag.name);
  for (const TagAttr& attr : tag.attrs) {
    out.append(" ").append(attr.name);
    if (attr.bare) continue;
    out += "=\"";
    escape_to(out, attr.value);
    out += "\"";
  }
  out += closed ? "/>" : ">";
}

}  // namespace

const std::string* Tag::find(std::string_view attr) const {
  const auto at = std::find_if(attrs.begin(), attrs.end(), [&](const TagAttr& one) { return one.name == attr; });
  return at == attrs.end() ? nullptr : &at->value;
}

void Tag::set(std::string_view attr, std::string value) {
  for (TagAttr& one : attrs) {
    if (one.name == attr) one.value = std::move(value), one.bare = false;
  }
  changed = true;
}

std::string edit_tags(std::string_view html, const std::function<bool(Tag&)>& edit) {
  std::string out;
  out.reserve(html.size());
  std::size_t done = 0;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', done)) {
    out.append(html.substr(done, at - done));
    if (at + 1 >= html.size() || !is_letter(html[at + 1])) {
      out += '<';
      done = at + 1;
      continue;
    }
    Tag tag;
    bool closed = false;
    done = read_tag(html, at, tag, closed);
    if (!edit(tag)) continue;
    if (tag.changed) write_tag(out, tag, closed);
    else out.append(html.substr(at, done - at));
  }
  if (done < html.size()) out.append(html.substr(done));
  return out;
}

std::string replace_elements(std::string_view html, std::string_view name, const std::function<std::string(const Tag&)>& with) {
  const std::string opening = "<" + std::string(name), closing = "</" + std::string(name) + ">";
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = html.find(opening); at != std::string_view::npos; at = html.find(opening, at)) {
    const std::size_t behind = at + opening.size();
    if (behind >= html.size() || (html[behind] != ' ' && html[behind] != '>')) {  // a longer name
      at = behind;
      continue;
    }
    const std::size_t end = html.find(closing, behind);
    if (end == std::string_view::npos) break;
    Tag tag;
    bool closed = false;
    read_tag(html, at, tag, closed);
    out.append(html.substr(done, at - done)).append(with(tag));
    at = done = end + closing.size();
  }
  return out.append(html.substr(done));
}

std::string_view first_element(std::string_view html, std::string_view opening, std::string_view name) {
  const std::size_t at = html.find(opening);
  if (at == std::string_view::npos) return {};
  const std::string closing = "</" + std::string(name) + ">";
  const std::size_t end = html.find(closing, at);
  return end == std::string_view::npos ? std::string_view() : html.substr(at, end + closing.size() - at);
}

}  // namespace althing::web
