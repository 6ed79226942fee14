// Events, incidents and steps by filters; corroborations and which of them are independent; claims, dossiers.
#include <algorithm>
#include <random>

#include "index/fixture.h"

namespace althing::index {
namespace {

class PlacedTest : public IndexTest {
 protected:
  using Members = std::initializer_list<std::pair<std::string_view, json::Value>>;

  act::ActId incident(const std::string& by, const std::string& kind, const std::string& country, const std::string& day, Members more = {}) {
    json::Object members = object({{"kind", kind}, {"country", country}, {"from", day + "T00:00:00Z"}, {"precision", "day"}});
    for (const auto& [name, value] : more) members.set(std::string(name), value);
    const IndexEntry entry = make("incident", by, std::move(members), object({{"title", kind + " " + day}}));
    give(entry);
    return entry.act.id;
  }
  std::vector<act::ActId> found(const PlacedQuery& query) {
    std::vector<act::ActId> out;
    for (const PlacedInfo& row : reader_->placed(query).rows) out.push_back(row.act.id);
    return out;
  }
  Backing backing(const act::ActId& id) { return reader_->backing(id); }
};

TEST_F(PlacedTest, EveryFilterGivesWhatAPlainLookGives) {
  join("ana", "Ana"), join("ben", "Ben"), join("cyn", "Cyn");
  const act::ActId law = add("instrument", "ana", {{"kind", "law"}, {"src", "law"}});
  const act::ActId dossier = add("dossier", "ana", {}, {{"title", "A file"}});
  struct Made {
    act::ActId id;
    std::string by, kind, country, extent, label, backing, day;
    bool ongoing, ordered, joined;
  };
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> kinds{"shutdown", "blocking", "arrest"}, countries{"is", "no", "se"}, extents{"", "local", "national"}, labels{"", "cause:exams", "cause:elections"};
  std::vector<Made> all;
  for (int i = 0; i < 120; ++i) {
    Made one;
    one.by = below(2) ? "ana" : "ben";
    one.kind = kinds[below(3)], one.country = countries[below(3)], one.extent = extents[below(3)], one.label = labels[below(3)];
    one.day = "2026-0" + std::to_string(1 + below(9)) + "-" + (below(2) ? "07" : "21");
    one.ongoing = below(4) == 0, one.ordered = below(4) == 0, one.joined = below(3) == 0;
    json::Object members = object({{"kind", one.kind}, {"country", one.country}, {"from", one.day + "T00:00:00Z"}, {"precision", "day"}});
    if (!one.extent.empty()) members.set("extent", one.extent);
    if (!one.label.empty()) members.set("labels", json::Array{one.label});
    if (one.ongoing) members.set("end", "ongoing");
    if (one.ordered) members.set("order", to_hex(law));
    const IndexEntry entry = make("incident", one.by, std::move(members), json::Object());
    give(entry);
    one.id = entry.act.id;
    if (one.joined) add("part", "ana", {{"of", to_hex(dossier)}, {"row", to_hex(one.id)}});
    if (below(3) == 0) {
      one.backing = below(2) ? "some" : "disputed";
      add(one.backing == "some" ? "corroborate" : "dispute", "cyn", {{"on", to_hex(one.id)}}, {{"reason", "So I saw."}});
    }
    all.push_back(one);
  }
  add("instrument", "ana", {{"kind", "law"}, {"src", "law"}}, {{"title", "Its new version"}});
  for (int round = 0; round < 400; ++round) {
    PlacedQuery q;
    if (below(3) == 0) q.kind = kinds[below(3)];
    if (below(3) == 0) q.country = countries[below(3)];
    if (below(4) == 0) q.extent = extents[1 + below(2)];
    if (below(4) == 0) q.label = labels[1 + below(2)];
    if (below(4) == 0) q.ongoing = true;
    if (below(4) == 0) q.backing = std::vector<std::string>{"none", "some", "disputed"}[below(3)];
    if (below(4) == 0) q.author = reader_->identity(maker_.key(below(2) ? "ana" : "ben").key());
    if (below(4) == 0) q.instrument = law;
    if (below(4) == 0) q.dossier = dossier;
    if (below(4) == 0) q.from = *parse_date("2026-03-07");
    if (below(4) == 0) q.to = *parse_date("2026-07-07");
    q.oldest_first = below(2);
    q.limit = 1 + below(40);
    std::vector<Made> want;
    for (const Made& one : all) {
      const UnixSeconds day = *parse_date(one.day);
      if ((q.kind.empty() || one.kind == q.kind) && (q.country.empty() || one.country == q.country) && (q.extent.empty() || one.extent == q.extent) && (q.label.empty() || one.label == q.label) &&
          (!q.ongoing || one.ongoing) && (q.backing.empty() || one.backing == q.backing || (q.backing == "none" && one.backing != "some")) &&
          (!q.author || *q.author == *reader_->identity(maker_.key(one.by).key())) && (!q.instrument || one.ordered) && (!q.dossier || one.joined) && (!q.from || day >= *q.from) &&
          (!q.to || day < *q.to)) {
        want.push_back(one);
      }
    }
    // Log order within a day.
    std::stable_sort(want.begin(), want.end(), [](const Made& a, const Made& b) { return a.day < b.day; });
    if (!q.oldest_first) std::reverse(want.begin(), want.end());
    std::vector<act::ActId> got;
    for (int pages = 0; pages < 200; ++pages) {
      const PlacedPage page = reader_->placed(q);
      EXPECT_EQ(page.total, static_cast<std::int64_t>(want.size()));
      EXPECT_LE(page.rows.size(), q.limit);
      for (const PlacedInfo& row : page.rows) got.push_back(row.act.id);
      if (!page.more) break;
      q.after = page.next;
      ASSERT_TRUE(q.after);
    }
    std::vector<act::ActId> ids;
    for (const Made& one : want) ids.push_back(one.id);
    ASSERT_EQ(got, ids) << "round " << round;
  }
  std::map<std::pair<std::string, std::string>, std::int64_t> counts, made;
  for (const PlacedCount& one : reader_->placed_counts("incident")) counts[{one.country, one.kind}] = one.n;
  for (const Made& one : all) ++made[{one.country, one.kind}];
  EXPECT_EQ(counts, made);
  std::int64_t march = 0;
  for (const PlacedCount& one : reader_->placed_counts("incident", 202603, 202603)) march += one.n;
  EXPECT_EQ(march, std::count_if(all.begin(), all.end(), [](const Made& one) { return one.day.starts_with("2026-03"); }));
  std::int64_t months = 0;
  for (const MonthCount& one : reader_->placed_months("incident", "is", "")) months += one.n;
  EXPECT_EQ(months, std::count_if(all.begin(), all.end(), [](const Made& one) { return one.country == "is"; }));
  std::size_t scanned = 0;
  for (ActNo after = kNone;;) {
    const auto some = reader_->placed_scan("incident", after, 7);
    scanned += some.size();
    if (some.size() < 7) break;
    after = some.back().first;
  }
  EXPECT_EQ(scanned, all.size());
}

TEST_F(PlacedTest, ANewVersionMovesARowAndATakenBackOneIsGone) {
  join("ana", "Ana"), join("ben", "Ben");
  const act::ActId one = incident("ana", "shutdown", "is", "2026-01-05", {{"src", "n-1"}, {"labels", json::Array{"a"}}});
  add("corroborate", "ben", {{"on", to_hex(one)}});
  const act::ActId two = incident("ana", "blocking", "no", "2026-02-05", {{"src", "n-1"}, {"labels", json::Array{"b"}}});
  PlacedQuery q;
  EXPECT_EQ(found(q), std::vector<act::ActId>{two});
  q.country = "is";
  EXPECT_TRUE(found(q).empty());
  q = {};
  q.label = "a";
  EXPECT_TRUE(found(q).empty());
  q.label = "b";
  EXPECT_EQ(found(q), std::vector<act::ActId>{two});
  q = {};
  q.backing = "some";
  EXPECT_TRUE(found(q).empty());
  ASSERT_EQ(reader_->corroborations(two, 9).size(), 1U);
  EXPECT_FALSE(reader_->corroborations(one, 9)[0].of_this_version);
  EXPECT_EQ(reader_->row_versions(one).size(), 2U);
  const auto row = reader_->placed_row(one, "incident");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->tokens.kind, "blocking");
  ASSERT_EQ(reader_->placed_counts("incident").size(), 1U);
  EXPECT_EQ(reader_->placed_counts("incident")[0].country, "no");
  add("withdraw", "ana", {{"of", to_hex(two)}});
  EXPECT_TRUE(found({}).empty());
  EXPECT_TRUE(reader_->placed_counts("incident").empty());
  EXPECT_FALSE(reader_->placed_row(one, "incident"));
}

TEST_F(PlacedTest, OnlyOtherOrganisationsWithASeatAreIndependent) {
  join("ana", "Ana"), join("ben", "Ben");
  const act::ActId org = join("org", "Org", "organisation"), cyn = join("cyn", "Cyn"), dan = join("dan", "Dan"), other = join("other", "Other", "organisation");
  const act::ActId row = incident("ben", "shutdown", "is", "2026-01-05");
  const auto vouch = [&](const act::ActId& whom) { add("vouch", "ana", {{"whom", to_hex(whom)}, {"group", "civil"}}); };
  const auto appoint = [&](const std::string& by, const std::string& whom) {
    return add("appoint", by, {{"key", act::key_text(maker_.key(whom).key())}, {"scope", json::Array{"all"}}, {"until", "2040-01-01T00:00:00Z"}});
  };
  // A fresh key corroborates and is no independent voice.
  add("corroborate", "cyn", {{"on", to_hex(row)}});
  EXPECT_EQ(backing(row).all, 1);
  EXPECT_EQ(backing(row).independent, 0);
  vouch(cyn);
  EXPECT_EQ(backing(row).independent, 1);
  // Two of one organisation are one voice.
  vouch(org), vouch(dan), vouch(other);
  add("corroborate", "org", {{"on", to_hex(row)}});
  EXPECT_EQ(backing(row).independent, 2);
  const act::ActId mandate = appoint("org", "cyn");
  EXPECT_EQ(backing(row).independent, 1);
  EXPECT_EQ(backing(row).all, 2);
  add("dismiss", "org", {{"of", to_hex(mandate)}, {"last", json::Array{}}});
  EXPECT_EQ(backing(row).independent, 2);
  // Whoever appoints the recorder is of its organisation, and so is who else it appointed.
  appoint("other", "ben");
  add("corroborate", "other", {{"on", to_hex(row)}});
  EXPECT_EQ(backing(row).all, 3);
  EXPECT_EQ(backing(row).independent, 2);
  appoint("other", "dan");
  add("corroborate", "dan", {{"on", to_hex(row)}});
  EXPECT_EQ(backing(row).all, 4);
  EXPECT_EQ(backing(row).independent, 2);
  // A common domain that a member with a seat attests.
  for (const act::ActId& whom : {cyn, org}) add("attest", "ana", {{"whom", to_hex(whom)}, {"what", "domain"}, {"domain", "cyn.example"}, {"method", "dns"}});
  EXPECT_EQ(backing(row).independent, 1);
  const auto all = reader_->corroborations(row, 9);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].organisation, all[1].organisation);
  EXPECT_NE(all[0].organisation, 0);
  EXPECT_EQ(all[2].organisation, 0);
  EXPECT_EQ(all[3].organisation, 0);
  EXPECT_TRUE(all[0].seated);
  PlacedQuery q;
  q.backing = "independent";
  EXPECT_EQ(found(q), std::vector<act::ActId>{row});
  incident("ana", "shutdown", "is", "2026-01-06");
  const act::ActId fresh = incident("ana", "arrest", "is", "2026-01-07");
  add("corroborate", "ben", {{"on", to_hex(fresh)}});
  EXPECT_EQ(found(q), std::vector<act::ActId>{row});  // ben has no seat
}

