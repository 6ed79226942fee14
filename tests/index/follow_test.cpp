// What follows statements: the history of a count by the log's marks, who stands behind signatures,
// disputes, deliveries and pledges, whatever order things come in and however often the index is opened.
#include "index/fixture.h"

namespace althing::index {
namespace {

class FollowTest : public IndexTest {
 protected:
  act::ActId mark(const std::string& by = "log") {
    return add("mark", by, {{"size", index_->folded()}, {"root", to_hex(sha256("root"))}});
  }
  act::ActId sign_in(const std::string& by, const act::ActId& version, std::string_view country, const std::string& capacity = "person") {
    if (country.empty()) return sign(by, version, by, capacity);
    return add("sign", by, {{"statement", to_hex(version)}, {"capacity", capacity}, {"country", country}}, {{"name", by}});
  }
  std::vector<std::int64_t> history(const act::ActId& version) {
    std::vector<std::int64_t> out;
    for (const CountAt& at : reader_->signature_history(version)) out.push_back(at.signatures);
    return out;
  }
  std::vector<std::string> listed(const act::ActId& version, const SignatoryQuery& query) {
    std::vector<std::string> out;
    const SignatoryPage page = reader_->signatories(version, query);
    for (const Signatory& s : page.rows) out.push_back(s.name);
    EXPECT_EQ(page.total, static_cast<std::int64_t>(out.size()));
    return out;
  }
};
using Names = std::vector<std::string>;

TEST_F(FollowTest, HistoryTellsEachMarkThatFoundAnotherCount) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "A"}, {"text", "a"}});
  mark();
  EXPECT_TRUE(history(st).empty());  // nothing counted yet
  sign("s1", st, "One");
  sign("s2", st, "Two");
  const act::ActId second = mark();
  mark();  // nothing changed in between
  add("unsign", "s1", {{"statement", to_hex(st)}});
  sign("s3", st, "Three");
  add("unsign", "s3", {{"statement", to_hex(st)}});
  mark();
  EXPECT_EQ(history(st), (std::vector<std::int64_t>{2, 1}));
  const auto rows = reader_->signature_history(st);
  EXPECT_EQ(reader_->act_at(rows[0].mark)->id, second);
  EXPECT_EQ(rows[0].size, rows[0].mark);
  EXPECT_LT(rows[0].at, rows[1].at);
}

TEST_F(FollowTest, HistoryGoesOnAfterTheIndexWasOpenedAnew) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "A"}, {"text", "a"}});
  sign("s1", st, "One");
  mark();
  sign("s2", st, "Two");
  open();  // what changed since the last mark is not in memory any more
  mark();
  EXPECT_EQ(history(st), (std::vector<std::int64_t>{1, 2}));
  mark("elsewhere");  // another log's clock
  sign("s3", st, "Three");
  mark("elsewhere");
  EXPECT_EQ(history(st), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(FollowTest, HistoryIsTheSameWhenRebuiltInOneBatch) {
  std::vector<IndexEntry> all{found_};
  const auto keep = [&](IndexEntry entry) {
    entry.no = all.size();
    all.push_back(entry);
    give(entry);
    return entry.act.id;
  };
  const act::ActId st = keep(make("statement", "ana", {}, {{"title", "A"}, {"text", "a"}}));
  for (int i = 0; i < 20; ++i) {
    keep(make("sign", "s" + std::to_string(i), {{"statement", to_hex(st)}, {"capacity", "person"}}));
    if (i % 4 == 3) keep(make("mark", "log", {{"size", all.size()}, {"root", to_hex(sha256("root"))}}));
  }
  const auto live = history(st);
  EXPECT_EQ(live, (std::vector<std::int64_t>{4, 8, 12, 16, 20}));
  reader_.reset();
  index_.reset();
  std::filesystem::remove_all(dir_);
  std::filesystem::create_directories(dir_);
  options_.bulk = true;
  {
    auto index = Index::open(path(), found_.act.id, options_);
    ASSERT_TRUE(index.has_value());
    ASSERT_TRUE((*index)->apply(all).has_value());
    ASSERT_TRUE((*index)->finish().has_value());
  }
  options_.bulk = false;
  open();
  EXPECT_EQ(history(st), live);
}

TEST_F(FollowTest, SplitsCountMembersBySeatAndAttestationAndAllByCountry) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "A"}, {"text", "a"}});
  join("ana", "Ana");
  const act::ActId dan = join("dan", "Dan"), ben = join("ben", "Ben", "organisation"), cid = join("cid", "Cid");
  add("vouch", "ana", {{"whom", to_hex(ben)}, {"group", "civil"}});
  add("attest", "ana", {{"whom", to_hex(cid)}, {"what", "identity"}, {"method", "in-person"}});
  // Neither a member's word for itself nor that of one without a seat makes anybody attested.
  add("attest", "dan", {{"whom", to_hex(dan)}, {"what", "identity"}, {"method", "in-person"}});
  add("attest", "dan", {{"whom", to_hex(ben)}, {"what", "identity"}, {"method", "in-person"}});
  add("attest", "key1", {{"whom", to_hex(ben)}, {"what", "identity"}, {"method", "in-person"}});
  sign_in("ana", st, "is");
  sign_in("ben", st, "ke", "organisation");
  sign_in("cid", st, "is");
  sign_in("dan", st, "");
  sign_in("key1", st, "is");
  sign_in("key2", st, "is");
  add("unsign", "key2", {{"statement", to_hex(st)}});
  const SignatureSplits s = reader_->signature_splits(st);
  EXPECT_EQ(s.attested, 1);
  EXPECT_EQ(s.vouched, 2);
  EXPECT_EQ(s.unvouched, 2);
  using Rows = std::vector<std::pair<std::string, std::int64_t>>;
  EXPECT_EQ(s.kinds, (Rows{{"organisation", 1}, {"person", 3}, {"", 1}}));
  EXPECT_EQ(s.groups, (Rows{{"civil", 2}}));
  EXPECT_EQ(s.countries, (Rows{{"is", 3}, {"ke", 1}}));
  SignatoryQuery q;
  q.country = "is";
  EXPECT_EQ(listed(st, q), (Names{"ana", "cid", "key1"}));
  q.newest_first = true;
  EXPECT_EQ(listed(st, q), (Names{"key1", "cid", "ana"}));
  q = {};
  q.group = "civil";
  EXPECT_EQ(listed(st, q), (Names{"ana", "ben"}));
  q.country = "ke";
  EXPECT_EQ(listed(st, q), (Names{"ben"}));
  q = {};
  for (const auto& [standing, names] : {std::pair("attested", Names{"cid"}), std::pair("vouched", Names{"ana", "ben"}), std::pair("unvouched", Names{"dan", "key1"})}) {
    q.standing = standing;
    EXPECT_EQ(listed(st, q), names) << standing;
  }
  q.text = "key1";
  EXPECT_EQ(listed(st, q), (Names{"key1"}));
}

