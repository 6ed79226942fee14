// Statements and signatories: versions, counts, paging, search in every script.
#include "index/fixture.h"

namespace althing::index {
namespace {

using VoiceTest = IndexTest;

TEST_F(VoiceTest, PagesBySignatureInForce) {
  const act::ActId st = add("statement", "ana", {{"closes", "2031-01-01T00:00:00Z"}}, {{"title", "Open letter"}, {"text", "Words."}});
  for (int i = 0; i < 7; ++i) sign("s" + std::to_string(i), st, "Name " + std::to_string(i), i % 2 == 0 ? "person" : "affiliated");
  add("unsign", "s3", {{"statement", to_hex(st)}});
  SignatoryQuery query;
  query.limit = 3;
  std::vector<std::string> seen;
  int pages = 0;
  for (bool more = true; more && pages < 9; ++pages) {
    const SignatoryPage page = reader_->signatories(st, query);
    EXPECT_EQ(page.total, 6);
    EXPECT_LE(page.rows.size(), 3U);
    for (const Signatory& s : page.rows) {
      seen.push_back(s.name);
      query.after = s.act.no;
    }
    more = page.more;
  }
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(seen, (std::vector<std::string>{"Name 0", "Name 1", "Name 2", "Name 4", "Name 5", "Name 6"}));
  query = {};
  query.capacity = "affiliated";
  EXPECT_EQ(reader_->signatories(st, query).total, 2);
  EXPECT_EQ(reader_->signatories(st, query).rows.size(), 2U);
  query.text = "Name";
  EXPECT_EQ(reader_->signatories(st, query).total, 2);
  // Signing again after a withdrawal counts once.
  sign("s3", st, "Name 3 again");
  EXPECT_EQ(reader_->signatories(st, {}).total, 7);
  EXPECT_EQ(names(st, "again"), std::vector<std::string>{"Name 3 again"});
  EXPECT_TRUE(reader_->signatories(act::ActId{}, {}).rows.empty());
}

// Every page of a list, walked forward and back again, is the same list, whatever is signed meanwhile.
TEST_F(VoiceTest, PagesForwardAndBackInBothOrders) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  for (int i = 0; i < 10; ++i) sign("s" + std::to_string(i), st, "Name " + std::to_string(i), i % 2 == 0 ? "person" : "affiliated");
  const auto joined = [](const SignatoryPage& page) {
    std::string out = std::to_string(page.rows_before) + ":";
    for (const Signatory& s : page.rows) out += s.name.substr(5);
    return out + (page.more ? "+" : "");
  };
  for (const bool newest : {false, true}) {
    SignatoryQuery query;
    query.newest_first = newest;
    query.limit = 4;
    const SignatoryPage first = reader_->signatories(st, query);
    EXPECT_EQ(joined(first), newest ? "0:9876+" : "0:0123+");
    query.after = first.rows.back().act.no;
    const SignatoryPage second = reader_->signatories(st, query);
    EXPECT_EQ(joined(second), newest ? "4:5432+" : "4:4567+");
    query.after = second.rows.back().act.no;
    const SignatoryPage last = reader_->signatories(st, query);
    EXPECT_EQ(joined(last), newest ? "8:10" : "8:89");
    query.after = kNone;
    query.before = last.rows.front().act.no;
    EXPECT_EQ(joined(reader_->signatories(st, query)), joined(second));
    query.before = second.rows.front().act.no;
    EXPECT_EQ(joined(reader_->signatories(st, query)), joined(first));
    query.before = first.rows.front().act.no;
    EXPECT_EQ(joined(reader_->signatories(st, query)), "0:");
  }
  SignatoryQuery query;
  query.newest_first = true;
  query.limit = 2;
  query.capacity = "affiliated";
  query.text = "name";
  const SignatoryPage first = reader_->signatories(st, query);
  EXPECT_EQ(joined(first), "0:97+");
  EXPECT_EQ(first.total, 5);
  query.after = first.rows.back().act.no;
  EXPECT_EQ(joined(reader_->signatories(st, query)), "2:53+");
  query.after = reader_->folded() + 100;
  query.newest_first = false;
  EXPECT_EQ(joined(reader_->signatories(st, query)), "0:");
}

// Whether hits are checked against the version's signatures or its signatures for the words, the list is one.
TEST_F(VoiceTest, WordsAreFoundAlikeAmongFewAndMany) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Name of the letter"}, {"text", "Words."}});
  const act::ActId other = add("statement", "ana", {}, {{"title", "Another"}});
  for (int i = 0; i < 9; ++i) sign("s" + std::to_string(i), st, (i % 3 == 0 ? "Name " : "Person ") + std::to_string(i), i % 2 == 0 ? "person" : "affiliated");
  for (int i = 0; i < 4; ++i) sign("o" + std::to_string(i), other, "Name elsewhere");
  add("unsign", "s3", {{"statement", to_hex(st)}});
  sign("s6", st, "Name six again");
  options_.few_signatures = 0;
  const auto many = new_reader();
  std::size_t seen = 0;
  for (const char* text : {"name", "person", "name again", "nam"}) {
    for (const char* capacity : {"", "person", "affiliated", "organisation"}) {
      for (const bool newest : {false, true}) {
        for (const ActNo after : {kNone, ActNo{0}, ActNo{6}, ActNo{8}}) {
          SignatoryQuery query;
          query.text = text;
          query.capacity = capacity;
          query.newest_first = newest;
          query.after = after;
          query.limit = 2;
          const auto told = [&](Reader& reader) {
            const SignatoryPage page = reader.signatories(st, query);
            std::string out = std::to_string(page.total) + " " + std::to_string(page.rows_before) + (page.more ? "+" : "");
            for (const Signatory& s : page.rows) out += " " + s.name;
            seen += page.rows.size();
            return out;
          };
          EXPECT_EQ(told(*many), told(*reader_)) << text << " " << capacity << " " << newest << " " << after;
        }
      }
    }
  }
  EXPECT_GT(seen, 50U);
}