TEST_F(PlacedTest, ClaimsChecksAndEvidence) {
  join("ana", "Ana"), join("ben", "Ben");
  const act::ActId law = add("instrument", "ana", {{"kind", "law"}, {"src", "law"}});
  const act::ActId doc = add("document", "ana", {{"sha256", to_hex(sha256("a file"))}, {"provenance", "leaked"}, {"src", "d"}}, {{"title", "A paper"}});
  const act::ActId said = add("claim", "ana", {{"on", to_hex(law)}, {"src", "k"}}, {{"quote", "It never happened."}, {"speaker", "A minister"}, {"employer", "A ministry"}});
  const act::ActId row = incident("ana", "shutdown", "is", "2026-01-05", {{"evidence", json::Array{to_hex(doc)}}});
  std::vector<std::string> evidence{to_hex(doc), to_hex(row)};
  std::sort(evidence.begin(), evidence.end());
  const act::ActId check = add("check", "ben", {{"of", to_hex(said)}, {"verdict", "contradicted"}, {"evidence", json::Array(evidence.begin(), evidence.end())}}, {{"text", "It did."}});
  const act::ActId doc2 = add("document", "ana", {{"sha256", to_hex(sha256("a file"))}, {"provenance", "leaked"}, {"src", "d"}}, {{"title", "The same paper"}});
  ASSERT_EQ(reader_->claims(nullptr, 9).size(), 1U);
  const auto claim = reader_->claims(&law, 9).at(0);
  EXPECT_EQ(claim.act.id, said);
  EXPECT_EQ(claim.checks, 1);
  ASSERT_TRUE(claim.on);
  EXPECT_EQ(claim.on->act.id, law);
  EXPECT_EQ(claim.shown.name, "A minister");
  EXPECT_EQ(hits("never happened"), 1U);
  const auto checks = reader_->checks(said, 9);
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks[0].verdict, "contradicted");
  ASSERT_EQ(checks[0].evidence.size(), 2U);
  EXPECT_TRUE(checks[0].evidence[0].act.id == doc2 || checks[0].evidence[1].act.id == doc2);  // as it stands now
  EXPECT_EQ(reader_->evidence_of(row).at(0).act.id, doc2);
  std::vector<act::ActId> rests;
  for (const Item& one : reader_->evidence_for(doc2, 9)) rests.push_back(one.act.id);
  EXPECT_EQ(rests, (std::vector<act::ActId>{row, check}));
}

