// Markdown to words, for search and feeds.
#include "base/utf8.h"
#include "web/kit/hidden.h"
#include "web/kit/markdown.h"
#include "web/kit/markdown_events.h"

namespace althing::web {
namespace {

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
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
      out_ += ' ';
    else if (type == MD_TEXT_NULLCHAR)
      out_ += "\xef\xbf\xbd";
    else if (type == MD_TEXT_ENTITY)
      md::append_entity(out_, text);
    else
      out_ += text;
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

}  // namespace

std::string markdown_text(std::string_view source, std::size_t max_bytes) {
  TextCollector collector(max_bytes);
  md::run(md::bounded(source), collector);
  return collector.finish();
}

}  // namespace althing::web
