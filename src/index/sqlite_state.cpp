#include "index/sqlite_state.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/check.h"
#include "index/placed_rows.h"
#include "index/schema.h"

namespace althing::index {

using assembly::ActNo;
using assembly::ActRow;
using assembly::kNone;
using assembly::SlotRow;

namespace {

constexpr std::int64_t kExtended = 1, kFollowed = 2, kFirstJoin = 4;

// Numbers with "no value" as SQL NULL.
std::optional<std::int64_t> nullable(ActNo no) { return no == kNone ? std::nullopt : std::optional(static_cast<std::int64_t>(no)); }
ActNo number(const Query& q, int column) { return q.is_null(column) ? kNone : static_cast<ActNo>(q.integer(column)); }

std::string list_text(const std::vector<ActNo>& list) {
  std::string out;
  for (const ActNo no : list) out += std::to_string(no) + ",";
  return out;
}

std::vector<ActNo> parse_list(const std::string& text) {
  std::vector<ActNo> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    ActNo no = 0;
    const auto [next, error] = std::from_chars(at, end, no);
    CHECK(error == std::errc());  // we wrote it
    out.push_back(no);
    at = next + 1;
  }
  return out;
}

SlotRow read_slot(const Query& q) {
  SlotRow row;
  row.id = static_cast<std::uint64_t>(q.integer(0));
  row.key = q.text(1);
  row.kind = q.text(2);
  row.subject = number(q, 3);
  row.owner = number(q, 4);
  row.winner = number(q, 5);
  row.active = q.integer(6) != 0;
  row.payload = q.text(7);
  return row;
}

constexpr const char* kSlotSelect = "SELECT id, key, kind, subject, owner, winner, active, payload FROM slot ";

}  // namespace

std::vector<std::string> split_groups(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = text.find(',', at);
    out.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return out;
}

ActRow read_act_row(const Query& q) {
  ActRow row;
  row.no = static_cast<ActNo>(q.integer(0));
  row.id = act::ActId::from(as_bytes(q.text(1)));
  row.type = q.text(2);
  row.v = q.integer(3);
  row.key = Key::from(as_bytes(q.text(4)));
  row.at = q.integer(5);
  if (!q.is_null(6)) row.commitment = Hash::from(as_bytes(q.text(6)));
  row.status = static_cast<assembly::Status>(q.integer(7));
  row.fixed = q.integer(8) != 0;
  row.reason = q.text(9);
  row.segment = number(q, 10);
  row.position = static_cast<std::uint64_t>(q.integer(11));
  row.extended = (q.integer(12) & kExtended) != 0;
  row.followed = (q.integer(12) & kFollowed) != 0;
  row.first_join = (q.integer(12) & kFirstJoin) != 0;
  row.parents = parse_list(q.text(13));
  row.author = number(q, 14);
  row.actor = number(q, 15);
  row.subject = number(q, 16);
  row.mandate = number(q, 17);
  row.slot = q.is_null(18) ? 0 : static_cast<std::uint64_t>(q.integer(18));
  row.positive = q.integer(19) != 0;
  row.payload = q.text(20);
  return row;
}

Query& SqliteState::prepared(std::string_view sql) {
  Found& found = found_[(reinterpret_cast<std::uintptr_t>(sql.data()) >> 4 ^ sql.size()) % found_.size()];
  if (found.query != nullptr && found.text == sql) return *found.query;
  auto it = statements_.find(sql);
  if (it == statements_.end()) it = statements_.emplace(sql, std::make_unique<Query>(db_, sql)).first;
  found = {it->first, it->second.get()};
  return *it->second;
}

void SqliteState::reset_all() {
  for (auto& [sql, query] : statements_) query->reset();
}

std::vector<ActNo> SqliteState::numbers(Query& query) {
  std::vector<ActNo> out;
  while (query.step()) out.push_back(static_cast<ActNo>(query.integer(0)));
  return out;
}

void SqliteState::begin_bulk(std::uint64_t acts) {
  bulk_.emplace();
  bulk_acts_ = acts;
}

