// What plans of timing analyses come to over the rows in force: small ones at once when they are first asked for, others
// on the thread that counts polls; kept, and begun anew there when entries were logged since and the last run has had its rest.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "assembly/watch/plan.h"
#include "index/reader.h"
#include "node/node.h"

namespace althing::web {

class PollCounts;

/// Additions one run may cost a node; about 10 s. `althing timing --plan` has no such bound.
inline constexpr double kMaxRunSteps = 2e10;
/// Rows in force and additions up to which a plan is computed while the reader waits; about 50 ms.
inline constexpr std::int64_t kAtOnceRows = 5'000;
inline constexpr double kAtOnceSteps = 5e7;
/// Results kept, and runs that wait or are under way at once; a further plan waits until one is done.
inline constexpr std::size_t kMaxKeptRuns = 64, kMaxRunsWaiting = 16;
/// A run rests so many times as long as it took, within these bounds.
inline constexpr std::int64_t kRunRest = 20, kMinRunRestMs = 2'000, kMaxRunRestMs = 600'000;

struct PlanRun {
  assembly::watch::PlanSide incidents, events;
  std::optional<timing::Report> report;
  std::string fault;           // why there is no report, in English
  std::uint64_t folded = 0;    // entries of this node's log it rests on
  UnixSeconds at = 0;          // when it was made
};
using Ran = std::shared_ptr<const PlanRun>;

/// About how many additions a run needs: what a page may cost a node is bounded by it.
double run_steps(const timing::Data& data, const timing::Options& options);
/// Over all rows in force, as long as that takes; nothing if it needs more than `max_steps`.
std::optional<PlanRun> run_plan(index::Reader& reader, const assembly::watch::Plan& plan, index::ActNo no, double max_steps);

class PlanRuns {
 public:
  PlanRuns(node::Node& node, PollCounts& bench) : node_(node), bench_(bench) {}
  /// The newest run; nullptr while the first one is under way. `no`: the plan's number here.
  Ran of(index::Reader& reader, const act::ActId& id, const assembly::watch::Plan& plan, index::ActNo no);

 private:
  struct Kept {
    act::ActId id;
    Ran run;
    std::int64_t rest_until_ms = 0;  // steady clock
    bool under_way = false;
  };
  Ran at_once(index::Reader& reader, const act::ActId& id, const assembly::watch::Plan& plan, index::ActNo no);
  void begin(const act::ActId& id, const assembly::watch::Plan& plan, index::ActNo no);
  void keep(const act::ActId& id, Ran run, std::int64_t took_ms);

  node::Node& node_;
  PollCounts& bench_;
  std::mutex mutex_;
  std::vector<Kept> kept_;  // the newest last
};

}  // namespace althing::web
