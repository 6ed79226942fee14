// md4c calls back from C: no exception may cross it except bad_alloc, which ends the process anyway.
#include "web/kit/markdown.h"

#include <fmt/format.h>
#include <md4c.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "web/kit/hidden.h"
#include "web/kit/limits.h"

namespace althing::web {
namespace {

// Entities resolved here. All others stay literal text: HTML knows 2,000 of them, among them colons
// and zero-width characters, and nobody needs those in a statement.
constexpr std::pair<std::string_view, char32_t> kEntities[] = {
    {"amp", '&'},      {"apos", '\''},     {"bull", 0x2022},  {"copy", 0xa9},    {"deg", 0xb0},
    {"euro", 0x20ac},  {"frac12", 0xbd},   {"gt", '>'},       {"hellip", 0x2026}, {"laquo", 0xab},
    {"ldquo", 0x201c}, {"lsquo", 0x2018},  {"lt", '<'},       {"mdash", 0x2014}, {"middot", 0xb7},
    {"nbsp", 0xa0},    {"ndash", 0x2013},  {"para", 0xb6},    {"pound", 0xa3},   {"quot", '"'},
    {"raquo", 0xbb},   {"rdquo", 0x201d},  {"reg", 0xae},     {"rsquo", 0x2019}, {"sect", 0xa7},
    {"times", 0xd7}};

// The character of "&name;" or "&#n;" (both with their & and ;).
std::optional<char32_t> decode_entity(std::string_view entity) {
  std::string_view body = entity.substr(1, entity.size() - 2);
  if (!body.starts_with('#')) {
    for (const auto& [name, c] : kEntities) {
      if (name == body) return c;
    }
    return std::nullopt;
  }
  body.remove_prefix(1);
  const bool hex = body.starts_with('x') || body.starts_with('X');
  if (hex) body.remove_prefix(1);
  unsigned value = 0;
  const auto [end, ec] = std::from_chars(body.data(), body.data() + body.size(), value, hex ? 16 : 10);
  if (ec != std::errc{} || end != body.data() + body.size()) return 0xfffd;
  const bool bad = value == 0 || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff);
  return bad ? 0xfffd : static_cast<char32_t>(value);
}

void append_entity(std::string& out, std::string_view entity) {
  if (const auto c = decode_entity(entity)) append_utf8(out, *c);
  else out += entity;
}

std::string attribute_text(const MD_ATTRIBUTE& attribute) {
  std::string out;
  for (int i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
    const MD_OFFSET from = attribute.substr_offsets[i];
    const std::string_view part(attribute.text + from, attribute.substr_offsets[i + 1] - from);
    if (attribute.substr_types[i] == MD_TEXT_ENTITY) append_entity(out, part);
    else if (attribute.substr_types[i] == MD_TEXT_NULLCHAR) out += "\xef\xbf\xbd";
    else out += part;
  }
  return out;
}

// Links in people's texts lead outside only: a relative one would borrow this site's name.
std::string outside_url(const MD_ATTRIBUTE& attribute) {
  const std::string url = safe_url(attribute_text(attribute));
  const std::size_t colon = url.find(':');
  std::string scheme = url.substr(0, colon == std::string::npos ? 0 : colon);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return scheme == "http" || scheme == "https" || scheme == "mailto" ? url : std::string();
}

bool is_block_with_tag(MD_BLOCKTYPE type) {
  return type != MD_BLOCK_DOC && type != MD_BLOCK_HTML;
}

// Collects adjacent text so that joiners and combining marks are judged with their neighbours.
class Renderer {
 public:
  explicit Renderer(MarkdownOptions options) : options_(options) {}

  int enter(MD_BLOCKTYPE type, void* detail) {
    flush_text();
    if (!is_block_with_tag(type)) return go_on();
    switch (type) {
      case MD_BLOCK_QUOTE: open("blockquote"); break;
      case MD_BLOCK_UL: open("ul"); break;
      case MD_BLOCK_OL: open_ordered(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start); break;
      case MD_BLOCK_LI: open("li", " dir=\"auto\""); break;
      case MD_BLOCK_HR: if (depth_ < kMaxMarkdownDepth) out_ += "<hr>"; open({}); break;
      case MD_BLOCK_H: open(heading(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level), " dir=\"auto\""); break;
      case MD_BLOCK_CODE: open("pre", " dir=\"auto\""); break;
      case MD_BLOCK_P: open("p", " dir=\"auto\""); break;
      default: open({}); break;
    }
    return go_on();
  }

  int leave(MD_BLOCKTYPE type) {
    flush_text();
    if (!is_block_with_tag(type)) return go_on();
    close();
    out_ += '\n';
    return go_on();
  }

  int enter(MD_SPANTYPE type, void* detail) {
    flush_text();
    switch (type) {
      case MD_SPAN_EM: open("em"); break;
      case MD_SPAN_STRONG: open("strong"); break;
      case MD_SPAN_CODE: open("code"); break;
      case MD_SPAN_A: open_link(outside_url(static_cast<MD_SPAN_A_DETAIL*>(detail)->href)); break;
      case MD_SPAN_IMG: open_link(outside_url(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src)); break;
      default: open({}); break;
    }
    return go_on();
  }

  int leave(MD_SPANTYPE) {
    flush_text();
    close();
    return go_on();
  }

