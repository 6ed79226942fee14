// STV by the Scottish Local Government Elections Order (SSI 2007/42, schedule 1, rules 45-52):
// weighted inclusive Gregory, values to five decimals, one surplus or one exclusion a stage.
//
// Where the rules are silent or assume paper: equal rankings make a paper non-transferable at that
// place (a paper whose first place is shared is unused); the transfer of the last excluded option
// is still made and shown, as the usual engines do, though rule 52(2) no longer needs it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tally/method.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

using Votes = __int128;  // in 1/(100000 * weight_scale) of a vote
constexpr std::int64_t kOne = 100'000;
constexpr int kDecimals = 5;

enum class State : std::uint8_t { absent, hopeful, pending, elected, excluded };

class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record)
      : setup_(setup),
        ties_(ties),
        record_(record),
        n_(setup.profile.options.size()),
        state_(n_, State::absent),
        votes_(n_),
        piles_(n_) {
    for (std::int64_t s = setup.scale(); s > 1; s /= 10) ++decimals_;
  }

  void run() {
    first_stage();
    elect_with_quota();
    note_stage("first preferences", {});
    while (vacancies() > 0 && hopeful() > vacancies()) {
      stages_.push_back(votes_);
      if (pending() > 0)
        transfer_surplus();
      else
        exclude();
    }
    fill_last();
    if (!newly_.empty()) note_stage("last vacancies", {});
    if (record_.keep_evidence && !transfers_.rows.empty())
      record_.tables.push_back(std::move(transfers_));
  }

 private:
  // Papers of one value handed on in a stage.
  struct Parcel {
    std::vector<std::int64_t> to;  // by option
    std::int64_t lost = 0;
  };
  struct Paper {
    std::uint32_t ballot, at;  // at: place of the item that holds the paper now
    std::int64_t value;        // in 1/100000
  };

  std::size_t count(State state) const {
    return static_cast<std::size_t>(std::count(state_.begin(), state_.end(), state));
  }
  std::size_t hopeful() const { return count(State::hopeful); }
  std::size_t pending() const { return count(State::pending); }
  std::size_t vacancies() const { return setup_.seats - record_.elected.size(); }

  // Rule 45. The valid papers, and so the quota (rule 46), are those with a first preference.
  void first_stage() {
    for (const OptionIndex option : setup_.standing) state_[option] = State::hopeful;
    const Profile& profile = setup_.profile;
    std::int64_t valid = 0;
    for (std::size_t i = 0; i < profile.size(); ++i) {
      const BallotRef ballot = profile[i];
      if (ballot.items.size() > 1 && ballot.items[1].tied()) {
        record_.unused += ballot.weight;
        continue;
      }
      valid += ballot.weight;
      give({static_cast<std::uint32_t>(i), 0, kOne}, ballot.items[0].option(), ballot.weight);
    }
    total_ = static_cast<Votes>(valid) * kOne;
    quota_ =
        static_cast<Votes>(valid / setup_.scale() / (setup_.seats + 1) + 1) * kOne * setup_.scale();
  }

  void give(Paper paper, OptionIndex option, std::int64_t weight) {
    piles_[option].push_back(paper);
    votes_[option] += static_cast<Votes>(paper.value) * weight;
  }

  // Papers of one value come in long rows, so the last parcel is mostly the one.
  Parcel* parcel_of(std::int64_t value) {
    if (last_parcel_ == nullptr || value != last_value_) {
      last_value_ = value;
      last_parcel_ = &parcels_[value];
      last_parcel_->to.resize(n_);
    }
    return last_parcel_;
  }

  // Hands on a paper at its new value to the next hopeful option; it is lost if there is none.
  void hand_on(Paper paper) {
    const BallotRef ballot = setup_.profile[paper.ballot];
    Parcel* const parcel = record_.keep_evidence ? parcel_of(paper.value) : nullptr;
    for (std::uint32_t at = paper.at + 1; at < ballot.items.size(); ++at) {
      // Shared places: neither this option nor the next one stands alone.
      if (ballot.items[at].tied()) break;
      if (at + 1 < ballot.items.size() && ballot.items[at + 1].tied()) break;
      const OptionIndex option = ballot.items[at].option();
      if (state_[option] != State::hopeful) continue;
      give({paper.ballot, at, paper.value}, option, ballot.weight);
      if (parcel != nullptr) parcel->to[option] += ballot.weight;
      return;
    }
    if (parcel != nullptr) parcel->lost += ballot.weight;
    exhausted_ += static_cast<Votes>(paper.value) * ballot.weight;
  }

  // Rule 47. In the order of their votes, for show; equal votes need no tie broken.
  void elect_with_quota() {
    std::vector<OptionIndex> reached;
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] == State::hopeful && votes_[option] >= quota_) reached.push_back(option);
    }
    std::sort(reached.begin(), reached.end(), [&](OptionIndex a, OptionIndex b) {
      return votes_[a] != votes_[b] ? votes_[a] > votes_[b] : a < b;
    });
    for (const OptionIndex option : reached) {
      state_[option] = votes_[option] > quota_ ? State::pending : State::elected;
      record_.elected.push_back(option);
      newly_.push_back(option);
    }
  }

  // Rules 48 and 49: the largest surplus first.
  void transfer_surplus() {
    std::vector<OptionIndex> largest;
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] != State::pending) continue;
      if (!largest.empty() && votes_[option] > votes_[largest[0]]) largest.clear();
      if (largest.empty() || votes_[option] == votes_[largest[0]]) largest.push_back(option);
    }
    narrow(largest, true);
    const OptionIndex from = ties_.one("largest surplus", largest);
    state_[from] = State::elected;
    const Votes surplus = votes_[from] - quota_, held = votes_[from];
    std::int64_t last_value = -1, new_value = 0;
    for (const Paper& paper : std::exchange(piles_[from], {})) {
      if (paper.value != last_value) {  // rule 48(3): A / B, the remainder ignored
        last_value = paper.value;
        new_value = static_cast<std::int64_t>(surplus * paper.value / held);
      }
      hand_on({paper.ballot, paper.at, new_value});
    }
    votes_[from] = quota_;
    elect_with_quota();
    note_stage("surplus", from);
  }

  // Rules 50 and 51.
  void exclude() {
    std::vector<OptionIndex> lowest;
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] != State::hopeful) continue;
      if (!lowest.empty() && votes_[option] < votes_[lowest[0]]) lowest.clear();
      if (lowest.empty() || votes_[option] == votes_[lowest[0]]) lowest.push_back(option);
    }
    narrow(lowest, false);
    const OptionIndex out = ties_.lowest("exclusion", lowest);
    state_[out] = State::excluded;
    for (const Paper& paper : std::exchange(piles_[out], {})) hand_on(paper);
    votes_[out] = 0;
    if (hopeful() > vacancies())
      elect_with_quota();
    else
      fill_last();
    note_stage("exclusion", out);
  }

  // Rules 49(2) and 51(2): the most recent preceding stage at which they differ.
  void narrow(std::vector<OptionIndex>& tied, bool highest) const {
    for (auto stage = stages_.rbegin(); stage != stages_.rend() && tied.size() > 1; ++stage) {
      const auto votes_then = [&](OptionIndex option) { return (*stage)[option]; };
      Votes best = votes_then(tied[0]);
      for (const OptionIndex option : tied) {
        if (highest ? votes_then(option) > best : votes_then(option) < best)
          best = votes_then(option);
      }
      std::erase_if(tied, [&](OptionIndex option) { return votes_then(option) != best; });
    }
  }

  // Rule 52: as many continuing as vacant.
  void fill_last() {
    if (vacancies() == 0 || hopeful() > vacancies()) return;
    std::vector<OptionIndex> rest;
    for (const OptionIndex option : setup_.standing) {
      if (state_[option] == State::hopeful) rest.push_back(option);
    }
    std::sort(rest.begin(), rest.end(), [&](OptionIndex a, OptionIndex b) {
      return votes_[a] != votes_[b] ? votes_[a] > votes_[b] : a < b;
    });
    for (const OptionIndex option : rest) {
      state_[option] = State::elected;
      record_.elected.push_back(option);
      newly_.push_back(option);
    }
  }

  std::string text(Votes votes) const { return fixed_text(votes, decimals_); }

  void note_stage(std::string action, std::optional<OptionIndex> of) {
    const auto elected = std::exchange(newly_, {});
    if (!record_.keep_evidence) return;
    if (record_.tables.empty()) start_table();
    Table& table = record_.tables[0];
    std::vector<Cell> row{static_cast<std::int64_t>(table.rows.size()), std::move(action),
                          of ? Cell(OptionCell{*of}) : Cell(), elected};
    Votes sum = 0;
    for (const OptionIndex option : setup_.standing) {
      row.emplace_back(text(votes_[option]));
      sum += votes_[option];
    }
    row.emplace_back(text(exhausted_));
    row.emplace_back(text(total_ - sum - exhausted_));
    table.rows.push_back(std::move(row));
    if (of) note_parcels(static_cast<std::int64_t>(table.rows.size()) - 1, *of);
  }

  // What was handed on in a stage: papers of one value to whom.
  void note_parcels(std::int64_t stage, OptionIndex from) {
    for (auto parcel = parcels_.rbegin(); parcel != parcels_.rend(); ++parcel) {
      std::vector<Cell> row{stage, fixed_text(parcel->first, kDecimals), OptionCell{from}};
      for (const OptionIndex option : setup_.standing) {
        const std::int64_t papers = parcel->second.to[option];
        row.push_back(papers != 0 ? Cell(setup_.votes(papers)) : Cell());
      }
      row.emplace_back(setup_.votes(parcel->second.lost));
      transfers_.rows.push_back(std::move(row));
    }
    parcels_.clear();
    last_parcel_ = nullptr;
  }

  void start_table() {
    Table table{"stages",
                "Stages",
                {},
                {{"stage", "Stage", {}},
                 {"action", "Transfer of", {}},
                 {"option", "Option", {}},
                 {"elected", "Elected", {}}},
                {}};
    table.note =
        "The quota is the valid ballots divided by one more than the seats, decimals dropped, plus "
        "one.";
    record_.figures.push_back({"quota", "Quota", text(quota_)});
    record_.figures.push_back({"valid", "Ballots with a first preference",
                               setup_.votes(static_cast<std::int64_t>(total_ / kOne))});
    for (const OptionIndex option : setup_.standing) table.columns.push_back({"votes", {}, option});
    table.columns.push_back({"non_transferable", "Non-transferable", {}});
    table.columns.push_back({"rounding", "Lost in decimals", {}});
    record_.tables.push_back(std::move(table));
    for (const OptionIndex option : setup_.standing)
      transfers_.columns.push_back({"papers", {}, option});
    transfers_.columns.push_back({"non_transferable", "Non-transferable", {}});
    record_.words = fmt::format(
        "An option is elected once it has the quota. The largest surplus goes on first, each of "
        "its papers at the value surplus x value / votes, cut to five decimals; without a surplus "
        "the "
        "lowest option is excluded and its papers go on at their value, until {} are elected or no "
        "more are left than places.",
        setup_.seats);
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  std::size_t n_;
  int decimals_ = kDecimals;
  std::vector<State> state_;
  std::vector<Votes> votes_;
  std::vector<std::vector<Paper>> piles_;
  std::vector<std::vector<Votes>> stages_;  // votes at the end of each stage so far
  std::vector<OptionIndex> newly_;
  std::map<std::int64_t, Parcel> parcels_;  // of this stage, by value
  Parcel* last_parcel_ = nullptr;
  std::int64_t last_value_ = 0;
  Table transfers_{
      "transfers",
      "Transfers",
      "How many papers of which value went where. Papers times value is what the option "
      "gained in the stage.",
      {{"stage", "Stage", {}}, {"value", "Value", {}}, {"option", "From", {}}},
      {},
      2};
  Votes total_ = 0, quota_ = 0, exhausted_ = 0;
};

}  // namespace

Result<void> count_stv_scottish(const Setup& setup, Ties& ties, CountRecord& record) {
  Count(setup, ties, record).run();
  return {};
}

}  // namespace althing::tally
