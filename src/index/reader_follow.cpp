// Reader: what follows decisions and statements (actions, deliveries, answers), and who stands behind the
// signatures of a version and since when.
#include <algorithm>
#include <map>

#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;
using assembly::Status;

namespace {

std::vector<act::ActId> ids_in(std::string_view list) {
  std::vector<act::ActId> out;
  for (std::size_t comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
    if (const auto id = parse_hex<act::ActId>(list.substr(0, comma))) out.push_back(*id);
    list.remove_prefix(comma + 1);
  }
  return out;
}

}  // namespace

ActionInfo SqliteReader::action_info(const ActRow& row) {
  ActionInfo out;
  static_cast<Item&>(out) = item(row);
  out.until = payload_part(row.payload, 0);
  out.with = ids_in(payload_part(row.payload, 1));
  out.begins = payload_part(row.payload, 2);
  out.pledges = state_.count(row.no, "pledge");
  out.done = state_.count(row.no, "done");
  Query& q = state_.prepared("SELECT target FROM link WHERE source = ? AND kind = 'action' ORDER BY target").bind(row.no);
  while (q.step()) out.on.push_back(act::ActId::from(as_bytes(q.text(0))));
  return out;
}

std::optional<ActionInfo> SqliteReader::action(const act::ActId& id) {
  const auto no = state_.find(id);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "action" || row.status != Status::effective) return std::nullopt;
  return action_info(row);
}

std::vector<ActionInfo> SqliteReader::actions(std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<ActionInfo> out;
  for (const ActNo no : numbers(state_.prepared("SELECT no FROM act WHERE type = 'action' AND type NOT IN ('sign', 'unsign', 'mark') "
                                                "AND no < ? AND status = 1 ORDER BY no DESC LIMIT ?").bind(top, limit))) {
    out.push_back(action_info(state_.get(no)));
  }
  return out;
}

DeliveryInfo SqliteReader::delivery_info(const ActRow& row) {
  DeliveryInfo out;
  static_cast<Item&>(out) = item(row);
  out.statement = id_of(row.subject);
  if (const auto version = parse_hex<act::ActId>(payload_part(row.payload, 0))) out.version = *version;
  if (const auto via = parse_hex<act::ActId>(payload_part(row.payload, 1))) {
    const auto no = state_.find(*via);
    out.via = MemberName{*via, no ? name_of(*no) : std::string()};
  }
  out.channel = payload_part(row.payload, 2);
  out.receipt = payload_part(row.payload, 3);
  out.due = payload_part(row.payload, 4);
  out.answers = about(row.id, "answer", SIZE_MAX);
  return out;
}

std::optional<DeliveryInfo> SqliteReader::delivery(const act::ActId& id) {
  const auto no = state_.find(id);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "deliver" || row.status != Status::effective) return std::nullopt;
  DeliveryInfo out = delivery_info(row);
  out.withdrawn = !counts(row);
  return out;
}

std::vector<DeliveryInfo> SqliteReader::deliveries(const act::ActId* statement, std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<DeliveryInfo> out;
  std::vector<ActNo> all;
  if (statement != nullptr) {
    const auto no = state_.find(*statement);
    if (no) all = numbers(state_.prepared("SELECT winner FROM slot WHERE kind = 'deliver' AND subject = ? AND active = 1 AND winner < ? ORDER BY winner DESC LIMIT ?").bind(*no, top, limit));
  } else {
    all = numbers(state_.prepared("SELECT a.no FROM act a JOIN slot s ON s.id = a.slot WHERE a.type = 'deliver' AND a.type NOT IN ('sign', 'unsign', 'mark') "
                                  "AND a.no < ? AND s.active = 1 AND s.winner = a.no ORDER BY a.no DESC LIMIT ?").bind(top, limit));
  }
  for (const ActNo each : all) out.push_back(delivery_info(state_.get(each)));
  return out;
}

std::vector<Item> SqliteReader::about_page(const act::ActId& subject, std::string_view type, ActNo after, std::size_t limit) {
  std::vector<Item> out;
  const auto no = state_.find(subject);
  if (!no) return out;
  const std::int64_t from = after == kNone ? -1 : static_cast<std::int64_t>(after);
  // What is taken back or replaced is left out: the slot says what counts.
  for (const ActNo each : numbers(state_.prepared("SELECT winner FROM slot WHERE kind = ? AND subject = ? AND active = 1 AND winner > ? ORDER BY winner LIMIT ?")
                                      .bind(type, *no, from, limit))) {
    out.push_back(item(state_.get(each)));
  }
  return out;
}