TEST_F(PlacedTest, Dossiers) {
  const act::ActId ja = join("ana", "Ana"), jb = join("ben", "Ben");
  (void)ja;
  const act::ActId one = add("dossier", "ana", {{"src", "d"}, {"with", json::Array{to_hex(jb)}}}, {{"title", "Old name"}});
  const act::ActId a = incident("ana", "shutdown", "is", "2026-01-05", {{"src", "a"}}), b = incident("ana", "arrest", "no", "2026-01-06");
  const act::ActId pa = add("part", "ben", {{"of", to_hex(one)}, {"row", to_hex(a)}});
  const act::ActId two = add("dossier", "ana", {{"src", "d"}, {"with", json::Array{to_hex(jb)}}}, {{"title", "New name"}});
  add("part", "ana", {{"of", to_hex(two)}, {"row", to_hex(b)}}, {{"note", "why"}});
  const act::ActId a2 = incident("ana", "shutdown", "is", "2026-01-04", {{"src", "a"}});
  add("part", "ana", {{"of", to_hex(two)}, {"row", to_hex(a2)}});  // the same row again
  const auto dossier = reader_->dossier(one);
  ASSERT_TRUE(dossier);
  EXPECT_EQ(dossier->act.id, two);
  EXPECT_EQ(dossier->shown.title, "New name");
  EXPECT_EQ(dossier->with, std::vector<act::ActId>{jb});
  const auto parts = reader_->parts(two, 9);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].row.act.id, a2);
  EXPECT_EQ(parts[0].part.act.id, pa);
  EXPECT_EQ(parts[1].row.act.id, b);
  ASSERT_EQ(reader_->dossiers_of(a, 9).size(), 1U);
  EXPECT_EQ(reader_->dossiers_of(b, 9)[0].act.id, two);
  EXPECT_EQ(reader_->dossiers(9).size(), 1U);
  PlacedQuery q;
  q.dossier = one;
  EXPECT_EQ(found(q), (std::vector<act::ActId>{b, a2}));
}

}  // namespace
}  // namespace althing::index
