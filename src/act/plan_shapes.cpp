// Shapes of the nested members of `window`: which rows, which windows, how far the placebo is moved.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "act/door_rules.h"
#include "act/limits.h"
#include "act/quote.h"
#include "act/shapes.h"
#include "act/types.h"

namespace althing::act {
namespace {

bool is_country_text(std::string_view text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// A set in its one spelling: 1 to kMaxPlanChosen items, ascending, each once.
Result<void> check_set(std::string_view name, const json::Value& value, bool (*fits)(std::string_view), std::string_view what) {
  const json::Array* items = value.array();
  if (items == nullptr || items->empty() || items->size() > kMaxPlanChosen) {
    return shape_fault(std::string(name), fmt::format("must be an array of 1 to {} {}", kMaxPlanChosen, what));
  }
  std::string_view last;
  for (const json::Value& item : *items) {
    const std::string* text = item.string();
    if (text == nullptr || !fits(*text)) return shape_fault(std::string(name), fmt::format("must have only {}, got {}", what, shown(item)));
    if (!last.empty() && last >= *text) return shape_fault(std::string(name), "must stand in ascending order, each once");
    last = *text;
  }
  return {};
}

Result<void> check_choice_of_rows(const json::Value& value, bool extents) {
  if (extents) TRY_VOID(check_members(value, {}, {"kinds", "countries", "extents", "labels", "without", "by", "src"}));
  else TRY_VOID(check_members(value, {}, {"kinds", "countries", "labels", "without", "by", "src"}));
  for (const auto& [name, item] : *value.object()) {
    if (name == "src") {
      if (item.string() == nullptr || !is_token(*item.string())) return shape_fault("src", "must be a token, got " + shown(item));
    } else if (name == "by") {
      TRY_VOID(check_set(name, item, is_id_text, "ids of members' joins"));
    } else if (name == "countries") {
      TRY_VOID(check_set(name, item, is_country_text, "countries (two lower-case letters)"));
    } else {
      TRY_VOID(check_set(name, item, is_token, "tokens"));
    }
  }
  return {};
}

}  // namespace

Result<void> check_incident_choice(const json::Value& value) { return check_choice_of_rows(value, true); }
Result<void> check_event_choice(const json::Value& value) { return check_choice_of_rows(value, false); }

Result<void> check_windows(const json::Value& value) {
  const json::Array* items = value.array();
  if (items == nullptr || items->empty() || items->size() > kMaxPlanWindows) {
    return shape_fault({}, fmt::format("must be an array of 1 to {} windows, got {}", kMaxPlanWindows, shown(value)));
  }
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const json::Value& item = (*items)[i];
    const auto inside = [&](Result<void> checked) -> Result<void> {
      if (!checked) return within(fmt::format("[{}]", i), std::move(checked).error());
      return checked;
    };
    TRY_VOID(inside(check_members(item, {"first", "last"})));
    for (const char* end : {"first", "last"}) TRY_VOID(inside(check_integer(end, item.at(end), -kMaxPlanDay, kMaxPlanDay)));
    const std::int64_t first = *item.at("first")->integer(), last = *item.at("last")->integer();
    if (last < first) return shape_fault(fmt::format("[{}].last", i), "is before the first");
    if (!seen.emplace(first, last).second) return shape_fault(fmt::format("[{}]", i), "stands there twice");
  }
  return {};
}

Result<void> check_placebo(const json::Value& value) {
  return check_integer({}, &value, -kMaxPlanDay, kMaxPlanDay);
}

}  // namespace althing::act
