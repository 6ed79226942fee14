// Reader: who says what of a member. Anyone may attest anybody, so what counts for filters and totals is only
// what this node itself or members with a seat say, never a member of itself.
#include "assembly/rules.h"
#include "index/limits.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;

std::vector<AttestInfo> SqliteReader::attestations(const act::ActId& join) {
  std::vector<AttestInfo> out;
  const auto member = state_.find(join);
  if (!member) return out;
  for (Item& one : about(join, "attest", kMaxAttestations, kNone)) {
    if (one.withdrawn) continue;
    AttestInfo attest;
    const ActRow row = state_.get(one.act.no);
    attest.what = payload_part(row.payload, 0);
    attest.domain = payload_part(row.payload, 1);
    attest.method = payload_part(row.payload, 2);
    attest.ours = options_.operator_key && row.key == *options_.operator_key;
    attest.seated = row.actor != kNone && row.actor != *member && !seats_of(row.actor).empty();
    attest.act = std::move(one.act);
    attest.shown = std::move(one.shown);
    out.push_back(std::move(attest));
  }
  return out;
}

std::int64_t SqliteReader::attested_members(std::string_view kind) {
  static const std::string kCount = "SELECT count(*) FROM slot s WHERE s.kind = 'member' AND s.active = 1 AND (?2 = '' OR substr(s.payload, 1, length(?2)) = ?2) AND "
                                    "s.subject IN (SELECT subject FROM slot WHERE kind = 'attest' AND active = 1) AND " + attested_by_others("s.subject", "?1");
  Query& q = state_.prepared(kCount).bind(options_.operator_key.value_or(Key{}), kind.empty() ? "" : std::string(kind) + "|");
  q.step();
  const std::int64_t n = q.integer(0);
  q.reset();
  return n;
}

}  // namespace althing::index
