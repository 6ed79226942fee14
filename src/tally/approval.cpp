// Approval and score: the options with the most approvals, or the greatest sum of scores.
#include <fmt/format.h>

#include <algorithm>

#include "tally/method.h"
#include "tally/totals.h"

namespace althing::tally {

std::vector<__int128> totals(const Profile& profile) {
  std::vector<__int128> out(profile.options.size());
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    for (std::size_t k = 0; k < ballot.items.size(); ++k) {
      const std::int64_t value = ballot.scores.empty() ? 1 : ballot.scores[k];
      out[ballot.items[k].option()] += static_cast<__int128>(value) * ballot.weight;
    }
  }
  return out;
}

std::vector<std::vector<OptionIndex>> groups_by(std::vector<OptionIndex> options,
                                                const std::function<__int128(OptionIndex)>& value) {
  std::sort(options.begin(), options.end(), [&](OptionIndex a, OptionIndex b) {
    return value(a) != value(b) ? value(a) > value(b) : a < b;
  });
  std::vector<std::vector<OptionIndex>> out;
  for (const OptionIndex option : options) {
    if (out.empty() || value(out.back()[0]) != value(option)) out.emplace_back();
    out.back().push_back(option);
  }
  return out;
}

std::string total_text(const Setup& setup, __int128 total) {
  int decimals = 0;
  for (std::int64_t s = setup.scale(); s > 1; s /= 10) ++decimals;
  return fixed_text(total, decimals);
}

namespace {

void count_by_total(const Setup& setup, Ties& ties, CountRecord& record, std::string key,
                    std::string label) {
  const auto sums = totals(setup.profile);
  const auto groups = groups_by(setup.standing, [&](OptionIndex option) { return sums[option]; });
  record.elected = take_best(groups, setup.seats, "place among the elected", ties);
  if (!record.keep_evidence) return;
  Table table{"totals",
              label,
              {},
              {{"option", "Option", {}}, {std::move(key), label, {}}, {"elected", "Elected", {}}},
              {}};
  for (const auto& group : groups) {
    for (const OptionIndex option : group) {
      const bool in =
          std::find(record.elected.begin(), record.elected.end(), option) != record.elected.end();
      table.rows.push_back(
          {OptionCell{option}, total_text(setup, sums[option]), std::string(in ? "yes" : "")});
    }
  }
  record.tables.push_back(std::move(table));
}

}  // namespace

Result<void> count_approval(const Setup& setup, Ties& ties, CountRecord& record) {
  record.words = "Every ballot gives one vote to each option it approves; most votes win.";
  count_by_total(setup, ties, record, "votes", "Approvals");
  return {};
}

Result<void> count_score(const Setup& setup, Ties& ties, CountRecord& record) {
  record.words =
      "The scores of all ballots are added up, an option without a score has 0; the greatest sum "
      "wins.";
  count_by_total(setup, ties, record, "sum", "Sum of scores");
  return {};
}

}  // namespace althing::tally
