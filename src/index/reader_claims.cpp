// Reader: claims with their checks, dossiers with their rows.
#include <algorithm>
#include <set>

#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;
using assembly::SlotRow;

ClaimInfo SqliteReader::claim_info(const SlotRow& slot) {
  ClaimInfo out;
  const ActRow row = state_.get(slot.winner);
  static_cast<Item&>(out) = item(row);
  out.src = payload_part(row.payload, 0);
  if (row.subject != kNone) out.on = current_item(id_of(row.subject));
  out.checks = state_.count(row.no, "check");
  out.backing = backing_of(row);
  return out;
}

std::vector<ClaimInfo> SqliteReader::claims(const act::ActId* on, std::size_t limit, ActNo before) {
  std::vector<SlotRow> slots;
  if (on != nullptr) {
    const auto no = state_.find(*on);
    const std::uint64_t parent = no ? state_.get(*no).slot : 0;
    if (parent != 0) slots = child_slots("claim", parent, *no);
    std::reverse(slots.begin(), slots.end());
    if (before != kNone) std::erase_if(slots, [&](const SlotRow& slot) { return slot.winner >= before; });
  } else {
    const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
    // By type and number; an act that is not in force any more is passed over.
    for (const ActNo no : numbers(state_.prepared("SELECT a.no FROM act a CROSS JOIN slot s WHERE a.type = 'claim' AND a.type NOT IN ('sign', 'unsign', 'mark') AND a.no < ? AND "
                                                  "s.id = a.slot AND s.winner = a.no AND s.active = 1 ORDER BY a.no DESC LIMIT ?").bind(top, limit))) {
      slots.push_back(state_.get_slot(state_.get(no).slot));
    }
  }
  std::vector<ClaimInfo> out;
  for (const SlotRow& slot : slots) {
    if (out.size() == limit) break;
    out.push_back(claim_info(slot));
  }
  return out;
}

std::optional<ClaimInfo> SqliteReader::claim(const act::ActId& any_version) {
  const auto slot = row_slot(any_version, "claim");
  return slot ? std::optional(claim_info(*slot)) : std::nullopt;
}

std::vector<CheckInfo> SqliteReader::checks(const act::ActId& claim, std::size_t limit) {
  std::vector<CheckInfo> out;
  const auto slot = row_slot(claim, "claim");
  if (!slot) return out;
  std::vector<ActNo> acts;
  for (const ActNo version : state_.slot_members(slot->id)) {
    for (const ActNo no : state_.acts_about(version, "check")) acts.push_back(no);
  }
  std::sort(acts.begin(), acts.end());
  for (const ActNo no : acts) {
    const ActRow row = state_.get(no);
    if (!counts(row)) continue;
    if (out.size() == limit) break;
    CheckInfo one;
    static_cast<Item&>(one) = item(row);
    one.verdict = payload_part(row.payload, 1);
    one.of_this_version = row.subject == slot->winner;
    one.evidence = evidence_of(row.id);
    out.push_back(std::move(one));
  }
  return out;
}

// Rows put into any version of a dossier, in the order of the acts in force that put them there.
std::vector<SlotRow> SqliteReader::part_slots(const SlotRow& dossier, std::size_t limit) {
  std::vector<SlotRow> out = child_slots("part", dossier.id, dossier.winner);
  if (out.size() > limit) out.resize(limit);
  return out;
}

DossierInfo SqliteReader::dossier_info(const SlotRow& slot) {
  DossierInfo out;
  const ActRow row = state_.get(slot.winner);
  static_cast<Item&>(out) = item(row);
  std::string_view with = payload_part(row.payload, 1);
  while (!with.empty()) {
    const std::size_t comma = with.find(',');
    if (const auto id = parse_hex<act::ActId>(with.substr(0, comma))) out.with.push_back(*id);
    with.remove_prefix(comma == std::string_view::npos ? with.size() : comma + 1);
  }
  out.parts = static_cast<std::int64_t>(child_slots("part", slot.id, slot.winner).size());
  return out;
}

std::vector<DossierInfo> SqliteReader::dossiers(std::size_t limit, ActNo before) {
  const std::int64_t top = before == kNone ? INT64_MAX : static_cast<std::int64_t>(before);
  std::vector<DossierInfo> out;
  for (const ActNo no : numbers(state_.prepared("SELECT a.no FROM act a CROSS JOIN slot s WHERE a.type = 'dossier' AND a.type NOT IN ('sign', 'unsign', 'mark') AND a.no < ? AND "
                                                "s.id = a.slot AND s.winner = a.no AND s.active = 1 ORDER BY a.no DESC LIMIT ?").bind(top, limit))) {
    out.push_back(dossier_info(state_.get_slot(state_.get(no).slot)));
  }
  return out;
}

std::optional<DossierInfo> SqliteReader::dossier(const act::ActId& any_version) {
  const auto slot = row_slot(any_version, "dossier");
  return slot ? std::optional(dossier_info(*slot)) : std::nullopt;
}

std::vector<DossierPart> SqliteReader::parts(const act::ActId& dossier, std::size_t limit) {
  std::vector<DossierPart> out;
  const auto slot = row_slot(dossier, "dossier");
  if (!slot) return out;
  std::set<act::ActId> seen;
  for (const SlotRow& part : part_slots(*slot, limit)) {
    const auto id = parse_hex<act::ActId>(payload_part(part.payload, 0));
    auto row = id ? current_item(*id) : std::nullopt;
    if (!row || !seen.insert(row->act.id).second) continue;
    out.push_back({item(state_.get(part.winner)), std::move(*row)});
  }
  return out;
}

std::vector<Item> SqliteReader::dossiers_of(const act::ActId& row, std::size_t limit) {
  std::vector<Item> versions = row_versions(row);
  std::vector<act::ActId> ids{row};
  for (const Item& version : versions) ids.push_back(version.act.id);
  std::set<ActNo> parts;
  for (const act::ActId& id : ids) {
    for (const ActNo no : numbers(state_.prepared("SELECT source FROM link WHERE kind = 'part' AND target = ? ORDER BY source").bind(id))) parts.insert(no);
  }
  std::vector<Item> out;
  std::set<act::ActId> seen;
  for (const ActNo no : parts) {
    const ActRow part = state_.get(no);
    if (!counts(part) || part.subject == kNone) continue;
    auto dossier = current_item(id_of(part.subject));
    if (dossier && out.size() < limit && seen.insert(dossier->act.id).second) out.push_back(std::move(*dossier));
  }
  return out;
}

}  // namespace althing::index
