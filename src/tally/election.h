// What is to be counted, and how: the election description, from flags or a small TOML file
// (docs/counting.md, "The election description"). Options are named by id or by a unique name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "tally/scan.h"

namespace althing::tally {

struct Ratio {
  std::int64_t num = 0, den = 1;
};

struct Description {
  std::optional<std::string> title;
  std::optional<std::string> method;  // token, see methods() in count.h
  std::optional<std::uint32_t> seats;
  std::string poll, seed;              // inputs of the draw
  std::vector<std::string> tie_order;  // an order laid down beforehand, best first
  std::vector<std::string> withdrawn;
  std::optional<std::string> default_option;  // Debian A.5
  Decimal quorum;                             // Debian A.5: R, in ballots (3Q has decimals)
  Ratio majority{1, 1};                       // Debian A.5: S of all options,
  std::vector<std::pair<std::string, Ratio>> majorities;  // and of single ones
  std::optional<std::string> strength;                    // "winning" | "margins"
  std::optional<std::string> satisfaction;                // "cost" | "cardinality"
  std::optional<std::string> completion;                  // see equal_shares.h
  std::optional<std::string> budget;                      // overrides the file's
  std::optional<json::Value> rule;                        // thresholds: a rule tree
};

/// R: not negative, any number of decimals; those beyond kMaxWeightDecimals are rounded up, which
/// no file's weights can tell.
Result<Decimal> parse_quorum(std::string_view text);

/// Reads a description. malformed/schema: names the line or the key; unknown keys are refused.
Result<Description> parse_description(std::string_view toml);
/// `over` where it says something, else `base`: flags over a file.
Description merge(Description base, const Description& over);

}  // namespace althing::tally
