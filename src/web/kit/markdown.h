// Markdown as members write it (CommonMark without HTML; DESIGN.md section 3, "Detail") to HTML,
// and to plain text for search and feeds. Parser: md4c, its SAX interface; the renderer is ours
// because md4c's own lets javascript: and data: URLs through. Pure, thread-safe, bounded by
// limits.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "web/kit/html.h"

namespace althing::web {

struct MarkdownOptions {
  /// Level given to "# heading"; deeper ones follow, at most h6. The page keeps h1 and h2.
  unsigned top_heading = 3;
};

struct Rendered {
  Raw html;
  bool cut = false;  // over kMaxMarkdownBytes or kMaxMarkdownHtmlBytes: the page must say so
};

/// Renders paragraphs, headings, lists, quotes, code, emphasis, rules and links (http, https,
/// mailto, with rel="nofollow noopener ugc"); bare http(s) URLs become links. Images become links
/// to them. HTML is shown as text. Tags nested deeper than kMaxMarkdownDepth are left out, their
/// text stays. Hidden characters are shown (hidden.h). Outermost blocks carry dir="auto". Total: any
/// bytes will do.
Rendered markdown(std::string_view source, MarkdownOptions options = {});

/// The words alone: blocks separated by one newline, link targets and marks left out; hidden
/// characters shown. At most `max_bytes` (cut between code points).
std::string markdown_text(std::string_view source, std::size_t max_bytes);

}  // namespace althing::web
