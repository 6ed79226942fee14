// See fields.h.
#include "cli/case/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "act/act.h"

namespace althing::cli {

Fields::Fields(const json::Value& value, std::string where, Remarks& faults)
    : where_(std::move(where)), faults_(faults), object_(value.object()) {
  if (!object_) fault("must be an object");
}

void Fields::fault(std::string reason) {
  ok_ = false;
  faults_.push_back({where_, std::move(reason)});
}

const json::Value* Fields::any(std::string_view name, Need need) {
  asked_.emplace(name);
  const json::Value* value = object_ ? object_->find(name) : nullptr;
  if (!value && need == Need::required && object_) fault(fmt::format("`{}` is missing", name));
  return value;
}

std::string Fields::text(std::string_view name, Need need) {
  const json::Value* value = any(name, need);
  if (!value) return {};
  const std::string* text = value->string();
  if (!text || text->empty()) {
    fault(fmt::format("`{}` must be a string that is not empty", name));
    return {};
  }
  return *text;
}

std::string Fields::token(std::string_view name, Need need) {
  std::string out = text(name, need);
  if (!out.empty() && !act::is_token(out)) {
    fault(fmt::format("`{}` must be a token (1-64 of a-z 0-9 . _ : -), got \"{}\"", name, out));
    out.clear();
  }
  return out;
}

std::string Fields::choice(std::string_view name, std::span<const std::string_view> choices, Need need) {
  std::string out = text(name, need);
  if (!out.empty() && std::ranges::find(choices, out) == choices.end()) {
    fault(fmt::format("`{}` must be one of {}, got \"{}\"", name, fmt::join(choices, ", "), out));
    out.clear();
  }
  return out;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, std::int64_t min, std::int64_t max, Need need) {
  const json::Value* value = any(name, need);
  if (!value) return std::nullopt;
  const std::int64_t* n = value->integer();
  if (!n || *n < min || *n > max) {
    fault(fmt::format("`{}` must be an integer from {} to {}", name, min, max));
    return std::nullopt;
  }
  return *n;
}

std::optional<bool> Fields::boolean(std::string_view name, Need need) {
  const json::Value* value = any(name, need);
  if (!value) return std::nullopt;
  const bool* b = value->boolean();
  if (!b) {
    fault(fmt::format("`{}` must be true or false", name));
    return std::nullopt;
  }
  return *b;
}

const json::Array* Fields::array(std::string_view name, Need need) {
  const json::Value* value = any(name, need);
  if (value && !value->array()) fault(fmt::format("`{}` must be an array", name));
  return value ? value->array() : nullptr;
}

const json::Object* Fields::object(std::string_view name, Need need) {
  const json::Value* value = any(name, need);
  if (value && !value->object()) fault(fmt::format("`{}` must be an object", name));
  return value ? value->object() : nullptr;
}

std::vector<std::string> Fields::texts(std::string_view name, Need need) {
  std::vector<std::string> out;
  const json::Array* items = array(name, need);
  if (!items) return out;
  for (const json::Value& item : *items) {
    const std::string* text = item.string();
    if (!text || text->empty()) {
      fault(fmt::format("`{}` must hold strings that are not empty", name));
      return {};
    }
    out.push_back(*text);
  }
  if (out.empty() && need == Need::required) fault(fmt::format("`{}` must not be empty", name));
  return out;
}

void Fields::finish() {
  if (!object_) return;
  for (const auto& [name, value] : *object_) {
    if (!asked_.contains(name)) fault(fmt::format("unknown member `{}`", name));
  }
}

}  // namespace althing::cli
