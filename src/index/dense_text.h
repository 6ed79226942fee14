// Full-text search in scripts written without spaces. The search index takes a run of letters as one
// word, so a name inside a Chinese sentence would never be found. The letters of such scripts are
// indexed once more, one word each, and looked up as a phrase. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace althing::index {

/// True for letters of scripts without word spaces: Han, kana, bopomofo, Thai, Lao, Khmer, Myanmar, Tibetan.
bool is_dense(char32_t code_point);

/// The dense letters of a text with a space between any two. Empty if there are none. What stands between
/// them is dropped, so a phrase may match across it. The text must be UTF-8.
std::string dense_text(std::string_view text);

/// An FTS5 query that finds all the words (the last one as a prefix), whatever characters they have;
/// runs of dense letters are found anywhere. Empty if there is no word or the text is no UTF-8.
std::string fts_query(std::string_view text);

/// A snippet of dense_text as people write it: without the spaces.
std::string close_dense(std::string_view snippet);

}  // namespace althing::index
