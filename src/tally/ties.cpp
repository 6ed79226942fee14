#include "tally/ties.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/bytes.h"
#include "base/check.h"

namespace althing::tally {
namespace {

// Answers from a script; beyond it always the first possibility, noting how many there were. The
// draw is one order of all options, so the same question gets the same answer again within one
// count.
class ScriptTies final : public Ties {
 public:
  struct Step {
    std::size_t choice, possible;
  };
  explicit ScriptTies(std::vector<Step>& steps) : steps_(steps) {}

  std::vector<OptionIndex> first(std::string_view what, std::span<const OptionIndex> tied,
                                 std::size_t k) override {
    auto [known, fresh] = answers_.try_emplace(
        Question{std::string(what), std::vector<OptionIndex>(tied.begin(), tied.end()), k});
    if (fresh) known->second = choose(tied, k);
    return known->second;
  }
  OptionIndex last(std::string_view what, std::span<const OptionIndex> tied) override {
    auto [known, fresh] = answers_.try_emplace(
        Question{std::string(what), std::vector<OptionIndex>(tied.begin(), tied.end()), 0});
    if (fresh) known->second = {tied[next(tied.size())]};
    return known->second[0];
  }

 private:
  using Question = std::tuple<std::string, std::vector<OptionIndex>, std::size_t>;

  std::vector<OptionIndex> choose(std::span<const OptionIndex> tied, std::size_t k) {
    // A set of k is chosen as an ascending row of positions, so that each set comes up once.
    std::vector<OptionIndex> out;
    std::size_t from = 0;
    while (out.size() < k) {
      const std::size_t possible = tied.size() - (k - out.size()) - from + 1;
      from += next(possible);
      out.push_back(tied[from++]);
    }
    return out;
  }
  std::size_t next(std::size_t possible) {
    if (at_ == steps_.size()) steps_.push_back({0, possible});
    CHECK(steps_[at_].possible == possible);  // a count must not depend on anything but the answers
    return steps_[at_++].choice;
  }
  std::vector<Step>& steps_;
  std::map<Question, std::vector<OptionIndex>> answers_;
  std::size_t at_ = 0;
};

}  // namespace

DrawTies::DrawTies(const Profile& profile, const DrawRule& rule) : profile_(profile), rule_(rule) {}

TieEvent DrawTies::draw(std::string_view what, std::span<const OptionIndex> tied) {
  TieEvent event;
  event.what = what;
  event.tied.assign(tied.begin(), tied.end());
  event.drawn = event.tied;
  if (!rule_.order.empty()) {
    const auto place = [&](OptionIndex option) {
      return std::find(rule_.order.begin(), rule_.order.end(), option) - rule_.order.begin();
    };
    std::sort(event.drawn.begin(), event.drawn.end(),
              [&](OptionIndex a, OptionIndex b) { return place(a) < place(b); });
    return event;
  }
  CHECK(rule_.sha256);
  std::vector<std::pair<Digest, OptionIndex>> lots;
  for (const OptionIndex option : tied) {
    lots.emplace_back(
        rule_.sha256("tie|" + rule_.poll + "|" + rule_.seed + "|" + profile_.options[option].id),
        option);
  }
  std::sort(lots.begin(), lots.end());
  for (std::size_t i = 0; i < lots.size(); ++i) {
    event.drawn[i] = lots[i].second;
    event.hashes.push_back(to_hex(ByteView(lots[i].first)));
  }
  return event;
}

std::vector<OptionIndex> DrawTies::first(std::string_view what, std::span<const OptionIndex> tied,
                                         std::size_t k) {
  CHECK(k >= 1 && k < tied.size());
  if (const TieEvent* known = find(what, tied, k)) return known->chosen;
  TieEvent event = draw(what, tied);
  event.chosen.assign(event.drawn.begin(), event.drawn.begin() + static_cast<std::ptrdiff_t>(k));
  events_.push_back(event);
  return events_.back().chosen;
}

const TieEvent* DrawTies::find(std::string_view what, std::span<const OptionIndex> tied,
                               std::size_t k) const {
  for (const TieEvent& event : events_) {
    if (event.what == what && event.chosen.size() == k &&
        std::equal(tied.begin(), tied.end(), event.tied.begin(), event.tied.end()))
      return &event;
  }
  return nullptr;
}

OptionIndex DrawTies::last(std::string_view what, std::span<const OptionIndex> tied) {
  if (const TieEvent* known = find(what, tied, 1)) return known->chosen[0];
  TieEvent event = draw(what, tied);
  event.chosen = {event.drawn.back()};
  events_.push_back(event);
  return events_.back().chosen[0];
}

Outcomes all_outcomes(const std::function<std::optional<Outcome>(Ties&)>& run,
                      std::size_t max_runs) {
  std::set<Outcome> found;
  std::vector<ScriptTies::Step> steps;
  Outcomes out;
  for (std::size_t runs = 0;; ++runs) {
    if (runs == max_runs || found.size() > kMaxOutcomes) {
      out.complete = false;
      break;
    }
    ScriptTies ties(steps);
    if (auto outcome = run(ties)) {
      std::sort(outcome->begin(), outcome->end());
      found.insert(*std::move(outcome));
    } else {
      out.complete = false;
    }
    while (!steps.empty() && steps.back().choice + 1 >= steps.back().possible) steps.pop_back();
    if (steps.empty()) break;
    ++steps.back().choice;
  }
  out.list.assign(found.begin(), found.end());
  if (out.list.size() > kMaxOutcomes) out.list.resize(kMaxOutcomes);
  return out;
}

}  // namespace althing::tally
