// Which of several languages the words of a detail are shown in (detail.translations, docs/acts.md), and
// what a page learns of them while it reads. Pure; WordsSeen belongs to one reader.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "assembly/state.h"
#include "base/json.h"

namespace althing::index {

/// "fr" for "fr-CA": translations are offered and asked for by primary language.
std::string_view primary_language(std::string_view tag);

/// The author's own rendering of a detail in a language: the exact tag, else the first of the same primary
/// language. nullptr where the original is in that language already, or where there is none.
const json::Value* translation_in(const json::Value& detail, std::string_view lang);

/// All that a detail says in further languages, for the search: titles, names and texts, one a line.
std::string translated_words(const json::Value& detail);

/// Filled by Reader::shown() while a page prefers a language.
struct WordsSeen {
  bool any = false;                                // something was offered in several languages
  std::set<std::string, std::less<>> originals;    // languages such things were first written in; "" = not said
  std::set<std::string, std::less<>> offered;      // languages their authors added
  std::set<std::string, std::less<>> used;         // languages they were shown in
  std::map<assembly::ActNo, std::string> langs;    // of the words shown, by act
};

}  // namespace althing::index
