// Text read in files: found while a document that is shown names the file, and gone without a byte else.
#include <fstream>
#include <sstream>

#include "index/fixture.h"

namespace althing::index {
namespace {

class FilesTest : public IndexTest {
 protected:
  void SetUp() override {
    options_.file_reader = 1;
    IndexTest::SetUp();
  }
  act::ActId document(std::string_view file, std::string_view title, std::string_view src = "", const std::string& by = "ana") {
    json::Object members = object({{"sha256", to_hex(sha256(file))}, {"provenance", "leaked"}});
    if (!src.empty()) members.set("src", std::string(src));
    const IndexEntry entry = make("document", by, std::move(members), {{"title", std::string(title)}});
    give(entry);
    return entry.act.id;
  }
  bool put(std::string_view file, std::vector<std::string> pages) {
    const auto taken = index_->add_text({sha256(file), "pdf", pages.empty() ? "empty" : "", false, std::move(pages)});
    EXPECT_TRUE(taken.has_value()) << taken.error().text();
    return taken && *taken;
  }
  std::vector<FileHit> find(const std::string& words, std::size_t limit = 100, std::size_t offset = 0) { return reader_->search_files(words, limit, offset, more_); }
  std::vector<Hash> unread() { return reader_->files_unread(std::nullopt, 100); }
  act::ActId withhold(const act::ActId& of) { return add("withhold", "node", {{"of", to_hex(of)}}, {{"reason", "not ours to show"}}); }
  std::size_t files_with(const std::string& word) {
    std::size_t out = 0;
    for (const auto& file : std::filesystem::directory_iterator(dir_)) {
      std::stringstream bytes;
      bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
      if (bytes.str().find(word) != std::string::npos) ++out;
    }
    return out;
  }
  bool more_ = false;
};

TEST_F(FilesTest, FindsThePageAndSaysWhichDocument) {
  const act::ActId d = document("a", "A paper");
  EXPECT_TRUE(put("a", {"Nothing here.", "The networks of Ruritania were cut 网络 at noon."}));
  const auto found = find("ruritania netw");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].document.id, d);
  EXPECT_EQ(found[0].title, "A paper");
  EXPECT_EQ(found[0].page, 2);
  EXPECT_TRUE(found[0].paged);
  EXPECT_NE(found[0].snippet.find("\x02Ruritania\x03"), std::string::npos) << found[0].snippet;
  EXPECT_EQ(find("网络").size(), 1U);
  EXPECT_TRUE(find("nothing ruritania").empty());  // not on one page
  EXPECT_EQ(hits("ruritania"), 0U);                // what its author wrote is another search
  EXPECT_EQ(reader_->file_pages(sha256("a"), 2, 5), std::vector<std::string>{"The networks of Ruritania were cut 网络 at noon."});
  const auto info = reader_->file_text(sha256("a"));
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->pages, 2);
}

TEST_F(FilesTest, TakesOnlyTextOfFilesThatADocumentNames) {
  EXPECT_FALSE(put("a", {"words"}));
  const act::ActId st = add("statement", "ana", {}, {{"title", "Letter"}, {"text", "Words."}});
  add("deliver", "ana", {{"statement", to_hex(st)}, {"channel", "post"}, {"receipt", to_hex(sha256("a"))}}, {{"title", "x"}});
  EXPECT_FALSE(put("a", {"words"}));
  EXPECT_TRUE(unread().empty());
  document("a", "A paper");
  EXPECT_EQ(unread(), std::vector<Hash>{sha256("a")});
  EXPECT_TRUE(put("a", {"words"}));
  EXPECT_TRUE(unread().empty());
  EXPECT_EQ(reader_->acts_naming(sha256("a")).size(), 2U);
}

TEST_F(FilesTest, ReplacesWhatWasReadBefore) {
  document("a", "A paper");
  EXPECT_TRUE(put("a", {"older words", "and more"}));
  EXPECT_TRUE(put("a", {"newer words"}));
  EXPECT_TRUE(find("older").empty());
  EXPECT_TRUE(find("more").empty());
  EXPECT_EQ(find("newer").size(), 1U);
  EXPECT_TRUE(put("a", {}));
  EXPECT_TRUE(find("words").empty());
  EXPECT_EQ(reader_->file_text(sha256("a"))->reason, "empty");
}

