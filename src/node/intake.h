// Intake: what a local client must pass before its act is logged (DESIGN.md 3 "Meaning", 8). The door
// decides what may be in a log at all; the rest here is this node's courtesy and self-defence at first
// submission and is never applied to what a peer logged.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "assembly/decision/poll.h"
#include "base/result.h"
#include "base/time.h"
#include "node/rate.h"
#include "node/readers.h"
#include "node/tail.h"
#include "node/targets.h"
#include "node/writer.h"

namespace althing::node {

class Follower;

/// One act as a client sends it.
struct Submission {
  std::string note;
  std::string detail;  // exact bytes, "" = none sent
};
struct Receipt {
  act::ActId id;
  std::uint64_t index = 0;
  bool known = false;  // was in the log before
};

struct IntakeRules {
  RateRule per_key{10, 2000};
  RateRule per_address{100, 5000};
  bool limit_loopback = false;  // apply the address rule to 127.0.0.1 and ::1 too
  int stamp_bits = 0;           // asked of unknown keys always
  int busy_stamp_bits = 16;     // asked of unknown keys while the inbox is more than half full
  bool check_details = true;    // refuse deceptive characters and missing details
};

class Intake {
 public:
  Intake(record::Record& record, ReaderPool& readers, Tail& tail, Writer& writer, Follower& follower, const Clock& clock,
         IntakeRules rules);

  using Verdicts = std::vector<Result<Receipt>>;
  /// Checks all on the calling thread; hands the good ones to the writer as one group; `done` gets a
  /// verdict for each, in order, on the writer thread (or here if nothing was to be logged).
  void submit(std::vector<Submission> submissions, const std::string& address, std::function<void(Verdicts)> done);

  /// Leading zero bits asked now of first acts by unknown keys.
  int stamp_bits() const;

 private:
  struct Batch;
  struct LateDetail {
    std::size_t place;  // in the verdicts
    std::uint64_t index;
    std::string bytes;
  };
  Result<act::Act> parse(const Submission& submission);
  void judge(Batch& batch, std::size_t i, index::Reader& reader);
  void log(const std::shared_ptr<Batch>& batch);
  static void renew(index::Reader& reader);
  bool is_held(const act::ActId& id, const Batch& batch, index::Reader& reader);
  bool is_coming(const act::ActId& id, const Batch& batch) const;
  Result<void> check(const act::Act& act, const Submission& submission, const Batch& batch, index::Reader& reader);
  Result<void> check_meaning(const act::Act& act, const Batch& batch, index::Reader& reader);
  Result<void> check_open(std::string_view type, const std::string& member, std::string_view payload) const;
  Result<void> check_poll(const act::Act& act, index::Reader& reader);
  static Result<void> check_ballot(const act::Act& act, const assembly::decision::PollSpec& poll, const Batch& batch, index::Reader& reader);
  Result<void> check_detail(const act::Act& act, const Submission& submission);
  Result<Receipt> known(const act::Act& act, std::uint64_t index, const Submission& submission, Batch& batch, index::Reader& reader);
  void take_late_details(Batch& batch);

  record::Record& record_;
  ReaderPool& readers_;
  Tail& tail_;
  Writer& writer_;
  Follower& follower_;
  const Clock& clock_;
  IntakeRules rules_;
  RateLimiter key_rate_, address_rate_;
  Targets targets_;
};

}  // namespace althing::node
