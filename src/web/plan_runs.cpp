#include "web/plan_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "web/poll_counts.h"

namespace althing::web {

namespace watch_rules = assembly::watch;

namespace {

constexpr std::size_t kScanRows = 2'000;

std::string joined(const std::vector<std::string>& labels) {
  std::string out;
  for (const std::string& label : labels) out += label + ',';
  return out;
}

}  // namespace

double run_steps(const timing::Data& data, const timing::Options& options) {
  const auto countries = timing::by_country(data);
  if (!countries) return 0;  // analyse() says why
  double onsets = 0, pairs = 0;
  for (const timing::Country& country : *countries) {
    onsets += static_cast<double>(country.onsets.size());
    pairs += static_cast<double>(country.onsets.size()) * static_cast<double>(country.events.size());
  }
  const auto each = static_cast<double>(countries->size());
  const double tests = static_cast<double>(options.windows.size()) * (options.placebo_days != 0 ? 2 : 1);
  const double curve = options.lags > 0 ? pairs + (2.0 * options.lags + 1) * timing::kCurveDraws * each : 0;
  return tests * (onsets * static_cast<double>(data.span.days()) + options.draws * each) + curve;
}

PlanRun run_plan(index::Reader& reader, const watch_rules::Plan& plan, index::ActNo no) {
  PlanRun out;
  watch_rules::PlanInput input(plan, no);
  {
    const index::ReadSnapshot snapshot(reader);
    out.folded = reader.folded();
    for (const std::string_view type : {"incident", "event"}) {
      index::ActNo after = index::kNone;
      for (;;) {
        const auto rows = reader.placed_scan(type, after, kScanRows);
        for (const auto& [row, tokens] : rows) {
          const std::string labels = joined(tokens.labels);
          input.add(type, {row, tokens.src, tokens.kind, tokens.country, tokens.from, tokens.precision, labels, tokens.extent}, [&reader, row = row] {
            const auto act = reader.act_at(row);
            return act ? act->acting_for.value_or(act->member.value_or(act::ActId{})) : act::ActId{};
          });
        }
        if (rows.size() < kScanRows) break;
        after = rows.back().first;
      }
    }
  }
  watch_rules::PlanFacts facts = input.take();
  out.incidents = std::move(facts.incidents);
  out.events = std::move(facts.events);
  if (const double steps = run_steps(facts.data, plan.options); steps > kMaxRunSteps) {
    out.fault = fmt::format("a node computes analyses of at most {:.0f} steps, this one needs about {:.0f}", kMaxRunSteps, steps);
    return out;
  }
  auto report = timing::analyse(facts.data, plan.options);
  if (report) out.report = std::move(*report);
  else out.fault = report.error().text();
  return out;
}

Ran PlanRuns::of(index::Reader& reader, const act::ActId& id, const watch_rules::Plan& plan, index::ActNo no) {
  const std::uint64_t folded = reader.folded();
  const std::lock_guard lock(mutex_);
  auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.id == id; });
  if (kept == kept_.end()) {
    if (std::count_if(kept_.begin(), kept_.end(), [](const Kept& one) { return one.under_way; }) >= static_cast<std::ptrdiff_t>(kMaxRunsWaiting)) return nullptr;
    kept_.push_back({id, nullptr, 0, false});
    kept = std::prev(kept_.end());
  }
  const bool old = kept->run == nullptr || (kept->run->folded < folded && steady_ms() >= kept->rest_until_ms);
  const Ran run = kept->run;
  if (old && !std::exchange(kept->under_way, true)) begin(id, plan, no);
  return run;
}

void PlanRuns::begin(const act::ActId& id, const watch_rules::Plan& plan, index::ActNo no) {
  bench_.later([this, id, plan, no] {
    const std::int64_t begun = steady_ms();
    const auto reader = node_.readers().take();
    if (!reader) return keep(id, nullptr, 0);
    PlanRun run = run_plan(**reader, plan, no);
    run.at = node_.clock().now();
    keep(id, std::make_shared<const PlanRun>(std::move(run)), steady_ms() - begun);
  });
}

void PlanRuns::keep(const act::ActId& id, Ran run, std::int64_t took_ms) {
  const std::lock_guard lock(mutex_);
  const auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.id == id; });
  if (kept == kept_.end()) return;
  kept->under_way = false;
  if (run == nullptr) return;
  kept->run = std::move(run);
  kept->rest_until_ms = steady_ms() + std::clamp(took_ms * kRunRest, kMinRunRestMs, kMaxRunRestMs);
  std::rotate(kept, std::next(kept), kept_.end());
  for (auto it = kept_.begin(); kept_.size() > kMaxKeptRuns && it != kept_.end();) it = it->under_way ? std::next(it) : kept_.erase(it);
}

}  // namespace althing::web
