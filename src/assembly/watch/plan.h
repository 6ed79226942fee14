// A timing analysis as a `window` act fixed it, and which of the rows in force it looks at. The same rows in any order
// give the same data, so that every node and every auditor with the same acts comes to the same numbers. Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assembly/state.h"
#include "base/json.h"
#include "timing/analysis.h"

namespace althing::assembly::watch {

/// Which rows: an empty list or `src` lets every row pass.
struct RowChoice {
  std::vector<std::string> kinds, countries, extents, labels, without;  // all of `labels`, none of `without`
  std::vector<act::ActId> by;  // joins of who recorded them
  std::string src;             // how their src begins
};

struct Plan {
  RowChoice incidents, events;
  timing::Span span;
  timing::Options options;  // its seed: the first 8 bytes, most significant first, of SHA-256 of `seed`
  std::string seed;
};

/// Of the payload that the fold keeps of a `window` act (rows.h); nothing if it is none.
std::optional<Plan> read_plan(std::string_view payload);

/// The first 8 bytes, most significant first, of SHA-256 of the text.
std::uint64_t seed_number(std::string_view text);

/// A row in force. `labels` each with a comma behind it, as payloads have them.
struct PlanRow {
  ActNo no = kNone;
  std::string_view src, kind, country, from, precision, labels, extent;
};

inline constexpr std::size_t kListedLeftOut = 1'000;  // of each reason and side; all are counted

struct LeftOut {
  std::int64_t rows = 0;
  std::vector<ActNo> listed;  // the first ones
};

/// Why a row that was chosen is not looked at.
enum class Why : std::uint8_t { no_country, month, year, unknown, outside };
std::string_view why_token(Why why);

struct PlanSide {
  std::int64_t in_force = 0, chosen = 0, looked_at = 0;  // rows of the type
  std::int64_t already = 0;                  // of those looked at, in this log before the plan: a fact of one log
  std::map<Why, LeftOut> left_out;
};

/// Counts and rows left out, as results have them. @param id hex id of a listed row
json::Value side_json(const PlanSide& side, const std::function<std::string(ActNo)>& id);

struct PlanFacts {
  timing::Data data;
  PlanSide incidents, events;
};

/// Takes rows one by one; call add() for every incident and event in force, then take().
class PlanInput {
 public:
  /// @param no the plan's own number in this log
  PlanInput(const Plan& plan, ActNo no) : plan_(plan), no_(no) {}
  /// @param type "incident" or "event"; others are passed over
  /// @param member the join of who recorded it; asked only if the plan chooses by it
  void add(std::string_view type, const PlanRow& row, const std::function<act::ActId()>& member);
  PlanFacts take();

 private:
  const Plan& plan_;
  ActNo no_;
  PlanFacts facts_;
  std::map<std::string, std::uint32_t, std::less<>> countries_;  // numbered as they came; take() puts them in order
};

/// The same of a whole state. Holds all rows of a type at once.
PlanFacts plan_facts(State& state, const Plan& plan, ActNo no);

}  // namespace althing::assembly::watch
