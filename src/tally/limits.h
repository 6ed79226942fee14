// Every limit of the room, by name (docs/limits.md). What is beyond one is refused with a reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::tally {

// ballot files
inline constexpr std::size_t kMaxOptions = 10'000;  // options of an election; fits 15 bits
inline constexpr std::size_t kMaxLine = 1 << 20;    // bytes of one line
inline constexpr std::size_t kMaxName = 4096;       // bytes of a name or a title
inline constexpr std::int64_t kMaxWeight = 1'000'000'000'000;       // of one line, in whole ballots
inline constexpr std::int64_t kMaxTotalWeight = 1'000'000'000'000;  // of all lines together
inline constexpr int kMaxWeightDecimals = 5;                        // 0.00001 ballots
inline constexpr std::size_t kMaxDistinctBallots = 50'000'000;
inline constexpr std::int64_t kMaxScore = 1'000'000;          // |score|
inline constexpr std::int64_t kMaxMoney = 1'000'000'000'000;  // a cost or a budget, in units
inline constexpr int kMaxMoneyDecimals = 2;                   // cents
inline constexpr std::size_t kMaxColumns = 10'100;            // of a CSV or Pabulib row
inline constexpr std::size_t kMaxWarnings = 100;
inline constexpr std::size_t kMaxElectionFile = 1 << 20;  // bytes of an election description

// counting
inline constexpr std::size_t kMaxPairwiseOptions = 1000;  // Schulze and Ranked Pairs: n^2 and n^3
inline constexpr std::size_t kMaxStagedOptions = 1000;    // STV, IRV: each stage lists every option
inline constexpr std::size_t kMaxStarOptions = 200;      // a tie compares each two over all ballots
inline constexpr std::size_t kMaxProjects = 2000;        // Equal Shares looks at all in every step
inline constexpr std::size_t kMaxTiedRuns = 1000;        // counts made to find all tied outcomes
inline constexpr std::size_t kMaxOutcomes = 200;         // tied outcomes listed
inline constexpr std::size_t kMaxAdd1Steps = 1'000'000;  // raises of the budget
inline constexpr int kMaxMeekRounds = 100'000;           // iterations within one round
inline constexpr std::size_t kMaxVoteRows = 1'000'000;   // rows of a yes/no vote with groups

// rule trees (docs/acts.md, "Rules")
inline constexpr int kMaxRuleDepth = 4;
inline constexpr std::size_t kMaxRuleBranches = 16;
inline constexpr std::int64_t kMaxRuleNumber = 1'000'000;
inline constexpr std::size_t kMaxRuleGroups = 64;

}  // namespace althing::tally
