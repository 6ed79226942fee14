// Acts for tests of any room: deterministic keys by number, notes with their details. All sentences
// are our own. Header only; not thread-safe (the randomness of details counts up).
#pragma once

#include <stdexcept>
#include <string>

#include "act/act.h"
#include "act/detail.h"
#include "base/random.h"

namespace althing::test {

/// Repeatable "randomness": SHA-256 of a counter.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 0) : state_(seed << 32) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::size_t at = 0; at < out.size(); at += 32) {
      const Hash block = sha256("random " + std::to_string(state_++));
      std::memcpy(out.data() + at, block.data.data(), std::min<std::size_t>(32, out.size() - at));
    }
  }

 private:
  std::uint64_t state_;
};

inline KeyPair key_number(std::uint64_t n) {
  return KeyPair::from_seed(Seed::from(sha256("test key " + std::to_string(n)).view()));
}

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}

/// An act with its detail's bytes ("" = none).
struct SignedAct {
  std::string note;
  std::string detail;
  act::ActId id;
};

/// Signs a body; `members` (if not null) become its detail.
inline SignedAct sign(json::Value body, const KeyPair& key, const json::Value& members = {}) {
  SignedAct out;
  if (members.object() != nullptr) {
    static SeededRandom random(7);
    out.detail = value_of(act::make_detail(members, key.key(), random));
    body.object()->set("detail", to_hex(sha256(out.detail)));
  }
  out.note = value_of(act::sign_act(std::move(body), key));
  out.id = act::id_of_text(out.note.substr(0, out.note.find("\n\n") + 1));
  return out;
}

/// A `found` by key 0 with one group of `founders` members (keys 0, 1, ...) and the given log keys.
inline SignedAct found(std::uint64_t founders = 1, const std::vector<Key>& logs = {}) {
  json::Array members;
  for (std::uint64_t i = 0; i < founders; ++i) {
    members.push_back(json::object({{"key", act::key_text(key_number(i).key())},
                                    {"next", to_hex(sha256(key_number(i + 1000000).key().view()))}}));
  }
  json::Array groups;
  groups.push_back(json::object({{"group", "founders"}, {"members", members}}));
  auto body = json::object({{"act", "found"}, {"at", "2026-01-01T00:00:00Z"}, {"v", 1},
                            {"admission", json::object({{"age_days", 0}, {"limit", 100}, {"vouches", 1}})},
                            {"groups", groups}});
  json::Array keys;
  for (const Key& key : logs) keys.emplace_back(act::key_text(key));
  if (!keys.empty()) body.object()->set("logs", keys);
  return sign(std::move(body), key_number(0),
              json::object({{"lang", "en"}, {"name", "The test assembly"}, {"text", "Founded to be tested."}}));
}

/// A `join` of key number `n` as a person.
inline SignedAct join(const act::ActId& assembly, std::uint64_t n) {
  auto body = json::object({{"act", "join"}, {"at", "2026-01-02T00:00:00Z"}, {"v", 1}, {"in", to_hex(assembly)},
                            {"kind", "person"}, {"next", to_hex(sha256(key_number(n + 1000000).key().view()))}});
  return sign(std::move(body), key_number(n), json::object({{"lang", "en"}, {"name", "Member " + std::to_string(n)}}));
}

/// A `sign` of a statement by key number `n`, with a detail of roughly `detail_bytes` (0 = none).
inline SignedAct sign_statement(const act::ActId& assembly, const act::ActId& statement, std::uint64_t n,
                                std::size_t detail_bytes = 200) {
  auto body = json::object({{"act", "sign"}, {"at", "2026-01-03T00:00:00Z"}, {"v", 1}, {"in", to_hex(assembly)},
                            {"capacity", "person"}, {"statement", to_hex(statement)}});
  if (detail_bytes == 0) return sign(std::move(body), key_number(n));
  std::string reason;
  while (reason.size() + 140 < detail_bytes) reason += "because ";
  if (reason.empty()) reason = "because";
  return sign(std::move(body), key_number(n),
              json::object({{"lang", "en"}, {"name", "Signatory " + std::to_string(n)}, {"reason", reason}}));
}

/// The log's `mark` of a size and root.
inline SignedAct mark(const act::ActId& assembly, const KeyPair& log, std::uint64_t size, const Hash& root) {
  return sign(json::object({{"act", "mark"}, {"at", "2026-01-04T00:00:00Z"}, {"v", 1}, {"in", to_hex(assembly)},
                            {"root", to_hex(root)}, {"size", size}}), log);
}

}  // namespace althing::test
