// From ballots to a count: hands a poll and its voters to the counting engine (tally/). The same function
// serves the final count, pages that show how a poll stands, and audits. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assembly/decision/poll.h"
#include "tally/record.h"
#include "tally/votes.h"

namespace althing::assembly::decision {

/// One entitled voter as the counting engine sees it.
struct Vote {
  std::string voter;                 // join id
  std::vector<std::string> groups;   // it counts in
  std::optional<json::Value> choice;  // nullopt: did not vote
  bool has_words = false;            // the ballot names a detail, perhaps a reason
};

/// The rule a poll is decided by: its own, the charter's, or (if the charter has none) more yes than half
/// of the votes cast in each group.
json::Value rule_of(const PollSpec& poll, const json::Value& charter);

/// Yes/no votes as the counting engine takes them: a row for everyone entitled.
tally::VoteTable table_of(std::span<const Vote> votes);
/// The ballots of an election as the counting engine takes them.
/// @param labels what the choices are called, by choice; those without are called by their token
Result<tally::Profile> profile_of(const PollSpec& poll, std::span<const Vote> votes, const json::Value& labels = {});

/// Counts. Ties are drawn with the poll's id and `seed` (DESIGN.md 6). schema, too_large: as tally has
/// them, e.g. a rule that names a group nobody counts in.
Result<tally::CountRecord> count_votes(const PollSpec& poll, const json::Value& rule, const std::string& poll_id, const std::string& seed,
                                       std::span<const Vote> votes, const json::Value& labels = {});

/// SHA-256 (hex) over the ids of the returns that count, sorted, each with a newline.
std::string draw_seed(std::vector<act::ActId> returns);

}  // namespace althing::assembly::decision
