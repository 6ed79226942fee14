// Reader: acts, prose, search, moderation.
#include <algorithm>
#include <fmt/format.h>

#include "assembly/membership/identity.h"
#include "assembly/rules.h"
#include "index/dense_text.h"
#include "index/limits.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;

void SqliteReader::begin() {
  if (snapshots_ == 0) {
    db_.exec("BEGIN");
    try {
      folded();  // the snapshot is taken by the first read
    } catch (...) {
      db_.exec("ROLLBACK");
      throw;
    }
  }
  ++snapshots_;
}

void SqliteReader::end() noexcept {
  if (--snapshots_ > 0) return;
  try {
    state_.reset_all();  // a read left open by a thrown fault would keep the snapshot
    db_.exec("COMMIT");
  } catch (const DbError&) {  // a read transaction has nothing to lose
  }
}

std::uint64_t SqliteReader::folded() {
  Query& q = state_.prepared("SELECT value FROM meta WHERE name = 'folded'").bind();
  const std::uint64_t n = q.step() ? static_cast<std::uint64_t>(q.integer(0)) : 0;
  q.reset();
  return n;
}

std::vector<ActNo> SqliteReader::numbers(Query& query) {
  std::vector<ActNo> out;
  while (query.step()) out.push_back(static_cast<ActNo>(query.integer(0)));
  return out;
}

std::optional<ActNo> SqliteReader::slot_winner(const std::string& key) {
  const auto slot = state_.find_slot(key);
  return slot && slot->active ? std::optional(slot->winner) : std::nullopt;
}

std::string SqliteReader::withhold_slot(const act::ActId& id) const {
  if (!options_.operator_key) return {};
  return "withhold|" + act::key_text(*options_.operator_key) + "|" + to_hex(id);
}

std::string SqliteReader::name_of(ActNo first_join) {
  const auto slot = state_.find_slot("member|" + to_hex(id_of(first_join)));
  const ActNo current = slot && slot->active ? slot->winner : first_join;
  const std::string name = shown(current).name;
  return name.empty() && current != first_join ? shown(first_join).name : name;
}

std::pair<std::optional<LoggedTime>, std::optional<UnixSeconds>> SqliteReader::held_since(ActNo no) {
  std::pair<std::optional<LoggedTime>, std::optional<UnixSeconds>> out;
  if (!options_.log_key) return out;
  Query& q = state_.prepared("SELECT at, no FROM mark WHERE key = ? AND size > ? ORDER BY size LIMIT 1").bind(*options_.log_key, no);
  if (q.step()) out.first = LoggedTime{q.integer(0), static_cast<ActNo>(q.integer(1))};
  q.reset();
  Query& cosigned = state_.prepared("SELECT at FROM cosigned WHERE size > ? ORDER BY size LIMIT 1").bind(no);
  if (cosigned.step()) out.second = cosigned.integer(0);
  cosigned.reset();
  return out;
}

std::optional<LoggedTime> SqliteReader::logged_time(ActNo no) {
  const auto [marked, cosigned] = held_since(no);
  return cosigned && (!marked || *cosigned < marked->at) ? LoggedTime{*cosigned, kNone} : marked;
}

ActInfo SqliteReader::info(const ActRow& row) {
  ActInfo out;
  out.no = row.no;
  out.id = row.id;
  out.type = row.type;
  out.v = row.v;
  out.key = row.key;
  out.at = row.at;
  out.status = row.status;
  out.reason = row.reason;
  out.payload = row.payload;
  out.commitment = row.commitment;
  if (row.slot != 0 && row.status == assembly::Status::effective) out.superseded = state_.get_slot(row.slot).winner != row.no;
  out.logged = logged_time(row.no);
  if (row.author != kNone) out.member = id_of(row.author);
  if (row.mandate != kNone && row.actor != kNone) out.acting_for = id_of(row.actor);
  if (const ActNo who = row.actor != kNone ? row.actor : row.author; who != kNone) out.member_name = name_of(who);
  Query& q = state_.prepared("SELECT 1 FROM shown WHERE no = ?").bind(row.no);
  out.detail_held = q.step();
  q.reset();
  if (row.commitment && !out.detail_held) {
    out.erased = slot_active("erase|" + to_hex(row.id));
    out.withheld = slot_active(withhold_slot(row.id));
  }
  return out;
}