TEST_F(VoiceTest, CommonWordsAreFoundNewestFirst) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Letter to all"}, {"text", "All of us."}});
  for (int i = 0; i < 8; ++i) sign("s" + std::to_string(i), st, "All " + std::to_string(i));
  options_.common_hits = 3;
  const auto reader = new_reader();
  bool more = false;
  const auto found = [&](const std::string& query, const std::string& type, std::size_t limit, std::size_t offset) {
    std::string out;
    for (const SearchHit& hit : reader->search(query, type, limit, offset, more)) out += hit.title + "; ";
    return out;
  };
  EXPECT_EQ(found("all", "", 3, 0), "All 7; All 6; All 5; ");
  EXPECT_TRUE(more);
  EXPECT_EQ(found("all", "", 3, 6), "All 1; All 0; Letter to all; ");
  EXPECT_FALSE(more);
  EXPECT_EQ(found("all", "statement", 3, 0), "Letter to all; ");
  EXPECT_EQ(found("all 4", "sign", 3, 0), "All 4; ");
  EXPECT_EQ(found("all letter", "", 3, 0), "Letter to all; ");
}

TEST_F(VoiceTest, FindsNamesInEveryScript) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  const char* all[] = {"Zoë Łukasz-Ångström", "O'Brien \"Bob\" AND", "ליאת כהן", "سارة بن علي", "北京公民社会观察", "東京 市民の会", "Ärzte ohne", "กลุ่มเสรีภาพ"};
  int i = 0;
  for (const char* name : all) sign("k" + std::to_string(i++), st, name);
  const auto only = [&](const std::string& text, const std::string& name) { EXPECT_EQ(names(st, text), std::vector<std::string>{name}) << text; };
  only("zoe", all[0]);
  only("ZOË angstrom", all[0]);
  only("łukasz-ang", all[0]);
  only("arzte", all[6]);
  only("o'brien", all[1]);
  only("כהן", all[2]);
  only("ליא", all[2]);
  only("سارة علي", all[3]);
  only("公民", all[4]);
  only("社", all[4]);
  only("市民", all[5]);
  only("東京", all[5]);
  only("เสรี", all[7]);
  EXPECT_EQ(names(st, "民").size(), 2U);
  EXPECT_TRUE(names(st, "公社").empty());
}

