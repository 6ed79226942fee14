// Showing foreign bytes in a refusal: clipped, in double quotes, everything but printable ASCII
// escaped, so that a message can be logged, printed and put into a page. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace althing::act {

/// At most `max_chars` bytes of the text, quoted; "..." after the quote when it was clipped.
std::string quoted(std::string_view text, std::size_t max_chars = 48);

/// A JSON value in a few words: strings quoted, integers as they are, else "an array of 3", ...
std::string shown(const json::Value& value);

}  // namespace althing::act
