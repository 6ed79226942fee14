// Every limit of acts and details, named once. docs/limits.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::act {

inline constexpr std::size_t kMaxEntryBytes = 16 * 1024;
inline constexpr std::size_t kMaxLargeEntryBytes = 60 * 1024;  // found, poll
inline constexpr int kMaxActDepth = 16;
inline constexpr std::size_t kMaxPrev = 8;
inline constexpr std::size_t kMaxToken = 64;
inline constexpr std::size_t kMaxMemberName = 64;
inline constexpr std::size_t kMaxDataChars = 12000;

// found
inline constexpr std::size_t kMaxGroups = 32;
inline constexpr std::size_t kMaxFoundersPerGroup = 64;
inline constexpr std::size_t kMaxReturningLogs = 32;
inline constexpr std::int64_t kMaxVouches = 1000;
inline constexpr std::int64_t kMaxVouchLimit = 100000;
inline constexpr std::int64_t kMaxAgeDays = 3650;
// rule records (DESIGN.md 6)
inline constexpr int kMaxRuleDepth = 4;              // any/all levels above the records
inline constexpr std::size_t kMaxRuleBranches = 16;  // members of one any/all
inline constexpr std::int64_t kMaxRuleNumber = 1000000;
// other types
inline constexpr std::size_t kMaxScope = 16;
inline constexpr std::size_t kMaxLast = 8;
inline constexpr std::size_t kMaxWith = 16;
inline constexpr std::size_t kMaxAnswered = 32;  // statement.on, call.on, poll.on
inline constexpr std::size_t kMaxChoices = 64;   // of a poll and on a ballot
inline constexpr std::int64_t kMaxScore = 100;
inline constexpr std::int64_t kMaxCollected = 1'000'000'000;  // collect.count
// watch rows
inline constexpr std::size_t kMaxEvidence = 32;   // evidence of an incident, event, corroboration, claim, check
inline constexpr std::size_t kMaxRowLabels = 16;  // incident.labels, event.labels
// window: what a timing analysis is fixed to (the numbers are timing's own, docs/timing.md)
inline constexpr std::size_t kMaxPlanWindows = 16;
inline constexpr std::size_t kMaxPlanChosen = 64;  // kinds, countries, labels ... of one side
inline constexpr std::int64_t kMaxPlanDay = 366;   // of a window's ends, of the placebo's move and of the curve
inline constexpr std::int64_t kMinPlanDraws = 1'000, kMaxPlanDraws = 1'000'000;
inline constexpr std::int64_t kMaxPlanDays = 100'000;  // from `from` to `to`

inline constexpr std::size_t kMaxDetailBytes = 64 * 1024;
inline constexpr int kMaxDetailDepth = 8;
inline constexpr std::size_t kSaltBytes = 16;
inline constexpr std::size_t kMaxNameChars = 200;  // code points
inline constexpr std::size_t kMaxTitleChars = 300;
inline constexpr std::size_t kMaxTextChars = 40000;
inline constexpr std::size_t kMaxReasonChars = 4000;  // reason, note
inline constexpr std::size_t kMaxLabelChars = 64;
inline constexpr std::size_t kMaxMediaChars = 100;
inline constexpr std::size_t kMaxActors = 64;
inline constexpr std::size_t kMaxLinks = 32;
inline constexpr std::size_t kMaxLinkChars = 2000;
inline constexpr std::size_t kMaxCells = 256;         // of a row of a published table, kept as they stand
inline constexpr std::size_t kMaxTranslations = 16;  // one item in further languages

}  // namespace althing::act
