// The index as a whole: batches, rebuilding, other versions, readers beside the writer.
#include "index/fixture.h"

#include <thread>

#include "index/sqlite.h"

namespace althing::index {
namespace {

TEST_F(IndexTest, LoggedTimeIsThatOfTheEarliestCoveringMarkOfThisLog) {
  const auto mark = [&](const std::string& by, std::int64_t size, std::int64_t minute) {
    json::Object members = object({{"size", size}, {"root", std::string(64, '0')}});
    IndexEntry entry = make("mark", by, std::move(members), json::Object{});
    entry.act = maker_.make("mark", by, test::kEpoch + minute * 60, *entry.act.body.object());
    last_[by] = entry.act.id;
    give(entry);
    return entry;
  };
  const auto logged = [&](const act::ActId& id) -> std::int64_t {
    const auto info = reader_->act(id);
    return info && info->logged ? (info->logged->at - test::kEpoch) / 60 : -1;
  };
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}});  // entry 1
  const act::ActId s1 = sign("bob", st, "Bob");                                   // entry 2
  EXPECT_EQ(logged(s1), -1);
  mark("stranger", 3, 1);   // another log's clock says nothing about this one
  mark("log", 99, 2);       // nor one that claims more than there is
  EXPECT_EQ(logged(s1), -1);
  const IndexEntry first = mark("log", 3, 100);
  EXPECT_EQ(logged(s1), 100);
  EXPECT_EQ(reader_->act(s1)->logged->mark, reader_->find(first.act.id));
  EXPECT_FALSE(reader_->act_at(3)->logged);  // a mark of size 3 covers entries 0 to 2
  const act::ActId s2 = sign("eve", st, "Eve");
  EXPECT_EQ(logged(s2), -1);
  mark("log", 7, 200);
  EXPECT_EQ(logged(s1), 100);
  EXPECT_EQ(logged(s2), 200);
  EXPECT_EQ(reader_->signature(s2)->act.logged->at, test::kEpoch + 200 * 60);
  mark("log", 8, 150);  // its clock was ahead and is set right: what came before was there by then
  EXPECT_EQ(logged(s1), 100);
  EXPECT_EQ(logged(s2), 150);
}

TEST_F(IndexTest, ABatchIsAllOrNothing) {
  const act::ActId ja = join("ana", "Ana");
  const Hash before = reader_->digest();
  std::vector<IndexEntry> batch{make("leave", "ana", {}), make("statement", "bob", {}, {{"title", "Quetzal"}})};
  batch[0].no = index_->folded();
  batch[1].no = batch[0].no + 5;  // a gap
  const auto result = index_->apply(batch);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(index_->folded(), 2U);
  EXPECT_EQ(reader_->digest(), before);
  EXPECT_TRUE(reader_->member(ja)->present);
  EXPECT_EQ(hits("quetzal"), 0U);
  batch[1].no = batch[0].no + 1;
  ASSERT_TRUE(index_->apply(batch).has_value());
  EXPECT_EQ(reader_->folded(), 4U);
  EXPECT_FALSE(reader_->member(ja)->present);
  EXPECT_EQ(hits("quetzal"), 1U);
}

TEST_F(IndexTest, AFailedDatabaseLeavesNothingHalfDone) {
  join("ana", "Ana");
  const Hash before = reader_->digest();
  // Another writer holds the database: the batch fails after its wait, whole.
  Db other(path(), Db::Mode::create);
  other.exec("CREATE TRIGGER stop BEFORE INSERT ON shown WHEN new.title = 'Quetzal' BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
  std::vector<IndexEntry> batch{make("leave", "ana", {}), make("statement", "bob", {}, {{"title", "Quetzal"}})};
  batch[0].no = 2;
  batch[1].no = 3;
  const auto result = index_->apply(batch);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, Errc::storage);
  EXPECT_EQ(reader_->digest(), before);
  other.exec("DROP TRIGGER stop");
  ASSERT_TRUE(index_->apply(batch).has_value());
  EXPECT_EQ(hits("quetzal"), 1U);
  EXPECT_NE(reader_->digest(), before);
}

TEST_F(IndexTest, ReopenedItGoesOnAndRebuiltItIsTheSame) {
  std::vector<IndexEntry> all{found_};
  for (int i = 0; i < 20; ++i) all.push_back(make("join", "m" + std::to_string(i), {{"kind", "person"}, {"next", maker_.next("x")}}, {{"name", "Member"}}));
  for (std::size_t i = 0; i < all.size(); ++i) all[i].no = i;
  ASSERT_TRUE(index_->apply(std::span(all).subspan(1, 9)).has_value());
  open();
  EXPECT_EQ(index_->folded(), 10U);
  ASSERT_TRUE(index_->apply(std::span(all).subspan(10)).has_value());
  const Hash digest = reader_->digest();
  const std::string old = path();
  reader_.reset();
  index_.reset();
  std::filesystem::remove_all(dir_);
  std::filesystem::create_directories(dir_);
  open();
  EXPECT_EQ(index_->folded(), 0U);
  ASSERT_TRUE(index_->apply(all).has_value());
  EXPECT_EQ(reader_->digest(), digest);
}