TEST_F(FilesTest, GoesWithTheLastDocumentThatShowsIt) {
  const act::ActId first = document("a", "A paper"), second = document("a", "The same", "", "ben");
  EXPECT_TRUE(put("a", {"zyzzyvas everywhere"}));
  withhold(first);
  ASSERT_EQ(find("zyzzyvas").size(), 1U);
  EXPECT_EQ(find("zyzzyvas")[0].document.id, second);
  EXPECT_FALSE(reader_->is_file_hidden(sha256("a")));
  withhold(second);
  EXPECT_TRUE(find("zyzzyvas").empty());
  EXPECT_TRUE(reader_->is_file_hidden(sha256("a")));
  EXPECT_FALSE(reader_->file_text(sha256("a")).has_value());
  EXPECT_TRUE(reader_->file_pages(sha256("a"), 1, 9).empty());
  EXPECT_TRUE(unread().empty());
  EXPECT_FALSE(put("a", {"zyzzyvas everywhere"}));  // one that was being read meanwhile
  ASSERT_TRUE(index_->scrub().has_value());
  EXPECT_EQ(files_with("zyzzyvas"), 0U);
  add("restore", "node", {{"of", to_hex(second)}});
  EXPECT_EQ(unread(), std::vector<Hash>{sha256("a")});  // so it is read again
  EXPECT_TRUE(put("a", {"zyzzyvas everywhere"}));
  EXPECT_EQ(find("zyzzyvas").size(), 1U);
}

TEST_F(FilesTest, AReceiptIsHiddenWithItsDelivery) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Letter"}, {"text", "Words."}});
  const act::ActId d = add("deliver", "ana", {{"statement", to_hex(st)}, {"channel", "post"}, {"receipt", to_hex(sha256("r"))}}, {{"title", "x"}});
  EXPECT_FALSE(reader_->is_file_hidden(sha256("r")));
  EXPECT_FALSE(reader_->is_file_hidden(sha256("nobody names it")));
  withhold(d);
  EXPECT_TRUE(reader_->is_file_hidden(sha256("r")));
}

TEST_F(FilesTest, AnotherReaderReadsAgain) {
  document("a", "A paper");
  EXPECT_TRUE(put("a", {"words"}));
  options_.file_reader = 2;
  open();
  EXPECT_EQ(unread(), std::vector<Hash>{sha256("a")});
  EXPECT_EQ(find("words").size(), 1U);  // until then what there is
  EXPECT_TRUE(put("a", {"better words"}));
  EXPECT_TRUE(unread().empty());
}

TEST_F(FilesTest, VersionsAreThoseOfOneSourceByOneAuthor) {
  const act::ActId one = document("a", "First", "paper-7"), two = document("b", "Second", "paper-7"), other = document("c", "Other", "paper-8");
  const act::ActId alone = document("d", "Alone");
  const auto versions = reader_->document_versions(one);
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].act.id, one);
  EXPECT_TRUE(versions[0].act.superseded);
  EXPECT_EQ(versions[1].act.id, two);
  EXPECT_EQ(reader_->document_versions(two).size(), 2U);
  EXPECT_EQ(reader_->document_versions(other).size(), 1U);
  EXPECT_EQ(reader_->document_versions(alone).size(), 1U);
  ASSERT_TRUE(reader_->document(one).has_value());
  EXPECT_EQ(reader_->document(one)->sha256, sha256("a"));
  EXPECT_EQ(reader_->document(one)->src, "paper-7");
  EXPECT_FALSE(reader_->document(found_.act.id).has_value());
}

TEST_F(FilesTest, ListsInPagesAndAfterACursor) {
  for (const char* file : {"a", "b", "c"}) document(file, file);
  std::vector<Hash> all = unread();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(reader_->files_unread(all[0], 1), std::vector<Hash>{all[1]});
  EXPECT_TRUE(reader_->files_unread(all[2], 9).empty());
  for (const char* file : {"a", "b", "c"}) EXPECT_TRUE(put(file, {"same words"}));
  EXPECT_EQ(find("words", 2).size(), 2U);
  EXPECT_TRUE(more_);
  EXPECT_EQ(find("words", 2, 2).size(), 1U);
  EXPECT_FALSE(more_);
  options_.common_hits = 2;  // as of a word that stands on thousands of pages
  open();
  EXPECT_EQ(find("words").size(), 3U);
}

}  // namespace
}  // namespace althing::index
