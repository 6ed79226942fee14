// Counted polls, kept so that the pages of one poll count it once: a decided one for good, one that goes on
// until the index has moved. The oldest are dropped beyond kMaxCountedPolls. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "assembly/decision/count.h"
#include "index/reader.h"
#include "tally/record.h"
#include "tally/votes.h"

namespace althing::web {

inline constexpr std::size_t kMaxCountedPolls = 16;

struct CountedPoll {
  std::vector<index::VoteInfo> votes;        // the electorate, by member id
  std::optional<tally::CountRecord> record;  // nullopt: cannot be counted, `fault` says why
  std::string fault;
  std::int64_t cast = 0;
};
using Counted = std::shared_ptr<const CountedPoll>;

class PollCounts {
 public:
  /// @param labels what the choices are called, {choice: words}
  /// @param folded entries the reader's index has taken in
  Counted of(index::Reader& reader, const index::PollInfo& poll, const json::Value& labels, std::uint64_t folded);

 private:
  struct Kept {
    act::ActId poll;
    std::string labels;
    std::string outcome;  // as it was then; "" before it is decided
    std::uint64_t folded = 0;
    Counted count;
  };
  std::mutex mutex_;
  std::vector<Kept> kept_;  // the newest last
};

/// Counts anew.
CountedPoll count_poll(index::Reader& reader, const index::PollInfo& poll, const json::Value& labels);

/// The votes as the counting engine takes them.
std::vector<assembly::decision::Vote> votes_of(const std::vector<index::VoteInfo>& all);

/// What a choice counts towards on pages that sort by position: yes, no, abstain; what is approved; what
/// is ranked first or scored highest. "" did not vote, or names nothing.
std::vector<std::string> positions_of(std::string_view choice, assembly::decision::BallotForm form);

}  // namespace althing::web
