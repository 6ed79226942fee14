// A small JSON value. Reading is strict and the same everywhere: UTF-8, no duplicate names, numbers
// are integers within +-(2^53-1), bounded depth. Writing is RFC 8785 (JCS) for that subset, so
// `write(parse(x)) == x` holds exactly for canonical text whose names are ASCII.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace althing::json {

class Value;
using Array = std::vector<Value>;

inline constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;

/// Members sorted by name (bytes), each name once.
class Object {
 public:
  using Member = std::pair<std::string, Value>;
  const Value* find(std::string_view name) const;
  /// Sets or replaces.
  void set(std::string_view name, Value value);
  bool remove(std::string_view name);
  std::size_t size() const;
  bool empty() const;
  std::vector<Member>::const_iterator begin() const;
  std::vector<Member>::const_iterator end() const;
  bool operator==(const Object&) const;

 private:
  friend class Reader;
  std::vector<Member> members_;
};

class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool b) : value_(b) {}
  Value(std::int64_t n) : value_(n) {}
  Value(int n) : value_(std::int64_t{n}) {}
  Value(std::uint64_t n) : value_(static_cast<std::int64_t>(n)) {}
  Value(std::string s) : value_(std::move(s)) {}
  Value(std::string_view s) : value_(std::string(s)) {}
  Value(const char* s) : value_(std::string(s)) {}
  Value(Array a) : value_(std::move(a)) {}
  Value(Object o) : value_(std::move(o)) {}

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Object* object() const { return std::get_if<Object>(&value_); }
  Array* array() { return std::get_if<Array>(&value_); }
  Object* object() { return std::get_if<Object>(&value_); }

  /// The member's string, or "" if this is no object or has no such string.
  std::string_view text_at(std::string_view name) const;
  /// The member, or nullptr.
  const Value* at(std::string_view name) const;
  bool operator==(const Value&) const = default;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, std::string, Array, Object> value_;
};

// Here and not in the class: clang needs Value complete before it looks into a vector of Members.
inline std::size_t Object::size() const { return members_.size(); }
inline bool Object::empty() const { return members_.empty(); }
inline std::vector<Object::Member>::const_iterator Object::begin() const { return members_.begin(); }
inline std::vector<Object::Member>::const_iterator Object::end() const { return members_.end(); }

/// Reads one JSON value. malformed: says what is wrong and, where it can, at which member.
/// too_large: deeper than max_depth. Thread-safe.
Result<Value> parse(std::string_view text, int max_depth = 16);

/// RFC 8785 text, no final newline. Total.
std::string write(const Value& value);
void write_to(std::string& out, const Value& value);
/// A JSON string literal with its quotes.
void write_string(std::string& out, std::string_view text);

/// Object from name/value pairs: object({{"id", id}, {"size", 3}}).
Value object(std::initializer_list<std::pair<std::string_view, Value>> members);

}  // namespace althing::json