void SqliteState::end_bulk() {
  if (!bulk_) return;
  for (const char* sql : kCreateKeys) db_.exec(sql);
  bulk_.reset();
}

// Whether the row of that number has this value, and is not to be left out; `sql` asks so.
bool SqliteState::is(std::string_view sql, std::uint64_t no, ByteView value) {
  Query& q = prepared(sql).bind(no, value);
  const bool yes = q.step();
  q.reset();
  return yes;
}

std::optional<ActNo> SqliteState::find(const act::ActId& id) {
  if (bulk_) {
    for (const ActNo no : bulk_->ids.candidates(first8(id))) {
      if (is("SELECT 1 FROM act WHERE no = ? AND id = ?", no, id.view())) return no;
    }
    return {};
  }
  Query& q = prepared("SELECT no FROM act WHERE id8 = ? AND id = ?").bind(first8(id), id);
  std::optional<ActNo> out;
  if (q.step()) out = static_cast<ActNo>(q.integer(0));
  q.reset();
  return out;
}

ActRow SqliteState::get(ActNo no) {
  static const std::string sql = std::string("SELECT ") + kActColumns + " FROM act WHERE no = ?";
  Query& q = prepared(sql).bind(no);
  CHECK(q.step());
  ActRow row = read_act_row(q);
  q.reset();
  return row;
}

void SqliteState::write_act(Query& q, const ActRow& row) {
  const std::int64_t flags = (row.extended ? kExtended : 0) | (row.followed ? kFollowed : 0) | (row.first_join ? kFirstJoin : 0);
  q.run_with(row.no, row.id, row.type, row.v, row.key, row.at, row.commitment, static_cast<int>(row.status), row.fixed,
             row.reason, nullable(row.segment), row.position, flags, list_text(row.parents), nullable(row.author),
             nullable(row.actor), nullable(row.subject), nullable(row.mandate),
             row.slot == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(row.slot)), row.positive, row.payload,
             first8(row.id), first8(row.key), row.commitment ? std::optional(first8(*row.commitment)) : std::nullopt);
}

void SqliteState::insert(const ActRow& row) {
  write_act(prepared("INSERT INTO act VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"), row);
  if (!bulk_) return;
  bulk_->ids.put(first8(row.id), row.no);
  bulk_->keys.put(first8(row.key), row.no);
  if (row.no >= bulk_acts_) end_bulk();
}

void SqliteState::update(const ActRow& row) {
  write_act(prepared("UPDATE act SET id=?2, type=?3, v=?4, key=?5, at=?6, commitment=?7, status=?8, fixed=?9, reason=?10, "
                     "segment=?11, position=?12, flags=?13, parents=?14, author=?15, actor=?16, subject=?17, mandate=?18, "
                     "slot=?19, positive=?20, payload=?21, id8=?22, key8=?23, commitment8=?24 WHERE no=?1"),
            row);
}

std::vector<ActNo> SqliteState::acts_of_key(const Key& key) {
  if (bulk_) {
    std::vector<ActNo> out = bulk_->keys.candidates(first8(key));
    std::erase_if(out, [&](ActNo no) { return !is("SELECT 1 FROM act WHERE no = ? AND key = ? AND status > 0", no, key.view()); });
    return out;
  }
  return numbers(prepared("SELECT no FROM act WHERE key8 = ? AND key = ? AND status > 0 ORDER BY no").bind(first8(key), key));
}
std::vector<ActNo> SqliteState::anchors_of_key(const Key& key) {
  if (bulk_ && bulk_->keys.candidates(first8(key)).empty()) return {};
  return numbers(prepared("SELECT no FROM act WHERE key8 = ? AND key = ? AND type IN ('join', 'rotate') AND status > 0 ORDER BY no")
                     .bind(first8(key), key));
}
std::vector<ActNo> SqliteState::acts_about(ActNo subject, std::string_view type) {
  return numbers(prepared("SELECT no FROM act WHERE subject = ? AND type = ? AND subject IS NOT NULL AND "
                          "type NOT IN ('sign', 'unsign') AND status > 0 ORDER BY no").bind(subject, type));
}
std::vector<ActNo> SqliteState::acts_under(ActNo mandate) {
  return numbers(prepared("SELECT no FROM act WHERE mandate = ? AND status > 0 ORDER BY no").bind(mandate));
}

