// Reader: proposals with their versions and amendments, calls with who has not answered.
#include <algorithm>
#include <set>

#include "assembly/rules.h"
#include "index/sqlite_reader.h"

namespace althing::index {

using assembly::ActRow;
using assembly::payload_part;
using assembly::Status;

namespace {

std::vector<std::string> comma_list(std::string_view list) {
  std::vector<std::string> out;
  for (std::size_t comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
    out.emplace_back(list.substr(0, comma));
    list.remove_prefix(comma + 1);
  }
  return out;
}

std::vector<act::ActId> id_list(std::string_view list) {
  std::vector<act::ActId> out;
  for (const std::string& id : comma_list(list)) out.push_back(*parse_hex<act::ActId>(id));
  return out;
}

std::optional<act::ActId> maybe_id(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return *parse_hex<act::ActId>(text);
}

}  // namespace

std::optional<act::ActId> SqliteReader::proposal_of(const act::ActId& any_version) {
  const auto no = state_.find(any_version);
  if (!no) return std::nullopt;
  ActRow row = state_.get(*no);
  if ((row.type == "revise" || row.type == "accept" || row.type == "amend") && row.subject != kNone) row = state_.get(row.subject);
  return row.type == "propose" ? std::optional(row.id) : std::nullopt;
}

std::optional<ProposalInfo> SqliteReader::proposal(const act::ActId& any_version) {
  const auto id = proposal_of(any_version);
  if (!id) return std::nullopt;
  const ActRow root = state_.get(*state_.find(*id));
  ProposalInfo out;
  out.act = info(root);
  out.kind = payload_part(root.payload, 0);
  out.with = id_list(payload_part(root.payload, 1));
  out.on = maybe_id(payload_part(root.payload, 2));
  out.from = maybe_id(payload_part(root.payload, 3));
  out.withdrawn = slot_active("withdrawn|" + to_hex(root.id));
  const auto slot = state_.find_slot("version|" + to_hex(root.id));
  std::vector<ActNo> versions = slot ? state_.slot_members(slot->id) : std::vector<ActNo>{};
  std::sort(versions.begin(), versions.end());
  for (const ActNo no : versions) {
    const ActRow row = state_.get(no);
    if (row.status != Status::effective) continue;
    ProposalVersion version;
    version.act = info(row);
    if (row.type == "accept") version.amend = maybe_id(payload_part(row.payload, 2));
    const auto words = version.amend ? state_.find(*version.amend) : std::optional(no);
    if (words) {
      version.shown = shown(*words);
      version.words = info(state_.get(*words));
    }
    // An amendment keeps the title unless it gives another.
    if (version.shown.title.empty()) version.shown.title = out.versions.empty() ? std::string() : out.versions.back().shown.title;
    version.support = state_.count(no, "support");
    version.object = state_.count(no, "object");
    version.current = slot->winner == no;
    out.versions.push_back(std::move(version));
  }
  for (const ActNo no : state_.acts_about(root.no, "amend")) {
    const ActRow row = state_.get(no);
    if (row.status != Status::effective) continue;
    AmendmentInfo amendment;
    static_cast<Item&>(amendment) = item(row);
    amendment.of = *parse_hex<act::ActId>(payload_part(row.payload, 0));
    amendment.state = amendment.withdrawn ? "withdrawn" : "open";
    if (const auto no_of_decline = slot_winner("declined|" + to_hex(row.id))) {
      amendment.state = "declined";
      amendment.decided = item(state_.get(*no_of_decline));
    }
    for (const ProposalVersion& version : out.versions) {
      if (version.amend != row.id) continue;
      amendment.state = "accepted";
      amendment.decided = item(state_.get(version.act.no));
    }
    out.amendments.push_back(std::move(amendment));
  }
  return out;
}

std::vector<ProposalInfo> SqliteReader::proposals_on(const act::ActId& place) {
  std::vector<act::ActId> row{place};  // all acts of its row, for a proposal may name an earlier one
  for (const std::string_view type : {"provision", "instrument"}) {
    if (const auto slot = row_slot(place, type)) {
      row.clear();
      for (const ActNo no : state_.slot_members(slot->id)) row.push_back(id_of(no));
    }
  }
  std::vector<ProposalInfo> out;
  for (const act::ActId& id : row) {
    for (const Item& one : linked("propose", id)) {
      if (auto full = proposal(one.act.id)) out.push_back(std::move(*full));
    }
  }
  std::sort(out.begin(), out.end(), [](const ProposalInfo& a, const ProposalInfo& b) { return a.act.no < b.act.no; });
  return out;
}

std::vector<ProposalInfo> SqliteReader::rivals_from(const ProposalInfo& of) {
  std::vector<ProposalInfo> out;
  for (const AmendmentInfo& amendment : of.amendments) {
    for (const Item& one : linked("propose", amendment.act.id)) {
      if (auto full = proposal(one.act.id)) out.push_back(std::move(*full));
    }
  }
  std::sort(out.begin(), out.end(), [](const ProposalInfo& a, const ProposalInfo& b) { return a.act.no < b.act.no; });
  return out;
}

std::optional<CallInfo> SqliteReader::call(const act::ActId& id) {
  const auto no = state_.find(id);
  if (!no) return std::nullopt;
  const ActRow row = state_.get(*no);
  if (row.type != "call") return std::nullopt;
  CallInfo out;
  static_cast<Item&>(out) = item(row);
  out.closes = payload_part(row.payload, 0);
  out.with = id_list(payload_part(row.payload, 1));
  out.groups = comma_list(payload_part(row.payload, 2));
  out.responses = state_.count(*no, "respond");
  return out;
}

std::vector<ResponseInfo> SqliteReader::responses(const act::ActId& call, std::size_t limit, ActNo after) {
  std::vector<ResponseInfo> out;
  for (Item& one : about(call, "respond", limit, after)) {
    ResponseInfo response;
    static_cast<Item&>(response) = std::move(one);
    const auto who = response.act.acting_for ? response.act.acting_for : response.act.member;
    const auto member = who ? state_.find(*who) : std::nullopt;
    if (member) {
      response.kind = payload_part(state_.get(*member).payload, 0);
      response.groups = seats_of(*member);
    }
    out.push_back(std::move(response));
  }
  return out;
}

std::vector<std::string> SqliteReader::seats_of(ActNo member) {
  std::vector<std::string> out;
  Query& q = state_.prepared("SELECT grp FROM seat WHERE member = ? ORDER BY grp").bind(member);
  while (q.step()) out.push_back(q.text(0));
  return out;
}

std::vector<SilentGroup> SqliteReader::silent(const act::ActId& call_id, std::size_t limit) {
  std::vector<SilentGroup> out;
  const auto asked = call(call_id);
  if (!asked) return out;
  const ActNo no = *state_.find(call_id);
  // `charter` spells out the groups that count now; a call may ask one that is gone, which then has nobody.
  std::vector<std::string> groups = asked->groups;
  if (groups.empty()) {
    const json::Value in_force = charter();
    if (const json::Value* all = in_force.at("groups"); all && all->array()) {
      for (const json::Value& group : *all->array()) groups.emplace_back(group.text_at("group"));
    }
    std::sort(groups.begin(), groups.end());
  }
  for (std::string& group : groups) {
    SilentGroup one;
    const auto count = [](Query& q) {
      q.step();
      const std::int64_t n = q.integer(0);
      q.reset();
      return n;
    };
    one.asked = count(state_.prepared("SELECT count(*) FROM seat WHERE grp = ?").bind(group));
    one.answered = count(state_.prepared("SELECT count(*) FROM seat WHERE grp = ?1 AND member IN "
                                         "(SELECT owner FROM slot WHERE kind = 'respond' AND subject = ?2 AND active = 1 AND owner IS NOT NULL)").bind(group, no));
    const std::int64_t most = limit > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(limit);
    for (const ActNo member : numbers(state_.prepared("SELECT member FROM seat WHERE grp = ?1 AND member NOT IN "
                                                      "(SELECT owner FROM slot WHERE kind = 'respond' AND subject = ?2 AND active = 1 AND owner IS NOT NULL) "
                                                      "ORDER BY member LIMIT ?3").bind(group, no, most))) {
      one.members.push_back({id_of(member), name_of(member)});
    }
    one.group = std::move(group);
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<Item> SqliteReader::declared(const act::ActId& join) {
  const auto no = slot_winner("declare|" + to_hex(join));
  return no ? std::optional(item(state_.get(*no))) : std::nullopt;
}

}  // namespace althing::index