std::optional<ActBrief> SqliteReader::brief(const act::ActId& id) {
  Query& q = state_.prepared("SELECT status, type, payload FROM act WHERE id8 = ? AND id = ?").bind(first8(id), id);
  std::optional<ActBrief> out;
  if (q.step()) out = ActBrief{q.integer(0) == 0, q.text(1), q.text(2)};
  q.reset();
  return out;
}

std::optional<ActInfo> SqliteReader::act(const act::ActId& id) {
  const auto no = state_.find(id);
  return no ? act_at(*no) : std::nullopt;
}

std::optional<ActInfo> SqliteReader::act_at(ActNo no) {
  Query& q = state_.prepared("SELECT 1 FROM act WHERE no = ?").bind(no);
  const bool there = q.step();
  q.reset();
  if (!there) return std::nullopt;
  return info(state_.get(no));
}

Shown SqliteReader::first_written(ActNo no) {
  Query& q = state_.prepared("SELECT lang, title, name, text, detail FROM shown WHERE no = ?").bind(no);
  Shown out;
  if (q.step()) {
    out.lang = q.text(0);
    out.title = q.text(1);
    out.name = q.text(2);
    out.text = q.text(3);
    if (!q.is_null(4)) {
      if (auto parsed = json::parse(q.text(4))) out.detail = std::move(*parsed);
    }
  }
  q.reset();
  return out;
}

void SqliteReader::prefer_words(std::string lang) {
  words_ = std::move(lang);
  seen_ = {};
}

Shown SqliteReader::shown(ActNo no) {
  Shown out = first_written(no);
  if (words_.empty()) return out;
  const json::Value* list = out.detail.is_null() ? nullptr : out.detail.at("translations");
  if (list != nullptr && list->array() != nullptr && !list->array()->empty()) {
    seen_.any = true;
    seen_.originals.insert(out.lang);
    for (const json::Value& item : *list->array()) seen_.offered.insert(std::string(item.text_at("lang")));
    if (const json::Value* words = translation_in(out.detail, words_)) {
      out.translated = true;
      out.lang = words->text_at("lang");
      // What an author left out of a translation stays as first written rather than empty.
      for (auto [member, text] : {std::pair{"title", &out.title}, {"name", &out.name}, {"text", &out.text}}) {
        if (const std::string_view own = words->text_at(member); !own.empty()) *text = own;
      }
    }
    seen_.used.insert(out.lang);
  }
  seen_.langs[no] = out.lang;
  return out;
}

std::vector<ActInfo> SqliteReader::newest(std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<ActInfo> out;
  for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE no < ? ORDER BY no DESC LIMIT ?").bind(top, limit))) {
    out.push_back(info(state_.get(no)));
  }
  return out;
}

std::vector<ActInfo> SqliteReader::acts_of(const Key& key, std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<Key> keys{key};
  if (const auto join = identity(key)) {
    for (const auto& link : assembly::key_chain(state_, *state_.find(*join))) {
      if (link.key != key) keys.push_back(link.key);
    }
  }
  std::vector<ActNo> all;
  for (const Key& k : keys) {
    const auto some = numbers(state_.prepared("SELECT no FROM act WHERE key8 = ? AND key = ? AND no < ? ORDER BY no DESC LIMIT ?").bind(first8(k), k, top, limit));
    all.insert(all.end(), some.begin(), some.end());
    for (const ActNo appoint : numbers(state_.prepared("SELECT no FROM act WHERE key8 = ? AND key = ? AND type = 'appoint' AND status > 0").bind(first8(k), k))) {
      const auto by_it = numbers(state_.prepared("SELECT no FROM act WHERE mandate = ? AND status > 0 AND no < ? ORDER BY no DESC LIMIT ?").bind(appoint, top, limit));
      all.insert(all.end(), by_it.begin(), by_it.end());
    }
  }
  std::sort(all.rbegin(), all.rend());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.size() > limit) all.resize(limit);
  std::vector<ActInfo> out;
  for (const ActNo no : all) out.push_back(info(state_.get(no)));
  return out;
}

