// Reader: the assembly, its members, vouches, mandates, and what the next act of a key must know.
#include <algorithm>

#include "act/limits.h"
#include "assembly/fold.h"
#include "assembly/membership/identity.h"
#include "assembly/rules.h"
#include "index/dense_text.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;

namespace {

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    out.emplace_back(list.substr(0, comma));
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return out;
}

}  // namespace

std::optional<AssemblyInfo> SqliteReader::assembly() {
  const auto slot = state_.find_slot("found");
  if (!slot || !slot->active) return std::nullopt;
  const ActRow row = state_.get(slot->winner);
  AssemblyInfo out;
  out.id = row.id;
  out.founded = row.at;
  const Shown text = shown(row.no);
  out.name = text.name.empty() ? text.title : text.name;
  out.text = text.text;
  out.lang = text.lang;
  out.charter = charter();
  if (const json::Value* groups = out.charter.at("groups"); groups && groups->array()) {
    for (const json::Value& g : *groups->array()) {
      out.groups.push_back({std::string(g.text_at("group")), state_.count(kNone, seat_counter(g.text_at("group")))});
    }
  }
  const auto count = [&](std::string_view sql) {
    Query& q = state_.prepared(sql).bind();
    q.step();
    const std::int64_t n = q.integer(0);
    q.reset();
    return n;
  };
  out.members = state_.count(kNone, assembly::kMemberCounter);
  out.statements = count("SELECT count(*) FROM act WHERE type = 'statement' AND type NOT IN ('sign', 'unsign', 'mark') AND status = 1");
  out.instruments = count("SELECT count(*) FROM slot WHERE kind = 'instrument' AND active = 1");
  out.acts = count("SELECT coalesce(max(no) + 1, 0) FROM act");
  return out;
}

MemberInfo SqliteReader::member_info(ActNo first_join) {
  MemberInfo out;
  const ActRow join = state_.get(first_join);
  out.act = info(join);
  const auto slot = state_.find_slot("member|" + to_hex(join.id));
  out.present = slot && slot->active;
  const ActRow current = out.present ? state_.get(slot->winner) : join;
  out.key = join.key;
  if (const auto chain = assembly::key_chain(state_, first_join); !chain.empty()) out.key = chain.back().key;
  out.name = name_of(first_join);
  out.text = shown(current.no).text;
  out.kind = payload_part(current.payload, 0);
  out.country = payload_part(current.payload, 2);
  Query& q = state_.prepared("SELECT grp, founding FROM seat WHERE member = ? ORDER BY grp").bind(first_join);
  while (q.step()) {
    out.seats.push_back(q.text(0));
    if (q.integer(1) != 0) out.founding.push_back(q.text(0));
  }
  return out;
}

