// One call from ballots to a count record. Pure and deterministic; thread-safe for distinct
// records.
#pragma once

#include <span>
#include <string_view>

#include "tally/election.h"
#include "tally/profile.h"
#include "tally/record.h"

namespace althing::tally {

struct MethodInfo {
  std::string_view token, name;
  bool ranked, approval, score;  // kinds of ballots it takes
  bool many;                     // can fill more than one seat
  std::size_t max_options;
};
/// All methods, in the order the manual lists them.
std::span<const MethodInfo> methods();
const MethodInfo* find_method(std::string_view token);
/// The method counted by if nobody names one: by the kind of ballots, the seats and the file's
/// rule.
std::string_view default_method(const Profile& profile);

/// Counts. schema: the description does not fit the ballots (an unknown option, a method for
/// other ballots); too_large: over a limit; the error's field is the description's key.
/// @param sha256 for the draw
Result<CountRecord> count(const Profile& profile, const Description& description, Sha256Of sha256);

}  // namespace althing::tally
