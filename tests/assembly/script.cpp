#include "assembly/script.h"

#include "assembly/decision/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace althing::test {
namespace {

using assembly::ActRow;
using assembly::kNone;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) {
    if (!part.empty()) out.push_back(part);
  }
  return out;
}

bool is_reference(std::string_view type, std::string_view name) {
  if (type == "window" || ((name == "from" || name == "to") && (type == "event" || type == "incident"))) return false;
  if (name == "order" || name == "row" || name == "watcher") return true;
  if (name == "of" || name == "whom" || name == "for" || name == "mandate" || name == "from" || name == "statement" || name == "to" ||
      name == "via" || name == "poll") {
    return true;
  }
  return name == "on" && (type == "position" || type == "instrument" || type == "propose" || type == "comment" || type == "dispute" ||
                          type == "corroborate" || type == "claim");
}
bool is_reference_list(std::string_view type, std::string_view name) {
  return name == "last" || name == "with" || name == "evidence" || (name == "on" && !is_reference(type, name));
}
json::Array sorted_list(const std::vector<std::string>& items) {
  const std::set<std::string> all(items.begin(), items.end());
  return json::Array(all.begin(), all.end());
}

}  // namespace

Script::Script(bool decides)
    : fold_(state_, {decides ? assembly::decision::numbered_by([this](const Key& key) { return key == maker_.key("log").key(); }) : nullptr}) {}

std::string Script::run(const std::string& text) {
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string each; std::getline(lines, each);) {
    ++number;
    std::vector<std::string> words = split(each.substr(0, each.find('#')), ' ');
    if (words.empty()) continue;
    if (const std::string fault = line(std::move(words)); !fault.empty()) return fmt::format("line {}: {}\n  {}", number, fault, each);
  }
  return {};
}

std::string Script::line(std::vector<std::string> words) {
  if (words[0] == "expect") return expect(words);
  if (words[0] == "give") {
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (const std::string fault = give(words[i]); !fault.empty()) return fault;
    }
    return {};
  }
  const bool later = words[0] == "later";
  if (later) words.erase(words.begin());
  return make(words, !later);
}

std::string Script::make(const std::vector<std::string>& words, bool now) {
  if (words.size() < 3) return "an act needs a label and by=";
  const std::string& type = words[0];
  const std::string& label = words[1];
  if (made_.contains(label)) return "label used twice: " + label;
  std::string by, prev;
  UnixSeconds at = clock_ += 60;
  json::Object members;
  if (type == "found") members.set("admission", json::object({{"vouches", 1}, {"limit", 10}, {"age_days", 0}}));
  for (std::size_t i = 2; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals == std::string::npos) return "not name=value: " + words[i];
    const std::string name = words[i].substr(0, equals), value = words[i].substr(equals + 1);
    if (name == "by") by = value;
    else if (name == "prev") prev = value;
    else if (name == "at") at = kEpoch + std::stoll(value);
    else members.set(name, value_of(type, name, value));
  }
  if (prev.empty() && last_by_.contains(by)) prev = last_by_[by];
  if (!prev.empty() && prev != "none") {
    std::set<std::string> ids;
    for (const std::string& p : split(prev, ',')) ids.insert(to_hex(made_.at(p).id));
    members.set("prev", json::Array(ids.begin(), ids.end()));
  }
  const act::Act act = maker_.make(type, by, at, std::move(members));
  if (type == "found" && given_.empty()) maker_.use_assembly(act.id);
  made_.emplace(label, act);
  labels_.emplace(act.id, label);
  last_by_[by] = label;
  return now ? give(label) : std::string();
}

std::string Script::give(const std::string& label) {
  const act::Act& act = made_.at(label);
  given_.push_back(act);
  if (!fold_.apply(act, given_.size() - 1)) return "already folded: " + label;
  fold_.settle();
  return {};
}

json::Value Script::founding_groups(const std::string& text) {
  json::Array groups;  // civil:ana>ana2,ben>ben2;tech:cyn>cyn2
  for (const std::string& group : split(text, ';')) {
    const auto parts = split(group, ':');
    json::Array founders;
    for (const std::string& founder : parts.size() > 1 ? split(parts[1], ',') : std::vector<std::string>{}) {
      const auto names = split(founder, '>');
      founders.push_back(json::object({{"key", act::key_text(maker_.key(names[0]).key())}, {"next", maker_.next(names[1])}}));
    }
    groups.push_back(json::object({{"group", parts[0]}, {"members", founders}}));
  }
  return groups;
}

// "a,b>label": choices, some with the act they stand for.
json::Value Script::choices(const std::string& text) {
  json::Array out;
  for (const std::string& each : split(text, ',')) {
    const auto parts = split(each, '>');
    json::Object choice;
    choice.set("choice", parts[0]);
    if (parts.size() > 1) choice.set("of", to_hex(made_.at(parts[1]).id));
    out.emplace_back(std::move(choice));
  }
  return out;
}

