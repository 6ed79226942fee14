// No page and no folded act may read a whole table: the plans of all statements that ran, as SQLite
// explains them. Connections opened during the test note each statement (an automatic extension).
#include <sqlite3.h>

#include <algorithm>
#include <set>

#include "index/fixture.h"
#include "index/sqlite.h"

namespace althing::index {
namespace {

std::set<std::string> g_statements;  // sqlite3_auto_extension takes no context

int note_statement(unsigned, void*, void* statement, void*) {
  g_statements.insert(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
  return 0;
}
int watch_connection(sqlite3* db, const char**, const void*) { return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note_statement, nullptr); }

class PlanTest : public IndexTest {
 protected:
  void SetUp() override {
    g_statements.clear();
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch_connection));
    IndexTest::SetUp();
    g_statements.clear();  // making the tables is not what is looked at
  }
  void TearDown() override {
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&watch_connection));
    IndexTest::TearDown();
  }

  // "" or the statement with its plan.
  std::string scan_in(Db& db, const std::string& sql) {
    static constexpr std::string_view kRead[] = {"SELECT", "UPDATE", "DELETE"};
    if (std::none_of(std::begin(kRead), std::end(kRead), [&](std::string_view verb) { return sql.starts_with(verb); })) return {};
    std::string plan;
    bool scan = false;
    Query q(db, "EXPLAIN QUERY PLAN " + sql);
    q.bind();
    while (q.step()) {
      const std::string step = q.text(3);
      plan += "\n    " + step;
      scan = scan || (step.starts_with("SCAN") && step.find("VIRTUAL TABLE") == std::string::npos && step != "SCAN CONSTANT ROW" &&
                      step.find("(subquery") == std::string::npos && step != "SCAN seat");
    }
    return scan ? sql + plan : std::string();
  }
  std::string scans() {
    std::string out;
    const std::set<std::string> all = g_statements;
    Db db(path(), Db::Mode::create);
    for (const std::string& sql : all) {
      // Seats are rewritten as a whole; the table has one row per seat.
      if (sql == "DELETE FROM seat" || sql.find("FROM seat JOIN act") != std::string::npos || sql.find("FROM seat ORDER BY") != std::string::npos) continue;
      if (sql == "SELECT EXISTS (SELECT 1 FROM waiting)") continue;  // reads one row
      if (sql.find("'search_") != std::string::npos) continue;  // FTS5's own tables
      if (sql == "SELECT poll FROM outcome ORDER BY poll") continue;  // decided polls are few, and all are meant
      if (const std::string found = scan_in(db, sql); !found.empty()) out += "\n  " + found;
    }
    return out;
  }
};

