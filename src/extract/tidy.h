// From what a parser found to what is kept: clean lines, within the limits. Pure.
#pragma once

#include <string>
#include <string_view>

#include "extract/outcome.h"

namespace althing::extract {

/// Valid UTF-8 in, tidy text out: \r\n and \r are line ends, other control characters go, lines have no spaces
/// at their end, at most one empty line follows another text line, ligatures and other presentation forms
/// (U+FB00..FDFF, U+FE70..FEFC) become the letters they show, soft hyphens and byte order marks go.
std::string tidy(std::string_view text);

/// Collects pages until a limit is met.
class Pages {
 public:
  explicit Pages(const Limits& limits) : limits_(limits) {}
  /// false: the limit is met, and nothing that comes after would be kept.
  bool add(std::string_view raw_page);
  /// A text without pages, cut into parts at line ends.
  void add_parts(std::string_view raw_text);
  /// With why::kEmpty if no page has a letter.
  Outcome take(std::string_view kind);
  void set_cut() { cut_ = true; }

 private:
  Limits limits_;
  std::vector<std::string> pages_;
  std::size_t bytes_ = 0;
  bool cut_ = false, full_ = false;
};

}  // namespace althing::extract
