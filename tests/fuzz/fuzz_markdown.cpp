// Markdown, its plain text, hidden characters and the word diff on arbitrary bytes: no crash, the
// output has balanced tags of our own only, and both diffed texts come back.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "web/kit/hidden.h"
#include "web/kit/limits.h"
#include "web/kit/markdown.h"
#include "web/kit/word_diff.h"

namespace {

using namespace althing::web;

void require(bool ok) {
  if (!ok) std::abort();
}

// Every '<' opens a tag that we write, closes match opens, and no attribute holds a strange scheme.
void check_tags(std::string_view html) {
  std::vector<std::string_view> stack;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::string_view tag = html.substr(at + 1, html.find('>', at) - at - 1);
    if (tag == "br" || tag == "hr") continue;
    if (tag.starts_with('/')) {
      require(!stack.empty() && stack.back() == tag.substr(1));
      stack.pop_back();
      continue;
    }
    const std::string_view name = tag.substr(0, tag.find(' '));
    bool known = false;
    for (std::string_view ours : {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre",
                                  "code", "em", "strong", "a"}) {
      known = known || ours == name;
    }
    require(known);
    if (name == "a") {
      const std::string_view url = tag.substr(tag.find("href=\"") + 6);
      const auto lower = [&](std::string_view scheme) {
        for (std::size_t i = 0; i < scheme.size(); ++i) {
          if (i >= url.size() || (url[i] | 0x20) != (scheme[i] | 0x20)) return false;
        }
        return true;
      };
      require(lower("http://") || lower("https://") || lower("mailto:"));
    }
    stack.push_back(name);
  }
  require(stack.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_tags(markdown(text).html.str());
  require(markdown_text(text, 500).size() <= 500);
  visible(text, TextKind::line);
  safe_url(text);
  const std::string good = scrub_utf8(text);
  const std::string left = scrub_utf8(text.substr(0, size / 2));
  std::string old_text;
  std::string new_text;
  for (const DiffRun& run : word_diff(left, good).runs) {
    if (run.kind != DiffRun::Kind::inserted) old_text += run.text;
    if (run.kind != DiffRun::Kind::deleted) new_text += run.text;
  }
  require(old_text == left && new_text == good);
  return 0;
}
