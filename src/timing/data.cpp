#include "timing/data.h"

#include <fmt/format.h>

#include <algorithm>

namespace althing::timing {
namespace {

Result<void> check(const Data& data, const std::vector<Dated>& rows, const char* field) {
  if (rows.size() > kMaxDated) return fail(Errc::too_large, field, fmt::format("may be {}, got {}", kMaxDated, rows.size()));
  for (const Dated& row : rows) {
    if (row.country >= data.countries.size()) return fail(Errc::malformed, field, fmt::format("country {} is not listed", row.country));
  }
  return {};
}

void sort_once(std::vector<std::int32_t>& days) {
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

}  // namespace

Day day_of(UnixSeconds at) {
  constexpr std::int64_t kDay = 86'400;
  return static_cast<Day>(at >= 0 ? at / kDay : (at - kDay + 1) / kDay);
}

Result<std::vector<Country>> by_country(const Data& data) {
  if (data.span.days() < 1) return fail(Errc::malformed, "span", "ends before it begins");
  if (data.span.days() > kMaxDays) return fail(Errc::too_large, "span", fmt::format("may have {} days, has {}", kMaxDays, data.span.days()));
  TRY_VOID(check(data, data.onsets, "onsets"));
  TRY_VOID(check(data, data.events, "events"));
  std::vector<Country> all(data.countries.size());
  for (const Dated& onset : data.onsets) {
    if (data.span.holds(onset.day)) all[onset.country].onsets.push_back(onset.day - data.span.first);
  }
  const Span near{data.span.first - kMaxWindowDay, data.span.last + kMaxWindowDay};
  for (const Dated& event : data.events) {
    if (near.holds(event.day)) all[event.country].events.push_back(event.day - data.span.first);
  }
  std::vector<Country> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].onsets.empty() && all[i].events.empty()) continue;
    all[i].name = static_cast<std::uint32_t>(i);
    sort_once(all[i].onsets);
    sort_once(all[i].events);
    out.push_back(std::move(all[i]));
  }
  return out;
}

}  // namespace althing::timing
