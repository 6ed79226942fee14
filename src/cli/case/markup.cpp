// See markup.h.
#include "cli/case/markup.h"

#include <fmt/format.h>

#include <algorithm>

namespace althing::cli {
namespace {

constexpr char kMark = '\x01';  // stands for a footnote's asterisk until emphasis is gone

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

Result<std::string> take_footnotes(std::string_view line, std::vector<std::string>& notes) {
  constexpr std::string_view kOpen = "<sup>*", kClose = "</sup>";
  std::string out;
  while (!line.empty()) {
    const std::size_t at = line.find('<');
    out += line.substr(0, at);
    if (at == std::string_view::npos) break;
    line.remove_prefix(at);
    if (!line.starts_with(kOpen)) {
      return fail(Errc::malformed, fmt::format("markup that is not known: \"{}\"", line.substr(0, 20)));
    }
    const std::size_t end = line.find(kClose);
    if (end == std::string_view::npos) return fail(Errc::malformed, "a footnote <sup> is not closed");
    const std::string note = "* " + squeeze(line.substr(kOpen.size(), end - kOpen.size()));
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
    out += kMark;
    line.remove_prefix(end + kClose.size());
    if (!line.empty() && is_word(line.front())) out += ' ';
  }
  return out;
}

Result<std::string> drop_emphasis(std::string_view line) {
  std::string out;
  bool open = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '*') {
      out += line[i];
      continue;
    }
    open = !open;
    const bool glued = !open && i + 1 < line.size() && is_word(line[i + 1]);
    if (glued) out += ' ';
  }
  if (open) return fail(Errc::malformed, "an emphasis asterisk is not closed");
  return out;
}

Result<std::string> drop_links(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const std::size_t open = line.find('[');
    out += line.substr(0, open);
    if (open == std::string_view::npos) break;
    line.remove_prefix(open);
    const std::size_t middle = line.find("](");
    const std::size_t end = middle == std::string_view::npos ? middle : line.find(')', middle);
    if (end == std::string_view::npos) return fail(Errc::malformed, "a link is not closed");
    out += line.substr(1, middle - 1);
    line.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

std::string squeeze(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r';
    if (!space) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Result<PlainLine> plain_line(std::string_view line) {
  PlainLine out;
  TRY(std::string text, take_footnotes(line, out.notes));
  TRY(text, drop_emphasis(text));
  TRY(text, drop_links(text));
  std::ranges::replace(text, kMark, '*');
  if (text.size() > 1 && text[0] == '-' && text[1] != ' ') text.insert(1, " ");
  out.text = squeeze(text);
  return out;
}

}  // namespace althing::cli
