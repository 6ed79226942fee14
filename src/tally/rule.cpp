// Reading and evaluating rules.
#include "tally/rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "tally/limits.h"
#include "tally/rule_words.h"

namespace althing::tally {
namespace {

tl::unexpected<Error> bad(std::string_view part, std::string message) {
  return fail(Errc::schema, "rule." + std::string(part), std::move(message));
}

Result<void> only(const json::Value& value, std::string_view part,
                  std::initializer_list<std::string_view> names) {
  if (value.object() == nullptr) return bad(part, "must be a table");
  for (const auto& [name, member] : *value.object()) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      return bad(part, fmt::format("has no member {}", name));
  }
  return {};
}

Result<Base> base_of(const json::Value* value, std::string_view part) {
  const std::string_view text = value != nullptr && value->string() != nullptr
                                    ? std::string_view(*value->string())
                                    : std::string_view{};
  if (text == "cast") return Base::cast;
  if (text == "non_abstain") return Base::non_abstain;
  if (text == "eligible") return Base::eligible;
  return bad(part, "must be cast, non_abstain or eligible");
}

Result<Fraction> fraction_of(const json::Value* value, std::string_view part) {
  const json::Array* pair = value == nullptr ? nullptr : value->array();
  if (pair != nullptr && pair->size() == 2 && (*pair)[0].integer() != nullptr &&
      (*pair)[1].integer() != nullptr) {
    const Fraction out{*(*pair)[0].integer(), *(*pair)[1].integer()};
    if (out.num >= 0 && out.den >= 1 && out.den <= kMaxRuleNumber && out.num <= out.den) return out;
  }
  return bad(
      part, fmt::format("must be [numerator, denominator] with 0 <= numerator <= denominator <= {}",
                        kMaxRuleNumber));
}

Result<bool> flag_of(const json::Value* value, std::string_view part) {
  if (value != nullptr && value->boolean() != nullptr) return *value->boolean();
  return bad(part, "must be true or false");
}

Result<std::int64_t> count_of(const json::Value* value, std::string_view part, std::int64_t least,
                              std::int64_t most) {
  if (value != nullptr && value->integer() != nullptr && *value->integer() >= least &&
      *value->integer() <= most)
    return *value->integer();
  return bad(part, fmt::format("must be a whole number from {} to {}", least, most));
}

Result<void> scope_of(const json::Value* value, Rule& rule) {
  const auto most = static_cast<std::int64_t>(kMaxRuleGroups);
  if (value != nullptr && value->string() != nullptr &&
      (*value->string() == "all" || *value->string() == "each")) {
    rule.scope = *value->string() == "all" ? Scope::all : Scope::each;
    return {};
  }
  if (value == nullptr || value->object() == nullptr || value->object()->empty())
    return bad("scope", "must be \"all\", \"each\" or {groups, k}");
  rule.scope = Scope::some;
  TRY_VOID(only(*value, "scope", {"groups", "k"}));
  if (const json::Value* groups = value->at("groups")) {
    if (groups->array() == nullptr || groups->array()->empty() ||
        groups->array()->size() > kMaxRuleGroups)
      return bad("scope.groups", fmt::format("must be an array of 1 to {} names", kMaxRuleGroups));
    for (const json::Value& item : *groups->array()) {
      if (item.string() == nullptr) return bad("scope.groups", "must be an array of names");
      if (std::find(rule.groups.begin(), rule.groups.end(), *item.string()) != rule.groups.end())
        return bad("scope.groups", fmt::format("{} stands twice", *item.string()));
      rule.groups.push_back(*item.string());
    }
  }
  if (value->at("k") != nullptr) {
    TRY(rule.k,
        count_of(value->at("k"), "scope.k", 1,
                 rule.groups.empty() ? most : static_cast<std::int64_t>(rule.groups.size())));
  }
  return {};
}

Result<Rule> record_of(const json::Value& value) {
  Rule rule;
  TRY_VOID(only(value, "record",
                {"scope", "base", "ratio", "strict", "quorum", "block", "floor", "weight"}));
  TRY_VOID(scope_of(value.at("scope"), rule));
  TRY(rule.base, base_of(value.at("base"), "base"));
  TRY(rule.ratio, fraction_of(value.at("ratio"), "ratio"));
  TRY(rule.strict, flag_of(value.at("strict"), "strict"));
  if (const json::Value* quorum = value.at("quorum")) {
    TRY_VOID(only(*quorum, "quorum", {"base", "ratio", "per_group"}));
    Rule::Quorum q;
    TRY(q.base, base_of(quorum->at("base"), "quorum.base"));
    TRY(q.ratio, fraction_of(quorum->at("ratio"), "quorum.ratio"));
    TRY(q.per_group, flag_of(quorum->at("per_group"), "quorum.per_group"));
    rule.quorum = q;
  }
  if (const json::Value* block = value.at("block")) {
    TRY_VOID(only(*block, "block", {"max_against", "min_groups"}));
    Rule::Block b;
    TRY(b.max_against, fraction_of(block->at("max_against"), "block.max_against"));
    TRY(b.min_groups, count_of(block->at("min_groups"), "block.min_groups", 1,
                               static_cast<std::int64_t>(kMaxRuleGroups)));
    rule.block = b;
  }
  if (value.at("floor") != nullptr) {
    TRY(rule.floor, count_of(value.at("floor"), "floor", 0, kMaxRuleNumber));
  }
  if (const json::Value* weight = value.at("weight")) {
    if (weight->string() == nullptr || weight->string()->empty())
      return bad("weight", "must be a name");
    rule.weight = *weight->string();
  }
  return rule;
}

Result<Rule> tree_of(const json::Value& value, int depth_left) {
  const bool all = value.at("all") != nullptr, any = value.at("any") != nullptr;
  if (!all && !any) return record_of(value);
  const std::string_view name = all ? "all" : "any";
  TRY_VOID(only(value, name, {name}));
  if (depth_left == 0)
    return bad(name, fmt::format("any and all may be nested {} deep", kMaxRuleDepth));
  const json::Array* items = value.at(name)->array();
  if (items == nullptr || items->empty() || items->size() > kMaxRuleBranches)
    return bad(name, fmt::format("must be an array of 1 to {} rules", kMaxRuleBranches));
  Rule rule;
  rule.kind = all ? Rule::Kind::all : Rule::Kind::any;
  for (const json::Value& item : *items) {
    TRY(auto branch, tree_of(item, depth_left - 1));
    rule.branches.push_back(std::move(branch));
  }
  return rule;
}

std::int64_t base_sum(const Sums& sums, Base base) {
  switch (base) {
    case Base::cast:
      return sums.cast();
    case Base::non_abstain:
      return sums.non_abstain();
    case Base::eligible:
      return sums.eligible();
  }
  return 0;
}

// part * den > num * base, or >=; sums are at most 10^12 and numbers 10^6, so 64 bits hold it.
bool reaches(std::int64_t part, const Fraction& ratio, std::int64_t base, bool strict) {
  const std::int64_t left = part * ratio.den, right = ratio.num * base;
  return strict ? left > right : left >= right;
}

class Evaluation {
 public:
  explicit Evaluation(const VoteTable& votes) : votes_(votes) {}