TEST_F(FollowTest, ADisputedSignatureCountsAndIsTold) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "A"}, {"text", "a"}});
  const act::ActId one = sign("s1", st, "One"), two = sign("s2", st, "Two");
  add("dispute", "ana", {{"on", to_hex(one)}}, {{"reason", "not theirs"}});
  add("dispute", "s2", {{"on", to_hex(two)}}, {{"reason", "no organiser"}});  // void
  ASSERT_EQ(reader_->disputed(st).size(), 1U);
  EXPECT_EQ(reader_->disputed(st).front().first, one);
  EXPECT_EQ(reader_->signatories(st, {}).total, 2);
  EXPECT_TRUE(reader_->dispute_of(one).has_value());
  EXPECT_FALSE(reader_->dispute_of(two).has_value());
  add("unsign", "s1", {{"statement", to_hex(st)}});
  EXPECT_TRUE(reader_->disputed(st).empty());  // what does not count is not doubted
}

TEST_F(FollowTest, DeliveriesAreListedUntilTakenBack) {
  const act::ActId ana = join("ana", "Ana");
  const act::ActId st = add("statement", "ana", {}, {{"title", "A"}, {"text", "a"}});
  const act::ActId one = add("deliver", "ana", {{"statement", to_hex(st)}, {"channel", "post"}, {"via", to_hex(ana)}, {"due", "2031-01-01T00:00:00Z"}}, {{"addressee", "X"}});
  const act::ActId two = add("deliver", "ana", {{"statement", to_hex(st)}, {"channel", "email"}}, {{"addressee", "Y"}});
  ASSERT_EQ(reader_->deliveries(&st, 10).size(), 2U);
  EXPECT_EQ(reader_->deliveries(nullptr, 1).front().act.id, two);
  add("withdraw", "ana", {{"of", to_hex(two)}});
  ASSERT_EQ(reader_->deliveries(&st, 10).size(), 1U);
  ASSERT_EQ(reader_->deliveries(nullptr, 10).size(), 1U);
  EXPECT_TRUE(reader_->delivery(two)->withdrawn);
  add("answer", "ana", {{"to", to_hex(one)}}, {{"text", "Thanks."}});
  const DeliveryInfo d = *reader_->delivery(one);
  EXPECT_EQ(d.channel, "post");
  EXPECT_EQ(d.due, "2031-01-01T00:00:00Z");
  EXPECT_EQ(d.via->name, "Ana");
  ASSERT_EQ(d.answers.size(), 1U);
}

TEST_F(FollowTest, PledgesInPages) {
  join("ana", "Ana");
  const act::ActId action = add("action", "ana", {{"until", "2031-01-01T00:00:00Z"}}, {{"title", "Do"}, {"text", "it"}});
  std::vector<act::ActId> made;
  for (int i = 0; i < 5; ++i) made.push_back(add("pledge", "p" + std::to_string(i), {{"to", to_hex(action)}}));
  add("withdraw", "p1", {{"of", to_hex(made[1])}});
  EXPECT_EQ(reader_->counted(action, "pledge"), 4);
  EXPECT_EQ(reader_->action(action)->pledges, 4);
  const auto first = reader_->about_page(action, "pledge", kNone, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[1].act.id, made[2]);
  const auto second = reader_->about_page(action, "pledge", first[1].act.no, 10);
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[1].act.id, made[4]);
}

}  // namespace
}  // namespace althing::index
