// What a timing analysis looks at: on which days incidents began and on which days events were, by country,
// within a span of days in which all of these countries were watched. Days are UTC calendar days.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace althing::timing {

/// Days since 1970-01-01.
using Day = std::int32_t;
/// The UTC day of a time.
Day day_of(UnixSeconds at);

/// Both ends count.
struct Span {
  Day first = 0, last = 0;
  std::int64_t days() const { return std::int64_t{last} - first + 1; }
  bool holds(Day day) const { return first <= day && day <= last; }
};

/// Days after an event, both ends count: {-1, 1} is the day before, the day itself and the day after.
struct Window {
  int first = 0, last = 0;
};

struct Dated {
  std::uint32_t country = 0;  // index into Data::countries
  Day day = 0;
};

struct Data {
  std::vector<std::string> countries;  // ISO 3166-1 alpha-2, or any name; each once
  std::vector<Dated> onsets, events;
  Span span;
};

inline constexpr std::int64_t kMaxDays = 100'000;        // of a span: 273 years
inline constexpr std::size_t kMaxDated = 1'000'000;      // onsets, and as many events
inline constexpr int kMaxWindowDay = 366;                // of a window's ends, and of the curve's lags
inline constexpr std::size_t kMaxWindows = 16;
inline constexpr std::uint32_t kMinDraws = 1'000, kMaxDraws = 1'000'000;

/// One country's days, as numbers from 0 in the span, ascending.
struct Country {
  std::uint32_t name = 0;             // index into Data::countries
  std::vector<std::int32_t> onsets;   // days on which at least one incident began; each once
  std::vector<std::int32_t> events;   // days of events within the span or so near that a window may reach into it; each once
};

/// Countries with an onset or an event, in the order of Data::countries. What is outside the span is left out (events: as above).
/// malformed: "span" (ends before it begins, over kMaxDays), "onsets" and "events" (over kMaxDated, a country that is not listed).
Result<std::vector<Country>> by_country(const Data& data);

}  // namespace althing::timing
