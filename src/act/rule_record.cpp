// Shape of a rule (DESIGN.md 6): one record for all thresholds, or an any/all tree of records. Only the
// shape is a matter of the act; counting by it is the room tally's. docs/acts.md, "Rules":
//   record  {scope, base, ratio, strict, quorum?, block?, floor?, weight?}
//   scope   "all" | "each" | {groups?: [tokens], k?: n}     (k of the groups; all of those listed if no k)
//   base    cast | non_abstain | eligible;  ratio [num, den], compared as yes*den > num*base
//   quorum  {base, ratio, per_group}; block {max_against: ratio, min_groups}; floor: least number of yes
//   weight  token: which of the charter's weights its members count with (EU population); absent: one each
//   tree    {"all": [rules]} | {"any": [rules]}
#include <fmt/format.h>

#include "act/limits.h"
#include "act/quote.h"
#include "act/shapes.h"
#include "act/types.h"

namespace althing::act {
namespace {

Result<void> check_base(const json::Value& value) {
  const std::string* text = value.string();
  if (text != nullptr && (*text == "cast" || *text == "non_abstain" || *text == "eligible")) return {};
  return shape_fault("base", "must be one of cast, non_abstain, eligible, got " + shown(value));
}

Result<void> check_ratio(std::string_view name, const json::Value& value) {
  const json::Array* pair = value.array();
  const auto number = [&](std::size_t i) { return (*pair)[i].integer(); };
  if (pair != nullptr && pair->size() == 2 && number(0) && number(1) && *number(0) >= 0 && *number(1) >= 1 &&
      *number(1) <= kMaxRuleNumber && *number(0) <= *number(1)) {
    return {};
  }
  return shape_fault(std::string(name), fmt::format("must be [numerator, denominator] with 0 <= numerator <= denominator "
                                                    "<= {}, got {}", kMaxRuleNumber, shown(value)));
}

Result<void> check_flag(std::string_view name, const json::Value& value) {
  if (value.boolean() != nullptr) return {};
  return shape_fault(std::string(name), "must be true or false, got " + shown(value));
}

Result<void> check_listed_groups(const json::Value& value) {
  const json::Array* items = value.array();
  const auto bad = [&](const json::Value& got) {
    return shape_fault("groups", fmt::format("must be an array of 1 to {} distinct group tokens in ascending order, got {}",
                                             kMaxGroups, shown(got)));
  };
  if (items == nullptr || items->empty() || items->size() > kMaxGroups) return bad(value);
  std::string_view last;
  for (const json::Value& item : *items) {
    if (item.string() == nullptr || !is_token(*item.string()) || (!last.empty() && last >= *item.string())) return bad(item);
    last = *item.string();
  }
  return {};
}

Result<void> check_scope(const json::Value& scope) {
  if (const std::string* text = scope.string(); text != nullptr && (*text == "all" || *text == "each")) return {};
  if (scope.object() == nullptr || scope.object()->empty()) {
    return shape_fault({}, "must be \"all\", \"each\" or {groups, k}, got " + shown(scope));
  }
  TRY_VOID(check_members(scope, {}, {"groups", "k"}));
  if (const json::Value* groups = scope.at("groups")) TRY_VOID(check_listed_groups(*groups));
  if (const json::Value* k = scope.at("k")) {
    const json::Value* groups = scope.at("groups");
    const std::size_t most = groups != nullptr ? groups->array()->size() : kMaxGroups;
    TRY_VOID(check_integer("k", k, 1, static_cast<std::int64_t>(most)));
  }
  return {};
}

Result<void> check_quorum(const json::Value& quorum) {
  TRY_VOID(check_members(quorum, {"base", "per_group", "ratio"}));
  TRY_VOID(check_base(*quorum.at("base")));
  TRY_VOID(check_flag("per_group", *quorum.at("per_group")));
  return check_ratio("ratio", *quorum.at("ratio"));
}

Result<void> check_block(const json::Value& block) {
  TRY_VOID(check_members(block, {"max_against", "min_groups"}));
  TRY_VOID(check_ratio("max_against", *block.at("max_against")));
  return check_integer("min_groups", block.at("min_groups"), 1, static_cast<std::int64_t>(kMaxGroups));
}

Result<void> check_record(const json::Value& rule) {
  TRY_VOID(check_members(rule, {"base", "ratio", "scope", "strict"}, {"block", "floor", "quorum", "weight"}));
  TRY_VOID(check_base(*rule.at("base")));
  TRY_VOID(check_ratio("ratio", *rule.at("ratio")));
  if (auto ok = check_scope(*rule.at("scope")); !ok) return within("scope", std::move(ok).error());
  TRY_VOID(check_flag("strict", *rule.at("strict")));
  const json::Array& ratio = *rule.at("ratio")->array();
  if (*rule.at("strict")->boolean() && ratio[0] == ratio[1]) {
    return shape_fault("ratio", "can never be met: nothing is more than the whole; with [1,1] `strict` must be false");
  }
  if (const json::Value* block = rule.at("block")) {
    if (auto ok = check_block(*block); !ok) return within("block", std::move(ok).error());
  }
  if (const json::Value* floor = rule.at("floor")) TRY_VOID(check_integer("floor", floor, 0, kMaxRuleNumber));
  if (const json::Value* quorum = rule.at("quorum")) {
    if (auto ok = check_quorum(*quorum); !ok) return within("quorum", std::move(ok).error());
  }
  const json::Value* weight = rule.at("weight");
  if (weight != nullptr && !is_token(rule.text_at("weight"))) {
    return shape_fault("weight", "must be a token, got " + shown(*weight));
  }
  return {};
}

Result<void> check_tree(const json::Value& rule, int depth_left) {
  const std::string_view name = rule.at("all") != nullptr ? "all" : "any";
  const json::Value* branches = rule.at(name);
  if (branches == nullptr) return check_record(rule);
  if (depth_left == 0) return shape_fault({}, fmt::format("any/all may be nested {} deep", kMaxRuleDepth));
  TRY_VOID(check_members(rule, {name}));
  const json::Array* items = branches->array();
  if (items == nullptr || items->empty() || items->size() > kMaxRuleBranches) {
    return shape_fault(std::string(name), fmt::format("must be an array of 1 to {} rules, got {}", kMaxRuleBranches,
                                                      shown(*branches)));
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (auto ok = check_tree((*items)[i], depth_left - 1); !ok) {
      return within(fmt::format("{}[{}]", name, i), std::move(ok).error());
    }
  }
  return {};
}

}  // namespace

Result<void> check_rule(const json::Value& rule) { return check_tree(rule, kMaxRuleDepth); }

}  // namespace althing::act
