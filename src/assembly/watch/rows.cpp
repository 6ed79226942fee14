#include "assembly/watch/rows.h"

#include "act/limits.h"
#include "assembly/rules.h"

namespace althing::assembly::watch {

Placed read_placed(std::string_view payload) {
  Placed out;
  std::string_view* const parts[] = {&out.src, &out.kind,    &out.country, &out.region, &out.from, &out.to,
                                     &out.precision, &out.end, &out.embargo, &out.labels, &out.extent};
  std::size_t n = 0;
  for (std::string_view* part : parts) *part = payload_part(payload, n++);
  return out;
}

std::string_view embargo_of(std::string_view type, std::string_view payload) {
  struct Row {
    std::string_view type;
    std::size_t part;
  };
  static constexpr Row kRows[] = {{"instrument", 2}, {"provision", 3}, {"position", 2},    {"document", 3}, {"event", 8},
                                  {"incident", 8},   {"claim", 1},     {"corroborate", 1}, {"check", 2}};
  for (const Row& row : kRows) {
    if (row.type == type) return payload_part(payload, row.part);
  }
  return {};
}

bool is_first_moment(std::string_view time, std::string_view precision) {
  if (precision == "minute") return time.ends_with(":00Z");
  if (precision == "hour") return time.ends_with(":00:00Z");
  if (precision == "day") return time.ends_with("T00:00:00Z");
  if (precision == "month") return time.ends_with("-01T00:00:00Z");
  if (precision == "year") return time.ends_with("-01-01T00:00:00Z");
  return true;
}

namespace {

std::string span_fault(const act::Act& act) {
  const std::string_view from = act.token("from"), to = act.token("to"), precision = act.token("precision");
  for (const std::string_view member : {"from", "to"}) {
    const std::string_view time = act.token(member);
    if (!time.empty() && !is_first_moment(time, precision)) {
      return std::string(member) + ": with precision " + std::string(precision) + " it must be the first moment of its " + std::string(precision);
    }
  }
  if (to.empty()) return {};
  if (!act.token("end").empty()) return "end: goes without `to`";
  return to < from ? "to: is before `from`" : "";
}

std::string plan_fault(const act::Act& act) {
  for (const std::string_view member : {"from", "to"}) {
    if (!is_first_moment(act.token(member), "day")) return std::string(member) + ": must be a day, at 00:00:00";
  }
  const UnixSeconds from = *parse_time(act.token("from")), to = *parse_time(act.token("to"));
  if (to < from) return "to: is before `from`";
  if ((to - from) / 86'400 >= act::kMaxPlanDays) return "to: is more than " + std::to_string(act::kMaxPlanDays) + " days from `from`";
  return {};
}

}  // namespace

std::string row_fault(const act::Act& act) {
  // A row without words has none to keep back.
  if (!act.token("embargo").empty() && !act.detail) return "embargo: there is no detail to keep back";
  if (act.type == "event" || act.type == "incident") return span_fault(act);
  if (act.type == "window") return plan_fault(act);
  if (act.type == "check" && act.token("verdict") != "insufficient" && act.ids_at("evidence").empty()) return "evidence: is missing; only `insufficient` can do without";
  if (act.type == "step" && !act.token("until").empty() && act.token("until") < act.token("when")) return "until: is before `when`";
  return {};
}

}  // namespace althing::assembly::watch
