// Reader: statements and signatories.
#include <algorithm>
#include <mutex>
#include <set>

#include "assembly/rules.h"
#include "index/dense_text.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;

namespace {

std::string part(const ActRow& row, std::size_t n) { return std::string(payload_part(row.payload, n)); }

}  // namespace

StatementInfo SqliteReader::statement_info(const ActRow& statement) {
  StatementInfo out;
  out.act = info(statement);
  const auto slot = state_.find_slot("version|" + to_hex(statement.id));
  std::vector<ActNo> versions = slot ? state_.slot_members(slot->id) : std::vector<ActNo>{};
  std::sort(versions.begin(), versions.end());
  for (const ActNo no : versions) {
    const ActRow row = state_.get(no);
    if (row.status != assembly::Status::effective) continue;
    StatementVersion version;
    version.act = info(row);
    version.title = shown(no).title;
    version.closes = part(row, 0);
    version.signatures = state_.count(no, "signatures");
    version.persons = state_.count(no, "person");
    version.affiliated = state_.count(no, "affiliated");
    version.organisations = state_.count(no, "organisation");
    version.current = slot->winner == no;
    out.versions.push_back(std::move(version));
  }
  Query& q = state_.prepared("SELECT kind, target FROM link WHERE source = ? AND kind IN ('on', 'with') ORDER BY kind, target").bind(statement.no);
  while (q.step()) (q.text(0) == "on" ? out.on : out.with).push_back(act::ActId::from(as_bytes(q.text(1))));
  return out;
}

std::vector<StatementInfo> SqliteReader::statements(std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<StatementInfo> out;
  for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE type = 'statement' AND type NOT IN ('sign', 'unsign', 'mark') "
                                                "AND no < ? AND status = 1 ORDER BY no DESC LIMIT ?").bind(top, limit))) {
    out.push_back(statement_info(state_.get(no)));
  }
  return out;
}

std::optional<StatementInfo> SqliteReader::statement(const act::ActId& any_version) {
  const auto no = state_.find(any_version);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type == "statement") return statement_info(row);
  if (row.type != "revise" || row.subject == kNone) return std::nullopt;
  const ActRow root = state_.get(row.subject);
  if (root.type == "statement") return statement_info(root);
  return std::nullopt;
}

Signatory SqliteReader::signatory(const ActRow& sign) {
  Signatory out;
  out.act = info(sign);
  if (sign.subject != kNone) out.version = id_of(sign.subject);
  const Shown text = shown(sign.no);
  out.name = text.name;
  out.affiliation = text.title;
  out.capacity = part(sign, 0);
  out.country = part(sign, 1);
  if (sign.actor != kNone) {
    out.kind = part(state_.get(sign.actor), 0);
    out.seats = seats_of(sign.actor);
    static const std::string kAttested = "SELECT " + attested_by_others("?1", "?2");
    Query& q = state_.prepared(kAttested).bind(sign.actor, options_.operator_key.value_or(Key{}));
    out.attested = q.step() && q.integer(0) != 0;
    q.reset();
  }
  return out;
}

namespace {

// ?1 version, ?2 pivot, ?3 capacity, ?4 limit, ?5 words, ?6 group, ?7 country, ?8 this node's key. Members' signatures, capacities
// and countries have indexes of their own, so that a few among a million are found without reading all.
// With words: of a version that many signed the hits are read in their order and checked against its slots
// until there are enough; of one that few signed the slots are read and checked for the words.
constexpr std::string_view kSlots = "FROM slot s ";
constexpr std::string_view kSignerSlots = "FROM slot s INDEXED BY slot_signer ";
constexpr std::string_view kCountrySlots = "FROM slot s INDEXED BY slot_country ";
constexpr std::string_view kCapacitySlots = "FROM slot s INDEXED BY slot_capacity ";
constexpr std::string_view kHits = "FROM search CROSS JOIN slot s INDEXED BY slot_list ";
constexpr std::string_view kSlotsWithWords = "FROM slot s CROSS JOIN search ";
constexpr std::string_view kSeated = "EXISTS (SELECT 1 FROM seat WHERE seat.member = s.owner)";

enum class Words { none, in_few, in_many };

std::string write_rows_sql(const SignatoryQuery& query, Words words, bool up, bool count) {
  const bool members = !query.group.empty() || query.standing == "attested" || query.standing == "vouched";
  const bool plain = words == Words::none;
  const std::string attested = attested_by_others("s.owner", "?8");
  const std::string no = words == Words::in_many ? "search.rowid" : "s.winner";
  std::string sql = count ? "SELECT count(*) FROM (SELECT 1 " : "SELECT s.winner ";
  sql += words == Words::in_many ? kHits : words == Words::in_few ? kSlotsWithWords
         : members ? kSignerSlots : !query.country.empty() ? kCountrySlots : !query.capacity.empty() ? kCapacitySlots : kSlots;
  sql += "WHERE s.kind = 'signature' AND s.subject = ?1 AND s.active = 1 AND ?6 = ?6 AND ?7 = ?7 AND ?8 = ?8 ";
  sql += query.capacity.empty() ? "AND ?3 = ?3 " : "AND substr(s.payload, 1, instr(s.payload, '|')) = ?3 ";
  if (!plain) sql += "AND s.winner = search.rowid ";
  sql += plain ? "AND ?5 = ?5 " : "AND search MATCH ?5 ";
  if (members) sql += "AND s.owner IS NOT NULL ";
  if (!query.group.empty()) sql += "AND EXISTS (SELECT 1 FROM seat WHERE seat.grp = ?6 AND seat.member = s.owner) ";
  if (!query.country.empty()) sql += "AND substr(s.payload, -2) = ?7 AND substr(s.payload, -1) <> '|' ";
  if (query.standing == "attested") sql += "AND " + attested + " ";
  if (query.standing == "vouched") sql += "AND NOT " + attested + " AND " + std::string(kSeated) + " ";
  if (query.standing == "unvouched") sql += "AND (s.owner IS NULL OR NOT (" + attested + " OR " + std::string(kSeated) + ")) ";
  sql += "AND " + no + (up ? " > ?2" : " < ?2");
  if (count) return sql + " LIMIT ?4)";
  return sql + " ORDER BY " + no + (up ? " LIMIT ?4" : " DESC LIMIT ?4");
}

// Texts live as long as the program, as SqliteState::prepared() wants them; there are few shapes.
const std::string& rows_sql(const SignatoryQuery& query, Words words, bool up, bool count) {
  static std::mutex mutex;
  static std::set<std::string> all;
  const std::lock_guard lock(mutex);
  return *all.insert(write_rows_sql(query, words, up, count)).first;
}

bool is_filtered(const SignatoryQuery& query) { return !query.country.empty() || !query.group.empty() || !query.standing.empty(); }

}  // namespace

