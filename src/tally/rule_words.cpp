#include "tally/rule_words.h"

#include <fmt/format.h>

namespace althing::tally {
namespace {

std::string list(const std::vector<std::string>& items, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? fmt::format(" {} ", last) : ", ";
    out += items[i];
  }
  return out;
}

std::string record_words(const Rule& rule) {
  std::string out =
      fmt::format("{} of the {}", ratio_words(rule.ratio, rule.strict), base_words(rule.base));
  if (!rule.weight.empty()) out += fmt::format(" by {}", rule.weight);
  out += " must be yes";
  if (rule.scope == Scope::each) out += " in each group";
  if (rule.scope == Scope::some) {
    if (rule.groups.empty())
      out += rule.k ? fmt::format(" in at least {} groups", *rule.k) : " in every group";
    else if (rule.k && static_cast<std::size_t>(*rule.k) < rule.groups.size())
      out += fmt::format(" in at least {} of {}", *rule.k, list(rule.groups, "and"));
    else
      out += " in " + list(rule.groups, "and");
  }
  if (rule.base == Base::cast) out += " (abstentions count as against)";
  if (rule.base == Base::eligible) out += " (who does not vote counts as against)";
  if (rule.floor) out += fmt::format(", with at least {} yes in all", *rule.floor);
  if (rule.block) {
    const std::string share =
        fmt::format("more than {} of them are no", fraction_words(rule.block->max_against));
    if (rule.scope == Scope::all)
      out += ", and it fails if " + share;
    else
      out +=
          fmt::format(", and it fails if in {} or more groups {}", rule.block->min_groups, share);
  }
  if (rule.quorum) {
    out += fmt::format(", and at least {} of those entitled{} must {}",
                       fraction_words(rule.quorum->ratio),
                       rule.quorum->per_group ? " in each group" : "",
                       rule.quorum->base == Base::non_abstain ? "vote yes or no" : "take part");
  }
  return out;
}

std::string tree_words(const Rule& rule) {
  if (rule.kind == Rule::Kind::record) return record_words(rule);
  std::vector<std::string> parts;
  for (const Rule& branch : rule.branches)
    parts.push_back(branch.kind == Rule::Kind::record ? tree_words(branch)
                                                      : "(" + tree_words(branch) + ")");
  if (parts.size() == 1) return parts[0];
  std::string out = rule.kind == Rule::Kind::all ? "both " : "either ";
  if (parts.size() > 2) out = rule.kind == Rule::Kind::all ? "all of these: " : "one of these: ";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += rule.kind == Rule::Kind::all ? "; and " : "; or ";
    out += parts[i];
  }
  return out;
}

}  // namespace

std::string fraction_words(const Fraction& fraction) {
  return fmt::format("{}/{}", fraction.num, fraction.den);
}

std::string ratio_words(const Fraction& ratio, bool strict) {
  if (ratio.num == ratio.den && !strict) return "all";
  if (ratio.num == 0 && strict) return "some";
  return fmt::format("{} {}", strict ? "more than" : "at least", fraction_words(ratio));
}

std::string base_words(Base base) {
  switch (base) {
    case Base::cast:
      return "votes cast";
    case Base::non_abstain:
      return "votes cast without abstentions";
    case Base::eligible:
      return "votes of all entitled";
  }
  return {};
}

std::string in_words(const Rule& rule) {
  std::string out = "Adopted if " + tree_words(rule) + ".";
  return out;
}

}  // namespace althing::tally
