#include "web/kit/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "web/kit/hidden.h"
#include "web/kit/limits.h"
#include "web/kit/markdown_events.h"

namespace althing::web {
namespace {

// Links in people's texts lead outside only: a relative one would borrow this site's name.
std::string outside_url(const MD_ATTRIBUTE& attribute) {
  const std::string url = safe_url(md::attribute_text(attribute));
  const std::size_t colon = url.find(':');
  std::string scheme = url.substr(0, colon == std::string::npos ? 0 : colon);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return scheme == "http" || scheme == "https" || scheme == "mailto" ? url : std::string();
}

bool is_alnum(char c) {
  const char l = static_cast<char>(c | 0x20);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

// Where the bare URL that starts at text[from] ends: at a space, quote or angle bracket, without
// the punctuation of the sentence around it; a closing bracket stays if it was opened inside.
std::size_t url_end(std::string_view text, std::size_t from) {
  std::size_t limit = std::min(text.size(), from + kMaxBareUrlBytes);
  while (limit < text.size() && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  std::size_t end = from;
  while (end < limit && static_cast<unsigned char>(text[end]) > ' ' && text[end] != '<' &&
         text[end] != '>' && text[end] != '"') {
    ++end;
  }
  const std::string_view url = text.substr(from, end - from);
  auto open = std::count(url.begin(), url.end(), '(');
  auto close = std::count(url.begin(), url.end(), ')');
  for (; end > from; --end) {
    const char c = text[end - 1];
    if (c == ')' && close > open)
      --close;
    else if (std::string_view(".,;:!?'*_~]").find(c) == std::string_view::npos)
      break;
  }
  return end;
}

// An open element. The tag is empty if it is not shown: too deep, a refused link, an unknown kind.
struct Element {
  bool is_block;
  int type;
  std::string_view tag;
};

class Renderer {
 public:
  explicit Renderer(MarkdownOptions options) : options_(options) {}

  int enter(MD_BLOCKTYPE type, void* detail) {
    flush_text();
    const auto block = [&](std::string_view tag, std::string_view attributes = {}) {
      open({true, static_cast<int>(type), tag}, attributes);
    };
    switch (type) {
      case MD_BLOCK_QUOTE: block("blockquote"); break;
      case MD_BLOCK_UL: block("ul"); break;
      case MD_BLOCK_OL: block("ol", start_of(*static_cast<MD_BLOCK_OL_DETAIL*>(detail))); break;
      case MD_BLOCK_LI: block("li"); break;
      case MD_BLOCK_H: block(heading(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level)); break;
      case MD_BLOCK_CODE: block("pre"); break;
      case MD_BLOCK_P: block("p"); break;
      case MD_BLOCK_HR:
        if (depth_ < kMaxMarkdownDepth) out_ += "<hr>";
        block({});
        break;
      default: block({}); break;
    }
    return go_on();
  }

  int leave(MD_BLOCKTYPE type) {
    flush_text();
    if (leave(true, static_cast<int>(type)) && type != MD_BLOCK_DOC) out_ += '\n';
    return go_on();
  }

  int enter(MD_SPANTYPE type, void* detail) {
    flush_text();
    const auto span = [&](std::string_view tag) { open({false, static_cast<int>(type), tag}, {}); };
    switch (type) {
      case MD_SPAN_EM: span("em"); break;
      case MD_SPAN_STRONG: span("strong"); break;
      case MD_SPAN_CODE: span("code"); break;
      case MD_SPAN_A:
        open_link(type, outside_url(static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
        break;
      case MD_SPAN_IMG:
        open_link(type, outside_url(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src));
        break;
      default: span({}); break;
    }
    return go_on();
  }

  int leave(MD_SPANTYPE type) {
    flush_text();
    leave(false, static_cast<int>(type));
    return go_on();
  }

  int text(MD_TEXTTYPE type, std::string_view text) {
    switch (type) {
      case MD_TEXT_NULLCHAR: pending_ += "\xef\xbf\xbd"; break;
      case MD_TEXT_SOFTBR: pending_ += '\n'; break;
      case MD_TEXT_ENTITY: md::append_entity(pending_, text); break;
      case MD_TEXT_BR:
        flush_text();
        out_ += "<br>\n";
        break;
      default: pending_ += text; break;
    }
    return go_on();
  }

  Rendered finish(bool cut) {
    flush_text();
    while (!stack_.empty()) close();
    return {Raw::trusted(std::move(out_)), cut};
  }

 private:
  void open(Element element, std::string_view attributes) {
    if (depth_ >= kMaxMarkdownDepth) element.tag = {};
    stack_.push_back(element);
    if (element.tag.empty()) return;
    ++depth_;
    out_ += '<';
    out_ += element.tag;
    // The outermost block alone: it takes the direction of its own words, and what is inside
    // follows.
    if (depth_ == 1) out_ += " dir=\"auto\"";
    out_ += attributes;
    out_ += '>';
  }
  void open_link(MD_SPANTYPE type, const std::string& url) {
    const bool shown = !url.empty() && !in_link_ && depth_ < kMaxMarkdownDepth;
    in_link_ = in_link_ || shown;
    open({false, static_cast<int>(type), shown ? "a" : std::string_view()},
         shown ? link_attributes(url) : "");
  }
  void close() {
    const std::string_view tag = stack_.back().tag;
    stack_.pop_back();
    if (tag.empty()) return;
    --depth_;
    if (tag == "a") in_link_ = false;
    out_ += "</";
    out_ += tag;
    out_ += '>';
  }
  // Closes down to the innermost element of that kind; a span only within its block. False, and
  // nothing closed, if there is none (see markdown_events.h).
  bool leave(bool is_block, int type) {
    std::size_t at = stack_.size();
    while (at > 0) {
      const Element& element = stack_[at - 1];
      if (element.is_block == is_block && element.type == type) break;
      if (element.is_block && !is_block) return false;
      --at;
    }
    if (at == 0) return false;
    while (stack_.size() >= at) close();
    return true;
  }

  static std::string link_attributes(std::string_view url) {
    return fmt::format(" href=\"{}\" rel=\"nofollow noopener ugc\"", escape(url));
  }
  static std::string start_of(const MD_BLOCK_OL_DETAIL& list) {
    return list.start == 1 ? std::string() : fmt::format(" start=\"{}\"", list.start);
  }
  std::string_view heading(unsigned level) const {
    constexpr std::string_view kTags[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    return kTags[std::min(level + options_.top_heading - 2, 5U)];
  }
  bool in_code() const {
    return !stack_.empty() && (stack_.back().tag == "code" || stack_.back().tag == "pre");
  }

  // Text is collected until the next tag, so that joiners and combining marks are judged with their
  // neighbours, and a bare URL is whole. (md4c's own autolinks are off: the less of it, the
  // better.)
  void flush_text() {
    if (pending_.empty()) return;
    const std::string shown = visible(pending_, TextKind::prose);
    pending_.clear();
    const bool linking = !in_link_ && !in_code() && depth_ < kMaxMarkdownDepth;
    std::size_t start = 0;
    std::size_t at = linking ? shown.find("http") : std::string::npos;
    while (at != std::string::npos) {
      const std::string_view rest = std::string_view(shown).substr(at);
      const std::size_t scheme = rest.starts_with("https://")  ? 8
                                 : rest.starts_with("http://") ? 7
                                                               : 0;
      const bool begins = scheme > 0 && (at == 0 || !is_alnum(shown[at - 1]));
      const std::size_t end = begins ? url_end(shown, at) : at;
      if (end > at + scheme) {
        const std::string_view words = rest.substr(0, end - at);
        escape_to(out_, std::string_view(shown).substr(start, at - start));
        start = end;
        const std::string url = safe_url(words);
        if (url.empty())
          escape_to(out_, words);
        else
          out_ += "<a" + link_attributes(url) + ">" + escape(words) + "</a>";
      }
      at = shown.find("http", std::max(end, at + 4));
    }
    escape_to(out_, std::string_view(shown).substr(start));
  }
  int go_on() const { return out_.size() + pending_.size() > kMaxMarkdownHtmlBytes ? 1 : 0; }

  MarkdownOptions options_;
  std::string out_;
  std::string pending_;
  std::vector<Element> stack_;
  int depth_ = 0;
  bool in_link_ = false;
};

}  // namespace

Rendered markdown(std::string_view source, MarkdownOptions options) {
  Renderer renderer(options);
  const bool whole = md::run(md::bounded(source), renderer);
  return renderer.finish(!whole || source.size() > kMaxMarkdownBytes);
}

}  // namespace althing::web