namespace {

// Parameters: ?1 this node's operator key, ?2 after, ?3 kind and "|", ?4 group, ?5 "|" and country, ?6 words, ?7
// limit. What is rarest drives: each filter has an index of its own in the order of the list, so that a page
// is found without reading all members; with words the list goes by the log index of the join in force.
std::string write_members_sql(const MemberQuery& query, bool words) {
  const bool by_country = !query.country.empty() && !query.attested, by_group = !query.group.empty() && !by_country && !query.attested;
  std::string sql = words ? "SELECT s.subject, search.rowid FROM search CROSS JOIN act a CROSS JOIN slot s "
                    : query.attested ? "SELECT s.subject, s.subject FROM slot t INDEXED BY slot_list CROSS JOIN slot s INDEXED BY slot_list "
                    : by_group ? "SELECT s.subject, s.subject FROM seat CROSS JOIN slot s INDEXED BY slot_list "
                    : by_country ? "SELECT s.subject, s.subject FROM slot s INDEXED BY slot_member_country "
                    : !query.kind.empty() ? "SELECT s.subject, s.subject FROM slot s INDEXED BY slot_member_kind "
                                          : "SELECT s.subject, s.subject FROM slot s INDEXED BY slot_list ";
  sql += "WHERE s.kind = 'member' AND s.active = 1 AND ?1 = ?1 AND ?3 = ?3 AND ?4 = ?4 AND ?5 = ?5 AND ?6 = ?6 AND ?8 = ?8 ";
  if (words) sql += "AND search MATCH ?6 AND search.rowid > ?2 AND a.no = search.rowid AND s.id = a.slot AND s.winner = a.no ";
  else if (query.attested) sql += "AND t.kind = 'attest' AND t.active = 1 AND t.subject > ?2 AND s.subject = +t.subject ";
  else if (by_group) sql += "AND seat.grp = ?4 AND seat.member > ?2 AND s.subject = +seat.member ";
  else sql += "AND s.subject > ?2 ";
  if (!query.country.empty()) sql += "AND substr(s.payload, -3) = ?5 ";
  if (!query.kind.empty()) sql += "AND substr(s.payload, 1, instr(s.payload, '|')) = ?3 ";
  if (!query.group.empty() && (words || !by_group)) sql += "AND EXISTS (SELECT 1 FROM seat e WHERE e.grp = ?4 AND e.member = s.subject) ";
  if (!query.standing.empty()) sql += std::string("AND ") + (query.standing == "vouched" ? "" : "NOT ") + "EXISTS (SELECT 1 FROM seat v WHERE v.member = s.subject) ";
  if (query.attested) sql += "AND " + attested_by_others("s.subject", "?1") + (words ? " " : " GROUP BY t.subject ");
  return sql + "ORDER BY " + (words ? "search.rowid" : query.attested ? "t.subject" : by_group ? "seat.member" : "s.subject") + " LIMIT ?7";
}

}  // namespace

// The payload of a membership is "kind|next|country"; a country is two letters.
std::vector<MemberInfo> SqliteReader::members(const MemberQuery& query, bool& more) {
  const std::int64_t after = query.after == kNone ? -1 : static_cast<std::int64_t>(query.after);
  const std::string match = fts_query(query.text);
  const std::string kind = query.kind.empty() ? "" : query.kind + "|", country = query.country.empty() ? "" : "|" + query.country;
  Query& q = state_.prepared(write_members_sql(query, !match.empty()))
                 .bind(options_.operator_key.value_or(Key{}), after, kind, query.group, country, match, query.limit + 1, query.standing);
  std::vector<std::pair<ActNo, ActNo>> list;
  while (q.step()) list.emplace_back(static_cast<ActNo>(q.integer(0)), static_cast<ActNo>(q.integer(1)));
  more = list.size() > query.limit;
  if (more) list.resize(query.limit);
  std::vector<MemberInfo> out;
  for (const auto& [member, place] : list) {
    out.push_back(member_info(member));
    out.back().place = place;
  }
  return out;
}

std::optional<MemberInfo> SqliteReader::member(const act::ActId& join) {
  const auto no = state_.find(join);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "join" || row.author == kNone) return std::nullopt;
  return member_info(row.author);
}

std::vector<VouchInfo> SqliteReader::vouches(Query& query) {
  std::vector<VouchInfo> out;
  for (const ActNo no : numbers(query)) {
    const ActRow row = state_.get(no);
    out.push_back({id_of(row.actor), id_of(row.subject), row.id, name_of(row.actor), name_of(row.subject), row.payload, no});
  }
  return out;
}

bool SqliteReader::ever_vouched_for(const act::ActId& join) {
  const auto no = state_.find(join);
  return no && !state_.acts_about(*no, "vouch").empty();
}

std::vector<VouchInfo> SqliteReader::vouches_for(const act::ActId& join, std::size_t limit, ActNo after) {
  const auto no = state_.find(join);
  if (!no) return {};
  const std::int64_t from = after == kNone ? -1 : static_cast<std::int64_t>(after), most = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX));
  return vouches(state_.prepared("SELECT winner FROM slot WHERE kind = 'vouch' AND active = 1 AND subject = ? AND winner > ? ORDER BY winner LIMIT ?").bind(*no, from, most));
}

