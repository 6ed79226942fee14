// How much two texts say the same words in the same order, so that somebody who proposes is shown what
// was proposed already. By pairs of neighbouring words: blind to case, punctuation and layout, not to
// wording. Deterministic, integers only; pure, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace althing::web {

/// The pairs of neighbouring words of a text as sorted distinct numbers (FNV-1a, 64 bit); of a text of one word
/// that word. Words as in word_diff.h, in lower case where Latin, Greek and Cyrillic have one. Reads at most
/// kMaxSimilarBytes.
std::vector<std::uint64_t> word_pairs(std::string_view text);

/// 0 to 100: the share of the smaller text's pairs that the other one has too, so that a text found whole
/// inside another is 100. Of fewer than kFewPairs pairs, the share of all pairs of both, lest three common
/// words in a long text count as a find. 0 if one has no words.
int likeness(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b);

}  // namespace althing::web
