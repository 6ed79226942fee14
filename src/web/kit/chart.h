// A count over time as an inline SVG: a step line, since a count stays what it is until the next one is
// told. No script, no style attributes (the policy refuses them); colours come from the page by
// currentColor. The same numbers must stand in a table beside it: the picture is for the eye alone and
// hidden from screen readers. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "web/kit/html.h"
#include "web/kit/i18n.h"

namespace althing::web {

struct CountPoint {
  UnixSeconds at = 0;
  std::int64_t count = 0;
};

/// `points` ascend in time. Nothing for fewer than two. `goal` > 0 is drawn as a dashed line.
Raw count_chart(const Translator& t, const std::vector<CountPoint>& points, std::int64_t goal = 0);

/// At most `most` of them, first and last kept, the others evenly apart in time: each the last count of its span.
std::vector<CountPoint> thinned(const std::vector<CountPoint>& points, std::size_t most);

/// The least of 1, 2, 5 times a power of ten that is not below n (at least 5).
std::int64_t round_top(std::int64_t n);

}  // namespace althing::web
