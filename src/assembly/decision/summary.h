// What pages show of a poll without reading its ballots: the count, the sums of each group, and where ballots
// with reasons are. Made once when a poll is decided and kept beside its outcome; of open polls made anew now
// and then. Names are not in it: options are called by their tokens (named() gives them their words). Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assembly/decision/count.h"

namespace althing::assembly::decision {

/// Ballots that come with words, kept for each position.
inline constexpr std::size_t kWordedKept = 20;

struct PollSummary {
  std::optional<tally::CountRecord> record;  // nullopt: cannot be counted, `fault` says why
  std::string fault;
  /// Of elections `yes` is who voted. Members without a seat are in no group; if nobody has one, all are in "".
  std::map<std::string, tally::Sums> groups;
  tally::Sums total;
  /// Acts that lie in some of the returned prefixes and in too few: a return that is still missing could let them count.
  std::int64_t open_ballots = 0, open_membership = 0;
  /// By position (positions_of()): places in the electorate of the first ballots with words.
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> worded;
};

/// Counts. @param votes by join id; their places are those in it
PollSummary summarize(const PollSpec& poll, const json::Value& rule, const std::string& poll_id, const std::string& seed, std::span<const Vote> votes);

std::string write_summary(const PollSummary& summary);
/// malformed: of another version; count again.
Result<PollSummary> read_summary(std::string_view text);

/// The record with its options called as `labels` ({choice: words}) say.
tally::CountRecord named(tally::CountRecord record, const json::Value& labels);

/// What a choice counts towards on pages that sort by position: yes, no, abstain; what is approved; what
/// is ranked first or scored highest. Empty: names nothing. As views into `choice`.
std::vector<std::string_view> positions_of(const json::Value& choice, BallotForm form);

}  // namespace althing::assembly::decision
