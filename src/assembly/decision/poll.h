// What a poll says, read back from its row's payload, and what a ballot may say in it. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/act.h"
#include "assembly/state.h"
#include "base/json.h"

namespace althing::assembly::decision {

struct PollChoice {
  std::string choice;
  std::optional<act::ActId> of;  // the act it stands for
};

struct PollSpec {
  std::string closes, opens;  // times as in the act
  std::string method;
  bool all_members = false;   // else only members with a seat
  std::int64_t seats = 1;
  std::vector<std::string> with, groups, logs;  // ids; group tokens, empty = all groups; keys
  std::vector<act::ActId> on;
  std::vector<PollChoice> choices;  // empty for consent and threshold
  std::optional<json::Value> rule;  // its own; the charter's if absent

  /// Yes/no votes (consent, threshold) instead of an election.
  bool is_yes_no() const { return method == "consent" || method == "threshold"; }
};

/// These members of an act as one JSON object.
std::string members_of(const act::Act& act, std::initializer_list<std::string_view> names);
/// Which type the act of an id has.
using TypeOf = std::function<std::string(const act::ActId&)>;
/// The payload of a poll's row. @param with its co-organisers as "id,id,"
std::string poll_payload(const act::Act& poll, std::string_view with);
/// "" or why a poll that passes its schema is void for ever; the member's name comes first.
std::string poll_fault(const act::Act& poll, const PollSpec& spec, const TypeOf& type_of);

/// The payload of a poll row ("closes|with,with|<the act's other members as JSON>").
PollSpec read_poll(std::string_view payload);

/// What ballots of a method look like.
enum class BallotForm { vote, approval, ranking, scores };
BallotForm ballot_form(std::string_view method);

/// "" or why a choice does not fit the poll; the member's name comes first.
std::string ballot_fault(const PollSpec& poll, const json::Value& choice);

}  // namespace althing::assembly::decision