TEST_F(IndexTest, AnotherAssemblyOrVersionEmptiesIt) {
  join("ana", "Quetzal");
  EXPECT_EQ(reader_->folded(), 2U);
  reader_.reset();
  index_.reset();
  {
    Db db(path(), Db::Mode::create);
    db.exec("UPDATE meta SET value = '1 althing-fold/0 x' WHERE name = 'kind'");
  }
  open();
  EXPECT_EQ(index_->folded(), 0U);
  EXPECT_FALSE(reader_->assembly());
  EXPECT_EQ(hits("quetzal"), 0U);
  give(found_);
  reader_.reset();
  index_.reset();
  auto other = Index::open(path(), act::ActId::from(sha256("another").view()), options_);
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ((*other)->folded(), 0U);
  other->reset();
  EXPECT_FALSE(Index::open((dir_ / "no" / "such" / "folder.db").string(), found_.act.id, options_).has_value());
  EXPECT_FALSE(open_reader((dir_ / "missing.db").string(), options_).has_value());
}

TEST_F(IndexTest, ASecondNoteOfOneActIsOneAct) {
  const IndexEntry entry = make("statement", "ana", {}, {{"title", "Quetzal"}});
  IndexEntry bare = entry;
  bare.detail.clear();
  give(bare);
  give(entry);
  EXPECT_EQ(index_->folded(), 3U);
  EXPECT_EQ(reader_->find(entry.act.id), 1U);
  EXPECT_FALSE(reader_->act_at(2));
  EXPECT_EQ(reader_->newest(10).size(), 2U);
  // Its detail belongs to the act's first entry.
  EXPECT_TRUE(index_->add_detail(2, entry.detail).has_value());
  EXPECT_TRUE(index_->add_detail(1, entry.detail).has_value());
  EXPECT_EQ(hits("quetzal"), 1U);
  EXPECT_TRUE(index_->add_detail(77, entry.detail).has_value());
}

TEST_F(IndexTest, ASnapshotSeesOneState) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}});
  {
    const ReadSnapshot snapshot(*reader_);
    const ReadSnapshot nested(*reader_);
    EXPECT_EQ(reader_->signatories(st, {}).total, 0);
    sign("bob", st, "Bob");
    EXPECT_EQ(reader_->signatories(st, {}).total, 0);
    EXPECT_TRUE(reader_->signatories(st, {}).rows.empty());
    EXPECT_EQ(reader_->folded(), 2U);
    EXPECT_EQ(new_reader()->signatories(st, {}).total, 1);
    reader_->digest();
  }
  EXPECT_EQ(reader_->signatories(st, {}).total, 1);
}

TEST_F(IndexTest, ReadersBesideTheWriter) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}});
  std::vector<IndexEntry> entries;
  for (int i = 0; i < 400; ++i) {
    entries.push_back(make("sign", "k" + std::to_string(i), {{"statement", to_hex(st)}, {"capacity", "person"}}, {{"name", "Name"}}));
    entries.back().no = 2 + static_cast<std::uint64_t>(i);
  }
  std::thread writer([&] {
    for (std::size_t i = 0; i < entries.size(); i += 10) EXPECT_TRUE(index_->apply(std::span(entries).subspan(i, 10)).has_value());
  });
  std::int64_t last = 0;
  for (int i = 0; i < 20'000 && last < 400; ++i) {
    const ReadSnapshot snapshot(*reader_);
    SignatoryQuery query;
    query.limit = 1000;
    const SignatoryPage page = reader_->signatories(st, query);
    ASSERT_EQ(page.total, static_cast<std::int64_t>(page.rows.size()));
    ASSERT_GE(page.total, last);
    ASSERT_EQ(page.total % 10, 0) << "half a batch was seen";
    last = page.total;
  }
  writer.join();
  EXPECT_EQ(reader_->signatories(st, {}).total, 400);
}

TEST_F(IndexTest, ListsOfActsAndSearch) {
  join("ana", "Ana Quetzal");
  const act::ActId st = add("statement", "ana", {}, {{"title", "A quetzal"}, {"text", "The quetzal is a bird; 公民社会 is not."}});
  EXPECT_EQ(reader_->newest(2).size(), 2U);
  EXPECT_EQ(reader_->newest(10, 1)[0].type, "found");
  EXPECT_EQ(reader_->acts_with_detail(*reader_->act(st)->commitment).size(), 1U);
  bool more = false;
  EXPECT_EQ(reader_->search("quetzal", "", 1, 0, more).size(), 1U);
  EXPECT_TRUE(more);
  EXPECT_EQ(reader_->search("quetzal", "", 1, 1, more).size(), 1U);
  EXPECT_FALSE(more);
  const auto hit = reader_->search("bird", "statement", 10, 0, more);
  ASSERT_EQ(hit.size(), 1U);
  EXPECT_NE(hit[0].snippet.find("\x02" "bird\x03"), std::string::npos) << hit[0].snippet;
  EXPECT_TRUE(reader_->search("bird", "join", 10, 0, more).empty());
  const auto dense = reader_->search("民社", "", 10, 0, more);
  ASSERT_EQ(dense.size(), 1U);
  EXPECT_NE(dense[0].snippet.find("\x02民社\x03"), std::string::npos) << dense[0].snippet;
  EXPECT_EQ(dense[0].title, "A quetzal");
}

}  // namespace
}  // namespace althing::index
