// The words of authors in several languages (detail.translations): a page shows them in the reader's
// language where the author gave them so, says which is the original, and links to the others ("?words=fr",
// "?words=original"). write_page() does this for every page; page files need not think of it.
#pragma once

#include "web/page_kit.h"

namespace althing::web {

/// Sets the reader's preference for the time of one page: ?words=, else the page's language.
class WordsPreference {
 public:
  explicit WordsPreference(View& view);
  ~WordsPreference() { reader_.prefer_words({}); }
  WordsPreference(const WordsPreference&) = delete;
  WordsPreference& operator=(const WordsPreference&) = delete;

 private:
  index::Reader& reader_;
};

/// The page with the switch behind its breadcrumbs; as it was if nothing on it has several languages.
Raw with_words_switch(const View& view, Raw body);
/// What a language is called: its own name if the node speaks it, else its tag.
std::string language_name(const View& view, std::string_view tag);
/// A line of people in <bdi>, with lang where it is not the page's.
Raw words_in(const Translator& t, std::string_view lang, std::string_view text);
/// Optional controls "tr:1:lang", "tr:1:title", "tr:1:text" that the script makes detail.translations of.
/// Control "lang": the language the text is written in. `chosen`: that of the text one starts from, else the page's.
void language_field(View& view, std::string_view chosen);
void translation_fields(View& view, bool with_title = true);
/// Title, name and text of a detail, first as written, then in each further language.
void words_block(View& view, const json::Value& detail);

}  // namespace althing::web
