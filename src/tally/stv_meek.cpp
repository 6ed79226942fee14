// STV by Meek's method, as the PR Foundation's Reference Meek Rule lays it down (after Hill,
// Wichmann and Woodall 1987): fixed-point numbers of nine decimals, keep factors and kept votes
// rounded up, the quota rounded down plus one unit, omega = 0.000001. The letters A-C below are
// that rule's steps.
//
// Equal ranks, of which the rule says nothing: the ballot's weight at that place is parted equally
// among the options that share it and are still in the count; what they do not keep goes on to the
// next place.
#include <fmt/format.h>

#include <algorithm>

#include "tally/method.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

using Votes = __int128;                       // in 1/(10^9 * weight_scale)
constexpr std::int64_t kOne = 1'000'000'000;  // 1 in nine decimals
constexpr std::int64_t kOmega = 1'000;        // 0.000001

enum class State : std::uint8_t { absent, hopeful, elected, defeated };

Votes ceil_div(Votes a, Votes b) { return (a + b - 1) / b; }

class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record)
      : setup_(setup),
        ties_(ties),
        record_(record),
        state_(setup.profile.options.size(), State::absent),
        keep_(state_.size()),
        votes_(state_.size()) {
    for (const OptionIndex option : setup.standing) {  // A
      state_[option] = State::hopeful;
      keep_[option] = kOne;
    }
    for (std::int64_t s = setup.scale(); s > 1; s /= 10) ++decimals_;
  }

  Result<void> run() {
    if (record_.keep_evidence) start_table();
    while (record_.elected.size() < setup_.seats &&
           hopeful() + record_.elected.size() > setup_.seats) {  // B.1
      TRY_VOID(round());
    }
    std::vector<OptionIndex> rest;  // C
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] == State::hopeful) rest.push_back(option);
    }
    if (record_.elected.size() < setup_.seats) {
      std::sort(rest.begin(), rest.end(), [&](OptionIndex a, OptionIndex b) {
        return votes_[a] != votes_[b] ? votes_[a] > votes_[b] : a < b;
      });
      for (const OptionIndex option : rest) elect(option);
      note("elected as the last ones", rest);
    }
    if (record_.keep_evidence) record_.tables.push_back(std::move(table_));
    return {};
  }

 private:
  std::size_t hopeful() const {
    return static_cast<std::size_t>(std::count(state_.begin(), state_.end(), State::hopeful));
  }

  void elect(OptionIndex option) {
    state_[option] = State::elected;
    record_.elected.push_back(option);
  }

  Result<void> round() {
    Votes last_surplus = static_cast<Votes>(setup_.profile.valid) * kOne;
    for (int iteration = 1;; ++iteration) {  // B.2
      if (iteration > kMaxMeekRounds)
        return fail(Errc::too_large, fmt::format("no result after {} iterations", kMaxMeekRounds));
      distribute();
      std::vector<OptionIndex> winners;  // B.2.c
      for (const OptionIndex option : setup_.standing) {
        if (state_[option] == State::hopeful && votes_[option] >= quota_) winners.push_back(option);
      }
      std::sort(winners.begin(), winners.end(), [&](OptionIndex a, OptionIndex b) {
        return votes_[a] != votes_[b] ? votes_[a] > votes_[b] : a < b;
      });
      for (const OptionIndex option : winners) elect(option);
      surplus_ = 0;  // B.2.d
      for (const OptionIndex option : record_.elected) surplus_ += votes_[option] - quota_;
      surplus_ = std::max<Votes>(surplus_, 0);
      if (!winners.empty()) {  // B.2.e
        note("elected", winners);
        return {};
      }
      if (surplus_ < static_cast<Votes>(kOmega) * setup_.scale() ||
          (iteration > 1 && surplus_ >= last_surplus))
        break;
      last_surplus = surplus_;
      for (const OptionIndex option : record_.elected) {  // B.2.f
        const Votes scaled = ceil_div(static_cast<Votes>(keep_[option]) * quota_, kOne);
        keep_[option] = static_cast<std::int64_t>(
            std::min<Votes>(ceil_div(scaled * kOne, std::max<Votes>(votes_[option], 1)), kOne));
      }
    }
    defeat_lowest();
    return {};
  }

  // B.2.a and B.2.b
  void distribute() {
    std::fill(votes_.begin(), votes_.end(), Votes{0});
    const Profile& profile = setup_.profile;
    for (std::size_t i = 0; i < profile.size(); ++i) {
      const BallotRef ballot = profile[i];
      std::int64_t left = kOne;
      for (std::size_t k = 0; k < ballot.items.size() && left > 0;) {
        std::size_t end = k + 1;
        while (end < ballot.items.size() && ballot.items[end].tied()) ++end;
        left = end == k + 1 ? give(ballot.items[k].option(), left, ballot.weight)
                            : share(ballot, k, end, left);
        k = end;
      }
    }
    Votes sum = 0;
    for (const Votes votes : votes_) sum += votes;
    quota_ = (sum / setup_.scale() / (setup_.seats + 1) + 1) * setup_.scale();
  }

  // What is left after an option has kept its part of `weight`.
  std::int64_t give(OptionIndex option, std::int64_t weight, std::int64_t ballots) {
    if (keep_[option] == 0) return weight;
    const std::int64_t kept = (weight * keep_[option] + kOne - 1) / kOne;  // both at most 10^9
    votes_[option] += static_cast<Votes>(kept) * ballots;
    return weight - kept;
  }

  std::int64_t share(const BallotRef& ballot, std::size_t from, std::size_t to,
                     std::int64_t weight) {
    std::int64_t sharers = 0;
    for (std::size_t k = from; k < to; ++k) sharers += keep_[ballot.items[k].option()] != 0 ? 1 : 0;
    if (sharers == 0) return weight;
    const std::int64_t part = weight / sharers;
    for (std::size_t k = from; k < to; ++k) {
      const OptionIndex option = ballot.items[k].option();
      if (keep_[option] != 0) weight -= part - give(option, part, ballot.weight);
    }
    return weight;
  }

  // B.3: who is within the surplus of the lowest may still fall below it, and counts as tied.
  void defeat_lowest() {
    Votes low = -1;
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] == State::hopeful && (low < 0 || votes_[option] < low))
        low = votes_[option];
    }
    std::vector<OptionIndex> tied;
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] == State::hopeful && votes_[option] <= low + surplus_)
        tied.push_back(option);
    }
    const OptionIndex out = ties_.lowest("exclusion", tied);
    note("excluded", {out});
    state_[out] = State::defeated;
    keep_[out] = 0;
    votes_[out] = 0;
  }

  std::string text(Votes votes) const { return fixed_text(votes, decimals_); }

  void start_table() {
    record_.words = fmt::format(
        "Meek's method by the PR Foundation's reference rule, nine decimals: whoever reaches the "
        "quota (votes in the count divided by {} and one, plus 0.000000001) "
        "keeps only what the quota needs of each ballot; when no surplus is left to pass on, the "
        "lowest is excluded.",
        setup_.seats);
    table_ = {"rounds",
              "Rounds",
              {},
              {{"round", "Round", {}},
               {"action", "Action", {}},
               {"options", "Options", {}},
               {"quota", "Quota", {}},
               {"surplus", "Surplus", {}}},
              {}};
    for (const OptionIndex option : setup_.standing)
      table_.columns.push_back({"votes", {}, option});
    for (const OptionIndex option : setup_.standing)
      table_.columns.push_back({"keep", "Keep", option});
    table_.columns.push_back({"exhausted", "Exhausted", {}});
    table_.note = "Keep: the part of each ballot that an option keeps; the rest goes on.";
  }

  void note(std::string action, std::vector<OptionIndex> options) {
    if (!record_.keep_evidence) return;
    std::vector<Cell> row{static_cast<std::int64_t>(table_.rows.size() + 1), std::move(action),
                          std::move(options), text(quota_), text(surplus_)};
    Votes sum = 0;
    for (const OptionIndex option : setup_.standing) {
      row.emplace_back(text(votes_[option]));
      sum += votes_[option];
    }
    for (const OptionIndex option : setup_.standing) row.emplace_back(fixed_text(keep_[option], 9));
    row.emplace_back(text(static_cast<Votes>(setup_.profile.valid) * kOne - sum));
    table_.rows.push_back(std::move(row));
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  std::vector<State> state_;
  std::vector<std::int64_t> keep_;
  std::vector<Votes> votes_;
  Votes quota_ = 0, surplus_ = 0;
  int decimals_ = 9;
  Table table_;
};

}  // namespace

Result<void> count_stv_meek(const Setup& setup, Ties& ties, CountRecord& record) {
  return Count(setup, ties, record).run();
}

}  // namespace althing::tally