std::vector<VouchInfo> SqliteReader::vouches_by(const act::ActId& join, std::size_t limit, ActNo after) {
  const auto no = state_.find(join);
  if (!no) return {};
  const std::int64_t from = after == kNone ? -1 : static_cast<std::int64_t>(after), most = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX));
  return vouches(state_.prepared("SELECT winner FROM slot WHERE kind = 'vouch' AND active = 1 AND owner = ? AND winner > ? ORDER BY winner LIMIT ?").bind(*no, from, most));
}

MandateInfo SqliteReader::mandate_info(const ActRow& appoint) {
  MandateInfo out;
  out.appoint = appoint.id;
  if (appoint.author != kNone) {
    out.organisation = id_of(appoint.author);
    out.organisation_name = name_of(appoint.author);
  }
  if (const auto key = act::parse_key(payload_part(appoint.payload, 0))) out.key = *key;
  out.until = payload_part(appoint.payload, 1);
  out.scope = split(payload_part(appoint.payload, 2));
  std::erase(out.scope, "");
  out.in_force = appoint.status == assembly::Status::effective;
  for (const ActNo no : state_.acts_about(appoint.no, "dismiss")) {
    if (state_.get(no).status == assembly::Status::effective) out.in_force = false;
  }
  return out;
}

std::vector<MandateInfo> SqliteReader::mandates_of_key(const Key& key) {
  std::vector<MandateInfo> out;
  for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE substr(payload, 1, 43) = ? AND type = 'appoint' AND status = 1 ORDER BY no")
                                    .bind(act::key_text(key)))) {
    out.push_back(mandate_info(state_.get(no)));
  }
  return out;
}

std::vector<MandateInfo> SqliteReader::mandates_by(const act::ActId& organisation) {
  std::vector<MandateInfo> out;
  const auto join = state_.find(organisation);
  if (!join) return out;
  for (const auto& link : assembly::key_chain(state_, *join)) {
    for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE key8 = ? AND key = ? AND type = 'appoint' AND status = 1 ORDER BY no").bind(first8(link.key), link.key))) {
      out.push_back(mandate_info(state_.get(no)));
    }
  }
  return out;
}

std::vector<act::ActId> SqliteReader::heads(const Key& key) {
  const auto join = identity(key);
  const auto member = join ? state_.find(*join) : std::nullopt;
  std::vector<act::ActId> out;
  for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE key8 = ? AND key = ? AND flags & 2 = 0 AND status > 0 ORDER BY no DESC LIMIT 64").bind(first8(key), key))) {
    const ActRow row = state_.get(no);
    if (row.author != kNone && member && row.author != *member) continue;
    if (assembly::reason_code(row.reason) == "ambiguous") continue;
    out.push_back(row.id);
    if (out.size() == act::kMaxPrev) break;
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<act::ActId> SqliteReader::identity(const Key& key) {
  std::optional<act::ActId> replaced;
  for (const ActNo no : state_.anchors_of_key(key)) {
    const ActRow row = state_.get(no);
    if (row.status != assembly::Status::effective || row.author == kNone) continue;
    if (row.type == "join" && !row.first_join) continue;
    const act::ActId first = id_of(row.author);
    if (assembly::key_chain(state_, row.author).back().key == key) return first;
    if (!replaced) replaced = first;
  }
  return replaced;
}

std::vector<ImportedRow> SqliteReader::imported_rows(const Key& key) {
  const std::vector<ActNo> winners = numbers(state_.prepared("SELECT a.no FROM act a CROSS JOIN slot s WHERE a.key8 = ? AND a.key = ? AND s.id = a.slot AND s.kind IN "
                                                             "('instrument', 'provision', 'position', 'document', 'event', 'incident', 'claim', 'dossier', 'step') AND "
                                                             "s.winner = a.no AND s.active = 1 ORDER BY a.no").bind(first8(key), key));
  std::vector<ImportedRow> out;
  for (const ActNo no : winners) {
    const ActRow row = state_.get(no);
    const std::string src(payload_part(row.payload, 0));
    if (!src.empty()) out.push_back({row.type, src, row.id, row.commitment, row.payload});
  }
  return out;
}

}  // namespace althing::index