std::vector<ActNo> SqliteReader::acts_with_detail(const Hash& commitment) {
  return numbers(state_.prepared("SELECT no FROM act WHERE commitment8 = ? AND commitment = ? ORDER BY no LIMIT 64").bind(first8(commitment), commitment));
}

std::vector<std::pair<ActNo, Hash>> SqliteReader::details_lacking(ActNo from, ActNo to, std::size_t limit) {
  Query& q = state_.prepared(
      "SELECT no, id, commitment FROM act WHERE no >= ? AND no < ? AND commitment IS NOT NULL AND NOT EXISTS (SELECT 1 FROM shown WHERE shown.no = act.no) LIMIT ?");
  q.bind(from, to, static_cast<std::int64_t>(limit));
  std::vector<std::pair<ActNo, Hash>> out;
  while (q.step()) {
    const auto id = act::ActId::from(as_bytes(q.text(1)));
    if (!slot_active("erase|" + to_hex(id)) && !slot_active(withhold_slot(id))) out.emplace_back(static_cast<ActNo>(q.integer(0)), Hash::from(as_bytes(q.text(2))));
  }
  q.reset();
  return out;
}

std::vector<Hash> SqliteReader::files_named(ActNo from, ActNo to, std::size_t limit) {
  // Where the payload of each type has the file: see the rules of its room.
  static constexpr std::pair<std::string_view, std::size_t> kPlaces[] = {{"answer", 0}, {"collect", 2}, {"deliver", 3}, {"document", 1}};
  Query& q = state_.prepared(
      "SELECT type, payload, id FROM act WHERE type IN ('answer', 'collect', 'deliver', 'document') AND type NOT IN ('sign', 'unsign', 'mark') AND no >= ? AND no < ? AND "
      "status = ? ORDER BY no");
  q.bind(from, to, static_cast<std::int64_t>(assembly::Status::effective));
  std::vector<Hash> out;
  while (out.size() < limit && q.step()) {
    const auto* place = std::find_if(std::begin(kPlaces), std::end(kPlaces), [&](const auto& one) { return one.first == q.text(0); });
    const auto name = parse_hex<Hash>(assembly::payload_part(q.text(1), place->second));
    if (name && !slot_active(withhold_slot(act::ActId::from(as_bytes(q.text(2)))))) out.push_back(*name);
  }
  q.reset();
  return out;
}

namespace {

// ?1 words, ?2 type or '', ?3 limit, ?4 offset, ?5 how many of the type to look through.
constexpr std::string_view kBestSql =
    "SELECT search.rowid, snippet(search, -1, char(2), char(3), '…', 24) FROM search JOIN act ON act.no = search.rowid "
    "WHERE search MATCH ?1 AND (?2 = '' OR act.type = ?2) ORDER BY rank LIMIT ?3 OFFSET ?4";
constexpr std::string_view kNewestSql =
    "SELECT search.rowid, snippet(search, -1, char(2), char(3), '…', 24) FROM search CROSS JOIN act "
    "WHERE search MATCH ?1 AND act.no = search.rowid AND (?2 = '' OR act.type = ?2) ORDER BY search.rowid DESC LIMIT ?3 OFFSET ?4";
constexpr std::string_view kNewestOfTypeSql =
    "SELECT search.rowid, snippet(search, -1, char(2), char(3), '…', 24) FROM (SELECT no FROM act WHERE type = ?2 AND "
    "type NOT IN ('sign', 'unsign', 'mark') ORDER BY no DESC LIMIT ?5) AS newest CROSS JOIN search WHERE search.rowid = newest.no AND "
    "search MATCH ?1 LIMIT ?3 OFFSET ?4";

}  // namespace