// "yes"; "a>b=c" (a ranking, b and c tied; one choice is "a>"); "a+b" (approvals; one is "a+"); "a:5,b:3" (scores).
json::Value Script::ballot(const std::string& text) {
  json::Array out;
  if (text.find('>') != std::string::npos) {
    for (const std::string& place : split(text, '>')) {
      const auto tied = split(place, '=');
      if (tied.size() == 1) out.emplace_back(tied[0]);
      else out.emplace_back(sorted_list(tied));
    }
    return out;
  }
  if (text.find('+') != std::string::npos) {
    for (const std::string& each : split(text, '+')) out.emplace_back(each);
    return out;
  }
  if (text.find(':') != std::string::npos) {
    for (const std::string& each : split(text, ',')) {
      const auto parts = split(each, ':');
      out.emplace_back(json::object({{"choice", parts[0]}, {"score", std::stoi(parts[1])}}));
    }
    return out;
  }
  return text;
}

json::Value Script::value_of(const std::string& type, const std::string& name, const std::string& text) {
  if (text.starts_with('!')) return text.substr(1);
  if (name == "groups") {
    if (type == "found" || type == "charter") return founding_groups(text);
    return sorted_list(split(text, ','));
  }
  if (name == "choices") return choices(text);
  if (name == "choice") return ballot(text);
  if (name == "rule" || name == "windows" || name == "placebo" || name == "incidents" || name == "events") return *json::parse(text);
  if (name == "lags" || name == "draws") return std::stoi(text);
  if (name == "labels") return sorted_list(split(text, ','));
  if (name == "count" || name == "seats") return std::stoi(text);
  if (name == "opened" || name == "closed") return json::object({{"root", to_hex(sha256(text))}, {"size", std::stoi(text)}});
  if (name == "logs") {
    std::vector<std::string> keys;
    for (const std::string& key : split(text, ',')) keys.push_back(act::key_text(maker_.key(key).key()));
    return sorted_list(keys);
  }
  if (name == "admission") {
    const auto n = split(text, ',');
    return json::object({{"vouches", std::stoi(n[0])}, {"limit", std::stoi(n[1])}, {"age_days", n.size() > 2 ? std::stoi(n[2]) : 0}});
  }
  if (name == "v" || name == "size") return std::stoi(text);
  if (name == "next") return maker_.next(text);
  if (name == "key") return act::key_text(maker_.key(text).key());
  if (name == "detail" || name == "root" || name == "sha256" || name == "receipt" || name == "file" || name == "source") return to_hex(sha256(text));
  if (text.starts_with('+')) return format_time(kEpoch + std::stoll(text));
  if (is_reference(type, name)) return to_hex(made_.at(text).id);
  if (is_reference_list(type, name)) {
    std::set<std::string> ids;
    for (const std::string& label : split(text, ',')) {
      if (label != "none") ids.insert(to_hex(made_.at(label).id));
    }
    return json::Array(ids.begin(), ids.end());
  }
  if (name == "scope") {
    const auto list = split(text, ',');
    return json::Array(list.begin(), list.end());
  }
  return text;
}

std::string Script::label_of(assembly::ActNo no) { return no == kNone ? "none" : labels_.at(state_.get(no).id); }

std::string Script::expect(const std::vector<std::string>& words) {
  if (words[1] == "seats") {
    std::set<std::string> wanted(words.begin() + 3, words.end()), got;
    for (const auto& seat : state_.seats()) {
      if (seat.group == words[2]) got.insert(label_of(seat.member));
    }
    return wanted == got ? std::string() : fmt::format("seats of {} are: {}", words[2], fmt::join(got, " "));
  }
  const auto no = state_.find(made_.at(words[2]).id);
  if (!no) return "not folded: " + words[2];
  return expect_row(words, state_.get(*no));
}

// expect outcome <poll> none, or members of the outcome: adopted=true elected=["a"] cast=3
std::string Script::expect_outcome(const std::vector<std::string>& words, const ActRow& row) {
  const auto outcome = state_.outcome(row.no);
  if (words[3] == "none") return outcome ? "decided: " + outcome->text : std::string();
  if (!outcome) return "not decided";
  const json::Value value = *json::parse(outcome->text);
  for (std::size_t i = 3; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    const json::Value* got = value.at(words[i].substr(0, equals));
    if (got == nullptr || json::write(*got) != words[i].substr(equals + 1)) return "outcome is " + outcome->text;
  }
  return {};
}

std::string Script::expect_row(const std::vector<std::string>& words, const ActRow& row) {
  if (words[1] == "outcome") return expect_outcome(words, row);
  const auto compare = [](std::string_view wanted, std::string_view got) {
    return wanted == got ? std::string() : fmt::format("expected {}, got {}", wanted, got);
  };
  const std::string& what = words[1];
  if (what == "act") {
    std::string got(assembly::status_token(row.status));
    if (words[3] == "void") got += " " + std::string(assembly::reason_code(row.reason));
    if (got == words[3] + (words.size() > 4 ? " " + words[4] : "")) return {};
    return fmt::format("{} is {} ({})", words[2], assembly::status_token(row.status), row.reason);
  }
  if (what == "count") return compare(words[4], std::to_string(state_.count(row.no, words[3])));
  if (what == "author") return compare(words[3], label_of(row.author));
  if (what == "actor") return compare(words[3], label_of(row.actor));
  if (row.slot == 0) return "has no slot";
  const assembly::SlotRow slot = state_.get_slot(row.slot);
  if (what == "winner") return compare(words[3], label_of(slot.winner));
  if (what == "active") return compare(words[3], slot.active ? "yes" : "no");
  return "unknown expectation " + what;
}

Hash Script::digest() {
  fold_.settle();
  return assembly::digest(state_);
}

}  // namespace althing::test
