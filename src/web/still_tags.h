// Tags of HTML and XML that this program wrote itself: lower-case names, attributes in double quotes. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace althing::web {

struct TagAttr {
  std::string name, value;  // unescaped
  bool bare = false;        // without a value
};

struct Tag {
  std::string_view name;
  std::vector<TagAttr> attrs;
  bool changed = false;

  const std::string* find(std::string_view attr) const;
  void set(std::string_view attr, std::string value);
};

/// The text with each opening tag passed through `edit`; a tag for which it answers false is left out. Text, closing
/// tags and tags that were not changed stay byte for byte.
std::string edit_tags(std::string_view html, const std::function<bool(Tag&)>& edit);

/// The text with every element of that name (from its opening tag to its end, none within another) replaced by what
/// `with` answers for its opening tag.
std::string replace_elements(std::string_view html, std::string_view name, const std::function<std::string(const Tag&)>& with);

/// From the first "<name" to its "</name>", both included; empty if there is none.
std::string_view first_element(std::string_view html, std::string_view opening, std::string_view name);

}  // namespace althing::web