TEST_F(PlanTest, NoPageAndNoActReadsAWholeTable) {
  const act::ActId ja = join("ana", "Ana"), jo = join("org", "Org", "organisation");
  const act::ActId st = add("statement", "ana", {}, {{"title", "Open letter"}});
  add("revise", "ana", {{"of", to_hex(st)}});
  const act::ActId a = add("appoint", "org", {{"key", act::key_text(maker_.key("rep").key())}, {"scope", json::Array{"all"}}, {"until", "2040-01-01T00:00:00Z"}});
  add("vouch", "ana", {{"whom", to_hex(jo)}, {"group", "civil"}});
  const act::ActId s = sign("bob", st, "Bob");
  add("dismiss", "org", {{"of", to_hex(a)}, {"last", json::Array{}}});
  const act::ActId i = add("instrument", "ana", {{"kind", "law"}, {"src", "i"}});
  const act::ActId p = add("provision", "ana", {{"of", to_hex(i)}, {"number", "1"}, {"src", "p"}});
  add("position", "ana", {{"on", to_hex(p)}, {"option", "mod"}});
  add("erase", "bob", {{"of", to_hex(s)}});
  add("withhold", "node", {{"of", to_hex(st)}});
  add("rotate", "ana2", {{"of", to_hex(ja)}, {"next", maker_.next("ana3")}, {"prev", json::Array{to_hex(last_["ana"])}}});
  add("mark", "log", {{"size", 3}, {"root", std::string(64, '0')}});
  bool more = false;
  const Key key = maker_.key("ana").key();
  SignatoryQuery query;
  reader_->signatories(st, query);
  query.after = 3;
  query.capacity = "person";
  reader_->signatories(st, query);
  query.text = "bob";
  reader_->signatories(st, query);
  query.newest_first = true;
  reader_->signatories(st, query);
  query.text.clear();
  query.before = 99;
  reader_->signatories(st, query);
  reader_->hidden_by(3), reader_->appeals(3);
  reader_->find(st), reader_->act(st), reader_->act_at(3), reader_->shown(3);
  reader_->newest(50), reader_->newest(50, 5), reader_->acts_of(key, 50);
  reader_->acts_with_detail(Hash{});
  reader_->assembly(), reader_->statements(20), reader_->statement(st);
  reader_->signature(s), reader_->signature_of(st, key);
  reader_->instruments(), reader_->instrument(i), reader_->provisions(i), reader_->provision(p), reader_->positions(i);
  reader_->successors(p), reader_->documents(nullptr), reader_->documents(&i), reader_->answers_to({p});
  for (const char* text : {"", "ana"}) {
    MemberQuery members;
    members.text = text;
    members.after = 1;
    reader_->members(members, more);
    members.kind = "person";
    reader_->members(members, more);
    members.country = "is";
    reader_->members(members, more);
    members.country.clear();
    members.group = "civil";
    reader_->members(members, more);
    members.attested = true;
    reader_->members(members, more);
  }
  const act::ActId poll = add("poll", "ana2", {{"method", "consent"}, {"opens", "2030-01-01T00:00:00Z"}, {"closes", "2031-01-01T00:00:00Z"}});
  reader_->votes(poll), reader_->poll_summary(poll), reader_->poll(poll), reader_->about_any({st, i}, "comment", 9);
  const act::ActId dossier = add("dossier", "ana2", {}, {{"title", "A file"}});
  const act::ActId claim = add("claim", "ana2", {{"on", to_hex(i)}}, {{"quote", "words"}});
  const act::ActId row = add("incident", "ana2", {{"kind", "shutdown"}, {"country", "is"}, {"from", "2026-01-05T00:00:00Z"}, {"precision", "day"}, {"order", to_hex(i)}, {"labels", json::Array{"a"}}});
  add("incident", "ana2", {{"kind", "shutdown"}, {"country", "no"}, {"from", "2026-01-05T00:00:00Z"}, {"precision", "day"}, {"src", "n"}});
  add("incident", "ana2", {{"kind", "blocking"}, {"country", "no"}, {"from", "2026-01-05T00:00:00Z"}, {"precision", "day"}, {"src", "n"}});
  add("part", "ana2", {{"of", to_hex(dossier)}, {"row", to_hex(row)}});
  add("corroborate", "org", {{"on", to_hex(row)}});
  for (const char* backing : {"", "none", "some", "independent", "disputed"}) {
    for (int mask = 0; mask < 256; ++mask) {
      PlacedQuery placed;
      placed.backing = backing;
      if (mask & 1) placed.country = "is";
      if (mask & 2) placed.kind = "shutdown";
      if (mask & 4) placed.extent = "local";
      if (mask & 8) placed.label = "a";
      if (mask & 16) placed.author = ja;
      if (mask & 32) placed.instrument = i;
      if (mask & 64) placed.ongoing = true;
      if (mask & 128) placed.oldest_first = true;
      reader_->placed(placed);
      reader_->placed_density(placed, {1'700'000'000, 1'701'000'000, 1'800'000'000}, Grain::day), reader_->placed_reaching(placed, 1'700'000'000, 9);
    }
  }
  reader_->placed_row(row, "incident"), reader_->placed_counts("incident"), reader_->placed_counts("incident", 202401, 202412), reader_->placed_months("incident", "is", ""), reader_->placed_scan("incident", kNone, 9);
  reader_->corroborations(row, 9), reader_->disputes_of(row, 9), reader_->evidence_of(row), reader_->evidence_for(row, 9), reader_->row_versions(row), reader_->current_item(row);
  reader_->claims(nullptr, 9), reader_->claims(&i, 9), reader_->claim(claim), reader_->checks(claim, 9);
  reader_->dossiers(9), reader_->dossier(dossier), reader_->parts(dossier, 9), reader_->dossiers_of(row, 9);
  reader_->member(ja), reader_->vouches_for(jo), reader_->vouches_by(ja), reader_->mandates_by(jo);
  reader_->mandates_of_key(maker_.key("rep").key()), reader_->heads(key), reader_->identity(key), reader_->imported_rows(key);
  reader_->search("ana", "", 10, 0, more), reader_->moderation(10);
  EXPECT_GT(g_statements.size(), 60U);
  EXPECT_EQ(scans(), "");
}

TEST_F(PlanTest, TheTestItselfSeesAScan) {
  Db db(path(), Db::Mode::create);
  EXPECT_NE(scan_in(db, "SELECT no FROM act WHERE payload = ?"), "");
  EXPECT_EQ(scan_in(db, "SELECT no FROM act WHERE id8 = ? AND id = ?"), "");
}

}  // namespace
}  // namespace althing::index
