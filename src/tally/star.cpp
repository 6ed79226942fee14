// STAR (score then automatic runoff; starvoting.org, "Ties"): the two greatest sums of scores meet
// in a runoff, each ballot counts for whom it scores higher. Ties for a place in the runoff go to
// who beats more of the tied one against one, then to the most top scores; a tied runoff goes to
// the greater sum, then to the most top scores; what is left to the draw.
#include <fmt/format.h>

#include <algorithm>

#include "tally/pairwise.h"
#include "tally/totals.h"

namespace althing::tally {
namespace {

constexpr std::int32_t kLeastTop = 5;

// Scores of one ballot for two options; no score is 0.
std::int64_t prefer(const Profile& profile, OptionIndex a, OptionIndex b) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    std::int32_t of_a = 0, of_b = 0;
    for (std::size_t k = 0; k < ballot.items.size(); ++k) {
      if (ballot.items[k].option() == a) of_a = ballot.scores[k];
      if (ballot.items[k].option() == b) of_b = ballot.scores[k];
    }
    if (of_a > of_b) out += ballot.weight;
  }
  return out;
}

class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record)
      : setup_(setup),
        ties_(ties),
        record_(record),
        sums_(totals(setup.profile)),
        top_counts_(setup.profile.options.size()) {
    for (std::size_t i = 0; i < setup.profile.size(); ++i) {
      for (const std::int32_t score : setup.profile[i].scores) top_ = std::max(top_, score);
    }
    for (std::size_t i = 0; i < setup.profile.size(); ++i) {
      const BallotRef ballot = setup.profile[i];
      for (std::size_t k = 0; k < ballot.items.size(); ++k) {
        if (ballot.scores[k] == top_) top_counts_[ballot.items[k].option()] += ballot.weight;
      }
    }
  }

  void run() {
    std::vector<OptionIndex> finalists;
    for (const auto& group : groups_by(setup_.standing, [&](OptionIndex o) { return sums_[o]; })) {
      if (finalists.size() < 2) pick(group, 2 - finalists.size(), finalists);
    }
    if (record_.keep_evidence) show_sums(finalists);
    if (finalists.size() == 1) {
      record_.elected = finalists;
      return;
    }
    const OptionIndex a = finalists[0], b = finalists[1];
    const std::int64_t for_a = prefer(setup_.profile, a, b), for_b = prefer(setup_.profile, b, a);
    record_.elected = {winner(a, b, for_a, for_b)};
    if (!record_.keep_evidence) return;
    Table table{"runoff",
                "Runoff",
                "Ballots that score the option higher than the other finalist.",
                {{"option", "Option", {}}, {"votes", "Ballots", {}}},
                {}};
    table.rows = {{OptionCell{a}, setup_.votes(for_a)}, {OptionCell{b}, setup_.votes(for_b)}};
    record_.tables.push_back(std::move(table));
    record_.figures.push_back({"equal", "Ballots that score both finalists the same",
                               setup_.votes(setup_.profile.valid - for_a - for_b)});
  }

 private:
  // Moves the best `room` of a group of equal sums to the finalists.
  void pick(const std::vector<OptionIndex>& group, std::size_t room,
            std::vector<OptionIndex>& finalists) {
    if (group.size() <= room) {
      finalists.insert(finalists.end(), group.begin(), group.end());
      return;
    }
    std::vector<std::int64_t> wins(setup_.profile.options.size());
    for (const OptionIndex a : group) {
      for (const OptionIndex b : group) {
        if (a < b) {
          const std::int64_t for_a = prefer(setup_.profile, a, b),
                             for_b = prefer(setup_.profile, b, a);
          if (for_a != for_b) ++wins[for_a > for_b ? a : b];
        }
      }
    }
    const auto rank = [&](OptionIndex o) {
      return static_cast<__int128>(wins[o]) * (kMaxTotalWeight * 1'000'000) + top_counts_[o];
    };
    for (const OptionIndex o :
         take_best(groups_by(group, rank), room, "place in the runoff", ties_))
      finalists.push_back(o);
  }

  OptionIndex winner(OptionIndex a, OptionIndex b, std::int64_t for_a, std::int64_t for_b) {
    if (for_a != for_b) return for_a > for_b ? a : b;
    if (sums_[a] != sums_[b]) return sums_[a] > sums_[b] ? a : b;
    if (top_counts_[a] != top_counts_[b]) return top_counts_[a] > top_counts_[b] ? a : b;
    const OptionIndex both[] = {std::min(a, b), std::max(a, b)};
    return ties_.one("winner of the runoff", both);
  }

  void show_sums(const std::vector<OptionIndex>& finalists) {
    record_.words = fmt::format(
        "The two options with the greatest sums of scores meet in a runoff; each ballot counts for "
        "the one it scores higher. Top score: {}.",
        top_);
    Table table{"totals",
                "Sum of scores",
                {},
                {{"option", "Option", {}},
                 {"sum", "Sum", {}},
                 {"top_scores", "Top scores", {}},
                 {"finalist", "Finalist", {}}},
                {}};
    for (const auto& group : groups_by(setup_.standing, [&](OptionIndex o) { return sums_[o]; })) {
      for (const OptionIndex o : group) {
        const bool in = std::find(finalists.begin(), finalists.end(), o) != finalists.end();
        table.rows.push_back({OptionCell{o}, total_text(setup_, sums_[o]),
                              setup_.votes(top_counts_[o]), std::string(in ? "yes" : "")});
      }
    }
    record_.tables.push_back(std::move(table));
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  std::vector<__int128> sums_;
  std::vector<std::int64_t> top_counts_;
  std::int32_t top_ = kLeastTop;
};

}  // namespace

Result<void> count_star(const Setup& setup, Ties& ties, CountRecord& record) {
  Count(setup, ties, record).run();
  return {};
}

}  // namespace althing::tally
