// Word-by-word difference of two texts, as the watch pages show it beside a provision's base text
// and the statement page between two versions. Deterministic; pure, thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/kit/html.h"

namespace althing::web {

struct DiffRun {
  enum class Kind { same, deleted, inserted };
  Kind kind;
  std::string text;
  bool operator==(const DiffRun&) const = default;
};

struct WordDiff {
  /// same + deleted runs joined give the old text, same + inserted the new one, always. Between two
  /// `same` runs stands at most one deleted run, then at most one inserted run. No run is empty.
  std::vector<DiffRun> runs;
  /// The texts share too little, or are too long (kMaxDiffTokens, kMaxDiffEdits), for a diff by
  /// words to say anything: runs are then the whole old and the whole new text.
  bool too_different = false;
};

/// Tokens are words (letters, digits and marks), runs of white space, and single other characters;
/// ideographs and kana count singly. Shortest edit script (Myers 1986) after cutting what both ends
/// share; then short coincidences between larger edits are given up, so that a rewritten phrase
/// reads as one deletion and one insertion.
WordDiff word_diff(std::string_view old_text, std::string_view new_text);

/// The tokens of a text as word_diff takes them. Views of `text`, which must be valid UTF-8.
std::vector<std::string_view> diff_tokens(std::string_view text);
/// What makes two tokens equal; a null function: their bytes. Its result must live as long as the token.
using TokenKey = std::function<std::string_view(std::string_view)>;
/// The runs between two texts cut into tokens of any size; where tokens are equal by `key` alone, the old text's
/// stand in the `same` run. nullopt: over kMaxDiffTokens or kMaxDiffEdits.
std::optional<std::vector<DiffRun>> diff_runs(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b, const TokenKey& key);

/// The words of a text in order (ideographs and kana singly), as word_diff tells them apart. Views of `text`, which must
/// be valid UTF-8.
std::vector<std::string_view> words_of(std::string_view text);

/// The two texts side by side: a row for each stretch of lines, changed or not, that both share an end of.
/// Left halves hold same and deleted runs, right ones same and inserted; rows joined give the texts again.
std::vector<std::pair<WordDiff, WordDiff>> diff_rows(const WordDiff& diff);

/// <del>/<ins> around changed runs, text escaped, hidden characters shown (hidden.h). If the texts
/// were too different, both are shown whole in the same way; say so beside it.
Raw render_diff(const WordDiff& diff);

/// Runs of white space to one space, ends trimmed: for texts whose line breaks mean nothing.
std::string squeeze_space(std::string_view text);

}  // namespace althing::web
