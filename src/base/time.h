// Instants as whole seconds since 1970-01-01T00:00:00Z, their one text form, and a Clock interface
// (so that tests and simulations can set the time).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace althing {

using UnixSeconds = std::int64_t;

/// RFC 3339 restricted to YYYY-MM-DDTHH:MM:SSZ (20 characters); years 0000-9999, no leap second.
/// malformed otherwise; the message quotes the text.
Result<UnixSeconds> parse_time(std::string_view text);
/// Inverse of parse_time for 0 <= t < year 10000.
std::string format_time(UnixSeconds t);
/// "YYYY-MM-DD" to midnight UTC. malformed otherwise.
Result<UnixSeconds> parse_date(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixSeconds now() const = 0;
};

class SystemClock final : public Clock {
 public:
  UnixSeconds now() const override;
};

/// Milliseconds on a clock that never goes back; for durations and time-outs only.
std::int64_t steady_ms();

}  // namespace althing
