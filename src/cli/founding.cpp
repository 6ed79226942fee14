#include "cli/founding.h"

#include "act/detail.h"

namespace althing::cli {

json::Value found_body(const FoundingPlan& plan, UnixSeconds at) {
  json::Array groups;
  for (const std::string& group : plan.groups) {
    json::Array members;
    for (const FoundingMember& m : plan.members) {
      if (m.group == group) members.push_back(json::object({{"key", act::key_text(m.key)}, {"next", m.next}}));
    }
    groups.push_back(json::object({{"group", group}, {"members", std::move(members)}}));
  }
  json::Array logs;
  for (const Key& key : plan.logs) logs.emplace_back(act::key_text(key));
  json::Value body = json::object({{"v", 1}, {"act", "found"}, {"at", format_time(at)}, {"groups", std::move(groups)},
                                   {"admission", json::object({{"vouches", plan.vouches}, {"limit", plan.limit}, {"age_days", plan.age_days}})}});
  if (!logs.empty()) body.object()->set("logs", std::move(logs));
  return body;
}

Result<Made> make_act(json::Value body, json::Value members, const KeyPair& key, const act::ActId* assembly,
                      const std::vector<act::ActId>& prev, UnixSeconds at, Random& random) {
  json::Object& o = *body.object();
  o.set("v", 1);
  o.set("at", format_time(at));
  if (assembly != nullptr) o.set("in", to_hex(*assembly));
  if (!prev.empty()) {
    json::Array list;
    for (const act::ActId& id : prev) list.emplace_back(to_hex(id));
    o.set("prev", std::move(list));
  }
  Made made;
  if (members.object() != nullptr && !members.object()->empty()) {
    TRY(made.detail, act::make_detail(std::move(members), key.key(), random));
    o.set("detail", to_hex(sha256(made.detail)));
  }
  TRY(made.note, act::sign_act(std::move(body), key));
  TRY(const act::Act act, act::parse_entry(made.note));
  made.id = act.id;
  return made;
}

}  // namespace althing::cli
