// Counted polls, so that no page counts ballots. A decided poll's count stands in the index since its closing.
// An open one is counted as the index has it: at once if few may vote, else by a thread of our own, which
// rests between two counts for kCountRest times as long as one took; meanwhile pages have the count before,
// or none if there is none yet. Rows (who voted how, by position) are kept as long as there is room.
// Thread-safe; of() waits for nothing but a small count.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "assembly/decision/summary.h"
#include "index/reader.h"
#include "node/node.h"

namespace althing::web {

inline constexpr std::int64_t kCountedAtOnce = 2'000;     // members that may vote
inline constexpr std::size_t kMaxCountedRows = 1'000'000;  // of all polls together; the oldest go first
inline constexpr std::size_t kMaxCountedPolls = 256;
inline constexpr std::int64_t kCountRest = 20, kMinCountRestMs = 500, kMaxCountRestMs = 60'000;

/// One who may vote, without names and words; row() of CountedPoll makes it what the reader takes.
struct CountedRow {
  index::ActNo member_no = index::kNone;
  act::ActId member;
  index::ActNo ballot = index::kNone;
  std::uint32_t groups = 0;  // which of CountedPoll::group_sets
};

struct CountedPoll {
  assembly::decision::PollSummary summary;
  std::vector<CountedRow> rows;  // the electorate, by member id
  std::vector<std::vector<std::string>> group_sets;
  /// By position (positions_of()): rows, ascending.
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> positions;
  std::optional<bool> all_yes, all_no;  // of yes/no votes: met if all who have not voted said so
  std::uint64_t folded = 0;             // entries of the log it rests on
  UnixSeconds at = 0;                   // when it was made

  index::VoteInfo row(std::size_t i) const;
  std::int64_t cast() const { return summary.total.cast(); }
};
using Counted = std::shared_ptr<const CountedPoll>;

/// The votes as the counting engine takes them.
std::vector<assembly::decision::Vote> votes_of(const std::vector<index::VoteInfo>& all);
/// Counts anew.
CountedPoll count_poll(index::Reader& reader, const index::PollInfo& poll);

class PollCounts {
 public:
  explicit PollCounts(node::Node& node) : node_(node) {}
  ~PollCounts() { stop(); }

  /// The count with its rows; nullptr while a large poll is counted for the first time.
  Counted of(index::Reader& reader, const index::PollInfo& poll);
  /// Calls `ready` when of() has a count: at once, or on our thread. Dropped without a call if we stop first.
  void when(index::Reader& reader, const index::PollInfo& poll, std::function<void()> ready);
  /// Does something lengthy with a large poll on our thread.
  void later(std::function<void()> work);
  static bool is_small(index::Reader& reader, const index::PollInfo& poll);
  /// Begins to count what is open and large, before anybody asks.
  void warm_up();
  void stop();

 private:
  struct Kept {
    act::ActId poll;
    std::string outcome;  // as it was then; "" before it is decided
    Counted count;
    std::int64_t rest_until_ms = 0;  // steady clock
  };
  Kept* find(const act::ActId& poll, std::string_view outcome);
  void keep(const act::ActId& poll, std::string outcome, Counted count, std::int64_t took_ms);
  void ask(const act::ActId& poll);
  void begin();
  void run();
  bool count_one(const act::ActId& poll);
  void ask_for_open();

  node::Node& node_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Kept> kept_;  // the newest last
  std::deque<act::ActId> asked_;
  std::deque<std::function<void()>> jobs_;
  std::multimap<act::ActId, std::function<void()>> waiting_;
  bool stopping_ = false, warm_up_ = false;
  std::thread thread_;  // begun with the first large poll
};

}  // namespace althing::web
