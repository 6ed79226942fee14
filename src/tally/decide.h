// Yes/no votes to a record: by a rule tree (method "threshold") or by consent.
#pragma once

#include "tally/election.h"
#include "tally/record.h"
#include "tally/votes.h"

namespace althing::tally {

/// Decides a file of votes. Without a method: threshold if the description has a rule, else
/// consent. schema: no rule for a threshold, a rule that does not fit the votes, or another method.
Result<CountRecord> decide(const VoteTable& votes, const Description& description);

}  // namespace althing::tally
