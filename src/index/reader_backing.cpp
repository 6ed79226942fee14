// Reader: who stands behind a row, and which of them are independent (docs/fold.md, "Independent corroboration").
#include <algorithm>
#include <map>
#include <set>

#include "assembly/membership/identity.h"
#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::SlotRow;

namespace {

constexpr std::size_t kMaxBackingLookedAt = 200;  // corroborations of one version whose organisations are told apart

}  // namespace

std::optional<Item> SqliteReader::current_item(const act::ActId& any_version) {
  const auto no = state_.find(any_version);
  if (!no) return std::nullopt;
  ActRow row = state_.get(*no);
  if (row.slot != 0) {
    const SlotRow slot = state_.get_slot(row.slot);
    if (slot.kind == row.type && slot.winner != kNone && slot.winner != row.no && slot.active) row = state_.get(slot.winner);
  }
  return item(row);
}

std::vector<Item> SqliteReader::row_versions(const act::ActId& any_version) {
  std::vector<Item> out;
  const auto no = state_.find(any_version);
  const std::uint64_t slot = no ? state_.get(*no).slot : 0;
  if (slot == 0) return out;
  for (const ActNo each : state_.slot_members(slot)) {
    const ActRow row = state_.get(each);
    if (row.status == assembly::Status::effective && row.positive) out.push_back(item(row));
  }
  return out;
}

// What two members of one organisation have in common: a join (its own, or of who appointed one of its keys),
// a key (its own, or one it appointed), an attested domain.
std::vector<std::string> SqliteReader::organisation_tags(ActNo member, const Key& key) {
  std::set<std::string> tags;
  std::vector<Key> keys{key};
  if (member != kNone) {
    const act::ActId join = id_of(member);
    tags.insert("join " + to_hex(join));
    keys.clear();
    for (const auto& link : assembly::key_chain(state_, member)) keys.push_back(link.key);
    for (const MandateInfo& mandate : mandates_by(join)) {
      if (mandate.in_force) tags.insert("key " + act::key_text(mandate.key));
    }
    for (const AttestInfo& attest : attestations(join)) {
      if (attest.what == "domain" && !attest.domain.empty() && (attest.ours || attest.seated)) tags.insert("domain " + attest.domain);
    }
  }
  for (const Key& each : keys) {
    tags.insert("key " + act::key_text(each));
    for (const MandateInfo& mandate : mandates_of_key(each)) {
      if (mandate.in_force) tags.insert("join " + to_hex(mandate.organisation));
    }
  }
  return {tags.begin(), tags.end()};
}

// The organisation of each act's member, as numbers: 0 for that of the recorder.
std::vector<int> SqliteReader::organisations(ActNo recorder, const Key& recorder_key, const std::vector<ActRow>& acts) {
  std::vector<int> group(acts.size() + 1);
  std::map<std::string, int> first;
  const auto join = [&](int a, int b) {
    const int low = std::min(a, b), high = std::max(a, b);
    for (int& each : group) {
      if (each == high) each = low;
    }
  };
  for (std::size_t i = 0; i < group.size(); ++i) group[i] = static_cast<int>(i);
  for (std::size_t i = 0; i < group.size(); ++i) {
    for (const std::string& tag : i == 0 ? organisation_tags(recorder, recorder_key) : organisation_tags(acts[i - 1].actor, acts[i - 1].key)) {
      const auto [it, fresh] = first.emplace(tag, static_cast<int>(i));
      if (!fresh) join(group[static_cast<std::size_t>(it->second)], group[i]);
    }
  }
  return {group.begin() + 1, group.end()};
}

Backing SqliteReader::backing_of(const ActRow& version) {
  Backing out;
  out.all = state_.count(version.no, "corroborate");
  out.disputes = state_.count(version.no, "dispute");
  if (out.all == 0) return out;
  std::vector<ActRow> acts;
  for (const ActNo no : state_.acts_about(version.no, "corroborate")) {
    ActRow row = state_.get(no);
    if (row.actor == kNone || !counts(row) || seats_of(row.actor).empty()) continue;
    acts.push_back(std::move(row));
    if (acts.size() == kMaxBackingLookedAt) break;
  }
  std::set<int> found;
  for (const int organisation : organisations(version.actor, version.key, acts)) found.insert(organisation);
  found.erase(0);
  out.independent = static_cast<std::int64_t>(found.size());
  return out;
}

Backing SqliteReader::backing(const act::ActId& version) {
  const auto no = state_.find(version);
  return no ? backing_of(state_.get(*no)) : Backing{};
}

std::vector<CorroborationInfo> SqliteReader::corroborations(const act::ActId& any_version, std::size_t limit) {
  std::vector<CorroborationInfo> out;
  const auto no = state_.find(any_version);
  const std::uint64_t slot_id = no ? state_.get(*no).slot : 0;
  if (slot_id == 0) return out;
  const SlotRow slot = state_.get_slot(slot_id);
  std::vector<ActRow> acts;
  for (const ActNo version : state_.slot_members(slot_id)) {
    for (const ActNo each : state_.acts_about(version, "corroborate")) {
      ActRow row = state_.get(each);
      if (row.actor != kNone && counts(row)) acts.push_back(std::move(row));
    }
  }
  std::sort(acts.begin(), acts.end(), [](const ActRow& a, const ActRow& b) { return a.no < b.no; });
  if (acts.size() > limit) acts.resize(limit);
  const ActRow recorder = state_.get(slot.winner == kNone ? *no : slot.winner);
  const std::vector<int> groups = organisations(recorder.actor, recorder.key, acts);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    CorroborationInfo one;
    static_cast<Item&>(one) = item(acts[i]);
    one.of_this_version = acts[i].subject == slot.winner;
    one.seated = !seats_of(acts[i].actor).empty();
    one.organisation = groups[i];
    one.evidence = evidence_of(acts[i].id);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<Item> SqliteReader::disputes_of(const act::ActId& version, std::size_t limit) { return about(version, "dispute", limit, kNone); }

std::vector<Item> SqliteReader::evidence_of(const act::ActId& act) {
  std::vector<Item> out;
  const auto no = state_.find(act);
  if (!no) return out;
  std::vector<act::ActId> ids;
  Query& q = state_.prepared("SELECT target FROM link WHERE source = ? AND kind = 'evidence' ORDER BY target").bind(*no);
  while (q.step()) ids.push_back(act::ActId::from(as_bytes(q.text(0))));
  for (const act::ActId& id : ids) {
    if (auto row = current_item(id)) out.push_back(std::move(*row));
  }
  return out;
}

std::vector<Item> SqliteReader::evidence_for(const act::ActId& any_version, std::size_t limit) {
  std::set<ActNo> sources;
  std::vector<Item> versions = row_versions(any_version);
  for (const Item& version : versions) {
    for (const ActNo no : numbers(state_.prepared("SELECT source FROM link WHERE kind = 'evidence' AND target = ? ORDER BY source LIMIT ?").bind(version.act.id, limit))) sources.insert(no);
  }
  std::vector<Item> out;
  for (const ActNo no : sources) {
    const ActRow row = state_.get(no);
    if (out.size() < limit && counts(row)) out.push_back(item(row));
  }
  return out;
}

}  // namespace althing::index
