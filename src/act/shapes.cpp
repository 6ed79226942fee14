#include "act/shapes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "act/quote.h"

namespace althing::act {

tl::unexpected<Error> within(std::string_view step, Error error) {
  const bool dot = !error.field.empty() && error.field.front() != '[';
  error.field = std::string(step) + (dot ? "." : "") + error.field;
  return fail(std::move(error));
}

Result<void> check_members(const json::Value& value, std::initializer_list<std::string_view> required,
                           std::initializer_list<std::string_view> optional) {
  if (value.object() == nullptr) {
    return shape_fault({}, fmt::format("must be an object with {}, got {}", fmt::join(required, ", "), shown(value)));
  }
  for (std::string_view name : required) {
    if (value.at(name) == nullptr) return shape_fault(std::string(name), "is missing");
  }
  for (const auto& [name, item] : *value.object()) {
    const auto is = [&, &wanted = name](std::string_view known) { return known == wanted; };
    if (!std::any_of(required.begin(), required.end(), is) && !std::any_of(optional.begin(), optional.end(), is)) {
      return shape_fault(name, "is no member of this object");
    }
  }
  return {};
}

Result<void> check_integer(std::string_view name, const json::Value* value, std::int64_t min, std::int64_t max) {
  const std::int64_t* n = value != nullptr ? value->integer() : nullptr;
  if (n != nullptr && *n >= min && *n <= max) return {};
  return shape_fault(std::string(name), fmt::format("must be an integer from {} to {}, got {}", min, max,
                                                    value != nullptr ? shown(*value) : "nothing"));
}

}  // namespace althing::act
