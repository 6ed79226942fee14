// Instruments, provisions, positions and imported rows.
#include "index/fixture.h"

namespace althing::index {
namespace {

using WatchTest = IndexTest;

TEST_F(WatchTest, ProvisionsInNaturalOrder) {
  const act::ActId i = add("instrument", "ana", {{"kind", "treaty"}, {"src", "t"}}, {{"title", "A treaty"}});
  for (const char* number : {"10", "3a", "3", "1.10", "1.2", "1.1", "2", "3b", "03"}) {
    add("provision", "ana", {{"of", to_hex(i)}, {"number", number}, {"src", std::string("p-") + number}}, {{"text", "Words."}});
  }
  std::vector<std::string> order;
  for (const ProvisionInfo& p : reader_->provisions(i)) order.push_back(p.number);
  EXPECT_EQ(order, (std::vector<std::string>{"1.1", "1.2", "1.10", "2", "3", "03", "3a", "3b", "10"}));
}

TEST_F(WatchTest, RowsFollowTheirVersions) {
  const act::ActId i1 = add("instrument", "ana", {{"kind", "treaty"}, {"src", "itr"}}, {{"title", "Old title"}});
  const act::ActId p1 = add("provision", "ana", {{"of", to_hex(i1)}, {"number", "1"}, {"src", "p1"}}, {{"text", "First text."}});
  const act::ActId o1 = add("position", "ana", {{"on", to_hex(p1)}, {"option", "mod"}, {"src", "o1"}}, {{"actors", json::Array{"Ruritania", "Graustark"}}});
  add("position", "ana", {{"on", to_hex(i1)}, {"option", "noc"}}, {{"actors", json::Array{"Freedonia"}}});
  const act::ActId i2 = add("instrument", "ana", {{"kind", "treaty"}, {"src", "itr"}}, {{"title", "New title"}});
  const act::ActId p2 = add("provision", "ana", {{"of", to_hex(i1)}, {"number", "1"}, {"src", "p1"}}, {{"text", "Second text."}});
  const act::ActId j = add("instrument", "ana", {{"kind", "treaty"}, {"on", to_hex(i2)}, {"src", "itr2"}}, {{"title", "Its successor"}});
  const act::ActId q = add("provision", "ana", {{"of", to_hex(j)}, {"number", "1"}, {"from", to_hex(p1)}}, {{"text", "Later text."}});
  EXPECT_EQ(reader_->instruments().size(), 2U);
  const auto info = reader_->instrument(i1);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->act.id, i2);
  EXPECT_EQ(info->shown.title, "New title");
  EXPECT_EQ(info->provisions, 1);
  EXPECT_EQ(info->positions, 2);
  const auto provision = reader_->provision(p1);
  ASSERT_TRUE(provision);
  EXPECT_EQ(provision->act.id, p2);
  EXPECT_EQ(provision->shown.text, "Second text.");
  EXPECT_EQ(provision->instrument, i2);
  const auto positions = reader_->positions(i2);
  ASSERT_EQ(positions.size(), 2U);
  EXPECT_EQ(positions[0].act.id, o1);
  EXPECT_EQ(positions[0].on, p2);
  EXPECT_FALSE(positions[0].on_instrument);
  EXPECT_TRUE(positions[1].on_instrument);
  EXPECT_EQ(positions[0].shown.name, "Ruritania, Graustark");
  for (const act::ActId& any : {p1, p2}) {
    const auto later = reader_->successors(any);
    ASSERT_EQ(later.size(), 1U);
    EXPECT_EQ(later[0].act.id, q);
    EXPECT_EQ(later[0].from, p2);
  }
  EXPECT_TRUE(reader_->successors(q).empty());
  const act::ActId st = add("statement", "ana", {{"on", json::Array{to_hex(p1)}}}, {{"title", "Answer"}, {"text", "Words."}});
  ASSERT_EQ(reader_->answers_to({p1, i1}).size(), 1U);
  EXPECT_EQ(reader_->answers_to({p1})[0].act.id, st);
  EXPECT_TRUE(reader_->answers_to({i1}).empty());
  // Imported rows: src -> what is in force, and none without src.
  std::map<std::string, act::ActId> rows;
  for (const ImportedRow& row : reader_->imported_rows(maker_.key("ana").key())) rows[row.type + " " + row.src] = row.id;
  EXPECT_EQ(rows, (std::map<std::string, act::ActId>{{"instrument itr", i2}, {"instrument itr2", j}, {"position o1", o1}, {"provision p1", p2}}));
  EXPECT_TRUE(reader_->imported_rows(maker_.key("ben").key()).empty());
}

TEST_F(WatchTest, DocumentsOfAnInstrument) {
  const act::ActId i = add("instrument", "ana", {{"kind", "law"}});
  const std::string sha = to_hex(sha256("a file"));
  const act::ActId d = add("document", "ana", {{"sha256", sha}, {"provenance", "leaked"}, {"of", to_hex(i)}}, {{"title", "A paper"}});
  add("document", "ana", {{"sha256", sha}, {"provenance", "official"}});
  EXPECT_EQ(reader_->documents(nullptr).size(), 2U);
  const auto some = reader_->documents(&i);
  ASSERT_EQ(some.size(), 1U);
  EXPECT_EQ(some[0].act.id, d);
  EXPECT_EQ(to_hex(some[0].sha256), sha);
  EXPECT_EQ(some[0].provenance, "leaked");
}

}  // namespace
}  // namespace althing::index
