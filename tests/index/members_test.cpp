// Members, vouches, mandates, and what a key's next act must know.
#include "index/fixture.h"

namespace althing::index {
namespace {

using MembersTest = IndexTest;

TEST_F(MembersTest, ListsAndPages) {
  const act::ActId ja = join("ana", "Ana Founder");
  std::vector<act::ActId> joins;
  for (int i = 0; i < 5; ++i) joins.push_back(join("m" + std::to_string(i), "Member " + std::to_string(i), i == 4 ? "organisation" : "person"));
  add("leave", "m1", {});
  add("vouch", "ana", {{"whom", to_hex(joins[2])}, {"group", "civil"}});
  MemberQuery query;
  query.limit = 2;
  bool more = false;
  std::vector<std::string> seen;
  for (int pages = 0; pages < 9; ++pages) {
    const auto page = reader_->members(query, more);
    for (const MemberInfo& m : page) {
      seen.push_back(m.name);
      query.after = m.act.no;
    }
    if (!more) break;
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"Ana Founder", "Member 0", "Member 2", "Member 3", "Member 4"}));
  query = {};
  query.group = "civil";
  EXPECT_EQ(reader_->members(query, more).size(), 2U);
  query.kind = "organisation";
  EXPECT_TRUE(reader_->members(query, more).empty());
  query.group = "";
  EXPECT_EQ(reader_->members(query, more).size(), 1U);
  query = {};
  query.standing = "vouched";
  EXPECT_EQ(reader_->members(query, more).size(), 2U);
  query.standing = "unvouched";
  EXPECT_EQ(reader_->members(query, more).size(), 3U);
  query.group = "civil";
  EXPECT_TRUE(reader_->members(query, more).empty());
  query = {};
  query.text = "found";
  EXPECT_EQ(reader_->members(query, more).size(), 1U);
  const auto ana = reader_->member(ja);
  ASSERT_TRUE(ana);
  EXPECT_EQ(ana->founding, std::vector<std::string>{"civil"});
  const auto gone = reader_->member(joins[1]);
  ASSERT_TRUE(gone);
  EXPECT_FALSE(gone->present);
  ASSERT_EQ(reader_->vouches_for(joins[2]).size(), 1U);
  EXPECT_EQ(reader_->vouches_for(joins[2])[0].from_name, "Ana Founder");
  EXPECT_EQ(reader_->vouches_by(ja)[0].whom_name, "Member 2");
  EXPECT_TRUE(reader_->vouches_by(joins[2]).empty());
  const auto assembly = reader_->assembly();
  ASSERT_TRUE(assembly);
  EXPECT_EQ(assembly->name, "An assembly of tests");
  EXPECT_EQ(assembly->members, 5);
  EXPECT_EQ(assembly->groups[0].seats, 2);
}