std::vector<ActRow> SqliteState::marks_of(const Key& log) {
  std::vector<ActRow> out;
  if (bulk_) {  // without an index by key
    for (const ActNo no : acts_of_key(log)) {
      if (is("SELECT 1 FROM act WHERE no = ? AND key = ? AND type = 'mark'", no, log.view())) out.push_back(get(no));
    }
    return out;
  }
  static const std::string sql = std::string("SELECT ") + kActColumns + " FROM act WHERE key8 = ? AND key = ? AND type = 'mark' AND status > 0 ORDER BY no";
  Query& q = prepared(sql).bind(first8(log), log);
  while (q.step()) out.push_back(read_act_row(q));
  return out;
}

std::vector<ActNo> SqliteState::acts_of_type(std::string_view type) {
  return numbers(prepared("SELECT no FROM act WHERE type = ? AND type NOT IN ('sign', 'unsign', 'mark') AND status > 0 ORDER BY no").bind(type));
}

void SqliteState::add_outcome(const assembly::PollOutcome& outcome, const std::vector<assembly::Voter>& all, std::string_view summary) {
  prepared("INSERT INTO outcome VALUES(?, ?, ?)").bind(outcome.poll, outcome.text, nullable(outcome.charter)).run();
  prepared("INSERT INTO summary VALUES(?, ?)").run_with(outcome.poll, summary);
  std::int64_t place = 0;
  std::string groups;
  for (const assembly::Voter& voter : all) {
    groups.clear();
    for (const std::string& group : voter.groups) (groups += group) += ',';
    prepared("INSERT INTO voter VALUES(?, ?, ?, ?, ?)").run_with(outcome.poll, place++, voter.member, groups, nullable(voter.ballot));
  }
}

std::optional<assembly::PollOutcome> SqliteState::outcome(ActNo poll) {
  Query& q = prepared("SELECT text, charter FROM outcome WHERE poll = ?").bind(poll);
  if (!q.step()) return {};
  assembly::PollOutcome out{poll, q.text(0), number(q, 1)};
  q.reset();
  return out;
}

std::string SqliteState::summary(ActNo poll) {
  Query& q = prepared("SELECT text FROM summary WHERE poll = ?").bind(poll);
  std::string text = q.step() ? q.text(0) : std::string();
  q.reset();
  return text;
}

std::vector<ActNo> SqliteState::missing_numbers(std::uint64_t size) {
  Query& count = prepared("SELECT count(*) FROM act").bind();
  const std::uint64_t acts = count.step() ? static_cast<std::uint64_t>(count.integer(0)) : 0;
  count.reset();
  std::vector<ActNo> out;
  if (acts == size) return out;
  ActNo next = 0;
  for (const ActNo no : numbers(prepared("SELECT no FROM act ORDER BY no").bind())) {
    for (; next < no; ++next) out.push_back(next);
    ++next;
  }
  for (; next < size; ++next) out.push_back(next);
  return out;
}

void SqliteState::update_outcome(const assembly::PollOutcome& outcome) {
  prepared("UPDATE outcome SET text = ?2, charter = ?3 WHERE poll = ?1").bind(outcome.poll, outcome.text, nullable(outcome.charter)).run();
}

void SqliteState::remove_outcome(ActNo poll) {
  prepared("DELETE FROM outcome WHERE poll = ?").bind(poll).run();
  prepared("DELETE FROM voter WHERE poll = ?").bind(poll).run();
  prepared("DELETE FROM summary WHERE poll = ?").bind(poll).run();
}

std::vector<assembly::Voter> SqliteState::voters(ActNo poll) {
  std::vector<assembly::Voter> out;
  Query& q = prepared("SELECT member, groups, ballot FROM voter WHERE poll = ? ORDER BY place").bind(poll);
  while (q.step()) out.push_back({number(q, 0), split_groups(q.text(1)), number(q, 2)});
  return out;
}

