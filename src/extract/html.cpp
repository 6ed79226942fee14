// HTML by libxml2's parser, event by event: no tree is built, so deep nesting costs nothing but its length.
#include <libxml/HTMLparser.h>

#include <algorithm>
#include <cctype>

#include "extract/charset.h"
#include "extract/parsers.h"
#include "extract/tidy.h"

namespace althing::extract {
namespace {

constexpr std::string_view kDropped[] = {"script", "style", "template", "object", "iframe", "noframes"};
constexpr std::string_view kParagraphs[] = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "section", "article", "title"};
constexpr std::string_view kLines[] = {"br", "div", "li", "tr", "dt", "dd", "hr", "header", "footer", "main", "nav", "aside", "form", "fieldset", "figure",
                                       "figcaption", "caption", "option", "address", "details", "summary", "body", "head"};
constexpr std::string_view kCells[] = {"td", "th"};

bool is_in(std::string_view name, const auto& list) { return std::find(std::begin(list), std::end(list), name) != std::end(list); }

class Writer {
 public:
  explicit Writer(std::size_t most) : most_(most) {}

  void start(std::string_view name) {
    if (is_in(name, kDropped)) ++dropped_;
    else if (name == "pre" || name == "textarea") ++kept_space_;
    gap(name);
  }
  void end(std::string_view name) {
    if (is_in(name, kDropped)) dropped_ = std::max(0, dropped_ - 1);
    else if (name == "pre" || name == "textarea") kept_space_ = std::max(0, kept_space_ - 1);
    gap(name);
  }
  void text(std::string_view words) {
    if (dropped_ > 0) return;
    for (const char c : words) {
      if (out_.size() > most_) return;
      const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
      if (!space || kept_space_ > 0) out_ += c;
      else if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n' && out_.back() != '\t') out_ += ' ';
    }
  }
  const std::string& written() const { return out_; }

 private:
  void gap(std::string_view name) {
    if (dropped_ > 0 || out_.size() > most_) return;
    if (is_in(name, kParagraphs)) newline(2);
    else if (is_in(name, kLines)) newline(1);
    else if (is_in(name, kCells) && !out_.empty() && out_.back() != '\n' && out_.back() != '\t') out_ += '\t';
  }
  void newline(std::size_t wanted) {
    while (!out_.empty() && (out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
    if (out_.empty()) return;
    std::size_t there = 0;
    while (there < wanted && there < out_.size() && out_[out_.size() - 1 - there] == '\n') ++there;
    out_.append(wanted - there, '\n');
  }

  std::size_t most_;
  std::string out_;
  int dropped_ = 0, kept_space_ = 0;
};

std::string_view view_of(const xmlChar* text) { return reinterpret_cast<const char*>(text); }
Writer& writer_of(void* context) { return *static_cast<Writer*>(context); }

htmlSAXHandler handler() {
  htmlSAXHandler out{};
  out.startElement = [](void* context, const xmlChar* name, const xmlChar**) { writer_of(context).start(view_of(name)); };
  out.endElement = [](void* context, const xmlChar* name) { writer_of(context).end(view_of(name)); };
  out.characters = [](void* context, const xmlChar* text, int length) { writer_of(context).text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)}); };
  out.ignorableWhitespace = out.characters;
  out.cdataBlock = out.characters;
  return out;
}

}  // namespace

Outcome read_html(std::string_view bytes, const Limits& limits) {
  Pages pages(limits);
  if (bytes.size() > limits.markup_bytes) {
    pages.set_cut();
    bytes = bytes.substr(0, limits.markup_bytes);
  }
  std::string text = to_utf8(bytes, charset_of(bytes));
  std::replace(text.begin(), text.end(), '\0', ' ');  // libxml2 would end there
  Writer writer(2 * limits.text_bytes);
  htmlSAXHandler events = handler();
  htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&events, &writer, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8);
  if (parser == nullptr) return no_text("html", why::kDamaged);
  // The file's own word on its encoding has been heard; no network, no messages.
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  constexpr std::size_t kPiece = 64u << 10;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + kPiece, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // between two characters
    if (htmlParseChunk(parser, text.data() + at, static_cast<int>(end - at), 0) == XML_ERR_NO_MEMORY) break;
    at = end;
  }
  htmlParseChunk(parser, nullptr, 0, 1);
  htmlFreeParserCtxt(parser);
  pages.add_parts(writer.written());
  return pages.take("html");
}

}  // namespace althing::extract
