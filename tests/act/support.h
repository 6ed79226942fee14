// What the act tests share: fixed keys, bodies that pass, golden files.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "act/act.h"
#include "act/schema.h"

namespace althing::act::test {

/// Counts up: the same bytes in every run.
class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_ = 0;
};

/// Key pair number n, from the seed SHA-256("althing test key <n>").
KeyPair test_key(int n);
/// Id number n: SHA-256("althing test id <n>"). Ids of ascending n do not ascend; see sorted_ids.
std::string test_id(int n);
std::vector<std::string> sorted_ids(std::size_t count);

/// Common members of an act of this type by key 1 (no `in` in found).
json::Value common_body(std::string_view type);
/// A value a member takes. Custom members are known by name; an unknown one fails the test.
json::Value good_value(const Member& member, std::size_t array_size = 2);
/// An act of the type that passes its schema; with its optional members too if `full`.
json::Value good_body(const Type& type, bool full);
/// Puts a member into a body (or takes it out).
json::Value with(json::Value body, std::string_view name, json::Value value);
json::Value without(json::Value body, std::string_view name);

/// Signs by key 1, through the door; the test fails with the refusal if it is refused.
Act signed_act(const json::Value& body);
/// Text of any JSON, signed by key 1 without any check: for what the door must refuse.
std::string raw_note(std::string_view line, int key = 1);

std::string source_path(std::string_view relative);
std::string slurp(const std::string& path);
/// Compares with the file under the source folder; writes it instead when ALTHING_WRITE is set.
void expect_golden(std::string_view relative, const std::string& content);

}  // namespace althing::act::test
