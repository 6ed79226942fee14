#include "assembly/decision/poll.h"

#include <algorithm>

#include "assembly/rules.h"
#include "base/check.h"

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

}  // namespace

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