// To rank hits, FTS5 reads all acts that hold any of the words: of a word that a million signatories
// wrote, a second's work for an order that says nothing.
bool SqliteReader::has_common_word(const std::string& match, std::string_view table) {
  const std::string sql = "SELECT count(*) FROM (SELECT 1 FROM " + std::string(table) + " WHERE " + std::string(table) + " MATCH ? LIMIT ?)";
  constexpr std::string_view kAnd = " AND ";
  for (std::size_t at = 0; at < match.size();) {
    const std::size_t end = std::min(match.find(kAnd, at), match.size());
    Query& q = state_.prepared(sql).bind(match.substr(at, end - at), options_.common_hits + 1);
    const bool common = q.step() && q.integer(0) > options_.common_hits;
    q.reset();
    if (common) return true;
    at = end + kAnd.size();
  }
  return false;
}

std::vector<SearchHit> SqliteReader::search(const std::string& query, const std::string& type, std::size_t limit, std::size_t offset, bool& more) {
  more = false;
  std::vector<SearchHit> out;
  const std::string match = fts_query(query);
  if (match.empty()) return out;
  const bool common = has_common_word(match);
  const bool few = common && !type.empty() && type != "sign";
  Query& q = state_.prepared(few ? kNewestOfTypeSql : common ? kNewestSql : kBestSql);
  if (few) q.bind(match, type, limit + 1, offset, kNewestOfType);
  else q.bind(match, type, limit + 1, offset);
  std::vector<std::pair<ActNo, std::string>> found;
  while (q.step()) found.emplace_back(static_cast<ActNo>(q.integer(0)), q.text(1));
  if (found.size() > limit) {
    more = true;
    found.resize(limit);
  }
  for (const auto& [no, snippet] : found) {
    SearchHit hit;
    hit.act = info(state_.get(no));
    const Shown text = shown(no);
    hit.title = text.title.empty() || hit.act.type == "sign" ? text.name : text.title;
    hit.snippet = close_dense(snippet);
    out.push_back(std::move(hit));
  }
  return out;
}

ModerationInfo SqliteReader::moderation_info(const ActRow& row) {
  ModerationInfo item;
  item.act = info(row);
  const Shown text = shown(row.no);
  item.reason = text.detail.is_null() ? text.text : std::string(text.detail.text_at("reason"));
  if (item.reason.empty()) item.reason = text.text;
  if (row.subject != kNone) item.target = info(state_.get(row.subject));
  item.ours = options_.operator_key && row.key == *options_.operator_key;
  return item;
}

std::vector<ModerationInfo> SqliteReader::moderation(std::size_t limit, ActNo before, std::string_view type) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<ModerationInfo> out;
  Query& q = state_.prepared("SELECT no FROM act WHERE type IN ('withhold', 'restore', 'appeal', 'erase', 'report') AND "
                             "type NOT IN ('sign', 'unsign', 'mark') AND no < ?1 AND (?2 = '' OR type = ?2) ORDER BY no DESC LIMIT ?3");
  for (const ActNo no : numbers(q.bind(top, type, limit))) out.push_back(moderation_info(state_.get(no)));
  return out;
}

std::optional<ModerationInfo> SqliteReader::hidden_by(ActNo no) {
  const act::ActId id = id_of(no);
  auto winner = slot_winner("erase|" + to_hex(id));
  if (!winner) winner = slot_winner(withhold_slot(id));
  if (!winner) return std::nullopt;
  return moderation_info(state_.get(*winner));
}

std::vector<ModerationInfo> SqliteReader::appeals(ActNo no) {
  std::vector<ActNo> all = state_.acts_about(no, "appeal");
  for (const ActNo withhold : state_.acts_about(no, "withhold")) {
    const auto more = state_.acts_about(withhold, "appeal");
    all.insert(all.end(), more.begin(), more.end());
  }
  std::sort(all.begin(), all.end());
  std::vector<ModerationInfo> out;
  for (const ActNo appeal : all) out.push_back(moderation_info(state_.get(appeal)));
  return out;
}

Hash SqliteReader::digest() {
  const ReadSnapshot snapshot(*this);
  return assembly::digest(state_);
}

Result<std::unique_ptr<Reader>> open_reader(const std::string& path, const IndexOptions& options) {
  try {
    return std::make_unique<SqliteReader>(path, options);
  } catch (const DbError& error) {
    return fail(Errc::storage, fmt::format("index: {}", error.what()));
  }
}

}  // namespace althing::index