  int text(MD_TEXTTYPE type, std::string_view text) {
    switch (type) {
      case MD_TEXT_NULLCHAR: pending_ += "\xef\xbf\xbd"; break;
      case MD_TEXT_BR: flush_text(); out_ += "<br>\n"; break;
      case MD_TEXT_SOFTBR: pending_ += '\n'; break;
      case MD_TEXT_ENTITY: append_entity(pending_, text); break;
      default: pending_ += text; break;
    }
    return go_on();
  }

  Rendered finish(bool aborted) {
    flush_text();
    while (!stack_.empty()) close();
    return {Raw::trusted(std::move(out_)), aborted};
  }

 private:
  // An empty tag marks an element that is not shown, so that closes match opens.
  void open(std::string_view tag, std::string_view attributes = {}) {
    const bool shown = !tag.empty() && depth_ < kMaxMarkdownDepth;
    stack_.push_back(shown ? tag : std::string_view());
    if (!shown) return;
    ++depth_;
    out_ += '<';
    out_ += tag;
    out_ += attributes;
    out_ += '>';
  }
  void close() {
    const std::string_view tag = stack_.back();
    stack_.pop_back();
    if (tag.empty()) return;
    --depth_;
    if (tag == "a") in_link_ = false;
    out_ += "</";
    out_ += tag;
    out_ += '>';
  }
  void open_ordered(unsigned start) {
    open("ol", start == 1 ? std::string() : fmt::format(" start=\"{}\"", start));
  }
  void open_link(const std::string& url) {
    if (url.empty() || in_link_ || depth_ >= kMaxMarkdownDepth) return open({});
    in_link_ = true;
    open("a", fmt::format(" href=\"{}\" rel=\"nofollow noopener ugc\"", escape(url)));
  }
  std::string_view heading(unsigned level) const {
    constexpr std::string_view kTags[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    return kTags[std::min(level + options_.top_heading - 2, 5U)];
  }
  void flush_text() {
    if (pending_.empty()) return;
    escape_to(out_, visible(pending_, TextKind::prose));
    pending_.clear();
  }
  int go_on() const { return out_.size() + pending_.size() > kMaxMarkdownHtmlBytes ? 1 : 0; }

  MarkdownOptions options_;
  std::string out_;
  std::string pending_;
  std::vector<std::string_view> stack_;
  int depth_ = 0;
  bool in_link_ = false;
};

// Words only; same callbacks, no tags.
class TextCollector {
 public:
  explicit TextCollector(std::size_t max) : max_(max) {}
  int enter(MD_BLOCKTYPE, void*) { return go_on(); }
  int leave(MD_BLOCKTYPE) {
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
    return go_on();
  }
  int enter(MD_SPANTYPE, void*) { return go_on(); }
  int leave(MD_SPANTYPE) { return go_on(); }
  int text(MD_TEXTTYPE type, std::string_view text) {
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) out_ += ' ';
    else if (type == MD_TEXT_NULLCHAR) out_ += "\xef\xbf\xbd";
    else if (type == MD_TEXT_ENTITY) append_entity(out_, text);
    else out_ += text;
    return go_on();
  }
  std::string finish() {
    std::string shown = visible(out_, TextKind::prose);
    if (shown.size() > max_) {
      std::size_t end = max_;
      while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xc0) == 0x80) --end;
      shown.resize(end);
    }
    while (!shown.empty() && shown.back() == '\n') shown.pop_back();
    return shown;
  }

 private:
  int go_on() const { return out_.size() > max_ ? 1 : 0; }
  std::string out_;
  std::size_t max_;
};

template <class Sink>
bool run(std::string_view source, Sink& sink) {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOINDENTEDCODEBLOCKS;
  parser.enter_block = [](MD_BLOCKTYPE t, void* d, void* s) { return static_cast<Sink*>(s)->enter(t, d); };
  parser.leave_block = [](MD_BLOCKTYPE t, void*, void* s) { return static_cast<Sink*>(s)->leave(t); };
  parser.enter_span = [](MD_SPANTYPE t, void* d, void* s) { return static_cast<Sink*>(s)->enter(t, d); };
  parser.leave_span = [](MD_SPANTYPE t, void*, void* s) { return static_cast<Sink*>(s)->leave(t); };
  parser.text = [](MD_TEXTTYPE t, const MD_CHAR* text, MD_SIZE size, void* s) {
    return static_cast<Sink*>(s)->text(t, {text, size});
  };
  return md_parse(source.data(), static_cast<MD_SIZE>(source.size()), &parser, &sink) == 0;
}

// md4c gives each code-block line and its '\n' as it is; input is cut between code points.
std::string bounded(std::string_view source) {
  std::string good = scrub_utf8(source.substr(0, kMaxMarkdownBytes));
  // A cut through a character leaves up to three U+FFFD at the end; drop them with it.
  for (int i = 0; i < 3 && source.size() > kMaxMarkdownBytes && good.ends_with("\xef\xbf\xbd"); ++i) {
    good.resize(good.size() - 3);
  }
  return good;
}

}  // namespace

Rendered markdown(std::string_view source, MarkdownOptions options) {
  const std::string input = bounded(source);
  Renderer renderer(options);
  const bool whole = run(input, renderer);
  return renderer.finish(!whole || source.size() > kMaxMarkdownBytes);
}

std::string markdown_text(std::string_view source, std::size_t max_bytes) {
  TextCollector collector(max_bytes);
  run(bounded(source), collector);
  return collector.finish();
}

}  // namespace althing::web
