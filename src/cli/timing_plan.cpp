#include "cli/timing_plan.h"

#include <fmt/format.h>

#include "assembly/watch/plan.h"
#include "cli/fold_record.h"
#include "timing/words.h"

namespace althing::cli {

using assembly::watch::PlanSide;
using assembly::watch::side_json;

namespace {

struct Gathered {
  assembly::watch::Plan plan;
  assembly::watch::PlanFacts facts;
  std::string fixed;  // as the fold keeps it
  std::map<assembly::ActNo, std::string> ids;  // of rows left out
};

Result<Gathered> gather(assembly::State& state, const act::ActId& id) {
  const auto no = state.find(id);
  if (!no) return fail(Errc::not_found, "plan", "is not among these entries");
  const assembly::ActRow row = state.get(*no);
  if (row.type != "window" || row.status != assembly::Status::effective) {
    return fail(Errc::not_found, "plan", fmt::format("names a {} that is {}; it must be a window in force", row.type, assembly::status_token(row.status)));
  }
  auto plan = assembly::watch::read_plan(row.payload);
  if (!plan) return fail(Errc::internal, "plan", "cannot be read as the fold keeps it");
  Gathered out{std::move(*plan), {}, row.payload, {}};
  out.facts = assembly::watch::plan_facts(state, out.plan, *no);
  for (const PlanSide* side : {&out.facts.incidents, &out.facts.events}) {
    for (const auto& [why, left] : side->left_out) {
      for (const assembly::ActNo one : left.listed) out.ids.emplace(one, to_hex(state.get(one).id));
    }
  }
  return out;
}

std::string side_text(const char* name, const PlanSide& side) {
  std::string out = fmt::format("{}: {} in force, {} chosen, {} looked at, {} of them logged before the plan\n", name, side.in_force, side.chosen, side.looked_at, side.already);
  for (const auto& [why, left] : side.left_out) out += fmt::format("  left out, {}: {}\n", assembly::watch::why_token(why), left.rows);
  return out;
}

}  // namespace

Result<int> plan_command(Context& context, const PlanOptions& options) {
  const auto id = parse_hex<act::ActId>(options.plan);
  if (!id) return fail(Errc::usage, "plan", "must be an act's id, 64 lower-case hex digits");
  TRY(const auto source, open_source(context, options.record));
  std::optional<Gathered> found;
  FoldOptions fold;
  fold.entries = options.entries;
  fold.look = [&](assembly::State& state) -> Result<void> {
    TRY(found, gather(state, *id));
    return {};
  };
  TRY(const FoldedRecord folded, fold_record(context, *source, {.log_key = own_log_key(context, options.record)}, fold));
  if (!folded.report.ok()) return fail(Errc::corrupt, options.record, "has faults; `althing audit` names them");
  TRY(const timing::Report report, timing::analyse(found->facts.data, found->plan.options));
  const std::uint64_t entries = options.entries.value_or(folded.report.size);
  TRY(json::Value fixed, json::parse(found->fixed));
  const auto id_of = [&](assembly::ActNo no) { return found->ids.at(no); };
  const json::Value out = json::object({{"plan", options.plan}, {"fixed", std::move(fixed)}, {"entries", entries}, {"incidents", side_json(found->facts.incidents, id_of)},
                                        {"events", side_json(found->facts.events, id_of)}, {"report", timing::report_json(report, found->plan.options)}});
  context.print(out, fmt::format("Plan {}, over the first {} entries\n", options.plan, entries) + timing::report_text(report, found->plan.options) +
                         side_text("Incidents", found->facts.incidents) + side_text("Events", found->facts.events));
  return kDone;
}

}  // namespace althing::cli