  Result<bool> run(const Rule& rule, int depth) {
    if (rule.kind == Rule::Kind::record) return record(rule, depth);
    const bool all = rule.kind == Rule::Kind::all;
    const std::size_t line = verdict_.checks.size();
    verdict_.checks.push_back({all ? "All of these:" : "At least one of these:", false, depth});
    bool met = all;
    for (const Rule& branch : rule.branches) {  // every branch, so that all of it is shown
      TRY(const bool one, run(branch, depth + 1));
      met = all ? met && one : met || one;
    }
    verdict_.checks[line].met = met;
    return met;
  }

  Verdict take(bool met) {
    verdict_.met = met;
    return std::move(verdict_);
  }

 private:
  Result<bool> record(const Rule& rule, int depth) {
    const auto kind = std::find(votes_.kinds.begin(), votes_.kinds.end(), rule.weight);
    if (kind == votes_.kinds.end())
      return bad("weight", fmt::format("the votes have no weight {}", rule.weight));
    const auto k = static_cast<std::size_t>(kind - votes_.kinds.begin());
    const auto groups = votes_.by_group(k);
    std::vector<std::pair<std::string, Sums>> parts;
    if (rule.scope == Scope::all)
      parts.emplace_back("", votes_.total(k));
    else if (rule.scope == Scope::each || rule.groups.empty())
      parts.assign(groups.begin(), groups.end());
    else {
      for (const std::string& name : rule.groups) {
        const auto group = groups.find(name);
        if (group == groups.end())
          return bad("scope.groups", fmt::format("nobody is in the group {}", name));
        parts.emplace_back(name, group->second);
      }
    }
    const std::size_t needed =
        rule.scope == Scope::some && rule.k ? static_cast<std::size_t>(*rule.k) : parts.size();
    std::size_t reached = 0;
    std::int64_t yes = 0, blocking = 0;
    for (const auto& [name, sums] : parts) {
      const std::int64_t base = base_sum(sums, rule.base);
      const bool met = base > 0 && reaches(sums.yes, rule.ratio, base, rule.strict);
      reached += met ? 1U : 0U;
      yes += sums.yes;
      note(fmt::format("{}: {} yes of {} {}, {} needed", name.empty() ? "All together" : name,
                       sums.yes, base, base_words(rule.base), ratio_words(rule.ratio, rule.strict)),
           met, depth);
      if (rule.block && base > 0 &&
          sums.no * rule.block->max_against.den > rule.block->max_against.num * base)
        ++blocking;
    }
    bool met = reached >= needed;
    if (parts.size() > 1 || needed != parts.size())
      note(fmt::format("{} of {} groups reach it, {} needed", reached, parts.size(), needed), met,
           depth);
    if (rule.floor)
      met = note(fmt::format("{} yes in all, at least {} needed", yes, *rule.floor),
                 yes >= *rule.floor, depth) &&
            met;
    if (rule.block) {
      met = note(fmt::format("{} with more than {} against, fewer than {} allowed", blocking,
                             fraction_words(rule.block->max_against), rule.block->min_groups),
                 blocking < rule.block->min_groups, depth) &&
            met;
    }
    if (rule.quorum) met = quorum(*rule.quorum, parts, depth) && met;
    return met;
  }

