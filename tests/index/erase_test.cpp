// What is hidden is found nowhere; what is erased leaves no byte in the database and its journal.
#include <fstream>
#include <sstream>

#include "index/fixture.h"

namespace althing::index {
namespace {

class EraseTest : public IndexTest {
 protected:
  // Files of the index that hold the text in any letter case.
  std::vector<std::string> files_with(const std::string& word) {
    std::vector<std::string> out;
    for (const auto& file : std::filesystem::directory_iterator(dir_)) {
      std::stringstream bytes;
      bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
      std::string text = bytes.str();
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (text.find(word) != std::string::npos) out.push_back(file.path().filename().string());
    }
    return out;
  }
};

TEST_F(EraseTest, NoByteIsLeftAfterScrub) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  for (int i = 0; i < 300; ++i) sign("p" + std::to_string(i), st, "Ordinary Person " + std::to_string(i));
  const act::ActId s = sign("bob", st, "Xylophonius Quetzalcoatl 公民社");
  for (int i = 300; i < 600; ++i) sign("p" + std::to_string(i), st, "Ordinary Person " + std::to_string(i));
  ASSERT_FALSE(files_with("xylophonius").empty());
  ASSERT_EQ(names(st, "quetzal").size(), 1U);
  const IndexEntry erase = make("erase", "bob", {{"of", to_hex(s)}});
  const BatchEffects effects = give(erase);
  EXPECT_EQ(effects.erase, std::vector<std::uint64_t>{*reader_->find(s)});
  EXPECT_TRUE(names(st, "quetzal").empty());
  EXPECT_TRUE(names(st, "公民社").empty());
  EXPECT_EQ(hits("xylophonius"), 0U);
  const auto info = reader_->act(s);
  EXPECT_TRUE(info->erased);
  EXPECT_FALSE(info->detail_held);
  EXPECT_EQ(reader_->signatories(st, {}).total, 601);
  ASSERT_TRUE(index_->scrub().has_value());
  for (const char* word : {"xylophon", "quetzal", "公 民 社", "公民社"}) EXPECT_TRUE(files_with(word).empty()) << word << " in " << files_with(word)[0];
  EXPECT_EQ(names(st, "ordinary person 599").size(), 1U);
  // The erased detail handed in again, by whomever: stays away.
  IndexEntry again = make("sign", "bob", {{"statement", to_hex(st)}, {"capacity", "person"}});
  EXPECT_TRUE(names(st, "quetzal").empty());
}

TEST_F(EraseTest, ScrubSaysWhenAReaderIsInTheWay) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  const act::ActId s = sign("bob", st, "Xylophonius");
  const ReadSnapshot snapshot(*reader_);
  add("erase", "bob", {{"of", to_hex(s)}});
  const auto result = index_->scrub();
  EXPECT_FALSE(result.has_value());
}

TEST_F(EraseTest, ACopyOfAnErasedDetailGoesToo) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  IndexEntry first = make("sign", "bob", {{"statement", to_hex(st)}, {"capacity", "person"}}, {{"name", "Quetzalcoatl"}});
  give(first);
  const auto copy = [&](const std::string& by, const std::string& type) {
    IndexEntry entry;
    json::Object members;
    members.set("detail", to_hex(sha256(first.detail)));
    if (type == "sign") {
      members.set("statement", to_hex(st));
      members.set("capacity", "affiliated");
    }
    entry = make(type, by, std::move(members), json::Object{});
    entry.detail = first.detail;
    return entry;
  };
  const IndexEntry second = copy("bob", "sign");
  give(second);
  // Another's act citing it: not its detail, nothing to show, and its erasure touches nobody else.
  const IndexEntry stolen = copy("mallory", "sign");
  give(stolen);
  EXPECT_FALSE(reader_->act(stolen.act.id)->detail_held);
  give(make("erase", "mallory", {{"of", to_hex(stolen.act.id)}}));
  EXPECT_EQ(hits("quetzal"), 2U);
  // A statement citing it is a text that others sign: it stays.
  const IndexEntry statement = copy("bob", "statement");
  give(statement);
  const BatchEffects effects = give(make("erase", "bob", {{"of", to_hex(second.act.id)}}));
  EXPECT_EQ(effects.erase.size(), 2U);
  EXPECT_EQ(index_->erased_entries().size(), 3U);  // with mallory's own
  EXPECT_EQ(hits("quetzal"), 1U);
  EXPECT_TRUE(reader_->act(statement.act.id)->detail_held);
  // A third signature with the erased text is refused at once, and told to the record.
  const IndexEntry third = copy("bob", "sign");
  EXPECT_EQ(give(third).erase.size(), 1U);
  EXPECT_EQ(hits("quetzal"), 1U);
  // And an erased detail that arrives late.
  ASSERT_TRUE(index_->add_detail(*reader_->find(second.act.id), first.detail).has_value());
  EXPECT_EQ(hits("quetzal"), 1U);
}

