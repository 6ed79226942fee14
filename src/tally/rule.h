// Rules: the one shape of all thresholds (DESIGN.md 6; docs/acts.md, "Rules"), evaluated in
// integers.
//
//   record  {scope, base, ratio, strict, quorum?, block?, floor?, weight?}
//   tree    {"all": [rules]} | {"any": [rules]}
//
// A record asks of its scope (everybody together, each group, or k of the groups) whether
// yes * den > num * base, or >= unless strict. `base` is the votes cast (abstentions count as
// against), those that did not abstain, or all entitled. `quorum` asks the same of the votes cast,
// of all together or in every group. `block` fails the rule if in at least min_groups groups more
// than max_against of the base are against; with scope "all" everybody together is one group.
// `floor` is the least number of yes over the whole scope. Exact; pure.
#pragma once

#include <memory>
#include <optional>

#include "base/json.h"
#include "tally/votes.h"

namespace althing::tally {

enum class Base { cast, non_abstain, eligible };
enum class Scope { all, each, some };

struct Fraction {
  std::int64_t num = 0, den = 1;
};

struct Rule {
  enum class Kind { record, all, any };
  Kind kind = Kind::record;
  std::vector<Rule> branches;  // of all, any

  Scope scope = Scope::all;
  std::vector<std::string> groups;  // scope some: those listed; empty: every group
  std::optional<std::int64_t> k;    // scope some: so many of them; all of them without
  Base base = Base::cast;
  Fraction ratio;
  bool strict = false;
  struct Quorum {
    Base base = Base::eligible;
    Fraction ratio;
    bool per_group = false;
  };
  std::optional<Quorum> quorum;
  struct Block {
    Fraction max_against;
    std::int64_t min_groups = 1;
  };
  std::optional<Block> block;
  std::optional<std::int64_t> floor;
  std::string weight;  // "" is one each
};

/// Reads a rule. schema: names the part and what is wrong with it.
Result<Rule> parse_rule(const json::Value& value);

/// What a rule came to: the whole, and line by line what was compared.
struct Check {
  std::string what;  // "All together: 10 of 15 cast, more than 1/2 needed"
  bool met = false;
  int depth = 0;  // in the tree, for indenting
};
struct Verdict {
  bool met = false;
  std::vector<Check> checks;
};
/// schema: the votes lack a weight or a group that the rule names.
Result<Verdict> evaluate(const Rule& rule, const VoteTable& votes);

/// The rule in one sentence.
std::string in_words(const Rule& rule);

/// Consent: nobody objects, and somebody consents.
Rule consent_rule();

}  // namespace althing::tally
