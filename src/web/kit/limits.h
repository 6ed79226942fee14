// Named limits of the page kit; each is tested at the limit and one past it (tests/web_kit).
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::web {

// hidden.h: a name or title on one line, in code points; longer ones end in an ellipsis.
inline constexpr std::size_t kMaxLineCodePoints = 300;
// Combining marks on one letter; further ones are dropped (stacked marks cover neighbouring lines).
inline constexpr std::size_t kMaxCombiningRun = 8;

// markdown.h: bytes read, nesting shown as tags (deeper text stays, its tags go), bytes written;
// and of a bare address that becomes a link (the rest of a longer one is text).
inline constexpr std::size_t kMaxMarkdownBytes = 256 * 1024;
inline constexpr int kMaxMarkdownDepth = 16;
inline constexpr std::size_t kMaxMarkdownHtmlBytes = 1024 * 1024;
inline constexpr std::size_t kMaxBareUrlBytes = 2048;

// word_diff.h: tokens a side, and edits searched for, before "too different to show word by word".
inline constexpr std::size_t kMaxDiffTokens = 40000;
inline constexpr int kMaxDiffEdits = 1200;

// text_diff.h: bytes kept of what is equal, before and after each change.
inline constexpr std::size_t kDiffContext = 240;

// similarity.h: bytes of a text that are compared, and pairs below which a share says little.
inline constexpr std::size_t kMaxSimilarBytes = 8000;
inline constexpr std::size_t kFewPairs = 8;

// page.h: rows per page and the greatest page number accepted in ?page=.
inline constexpr std::uint64_t kRowsPerPage = 50;
inline constexpr std::uint64_t kMaxPageNumber = 1000000;

}  // namespace althing::web
