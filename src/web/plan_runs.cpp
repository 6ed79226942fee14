#include "web/plan_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "web/poll_counts.h"

namespace althing::web {

namespace watch_rules = assembly::watch;

namespace {

constexpr std::size_t kScanRows = 2'000;

// An index that cannot be read ends a run, not all later ones.
template <typename Work, typename GiveUp>
auto or_give_up(const Work& work, const GiveUp& give_up) {
  try {
    return work();
  } catch (...) {
    give_up();
    throw;
  }
}

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

std::optional<PlanRun> run_plan(index::Reader& reader, const watch_rules::Plan& plan, index::ActNo no, double max_steps) {
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
  if (run_steps(facts.data, plan.options) > max_steps) return std::nullopt;
  out.incidents = std::move(facts.incidents);
  out.events = std::move(facts.events);
  auto report = timing::analyse(facts.data, plan.options);
  if (report) out.report = std::move(*report);
  else out.fault = report.error().text();
  return out;
}

Ran PlanRuns::of(index::Reader& reader, const act::ActId& id, const watch_rules::Plan& plan, index::ActNo no) {
  const std::uint64_t folded = reader.folded();
  std::unique_lock lock(mutex_);
  auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.id == id; });
  if (kept == kept_.end()) {
    if (std::count_if(kept_.begin(), kept_.end(), [](const Kept& one) { return one.under_way; }) >= static_cast<std::ptrdiff_t>(kMaxRunsWaiting)) return nullptr;
    kept_.push_back({id, nullptr, 0, false});
    kept = std::prev(kept_.end());
  }
  if (kept->run == nullptr && !kept->under_way) {
    kept->under_way = true;  // another who asks meanwhile is told that it is
    lock.unlock();
    Ran run = or_give_up([&] { return at_once(reader, id, plan, no); }, [&] { keep(id, nullptr, 0); });
    if (run == nullptr) begin(id, plan, no);
    return run;
  }
  const bool old = kept->run == nullptr || (kept->run->folded < folded && steady_ms() >= kept->rest_until_ms);
  const Ran run = kept->run;
  if (old && !std::exchange(kept->under_way, true)) begin(id, plan, no);
  return run;
}

// Nothing if it is too large for that.
Ran PlanRuns::at_once(index::Reader& reader, const act::ActId& id, const watch_rules::Plan& plan, index::ActNo no) {
  std::int64_t rows = 0;
  for (const std::string_view type : {"incident", "event"}) {
    for (const index::PlacedCount& one : reader.placed_counts(type)) rows += one.n;
  }
  if (rows > kAtOnceRows) return nullptr;
  const std::int64_t begun = steady_ms();
  auto run = run_plan(reader, plan, no, kAtOnceSteps);
  if (!run) return nullptr;
  run->at = node_.clock().now();
  auto made = std::make_shared<const PlanRun>(std::move(*run));
  keep(id, made, steady_ms() - begun);
  return made;
}

void PlanRuns::begin(const act::ActId& id, const watch_rules::Plan& plan, index::ActNo no) {
  bench_.later([this, id, plan, no] {
    const std::int64_t begun = steady_ms();
    const auto reader = node_.readers().take();
    if (!reader) return keep(id, nullptr, 0);
    auto run = or_give_up([&] { return run_plan(**reader, plan, no, kMaxRunSteps); }, [&] { keep(id, nullptr, 0); });
    if (!run) {
      run.emplace();
      run->folded = (*reader)->folded();
      run->fault = fmt::format("it needs more than the {:.0f} steps that a node takes for a page; the command below computes it", kMaxRunSteps);
    }
    run->at = node_.clock().now();
    keep(id, std::make_shared<const PlanRun>(std::move(*run)), steady_ms() - begun);
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