std::vector<ActNo> SqliteState::decided_polls() { return numbers(prepared("SELECT poll FROM outcome ORDER BY poll").bind()); }

std::vector<ActNo> SqliteState::charter_polls() {
  return numbers(prepared("SELECT poll FROM outcome WHERE charter >= 0 ORDER BY charter, poll").bind());
}

std::optional<SlotRow> SqliteState::find_slot(std::string_view key) {
  if (bulk_) {
    for (const std::uint64_t id : bulk_->slots.candidates(first8(sha256(key)))) {
      if (SlotRow row = get_slot(id); row.key == key) return row;
    }
    return {};
  }
  static const std::string sql = std::string(kSlotSelect) + "WHERE key8 = ? AND key = ?";
  Query& q = prepared(sql).bind(first8(sha256(key)), key);
  std::optional<SlotRow> out;
  if (q.step()) out = read_slot(q);
  q.reset();
  return out;
}

SlotRow SqliteState::get_slot(std::uint64_t id) {
  static const std::string sql = std::string(kSlotSelect) + "WHERE id = ?";
  Query& q = prepared(sql).bind(id);
  CHECK(q.step());
  SlotRow row = read_slot(q);
  q.reset();
  return row;
}

std::uint64_t SqliteState::insert_slot(const SlotRow& row) {
  const std::int64_t key8 = first8(sha256(row.key));
  prepared("INSERT INTO slot(id, key8, key, kind, subject, owner, winner, active, payload) VALUES(?,?,?,?,?,?,?,?,?)")
      .run_with(row.id == 0 ? std::nullopt : std::optional(row.id), key8, row.key, row.kind, nullable(row.subject),
            nullable(row.owner), nullable(row.winner), row.active, row.payload);
  SlotRow made = row;
  made.id = static_cast<std::uint64_t>(db_.last_row());
  if (bulk_) bulk_->slots.put(key8, made.id);
  if (is_placed(row.kind)) put_placed(*this, made);
  return made.id;
}

std::uint64_t SqliteState::next_slot() {
  Query& q = prepared("SELECT coalesce(max(id), 0) + 1 FROM slot").bind();
  q.step();
  const auto next = static_cast<std::uint64_t>(q.integer(0));
  q.reset();
  return next;
}

bool SqliteState::any_waiting() {
  Query& q = prepared("SELECT EXISTS (SELECT 1 FROM waiting)").bind();
  q.step();
  const bool any = q.integer(0) != 0;
  q.reset();
  return any;
}

void SqliteState::update_slot(const SlotRow& row) {
  prepared("UPDATE slot SET subject=?, owner=?, winner=?, active=?, payload=? WHERE id=?")
      .bind(nullable(row.subject), nullable(row.owner), nullable(row.winner), row.active, row.payload, row.id)
      .run();
  if (is_placed(row.kind)) put_placed(*this, row);
}

std::vector<ActNo> SqliteState::slot_members(std::uint64_t id) {
  return numbers(prepared("SELECT no FROM act WHERE slot = ? AND slot IS NOT NULL ORDER BY no").bind(id));
}

std::vector<SlotRow> SqliteState::active_slots(std::string_view kind) {
  static const std::string sql = std::string(kSlotSelect) + "WHERE kind = ? AND active = 1 ORDER BY key";
  Query& q = prepared(sql).bind(kind);
  std::vector<SlotRow> out;
  while (q.step()) out.push_back(read_slot(q));
  return out;
}

void SqliteState::add_count(ActNo subject, std::string_view name, std::int64_t delta) {
  prepared("INSERT INTO counter VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET n = n + ?3").bind(subject, name, delta).run();
  if (name == "corroborate" || name == "dispute") count_placed(*this, subject, name, delta);
}

std::int64_t SqliteState::count(ActNo subject, std::string_view name) {
  Query& q = prepared("SELECT n FROM counter WHERE subject = ? AND name = ?").bind(subject, name);
  const std::int64_t n = q.step() ? q.integer(0) : 0;
  q.reset();
  return n;
}

