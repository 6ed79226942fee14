// What the reader tells of the watch file's rows that have a place and a time, of who stands behind them, and
// of claims, dossiers and analysis plans (docs/fold.md, "Watch" and "Independent corroboration").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assembly/state.h"

namespace althing::index {

/// Tokens of an event, incident or step as the act has them; "" where it has none.
struct PlacedTokens {
  std::string type, src, kind, country, region, from, to, precision, end, embargo, extent;
  std::vector<std::string> labels;
  std::string watcher;                  // of a step: the member's join
};

/// How exactly a beginning is known, as `precision` says.
enum class Grain { minute, hour, day, month, year, unknown };
/// The time that a row takes as far as its tokens say.
struct PlacedSpan {
  UnixSeconds begins = 0;
  UnixSeconds ends = 0;                 // the first second behind it; kNoEnd: going on when it was recorded
  Grain grain = Grain::minute;
};
inline constexpr UnixSeconds kNoEnd = INT64_MAX;
/// A last minute, hour, day, month or year counts whole; a beginning with an unknown end is a span of its precision.
/// nullopt if `from` is no time.
std::optional<PlacedSpan> placed_span(const PlacedTokens& row);

/// Where a list goes on: the last row's beginning and number.
struct PlacedCursor {
  UnixSeconds begins = 0;
  assembly::ActNo row = assembly::kNone;
};

struct PlacedQuery {
  std::string type = "incident";        // incident, event, step
  std::string kind, country, extent, label;  // "" = any
  std::string backing;                  // "" any; none, some, independent: corroborations; disputed
  bool ongoing = false;                 // only what is going on as far as is known
  std::optional<act::ActId> author;     // the member's join
  std::optional<act::ActId> instrument; // any version of the instrument or dossier that it names (order, of)
  std::optional<act::ActId> dossier;    // any version of a dossier it was put into
  std::optional<UnixSeconds> from, to;  // began in [from, to)
  bool oldest_first = false;
  std::optional<PlacedCursor> after;
  std::size_t limit = 50;
};
/// Rows are counted so far.
inline constexpr std::int64_t kMaxPlacedCounted = 10'000;
/// Rows with a corroboration that are looked through for one page of those with an independent one.
inline constexpr std::size_t kIndependentLookedAt = 500;
/// Rows of a dossier; more are not listed.
inline constexpr std::size_t kMaxDossierRows = 5'000;

struct PlacedCount {
  std::string country, kind;
  std::int64_t n = 0;
};
struct PlacedDensity {
  std::vector<std::int64_t> counts;     // one fewer than the bounds
  std::int64_t vague = 0;               // begin between the first and the last bound, and are in no count
};
struct MonthCount {
  int month = 0;  // year * 100 + month
  std::int64_t n = 0;
};

/// How many stand behind a version of a row, and how many of these are independent.
struct Backing {
  std::int64_t all = 0, independent = 0, disputes = 0;
};

}  // namespace althing::index
