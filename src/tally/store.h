// A count record as text and back, for programs that keep counts. Unlike show.h's JSON it holds everything the
// pages show, and its form may change with any version: whoever keeps it counts again when it cannot be read.
#pragma once

#include <string_view>

#include "base/json.h"
#include "tally/record.h"

namespace althing::tally {

json::Value to_stored(const CountRecord& record);
/// malformed: it is of another version. The draw has no hash function any more.
Result<CountRecord> from_stored(const json::Value& value);

}  // namespace althing::tally