void SqliteState::hold(ActNo no, std::string_view text, const std::vector<act::ActId>& missing) {
  prepared("INSERT OR REPLACE INTO held VALUES(?, ?)").bind(no, text).run();
  for (const act::ActId& id : missing) prepared("INSERT OR IGNORE INTO waiting VALUES(?, ?)").bind(id, no).run();
}

std::vector<assembly::State::Held> SqliteState::release(const act::ActId& arrived) {
  const std::vector<ActNo> waiting = numbers(prepared("SELECT no FROM waiting WHERE missing = ? ORDER BY no").bind(arrived));
  if (waiting.empty()) return {};
  std::vector<Held> out;
  for (const ActNo no : waiting) {
    Query& q = prepared("SELECT text FROM held WHERE no = ?").bind(no);
    if (q.step()) out.push_back({no, q.text(0)});
    q.reset();
    prepared("DELETE FROM held WHERE no = ?").bind(no).run();
  }
  prepared("DELETE FROM waiting WHERE missing = ?").bind(arrived).run();
  return out;
}

// Writes what changed alone: one new voucher among a hundred thousand must not write them all.
void SqliteState::set_seats(const std::vector<assembly::GroupSeat>& seats) {
  struct Seat {
    std::string group;
    ActNo member;
    bool founding;
    auto place() const { return std::tie(group, member); }
  };
  std::vector<Seat> old, fresh;
  Query& q = prepared("SELECT grp, member, founding FROM seat ORDER BY grp, member").bind();
  while (q.step()) old.push_back({q.text(0), static_cast<ActNo>(q.integer(1)), q.integer(2) != 0});
  fresh.reserve(seats.size());
  for (const auto& seat : seats) fresh.push_back({seat.group, seat.member, seat.founding});
  std::sort(fresh.begin(), fresh.end(), [](const Seat& a, const Seat& b) { return a.place() < b.place(); });
  const auto put = [&](const Seat& seat) { prepared("INSERT OR REPLACE INTO seat VALUES(?, ?, ?)").run_with(seat.group, seat.member, seat.founding); };
  auto was = old.begin();
  for (const Seat& seat : fresh) {
    for (; was != old.end() && was->place() < seat.place(); ++was) take_seat(was->group, was->member);
    if (was != old.end() && was->place() == seat.place()) {
      if (was->founding != seat.founding) put(seat);
      ++was;
      continue;
    }
    put(seat);
    add_count(kNone, seat_counter(seat.group), 1);
  }
  for (; was != old.end(); ++was) take_seat(was->group, was->member);
}

void SqliteState::take_seat(const std::string& group, ActNo member) {
  prepared("DELETE FROM seat WHERE grp = ? AND member = ?").run_with(group, member);
  add_count(kNone, seat_counter(group), -1);
}

std::string seat_counter(std::string_view group) { return "seats:" + std::string(group); }

std::vector<assembly::GroupSeat> SqliteState::seats() {
  Query& q = prepared("SELECT grp, member, founding FROM seat JOIN act ON act.no = member ORDER BY grp, act.id").bind();
  std::vector<assembly::GroupSeat> out;
  while (q.step()) out.push_back({q.text(0), static_cast<ActNo>(q.integer(1)), q.integer(2) != 0});
  return out;
}

void SqliteState::each_act(const std::function<void(const act::ActId&, assembly::Status, std::string_view)>& visit) {
  Query& q = prepared("SELECT id, status, reason FROM act ORDER BY id").bind();
  while (q.step()) {
    const std::string reason = q.text(2);
    visit(act::ActId::from(as_bytes(q.text(0))), static_cast<assembly::Status>(q.integer(1)), reason);
  }
}

void SqliteState::each_slot(const std::function<void(std::string_view, bool, const act::ActId&)>& visit) {
  Query& q = prepared("SELECT slot.key, active, act.id FROM slot JOIN act ON act.no = winner ORDER BY slot.key").bind();
  while (q.step()) visit(q.text(0), q.integer(1) != 0, act::ActId::from(as_bytes(q.text(2))));
}

}  // namespace althing::index
