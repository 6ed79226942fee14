// Difference of two long texts that machines took from files: where lines break means nothing in it. By words
// where both are short enough or alike enough for that, else by lines. Deterministic; pure, thread-safe.
#pragma once

#include "web/kit/word_diff.h"

namespace althing::web {

struct TextDiff {
  enum class How { words, lines, none };  // none: they share too little, or are too long (kMaxDiffTokens, kMaxDiffEdits)
  How how = How::none;
  std::vector<DiffRun> runs;  // empty if none; `same` runs are the old text's
  std::size_t changes = 0;    // stretches that differ
};

/// White space of any kind and length is equal to any other.
TextDiff text_diff(std::string_view old_text, std::string_view new_text);

/// A stretch of a `same` run that is not shown, between its kept head and tail.
struct Skipped {
  std::string head, tail;
  std::size_t words = 0;  // left out between them; 0: head is all
};
/// Keeps about kDiffContext bytes on the sides where a change follows or came before.
Skipped skip_middle(std::string_view same, bool after_change, bool before_change);

}  // namespace althing::web