std::optional<Item> SqliteReader::dispute_of(const act::ActId& sign_act) {
  const auto winner = slot_winner("dispute|" + to_hex(sign_act));
  return winner ? std::optional(item(state_.get(*winner))) : std::nullopt;
}

std::vector<std::pair<act::ActId, ActNo>> SqliteReader::disputed(const act::ActId& version) {
  std::vector<std::pair<act::ActId, ActNo>> out;
  const auto no = state_.find(version);
  if (!no) return out;
  const ActRow row = state_.get(*no);
  const ActNo root = row.type == "revise" ? row.subject : row.no;
  for (const ActNo each : numbers(state_.prepared("SELECT winner FROM slot WHERE kind = 'dispute' AND subject = ? AND active = 1 ORDER BY winner LIMIT ?").bind(root, kMaxDisputesCounted))) {
    const ActRow dispute = state_.get(each);
    const auto sign_id = parse_hex<act::ActId>(dispute.payload);
    const auto sign_no = sign_id ? state_.find(*sign_id) : std::nullopt;
    if (!sign_no) continue;
    const ActRow sign = state_.get(*sign_no);
    if (sign.subject == *no && counts(sign)) out.emplace_back(sign.id, each);
  }
  return out;
}

std::vector<CountAt> SqliteReader::signature_history(const act::ActId& version) {
  std::vector<CountAt> out;
  const auto no = state_.find(version);
  if (!no) return out;
  Query& q = state_.prepared("SELECT at, size, mark, n FROM history WHERE subject = ? ORDER BY mark").bind(*no);
  while (q.step()) out.push_back({q.integer(0), static_cast<std::uint64_t>(q.integer(1)), static_cast<ActNo>(q.integer(2)), q.integer(3)});
  // If the clock was set back, the earlier time holds for what came before too (as for logged times).
  for (std::size_t i = out.size(); i-- > 1;) out[i - 1].at = std::min(out[i - 1].at, out[i].at);
  return out;
}

// Members that signed are few beside bare keys: only they are looked at, by an index of their own, and the
// rest is what the counter has more.
SignatureSplits SqliteReader::signature_splits(const act::ActId& version) {
  SignatureSplits out;
  const auto no = state_.find(version);
  if (!no) return out;
  const std::int64_t all = state_.count(*no, "signatures");
  std::map<std::string, std::int64_t> kinds, groups;
  std::int64_t members = 0;
  static const std::string kSigners = "SELECT substr(a.payload, 1, instr(a.payload, '|') - 1), " + attested_by_others("s.owner", "?2") + ", "
                                      "EXISTS (SELECT 1 FROM seat WHERE seat.member = s.owner) "
                                      "FROM slot s JOIN act a ON a.no = s.owner WHERE s.kind = 'signature' AND s.active = 1 AND s.owner IS NOT NULL AND s.subject = ?1";
  Query& q = state_.prepared(kSigners).bind(*no, options_.operator_key.value_or(Key{}));
  while (q.step()) {
    ++members;
    ++kinds[q.text(0)];
    if (q.integer(1) != 0) ++out.attested;
    else if (q.integer(2) != 0) ++out.vouched;
  }
  q.reset();
  Query& seats = state_.prepared("SELECT seat.grp, count(*) FROM slot s JOIN seat ON seat.member = s.owner "
                                 "WHERE s.kind = 'signature' AND s.active = 1 AND s.owner IS NOT NULL AND s.subject = ? GROUP BY seat.grp").bind(*no);
  while (seats.step()) groups[seats.text(0)] = seats.integer(1);
  seats.reset();
  Query& countries = state_.prepared("SELECT substr(name, 9), n FROM counter WHERE subject = ? AND name >= 'country:' AND name < 'country;' AND n > 0 ORDER BY n DESC, name").bind(*no);
  while (countries.step()) out.countries.emplace_back(countries.text(0), countries.integer(1));
  countries.reset();
  out.unvouched = all - out.attested - out.vouched;
  out.kinds.assign(kinds.begin(), kinds.end());
  if (all > members) out.kinds.emplace_back("", all - members);
  out.groups.assign(groups.begin(), groups.end());
  return out;
}

}  // namespace althing::index
