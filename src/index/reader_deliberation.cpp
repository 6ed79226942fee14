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
  std::vector<ProposalInfo> out;
  for (const Item& one : linked("propose", place)) {
    if (auto full = proposal(one.act.id)) out.push_back(std::move(*full));
  }
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

std::vector<ResponseInfo> SqliteReader::responses(const act::ActId& call) {
  std::vector<ResponseInfo> out;
  for (Item& one : about(call, "respond", SIZE_MAX)) {
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

std::vector<std::pair<std::string, std::vector<MemberName>>> SqliteReader::silent(const act::ActId& call_id) {
  std::vector<std::pair<std::string, std::vector<MemberName>>> out;
  const auto asked = call(call_id);
  if (!asked) return out;
  for (const assembly::GroupSeat& seat : state_.seats()) {
    if (!asked->groups.empty() && std::find(asked->groups.begin(), asked->groups.end(), seat.group) == asked->groups.end()) continue;
    const act::ActId join = id_of(seat.member);
    if (slot_active("respond|" + to_hex(call_id) + "|" + to_hex(join))) continue;
    if (out.empty() || out.back().first != seat.group) out.emplace_back(seat.group, std::vector<MemberName>{});
    out.back().second.push_back({join, name_of(seat.member)});
  }
  return out;
}

}  // namespace althing::index