TEST_F(EraseTest, WhoHidAndWhy) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  const act::ActId s = sign("bob", st, "Bob");
  const ActNo no = *reader_->find(st), signature = *reader_->find(s);
  EXPECT_FALSE(reader_->hidden_by(no));
  add("withhold", "mallory", {{"of", to_hex(st)}}, {{"reason", "not this node's operator"}});
  EXPECT_FALSE(reader_->hidden_by(no));
  const act::ActId w = add("withhold", "node", {{"of", to_hex(st)}}, {{"reason", "a private address"}});
  const auto by = reader_->hidden_by(no);
  ASSERT_TRUE(by);
  EXPECT_EQ(by->act.id, w);
  EXPECT_EQ(by->reason, "a private address");
  EXPECT_TRUE(by->ours);
  EXPECT_TRUE(reader_->appeals(no).empty());
  const act::ActId a1 = add("appeal", "ana", {{"of", to_hex(st)}}, {{"reason", "It is no secret."}});
  const act::ActId a2 = add("appeal", "eve", {{"of", to_hex(w)}}, {{"reason", "Nor was it one."}});
  const auto appeals = reader_->appeals(no);
  ASSERT_EQ(appeals.size(), 2U);
  EXPECT_EQ(appeals[0].act.id, a1);
  EXPECT_EQ(appeals[1].act.id, a2);
  EXPECT_EQ(appeals[1].reason, "Nor was it one.");
  add("restore", "node", {{"of", to_hex(st)}});
  EXPECT_FALSE(reader_->hidden_by(no));
  add("withhold", "node", {{"of", to_hex(s)}}, {{"reason", "a private name"}});
  const act::ActId e = add("erase", "bob", {{"of", to_hex(s)}});
  EXPECT_EQ(reader_->hidden_by(signature)->act.id, e);  // what cannot be undone is said first
}

TEST_F(EraseTest, WithholdAndRestore) {
  const IndexEntry st = make("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Some quetzal words."}});
  give(st);
  EXPECT_EQ(hits("quetzal"), 1U);
  // Another node's withholding is none of ours.
  add("withhold", "othernode", {{"of", to_hex(st.act.id)}}, {{"reason", "Not here"}});
  EXPECT_EQ(hits("quetzal"), 1U);
  add("withhold", "node", {{"of", to_hex(st.act.id)}}, {{"reason", "A complaint"}});
  EXPECT_EQ(hits("quetzal"), 0U);
  const auto hidden = reader_->act(st.act.id);
  EXPECT_TRUE(hidden->withheld);
  EXPECT_FALSE(hidden->erased);
  ASSERT_TRUE(index_->add_detail(1, st.detail).has_value());
  EXPECT_EQ(hits("quetzal"), 0U);
  const BatchEffects effects = give(make("restore", "node", {{"of", to_hex(st.act.id)}}));
  EXPECT_EQ(effects.show_again, std::vector<std::uint64_t>{1});
  ASSERT_TRUE(index_->add_detail(1, st.detail).has_value());
  ASSERT_TRUE(index_->add_detail(1, st.detail).has_value());  // twice is once
  EXPECT_EQ(hits("quetzal"), 1U);
  EXPECT_FALSE(reader_->act(st.act.id)->withheld);
  const auto log = reader_->moderation(10);
  ASSERT_EQ(log.size(), 3U);
  EXPECT_EQ(log[0].act.type, "restore");
  EXPECT_TRUE(log[1].ours);
  EXPECT_EQ(log[1].reason, "A complaint");
  EXPECT_EQ(log[1].target.id, st.act.id);
  EXPECT_FALSE(log[2].ours);
}

}  // namespace
}  // namespace althing::index
