// Yes/no votes by groups and weights, for thresholds and consent. Read from CSV (docs/counting.md,
// "Votes"): columns vote, and optionally group ("house|stakeholders": a member of both), weight
// columns ("weight" or "weight:population"), voter. A row with an empty vote is somebody entitled
// who did not vote. A row without group, where others have one, is in no group.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "tally/source.h"

namespace althing::tally {

enum class Vote : std::uint8_t { yes, no, abstain, none };

/// Sums of one group (or of all) in one kind of weight.
struct Sums {
  std::int64_t yes = 0, no = 0, abstain = 0, absent = 0;
  std::int64_t cast() const { return yes + no + abstain; }
  std::int64_t non_abstain() const { return yes + no; }
  std::int64_t eligible() const { return cast() + absent; }
};

/// One who may vote.
struct VoteRow {
  std::string voter;
  std::vector<std::string> groups;  // none if others have some; "" if nobody has any
  Vote vote = Vote::none;
  std::vector<std::int64_t> weights;  // by kind of weight, see VoteTable
};

struct VoteTable {
  std::vector<std::string> kinds{""};  // kinds of weight; "" is one each
  std::vector<VoteRow> rows;

  /// By group, in ascending order of their names, for the weight at that place in `kinds`.
  std::map<std::string, Sums> by_group(std::size_t kind) const;
  Sums total(std::size_t kind) const;
};

/// Whether a CSV's first row makes it a file of votes: it has a column `vote`.
bool is_vote_file(std::string_view head);
/// malformed, too_large: with line.
Result<VoteTable> read_votes(LineReader& lines);

}  // namespace althing::tally