TEST_F(VoiceTest, NoQueryIsASyntaxError) {
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}, {"text", "Words."}});
  sign("bob", st, "Bob NEAR OR AND NOT");
  for (const char* text : {"\"", "\"\"", "*", "\"*", "'", "''", "(", ")", "()", "^", "-", "+", ":", "title:x", "name : bob", "NEAR(a b)", "a NOT b", "AND",
                           "OR OR", "{name}: b", "; DROP TABLE act", "a\\b", "%", "_", "bob*", "**", "--", "\x01", "\xff\xfe", "公*", "\"公", "a,b", "~", "|"}) {
    EXPECT_NO_THROW(names(st, text)) << text;
    EXPECT_NO_THROW(hits(text)) << text;
    bool more = false;
    MemberQuery query;
    query.text = text;
    EXPECT_NO_THROW(reader_->members(query, more)) << text;
  }
  EXPECT_EQ(names(st, "NEAR").size(), 1U);
  EXPECT_EQ(names(st, "bob and not").size(), 1U);
  EXPECT_TRUE(names(st, "NEAR(bob or)").size() <= 1);
  std::string every;
  for (int c = 1; c < 128; ++c) {
    EXPECT_NO_THROW(hits(std::string(3, static_cast<char>(c)) + "a")) << c;
    every += static_cast<char>(c);
  }
  EXPECT_NO_THROW(hits(every));
}

TEST_F(VoiceTest, VersionsAndSignatures) {
  const act::ActId jo = join("org", "The Organisation", "organisation");
  const act::ActId st = add("statement", "ana", {{"with", json::Array{to_hex(jo)}}}, {{"title", "First"}, {"text", "Words."}});
  const act::ActId s1 = sign("bob", st, "Bob");
  const act::ActId rev = add("revise", "org", {{"of", to_hex(st)}}, {{"title", "Second"}, {"text", "Other words."}});
  const act::ActId a1 = add("appoint", "org", {{"key", act::key_text(maker_.key("rep").key())}, {"scope", json::Array{"all"}}, {"until", "2040-01-01T00:00:00Z"}});
  const act::ActId s2 = add("sign", "rep", {{"statement", to_hex(rev)}, {"capacity", "organisation"}, {"country", "is"}, {"for", to_hex(jo)}, {"mandate", to_hex(a1)}},
                            {{"name", "A. Rep"}, {"affiliation", "Board"}});
  const auto info = reader_->statement(rev);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->act.id, st);
  ASSERT_EQ(info->versions.size(), 2U);
  EXPECT_EQ(info->versions[0].title, "First");
  EXPECT_EQ(info->versions[0].signatures, 1);
  EXPECT_FALSE(info->versions[0].current);
  EXPECT_TRUE(info->versions[1].current);
  EXPECT_EQ(info->versions[1].organisations, 1);
  EXPECT_EQ(info->with, std::vector<act::ActId>{jo});
  const auto signatory = reader_->signature(s2);
  ASSERT_TRUE(signatory);
  EXPECT_EQ(signatory->name, "A. Rep");
  EXPECT_EQ(signatory->affiliation, "Board");
  EXPECT_EQ(signatory->kind, "organisation");
  EXPECT_EQ(signatory->country, "is");
  EXPECT_EQ(signatory->act.acting_for, jo);
  EXPECT_EQ(signatory->act.member_name, "The Organisation");
  EXPECT_EQ(reader_->signature_of(st, maker_.key("bob").key()), s1);
  EXPECT_EQ(reader_->signature_of(rev, maker_.key("org").key()), s2);
  EXPECT_FALSE(reader_->signature_of(rev, maker_.key("bob").key()));
  EXPECT_FALSE(reader_->signature(st));
  EXPECT_EQ(reader_->statements(10).size(), 1U);
  EXPECT_TRUE(reader_->statements(10, 0).empty());
}

}  // namespace
}  // namespace althing::index
