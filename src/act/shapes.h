// Helpers for checking the shape of nested objects in acts: exact members, integers in bounds, arrays
// in bounds. Errors carry the path of the member in `field` and Errc::schema.
#pragma once

#include <initializer_list>

#include "act/schema.h"

namespace althing::act {

inline tl::unexpected<Error> shape_fault(std::string field, std::string message) {
  return fail(Errc::schema, std::move(field), std::move(message));
}

/// Puts `step` ("members", "[3]") before the error's field.
tl::unexpected<Error> within(std::string_view step, Error error);

/// An object with all of `required`, any of `optional`, nothing else.
Result<void> check_members(const json::Value& value, std::initializer_list<std::string_view> required,
                           std::initializer_list<std::string_view> optional = {});

/// The member (present or absent as `value` says) is an integer of min..max.
Result<void> check_integer(std::string_view name, const json::Value* value, std::int64_t min, std::int64_t max);

}  // namespace althing::act
