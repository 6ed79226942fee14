// Shapes of the nested members of `poll`, `ballot` and `return`.
#include <fmt/format.h>

#include <set>

#include "act/door_rules.h"
#include "act/limits.h"
#include "act/quote.h"
#include "act/shapes.h"
#include "act/types.h"

namespace althing::act {
namespace {

std::string step(std::size_t i) { return fmt::format("[{}]", i); }

Result<void> take_choice(const json::Value& value, std::set<std::string_view>& seen) {
  const std::string* text = value.string();
  if (text == nullptr || !is_token(*text)) return shape_fault({}, "must be a token, got " + shown(value));
  if (!seen.insert(*text).second) return shape_fault({}, "names twice " + quoted(*text));
  return {};
}

// One place of a ranking: a token, or an array of tied ones. Or one choice with its score: choices may
// not be member names, so scores are no object.
Result<void> check_place(const json::Value& place, std::set<std::string_view>& seen) {
  if (place.object() != nullptr) {
    TRY_VOID(check_members(place, {"choice", "score"}));
    TRY_VOID(take_choice(*place.at("choice"), seen));
    return check_integer("score", place.at("score"), 0, kMaxScore);
  }
  const json::Array* tied = place.array();
  if (tied == nullptr) return take_choice(place, seen);
  if (tied->size() < 2) return shape_fault({}, "tied choices must be two or more");
  std::string_view last;
  for (const json::Value& item : *tied) {
    TRY_VOID(take_choice(item, seen));
    if (!last.empty() && last >= *item.string()) return shape_fault({}, "tied choices must stand in ascending order");
    last = *item.string();
  }
  return {};
}

}  // namespace

Result<void> check_choices(const json::Value& choices) {
  const json::Array* items = choices.array();
  if (items == nullptr || items->size() < 2 || items->size() > kMaxChoices) {
    return shape_fault({}, fmt::format("must be an array of 2 to {} choices, got {}", kMaxChoices, shown(choices)));
  }
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const json::Value& item = (*items)[i];
    if (auto ok = check_members(item, {"choice"}, {"of"}); !ok) return within(step(i), std::move(ok).error());
    if (auto ok = take_choice(*item.at("choice"), seen); !ok) return within(step(i) + ".choice", std::move(ok).error());
    if (item.at("of") != nullptr && !is_id_text(item.text_at("of"))) {
      return shape_fault(step(i) + ".of", "must be an id (64 lower-case hex digits), got " + shown(*item.at("of")));
    }
  }
  return {};
}

Result<void> check_ballot_choice(const json::Value& choice) {
  std::set<std::string_view> seen;
  if (const std::string* vote = choice.string()) {
    if (*vote == "yes" || *vote == "no" || *vote == "abstain") return {};
    return shape_fault({}, "must be yes, no, abstain or an array, got " + shown(choice));
  }
  const json::Array* places = choice.array();
  if (places == nullptr) return shape_fault({}, "must be yes, no, abstain or an array, got " + shown(choice));
  if (places->size() > kMaxChoices) return shape_fault({}, fmt::format("may name {} choices, got {}", kMaxChoices, places->size()));
  for (std::size_t i = 0; i < places->size(); ++i) {
    if ((*places)[i].object() != nullptr && (*places)[0].object() == nullptr) {
      return shape_fault(step(i), "has a score and others have none");
    }
    if ((*places)[i].object() == nullptr && (*places)[0].object() != nullptr) return shape_fault(step(i), "has no score");
    if (auto ok = check_place((*places)[i], seen); !ok) return within(step(i), std::move(ok).error());
  }
  return {};
}

Result<void> check_extent(const json::Value& extent) {
  TRY_VOID(check_members(extent, {"root", "size"}));
  if (!is_id_text(extent.text_at("root"))) {
    return shape_fault("root", "must be a SHA-256 (64 lower-case hex digits), got " + shown(*extent.at("root")));
  }
  return check_integer("size", extent.at("size"), 0, json::kMaxInteger);
}

}  // namespace althing::act
