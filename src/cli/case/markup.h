// From the marked-up lines of a published treaty text to plain paragraphs. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace althing::cli {

struct PlainLine {
  std::string text;
  std::vector<std::string> notes;  // footnotes in order of first use, each once: "* or recognized ..."
};

/// Turns one line into plain text:
///  - `<sup>*words</sup>` becomes "*" and the note "* words";
///  - emphasis (`*words*`) loses its asterisks; a word glued to its end gets a space before it;
///  - `[words](target)` keeps the words;
///  - a leading "-" (a list item) becomes "- ".
/// malformed: other HTML, an unclosed footnote or link, an odd asterisk.
Result<PlainLine> plain_line(std::string_view line);

/// Spaces at both ends removed, runs of them made one.
std::string squeeze(std::string_view text);

}  // namespace althing::cli