// `up`: entries logged after `pivot` in log order; else those before it, newest first. kNone: all.
Query& SqliteReader::signature_query(ActNo version, const SignatoryQuery& query, ActNo pivot, bool up, std::int64_t limit, bool count) {
  const std::string match = fts_query(query.text), capacity = query.capacity.empty() ? "" : query.capacity + "|";
  const std::int64_t from = pivot != kNone ? static_cast<std::int64_t>(pivot) : up ? -1 : INT64_MAX;
  Words words = Words::none;
  if (!match.empty()) words = state_.count(version, "signatures") <= options_.few_signatures ? Words::in_few : Words::in_many;
  return state_.prepared(rows_sql(query, words, up, count)).bind(version, from, capacity, limit, match, query.group, query.country, options_.operator_key.value_or(Key{}));
}

std::vector<ActNo> SqliteReader::signature_rows(ActNo version, const SignatoryQuery& query, ActNo pivot, bool up, std::size_t limit) {
  return numbers(signature_query(version, query, pivot, up, static_cast<std::int64_t>(limit), false));
}

std::int64_t SqliteReader::signature_count(ActNo version, const SignatoryQuery& query, ActNo pivot, bool up, std::int64_t limit) {
  Query& q = signature_query(version, query, pivot, up, limit, true);
  const std::int64_t n = q.step() ? q.integer(0) : 0;
  q.reset();
  return n;
}

SignatoryPage SqliteReader::signatories(const act::ActId& version, const SignatoryQuery& query) {
  SignatoryPage page;
  const auto subject = state_.find(version);
  if (!subject) return page;
  const bool back = query.before != kNone;  // read against the list's order, then turned round
  const bool forward_is_up = !query.newest_first;
  std::vector<ActNo> list = signature_rows(*subject, query, back ? query.before : query.after, back != forward_is_up, query.limit);
  if (back) std::reverse(list.begin(), list.end());
  const bool words = !fts_query(query.text).empty();
  if (!words && is_filtered(query) && query.group.empty() && query.standing.empty() && query.capacity.empty()) page.total = state_.count(*subject, "country:" + query.country);
  else if (!words && !is_filtered(query)) page.total = state_.count(*subject, query.capacity.empty() ? "signatures" : query.capacity);
  else page.total = signature_count(*subject, query, kNone, true, kMaxRowsBefore);
  if (!list.empty()) {
    page.more = !signature_rows(*subject, query, list.back(), forward_is_up, 1).empty();
    const bool at_start = query.after == kNone && !back;
    if (!at_start) page.rows_before = signature_count(*subject, query, list.front(), !forward_is_up, kMaxRowsBefore);
  }
  for (const ActNo no : list) page.rows.push_back(signatory(state_.get(no)));
  return page;
}

std::optional<Signatory> SqliteReader::signature(const act::ActId& sign_act) {
  const auto no = state_.find(sign_act);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "sign") return std::nullopt;
  return signatory(row);
}

std::optional<act::ActId> SqliteReader::signature_of(const act::ActId& version, const Key& key) {
  const auto join = identity(key);
  for (const std::string& owner : {join ? to_hex(*join) : std::string(), act::key_text(key)}) {
    if (owner.empty()) continue;
    const auto slot = state_.find_slot("signature|" + to_hex(version) + "|" + owner);
    if (slot && slot->active) return id_of(slot->winner);
  }
  return std::nullopt;
}

std::vector<StatementInfo> SqliteReader::answers_to(const std::vector<act::ActId>& acts) {
  std::vector<ActNo> sources;
  for (const act::ActId& id : acts) {
    const auto some = numbers(state_.prepared("SELECT source FROM link WHERE kind = 'on' AND target = ?").bind(id));
    sources.insert(sources.end(), some.begin(), some.end());
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  std::vector<StatementInfo> out;
  for (const ActNo no : sources) {
    const ActRow row = state_.get(no);
    if (row.status == assembly::Status::effective) out.push_back(statement_info(row));
  }
  return out;
}

}  // namespace althing::index
