// Hands a ballot to the nodes of all logs that return its poll, and gathers their receipts (DESIGN.md 5): so the voter's
// browser needs to talk to one node only, and a voter without script has the same. A receipt is signed by the log that
// gives it, so the relay can withhold one but make up none. Thread-safe; a call blocks for as long as the nodes take.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "act/act.h"
#include "node/neighbour.h"
#include "record/record.h"
#include "tlog/proof.h"

namespace althing::node {

/// What one log says of an act.
struct LogReceipt {
  enum class State {
    received,     // `proof` shows it in that log
    no_address,   // no peer of this node has that log
    unreachable,
    refused,      // `message` says why, in the words of that node
    other_note,   // that log holds the act by another signature, so its receipt is not for this one
  };
  Key log;
  State state = State::no_address;
  std::string proof;    // C2SP tlog-proof, verified
  std::string message;
};
std::string_view receipt_token(LogReceipt::State state);

class Relay {
 public:
  Relay(const record::Record& record, Neighbours neighbours) : record_(record), neighbours_(std::move(neighbours)) {}

  /// One for each log, in their order. @param index of the act in this node's log
  std::vector<LogReceipt> gather(const std::vector<Key>& logs, std::uint64_t index, const std::string& note, const std::string& detail) const;

 private:
  LogReceipt ask(const Key& log, const Neighbour& neighbour, const std::string& note, const std::string& detail) const;

  const record::Record& record_;
  Neighbours neighbours_;
};

/// Ok iff the proof shows this entry in that log of the assembly. Errors of tlog::verify_proof.
Result<tlog::ProvenEntry> check_receipt(const act::ActId& assembly, const Key& log, std::string_view proof, std::string_view note);

}  // namespace althing::node