// Every filter has a way of its own through the members; all must give the same rows in the same order.
TEST_F(MembersTest, EveryFilterPagesAtTheLimit) {
  constexpr const char* kCountries[] = {"is", "ke", ""};
  std::map<std::string, std::vector<act::ActId>> want;  // by filter
  for (int i = 0; i < 18; ++i) {
    const std::string by = "m" + std::to_string(i), kind = i % 2 == 0 ? "person" : "association", country = kCountries[i % 3];
    json::Object body = object({{"kind", kind}, {"next", maker_.next(by + "2")}});
    if (!country.empty()) body.set("country", country);
    const IndexEntry entry = make("join", by, std::move(body), {{"name", "Member of tests " + std::to_string(i)}});
    give(entry);
    const act::ActId id = entry.act.id;
    want["all"].push_back(id);
    want["kind"].push_back(id), i % 2 == 0 ? want["kind"].pop_back() : void();
    if (country == "ke") want["country"].push_back(id);
    if (country == "ke" && i % 2 == 1) want["country and kind"].push_back(id);
    if (i % 4 == 1) want["group"].push_back(id), want["words and group"].push_back(id);
    if (i % 4 == 1 && country == "ke") want["group and country"].push_back(id);
    if (i % 5 == 0) want["attested"].push_back(id);
    if (i % 5 == 0 && i % 4 == 1) want["attested and group"].push_back(id);
  }
  join("ana", "Ana");
  for (const auto& id : want["group"]) add("vouch", "ana", {{"whom", to_hex(id)}, {"group", "civil"}});
  for (const auto& id : want["attested"]) add("attest", "node", {{"whom", to_hex(id)}, {"what", "identity"}, {"method", "in-person"}});
  for (const auto& [name, ids] : want) {
    MemberQuery query;
    if (name.find("kind") != std::string::npos) query.kind = "association";
    if (name.find("country") != std::string::npos) query.country = "ke";
    if (name.find("group") != std::string::npos) query.group = "civil";
    if (name.find("words") != std::string::npos) query.text = "tests";
    query.attested = name.find("attested") != std::string::npos;
    if (name == "all") query.text = "tests";  // all but the founder
    for (const std::size_t limit : {ids.size(), ids.size() - 1, std::size_t{1}}) {
      if (limit == 0) continue;
      query.limit = limit;
      query.after = kNone;
      std::vector<act::ActId> got;
      for (bool more = true; more;) {
        const auto page = reader_->members(query, more);
        ASSERT_LE(page.size(), limit) << name;
        ASSERT_FALSE(more && page.empty()) << name;
        EXPECT_TRUE(limit < ids.size() || !more || name == "group") << name;  // the founder counts there too
        for (const MemberInfo& m : page) {
          if (to_hex(m.act.id) != to_hex(reader_->member(m.act.id)->act.id)) ADD_FAILURE();
          if (m.name != "Ana") got.push_back(m.act.id);
          query.after = m.place;
        }
      }
      EXPECT_EQ(got, ids) << name << " by " << limit;
    }
  }
}

TEST_F(MembersTest, VouchersInPages) {
  const act::ActId ja = join("ana", "Ana");
  std::vector<act::ActId> whom;
  for (int i = 0; i < 5; ++i) whom.push_back(join("m" + std::to_string(i), "M"));
  for (const act::ActId& one : whom) add("vouch", "ana", {{"whom", to_hex(one)}, {"group", "civil"}});
  add("vouch", "m0", {{"whom", to_hex(whom[4])}, {"group", "civil"}});
  for (const std::size_t limit : {std::size_t{4}, std::size_t{5}, std::size_t{6}}) {
    const auto page = reader_->vouches_by(ja, limit);
    ASSERT_EQ(page.size(), std::min<std::size_t>(limit, 5)) << limit;
    const auto rest = reader_->vouches_by(ja, limit, page.back().no);
    ASSERT_EQ(rest.size(), 5 - page.size()) << limit;
    if (!rest.empty()) {
      EXPECT_EQ(rest[0].whom, whom[4]);
    }
  }
  const auto first = reader_->vouches_for(whom[4], 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].from, ja);
  EXPECT_EQ(reader_->vouches_for(whom[4], 9, first[0].no).size(), 1U);
}

TEST_F(MembersTest, CountsFollowSeatsAndMembers) {
  join("ana", "Ana");
  const act::ActId jb = join("bob", "Bob");
  const auto now = [&] {
    const auto assembly = reader_->assembly();
    return std::tuple(assembly->members, assembly->groups[0].seats, assembly->groups[1].seats);
  };
  EXPECT_EQ(now(), std::tuple(2, 1, 0));
  add("vouch", "ana", {{"whom", to_hex(jb)}, {"group", "civil"}});
  EXPECT_EQ(now(), std::tuple(2, 2, 0));
  add("unvouch", "ana", {{"whom", to_hex(jb)}, {"group", "civil"}});
  EXPECT_EQ(now(), std::tuple(2, 1, 0));
  add("vouch", "ana", {{"whom", to_hex(jb)}, {"group", "civil"}});
  add("leave", "ana", {});
  EXPECT_EQ(now(), std::tuple(1, 0, 0));  // the founder took its seat and its vouchers with it
  join("ana", "Ana");
  EXPECT_EQ(std::get<0>(now()), 2);
}

