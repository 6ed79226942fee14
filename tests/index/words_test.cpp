// Details in several languages: shown in the language asked for, found in each, erased in all.
#include "index/words.h"

#include <fstream>
#include <sstream>

#include "index/fixture.h"

namespace althing::index {
namespace {

class WordsTest : public IndexTest {
 protected:
  static json::Value words(std::string_view lang, std::string_view title, std::string_view text = {}) {
    json::Object out = *json::object({{"lang", lang}, {"title", title}}).object();
    if (!text.empty()) out.set("text", text);
    return json::Value(std::move(out));
  }
  act::ActId letter() {
    json::Array others;
    others.push_back(words("fr", "Lettre ouverte", "Des mots."));
    others.push_back(words("ar-EG", "رسالة مفتوحة"));
    others.push_back(words("zh", "公开信"));
    return add("statement", "ana", {}, {{"lang", "en"}, {"title", "Open letter"}, {"text", "Words."}, {"translations", others}});
  }
  Shown in(const std::string& lang, const act::ActId& id) {
    reader_->prefer_words(lang);
    return reader_->shown(*reader_->find(id));
  }
  bool in_files(const std::string& word) {
    for (const auto& file : std::filesystem::directory_iterator(dir_)) {
      std::stringstream bytes;
      bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
      if (bytes.str().find(word) != std::string::npos) return true;
    }
    return false;
  }
};

TEST_F(WordsTest, ShownInTheLanguageAskedFor) {
  const act::ActId id = letter();
  EXPECT_EQ(in("", id).title, "Open letter");
  EXPECT_EQ(in("en", id).title, "Open letter");
  EXPECT_EQ(in("ru", id).title, "Open letter") << "no translation: as first written";
  EXPECT_EQ(in("original", id).title, "Open letter");
  const Shown french = in("fr", id);
  EXPECT_EQ(french.title, "Lettre ouverte");
  EXPECT_EQ(french.text, "Des mots.");
  EXPECT_EQ(french.lang, "fr");
  EXPECT_TRUE(french.translated);
  EXPECT_EQ(french.detail.text_at("title"), "Open letter") << "the detail is the original";
  const Shown arabic = in("ar", id);
  EXPECT_EQ(arabic.title, "رسالة مفتوحة");
  EXPECT_EQ(arabic.text, "Words.") << "what is not translated stays";
  EXPECT_EQ(arabic.lang, "ar-EG");
  EXPECT_EQ(reader_->words_seen().originals, (std::set<std::string, std::less<>>{"en"}));
  EXPECT_EQ(reader_->words_seen().offered, (std::set<std::string, std::less<>>{"ar-EG", "fr", "zh"}));
  EXPECT_EQ(reader_->words_seen().used, (std::set<std::string, std::less<>>{"ar-EG"}));
  EXPECT_EQ(reader_->statement(id)->versions.front().title, "رسالة مفتوحة") << "lists too";
  reader_->prefer_words({});
  EXPECT_FALSE(reader_->words_seen().any);
  EXPECT_EQ(reader_->statement(id)->versions.front().title, "Open letter");
}

TEST_F(WordsTest, AnOriginalInTheReadersLanguageIsNotReplaced) {
  json::Array others;
  others.push_back(words("en-GB", "Colour"));
  const act::ActId id = add("statement", "ana", {}, {{"lang", "en-US"}, {"title", "Color"}, {"text", "x"}, {"translations", others}});
  EXPECT_EQ(in("en", id).title, "Color");
  EXPECT_EQ(in("en-GB", id).title, "Colour");
}

TEST_F(WordsTest, FoundInEachLanguageAndErasedInAll) {
  json::Array others;
  others.push_back(json::object({{"lang", "ar"}, {"name", "اسمفريد"}}));
  others.push_back(json::object({{"lang", "fr"}, {"name", "Xylophonie"}, {"text", "Quetzalcoatlesque"}}));
  others.push_back(json::object({{"lang", "zh"}, {"name", "公民社"}}));
  const act::ActId joined = add("join", "bob", {{"kind", "person"}, {"next", maker_.next("bob2")}}, {{"lang", "en"}, {"name", "Bob"}, {"translations", others}});
  for (const char* word : {"bob", "xylophonie", "quetzalcoatlesque", "اسمفريد", "公民"}) EXPECT_EQ(hits(word), 1U) << word;
  ASSERT_TRUE(in_files("Xylophonie"));
  add("erase", "bob", {{"of", to_hex(joined)}});
  for (const char* word : {"bob", "xylophonie", "quetzalcoatlesque", "اسمفريد", "公民"}) EXPECT_EQ(hits(word), 0U) << word;
  ASSERT_TRUE(index_->scrub().has_value());
  for (const char* word : {"Xylophonie", "xylophonie", "uetzalcoatlesque", "اسمفريد", "公民社", "公 民 社"}) EXPECT_FALSE(in_files(word)) << word;
}

}  // namespace
}  // namespace althing::index
