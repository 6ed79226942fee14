// Shapes of the nested members of `found`: groups with their founders, and admission.
#include <fmt/format.h>

#include <set>

#include "act/door_rules.h"
#include "act/limits.h"
#include "act/quote.h"
#include "act/shapes.h"
#include "act/types.h"

namespace althing::act {
namespace {

std::string step(std::size_t i) { return fmt::format("[{}]", i); }

Result<void> check_founder(const json::Value& founder, std::set<std::string_view>& keys) {
  TRY_VOID(check_members(founder, {"key", "next"}));
  const std::string_view key = founder.text_at("key");
  if (!is_key_text(key)) {
    return shape_fault("key", "must be a key (43 characters of canonical base64url), got " + shown(*founder.at("key")));
  }
  if (!is_id_text(founder.text_at("next"))) {
    return shape_fault("next", "must be a SHA-256 (64 lower-case hex digits), got " + shown(*founder.at("next")));
  }
  if (!keys.insert(key).second) return shape_fault("key", "is twice in this group: " + quoted(key));
  return {};
}

Result<void> check_group(const json::Value& group, std::set<std::string_view>& names) {
  TRY_VOID(check_members(group, {"group", "members"}));
  const std::string_view name = group.text_at("group");
  if (!is_token(name)) return shape_fault("group", "must be a token, got " + shown(*group.at("group")));
  if (!names.insert(name).second) return shape_fault("group", "is the name of two groups: " + quoted(name));
  const json::Array* founders = group.at("members")->array();
  if (founders == nullptr || founders->size() > kMaxFoundersPerGroup) {
    return shape_fault("members", fmt::format("must be an array of 0 to {} founders, got {}", kMaxFoundersPerGroup,
                                              shown(*group.at("members"))));
  }
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < founders->size(); ++i) {
    if (auto ok = check_founder((*founders)[i], keys); !ok) return within("members" + step(i), std::move(ok).error());
  }
  return {};
}

}  // namespace

Result<void> check_groups(const json::Value& groups) {
  const json::Array* items = groups.array();
  if (items == nullptr || items->empty() || items->size() > kMaxGroups) {
    return shape_fault({}, fmt::format("must be an array of 1 to {} groups, got {}", kMaxGroups, shown(groups)));
  }
  std::set<std::string_view> names;
  bool anybody = false;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (auto ok = check_group((*items)[i], names); !ok) return within(step(i), std::move(ok).error());
    anybody = anybody || !(*items)[i].at("members")->array()->empty();
  }
  if (!anybody) return shape_fault({}, "must have at least one founding member in all");
  return {};
}

Result<void> check_admission(const json::Value& admission) {
  TRY_VOID(check_members(admission, {"age_days", "limit", "vouches"}));
  TRY_VOID(check_integer("age_days", admission.at("age_days"), 0, kMaxAgeDays));
  TRY_VOID(check_integer("limit", admission.at("limit"), 1, kMaxVouchLimit));
  return check_integer("vouches", admission.at("vouches"), 1, kMaxVouches);
}

}  // namespace althing::act
