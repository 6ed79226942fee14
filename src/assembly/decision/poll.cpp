#include "assembly/decision/poll.h"

#include <algorithm>

#include "assembly/rules.h"
#include "base/check.h"
#include "tally/count.h"

namespace althing::assembly::decision {
namespace {

std::vector<std::string> texts(const json::Value& body, std::string_view name) {
  std::vector<std::string> out;
  const json::Value* list = body.at(name);
  if (list == nullptr || list->array() == nullptr) return out;
  for (const json::Value& item : *list->array()) out.push_back(*item.string());
  return out;
}

bool knows(const PollSpec& poll, const std::string& choice) {
  return std::any_of(poll.choices.begin(), poll.choices.end(), [&](const PollChoice& c) { return c.choice == choice; });
}

std::string method_fault(const act::Act& act, const PollSpec& poll) {
  if (poll.is_yes_no()) {
    if (act.body.at("choices") != nullptr) return "choices: are yes, no and abstain for this method";
    if (act.body.at("seats") != nullptr) return "seats: this method fills none";
    if (poll.rule && poll.method == "consent") return "rule: consent has its own";
    return {};
  }
  if (poll.choices.empty()) return "choices: are needed by this method";
  if (poll.rule) return "rule: goes with the method threshold only";
  const tally::MethodInfo* method = tally::find_method(poll.method);
  if (poll.seats > 1 && !method->many) return "seats: this method fills one";
  if (poll.seats >= static_cast<std::int64_t>(poll.choices.size())) return "seats: must be fewer than the choices";
  return {};
}

// A charter changes by the rules of the charter in force and no others.
std::string charter_fault(const act::Act& act, const PollSpec& poll, const TypeOf& type_of) {
  const bool charter = std::any_of(poll.on.begin(), poll.on.end(), [&](const act::ActId& id) { return type_of(id) == "charter"; });
  if (!charter) return {};
  if (poll.on.size() != 1) return "on: a charter is decided alone";
  if (poll.method != "threshold") return "method: a charter is decided by threshold";
  for (const std::string_view name : {"rule", "groups", "electorate"}) {
    if (act.body.at(name) != nullptr) return std::string(name) + ": a charter is decided by the charter in force";
  }
  return {};
}

}  // namespace

std::string members_of(const act::Act& act, std::initializer_list<std::string_view> names) {
  json::Object out;
  for (const std::string_view name : names) {
    if (const json::Value* value = act.body.at(name)) out.set(name, *value);
  }
  return json::write(out);
}

std::string poll_payload(const act::Act& poll, std::string_view with) {
  return std::string(poll.token("closes")) + "|" + std::string(with) + "|" +
         members_of(poll, {"opens", "method", "electorate", "seats", "groups", "logs", "on", "choices", "rule"});
}

std::string poll_fault(const act::Act& act, const PollSpec& poll, const TypeOf& type_of) {
  if (poll.closes <= poll.opens) return "closes: must be after `opens`";  // times of one form compare as text
  if (std::string fault = method_fault(act, poll); !fault.empty()) return fault;
  for (const PollChoice& choice : poll.choices) {
    if (choice.of && std::find(poll.on.begin(), poll.on.end(), *choice.of) == poll.on.end()) return "choices: `of` must be named in `on` too";
  }
  return charter_fault(act, poll, type_of);
}

PollSpec read_poll(std::string_view payload) {
  PollSpec poll;
  poll.closes = payload_part(payload, 0);
  std::string_view with = payload_part(payload, 1);
  for (std::size_t comma = with.find(','); comma != std::string_view::npos; comma = with.find(',')) {
    poll.with.emplace_back(with.substr(0, comma));
    with.remove_prefix(comma + 1);
  }
  const auto body = json::parse(payload_part(payload, 2));
  CHECK(body.has_value());  // the fold wrote it
  poll.opens = body->text_at("opens");
  poll.method = body->text_at("method");
  poll.all_members = body->text_at("electorate") == "members";
  if (const json::Value* seats = body->at("seats")) poll.seats = *seats->integer();
  poll.groups = texts(*body, "groups");
  poll.logs = texts(*body, "logs");
  for (const std::string& id : texts(*body, "on")) poll.on.push_back(*parse_hex<act::ActId>(id));
  if (const json::Value* choices = body->at("choices")) {
    for (const json::Value& c : *choices->array()) {
      poll.choices.push_back({std::string(c.text_at("choice")), parse_hex<act::ActId>(c.text_at("of")).map([](auto id) { return std::optional(id); }).value_or(std::nullopt)});
    }
  }
  if (const json::Value* rule = body->at("rule")) poll.rule = *rule;
  return poll;
}

BallotForm ballot_form(std::string_view method) {
  if (method == "consent" || method == "threshold") return BallotForm::vote;
  if (method == "approval" || method == "equal-shares" || method == "phragmen") return BallotForm::approval;
  if (method == "score" || method == "star") return BallotForm::scores;
  return BallotForm::ranking;
}

std::string ballot_fault(const PollSpec& poll, const json::Value& choice) {
  const BallotForm form = ballot_form(poll.method);
  if (form == BallotForm::vote) {
    const std::string* vote = choice.string();
    if (vote != nullptr && (*vote == "yes" || *vote == "no" || *vote == "abstain")) return {};
    return "choice: must be yes, no or abstain";
  }
  const json::Array* places = choice.array();
  if (places == nullptr) return "choice: must be an array";
  const auto unknown = [&](const json::Value& name) { return knows(poll, *name.string()) ? std::string() : "choice: the poll has no choice " + *name.string(); };
  for (const json::Value& place : *places) {
    std::string fault;
    if (place.object() != nullptr) {
      fault = form == BallotForm::scores ? unknown(*place.at("choice")) : "choice: this poll takes no scores";
    } else if (form == BallotForm::scores) {
      fault = "choice: this poll takes scores";
    } else if (const json::Array* tied = place.array()) {
      if (form != BallotForm::ranking) fault = "choice: an approval knows no order";
      for (const json::Value& name : *tied) fault = fault.empty() ? unknown(name) : fault;
    } else {
      fault = unknown(place);
    }
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace althing::assembly::decision
