// Sums over all ballots and orders by them.
#pragma once

#include <functional>

#include "tally/method.h"
#include "tally/scan.h"

namespace althing::tally {

/// By option: approvals, or the sum of scores, times weight (in 1/weight_scale).
std::vector<__int128> totals(const Profile& profile);
/// Options of equal value in one group, greatest value first.
std::vector<std::vector<OptionIndex>> groups_by(std::vector<OptionIndex> options,
                                                const std::function<__int128(OptionIndex)>& value);
std::string total_text(const Setup& setup, __int128 total);

}  // namespace althing::tally
