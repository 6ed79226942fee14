// What a poll is decided by (DESIGN.md 5): the charter it is under, the logs that are named, and which of their
// returns count. Rests on the acts and on the returned prefixes alone (decision 0061). Single-threaded, like the fold.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assembly/decision/logs.h"
#include "assembly/decision/poll.h"
#include "assembly/state.h"

namespace althing::assembly::decision {

/// Seven days after a poll closed a missing return is given up, and what comes later decides nothing.
inline constexpr UnixSeconds kReturnSeconds = 7 * 86400;

/// A return that counts, and where its log's entries lie.
struct Returned {
  ActRow row;
  std::uint64_t opened = 0, closed = 0;  // numbers of entries
  const Branch* branch = nullptr;
};

struct Basis {
  ActNo charter = kNone;            // the adopted charter act it is under; kNone: the founding charter
  std::string text;                 // that charter, as a row's payload has it; "" if the founding act is not held
  std::vector<std::string> named;   // keys of the named logs, in text, ascending
  std::vector<Returned> returns;    // by log key, at most one a log
  bool final = false;               // each named log has returned, or its return has been given up

  /// More than half of the named logs: what an act needs to count, and a poll to be decided.
  bool is_majority(std::size_t logs) const { return 2 * logs > named.size(); }
};

/// What a log says its size was at some time, by its `mark`.
struct LogMark {
  UnixSeconds at = 0;
  std::uint64_t size = 0;
  std::string root;
  ActNo no = kNone;
};

/// Goes through the polls once, in the order in which one can rest on another: by closing time, then id.
class Bases {
 public:
  Bases(State& state, const Logs& logs) : state_(state), logs_(logs) {}

  /// Polls that any log has returned, or that are decided; in that order.
  std::vector<ActNo> polls();
  /// nullopt if the poll cannot be decided (yet): fewer than half of its logs returned, or it is not known which
  /// charter it is under. To be called in that order, each earlier poll's outcome brought up to date.
  std::optional<Basis> of(ActNo poll);

 private:
  struct Candidate {
    ActNo charter = kNone, adopted_by = kNone;
  };
  std::vector<Candidate> candidates(const PollSpec& spec);
  std::optional<Basis> under(const Candidate& candidate, ActNo poll, const PollSpec& spec);
  std::optional<Returned> return_of(const std::string& log, const std::vector<ActNo>& all, const std::vector<std::pair<const Branch*, std::uint64_t>>& deadlines, std::size_t named);
  std::optional<bool> adopted_before(const Candidate& candidate, const Basis& basis);
  std::optional<LogMark> first_mark_after(const Key& log, UnixSeconds at);

  State& state_;
  const Logs& logs_;
  std::map<std::string, std::vector<LogMark>> marks_;     // by log key, ascending by time; size: the least from there on
  std::map<std::string, std::vector<std::pair<std::uint64_t, std::string>>> told_;  // what a log with two stories returned of earlier polls
};

/// A prefix that some return or mark names and that a poll may rest on.
struct WantedPrefix {
  Key log;
  std::uint64_t size = 0;
  std::string root;  // hex
  auto operator<=>(const WantedPrefix&) const = default;
};
/// What must be held to decide all polls: the prefixes of the returns of named logs, and those of these logs' first
/// marks seven days after. Ascending, each once.
std::vector<WantedPrefix> wanted_prefixes(State& state);

/// Keys (in text) of the logs whose returns close a poll: the charter's and its own; of a poll on a charter
/// the charter's alone, if it names any.
std::vector<std::string> named_logs(State& state, const PollSpec& poll, const json::Value& charter);

/// A charter's text as JSON; {} of "".
json::Value parsed_charter(const std::string& text);

}  // namespace althing::assembly::decision
