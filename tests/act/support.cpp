#include "act/support.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace althing::act::test {

KeyPair test_key(int n) {
  return KeyPair::from_seed(Seed::from(sha256("althing test key " + std::to_string(n)).view()));
}

std::string test_id(int n) { return to_hex(sha256("althing test id " + std::to_string(n))); }

std::vector<std::string> sorted_ids(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(test_id(static_cast<int>(i)));
  std::sort(out.begin(), out.end());
  return out;
}

json::Value common_body(std::string_view type) {
  json::Value body = json::object({{"act", type}, {"at", "2026-11-23T18:12:00Z"}, {"by", key_text(test_key(1).key())},
                                   {"in", test_id(0)}, {"v", 1}});
  return type == "found" ? without(body, "in") : body;
}

namespace {

json::Value good_array(const Member& member, std::size_t size) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < size; ++i) {
    const int n = static_cast<int>(i);
    if (member.form == Form::tokens) items.push_back("token-" + std::to_string(n));
    if (member.form == Form::ids) items.push_back(test_id(n));
    if (member.form == Form::keys) items.push_back(key_text(test_key(n).key()));
  }
  std::sort(items.begin(), items.end());
  return json::Array(items.begin(), items.end());
}

}  // namespace

json::Value good_value(const Member& member, std::size_t array_size) {
  switch (member.form) {
    case Form::token: return "a-token.1";
    case Form::choice: return member.choices.front();
    case Form::key: return key_text(test_key(2).key());
    case Form::hash:
    case Form::id: return test_id(7);
    case Form::time: return "2026-12-31T23:59:59Z";
    case Form::count: return static_cast<std::int64_t>(member.min);
    case Form::country: return "is";
    case Form::tokens:
    case Form::ids:
    case Form::keys: return good_array(member, std::clamp(array_size, member.min, member.max));
    case Form::custom: break;
  }
  if (member.name == "groups") {
    const json::Value founder = json::object({{"key", key_text(test_key(1).key())}, {"next", test_id(3)}});
    return json::Array{json::object({{"group", "people"}, {"members", json::Array{founder}}}),
                       json::object({{"group", "organisations"}, {"members", json::Array{}}})};
  }
  if (member.name == "admission") return json::object({{"age_days", 30}, {"limit", 20}, {"vouches", 3}});
  if (member.name == "rule") {
    return json::object({{"base", "cast"}, {"ratio", json::Array{1, 2}}, {"scope", "each"}, {"strict", true}});
  }
  if (member.name == "choices") {
    return json::Array{json::object({{"choice", "a"}, {"of", test_id(7)}}), json::object({{"choice", "b"}})};
  }
  if (member.name == "choice") return json::Array{"a", json::Array{"b", "c"}};
  if (member.name == "opened" || member.name == "closed") return json::object({{"root", test_id(3)}, {"size", 5}});
  if (member.name == "incidents") return json::object({{"countries", json::Array{"is", "no"}}, {"kinds", json::Array{"blocking", "shutdown"}}, {"src", "stop."}});
  if (member.name == "events") return json::object({{"kinds", json::Array{"election"}}, {"without", json::Array{"branch:local"}}});
  if (member.name == "windows") {
    return json::Array{json::object({{"first", 0}, {"last", 0}}), json::object({{"first", -7}, {"last", 7}})};
  }
  if (member.name == "placebo") return -182;
  ADD_FAILURE() << "tests/act/support.cpp knows no good value of the custom member " << member.name;
  return nullptr;
}

json::Value good_body(const Type& type, bool full) {
  json::Value body = common_body(type.name);
  if (!type.needs.empty()) body = with(body, "detail", test_id(6));
  for (const Member& member : type.members) {
    if (full || member.required) body = with(body, member.name, good_value(member));
  }
  return body;
}

json::Value with(json::Value body, std::string_view name, json::Value value) {
  body.object()->set(name, std::move(value));
  return body;
}

json::Value without(json::Value body, std::string_view name) {
  body.object()->remove(name);
  return body;
}

Act signed_act(const json::Value& body) {
  auto note = sign_act(body, test_key(1));
  EXPECT_TRUE(note) << note.error().text() << " in " << json::write(body);
  if (!note) return {};
  auto act = open_entry(*note);
  EXPECT_TRUE(act) << act.error().text();
  return act ? *act : Act{};
}

std::string raw_note(std::string_view line, int key) { return note_of(std::string(line) + "\n", test_key(key)); }

std::string source_path(std::string_view relative) { return std::string(ALTHING_SOURCE_DIR) + "/" + std::string(relative); }

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void expect_golden(std::string_view relative, const std::string& content) {
  const std::string path = source_path(relative);
  if (std::getenv("ALTHING_WRITE") != nullptr) {
    std::ofstream(path, std::ios::binary) << content;
    return;
  }
  EXPECT_EQ(slurp(path), content) << relative << " differs from the code. If the change is meant, run with ALTHING_WRITE=1 "
                                  << "and look at what it changed: vectors are formats.";
}

}  // namespace althing::act::test