TEST_F(MembersTest, HeadsAfterForksAndRotations) {
  const Key bob = maker_.key("bob").key();
  EXPECT_TRUE(reader_->heads(bob).empty());
  EXPECT_FALSE(reader_->identity(bob));
  const act::ActId jb = join("bob", "Bob");
  EXPECT_EQ(reader_->heads(bob), std::vector<act::ActId>{jb});
  EXPECT_EQ(reader_->identity(bob), jb);
  std::set<act::ActId> forks;
  for (int i = 0; i < 12; ++i) forks.insert(add("statement", "bob", {{"prev", json::Array{to_hex(jb)}}, {"nonce", std::to_string(i)}}));
  const auto heads = reader_->heads(bob);
  EXPECT_EQ(heads.size(), 8U);
  EXPECT_TRUE(std::is_sorted(heads.begin(), heads.end()));
  for (const act::ActId& id : heads) EXPECT_TRUE(forks.contains(id));
  json::Array prev;
  for (const act::ActId& id : heads) prev.emplace_back(to_hex(id));
  const act::ActId merged = add("statement", "bob", {{"prev", prev}});
  EXPECT_EQ(reader_->heads(bob).size(), 5U);  // the four left and the new one
  // A stranger naming it uses nothing up.
  add("statement", "mallory", {{"prev", json::Array{to_hex(merged)}}});
  EXPECT_EQ(reader_->heads(bob).size(), 5U);
  // Nor does a rotation of the stranger's own join.
  const act::ActId jm = add("join", "mal", {{"kind", "person"}, {"next", maker_.next("mal2")}});
  std::set<std::string> both{to_hex(jm), to_hex(merged)};
  add("rotate", "mal2", {{"of", to_hex(jm)}, {"next", maker_.next("mal3")}, {"prev", json::Array(both.begin(), both.end())}});
  EXPECT_EQ(reader_->heads(bob).size(), 5U);
  EXPECT_EQ(reader_->member(jb)->key, maker_.key("bob").key());
  const act::ActId r = add("rotate", "bob2", {{"of", to_hex(jb)}, {"next", maker_.next("bob3")}, {"prev", json::Array{to_hex(merged)}}});
  EXPECT_EQ(reader_->heads(maker_.key("bob2").key()), std::vector<act::ActId>{r});
  EXPECT_EQ(reader_->member(jb)->key, maker_.key("bob2").key());
  EXPECT_EQ(reader_->identity(maker_.key("bob2").key()), jb);
  EXPECT_EQ(reader_->acts_of(maker_.key("bob2").key(), 100).size(), 15U);
  // A thief's second join with the key does not get into the member's next act.
  const act::ActId jc = join("cyn", "Cyn");
  add("join", "cyn", {{"kind", "person"}, {"next", maker_.next("thief")}, {"prev", json::Array{to_hex(found_.act.id)}}});
  add("join", "dan", {{"kind", "person"}, {"next", maker_.next("dan2")}});
  give([&] {
    IndexEntry entry;
    entry.act = maker_.make("join", "cyn", test::kEpoch, object({{"kind", "person"}, {"next", maker_.next("thief")}}));
    return entry;
  }());
  EXPECT_EQ(reader_->identity(maker_.key("cyn").key()), jc);
  for (const act::ActId& id : reader_->heads(maker_.key("cyn").key())) EXPECT_NE(reader_->act(id)->member.value_or(jc), act::ActId{});
}

TEST_F(MembersTest, Mandates) {
  const act::ActId jo = join("org", "The Organisation", "organisation");
  const Key rep = maker_.key("rep").key();
  const act::ActId a = add("appoint", "org", {{"key", act::key_text(rep)}, {"scope", json::Array{"sign", "unsign"}}, {"until", "2040-01-01T00:00:00Z"}});
  auto list = reader_->mandates_of_key(rep);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].appoint, a);
  EXPECT_EQ(list[0].organisation, jo);
  EXPECT_EQ(list[0].organisation_name, "The Organisation");
  EXPECT_EQ(list[0].scope, (std::vector<std::string>{"sign", "unsign"}));
  EXPECT_TRUE(list[0].in_force);
  EXPECT_TRUE(reader_->mandates_of_key(maker_.key("org").key()).empty());
  EXPECT_EQ(reader_->mandates_by(jo).size(), 1U);
  add("dismiss", "org", {{"of", to_hex(a)}, {"last", json::Array{}}});
  list = reader_->mandates_of_key(rep);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_FALSE(list[0].in_force);
}

}  // namespace
}  // namespace althing::index