  bool quorum(const Rule::Quorum& quorum, const std::vector<std::pair<std::string, Sums>>& parts,
              int depth) {
    const auto one = [&](const std::string& name, const Sums& sums) {
      const std::int64_t took_part =
          quorum.base == Base::non_abstain ? sums.non_abstain() : sums.cast();
      return note(fmt::format("Quorum, {}: {} of {} entitled took part, at least {} needed",
                              name.empty() ? "all together" : name, took_part, sums.eligible(),
                              fraction_words(quorum.ratio)),
                  reaches(took_part, quorum.ratio, sums.eligible(), false), depth);
    };
    if (quorum.per_group) {
      bool met = true;
      for (const auto& [name, sums] : parts) met = one(name, sums) && met;
      return met;
    }
    Sums all;
    for (const auto& [name, sums] : parts) {
      all.yes += sums.yes;
      all.no += sums.no;
      all.abstain += sums.abstain;
      all.absent += sums.absent;
    }
    return one("", all);
  }

  bool note(std::string what, bool met, int depth) {
    verdict_.checks.push_back({std::move(what), met, depth});
    return met;
  }

  const VoteTable& votes_;
  Verdict verdict_;
};

}  // namespace

Result<Rule> parse_rule(const json::Value& value) { return tree_of(value, kMaxRuleDepth); }

Result<Verdict> evaluate(const Rule& rule, const VoteTable& votes) {
  Evaluation evaluation(votes);
  TRY(const bool met, evaluation.run(rule, 0));
  return evaluation.take(met);
}

Rule consent_rule() {
  Rule rule;
  rule.base = Base::non_abstain;
  rule.ratio = {1, 1};
  rule.floor = 1;
  return rule;
}

}  // namespace althing::tally
