// Instant runoff: the option with the fewest ballots is excluded, its ballots go to their next
// choice, until one has more than half of the ballots that still name somebody. A ballot whose
// first place is shared counts in equal exact parts. Several lowest that together cannot reach the
// next one are excluded at once: in whatever order they went, the result would be the same.
#include <algorithm>
#include <map>

#include "tally/method.h"
#include "tally/rational.h"

namespace althing::tally {
namespace {

class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record)
      : setup_(setup),
        ties_(ties),
        record_(record),
        in_(setup.profile.options.size()),
        votes_(in_.size()),
        at_(setup.profile.size()) {
    for (const OptionIndex option : setup.standing) in_[option] = 1;
    left_ = setup.standing;
  }

  void run() {
    if (record_.keep_evidence) start_table();
    while (true) {
      const Rational active = add_up();
      std::vector<OptionIndex> best, worst;
      extremes(best, worst);
      if (left_.size() == 1 || votes_[best[0]] * 2 > active) {
        record_.elected = {best[0]};
        note("elected", record_.elected, active);
        return;
      }
      std::vector<OptionIndex> out = worst;
      if (worst.size() == left_.size() || !hopeless(worst))
        out = {ties_.lowest("exclusion", worst)};
      note("excluded", out, active);
      for (const OptionIndex option : out) in_[option] = 0;
      std::erase_if(left_, [&](OptionIndex option) { return in_[option] == 0; });
    }
  }

 private:
  // Votes of the options left; the sum of all ballots that name one of them.
  Rational add_up() {
    std::vector<std::int64_t> whole_votes(in_.size());
    std::map<std::pair<std::size_t, OptionIndex>, std::int64_t>
        parts;  // (sharers, option) -> weight
    std::int64_t active = 0;
    std::vector<OptionIndex> sharers;
    for (std::size_t i = 0; i < at_.size(); ++i) {
      const BallotRef ballot = setup_.profile[i];
      auto& at = at_[i];  // places before it have nobody left
      sharers.clear();
      while (at < ballot.items.size() && sharers.empty()) {
        std::size_t end = at;
        do {
          if (in_[ballot.items[end].option()] != 0) sharers.push_back(ballot.items[end].option());
          ++end;
        } while (end < ballot.items.size() && ballot.items[end].tied());
        if (sharers.empty()) at = static_cast<std::uint32_t>(end);
      }
      if (sharers.empty()) continue;
      active += ballot.weight;
      if (sharers.size() == 1)
        whole_votes[sharers[0]] += ballot.weight;
      else {
        for (const OptionIndex option : sharers) parts[{sharers.size(), option}] += ballot.weight;
      }
    }
    for (const OptionIndex option : left_) votes_[option] = whole(whole_votes[option]);
    for (const auto& [key, weight] : parts)
      votes_[key.second] += ratio(weight, static_cast<std::int64_t>(key.first));
    return whole(active);
  }

  void extremes(std::vector<OptionIndex>& best, std::vector<OptionIndex>& worst) const {
    for (const OptionIndex option : left_) {
      if (best.empty() || votes_[option] > votes_[best[0]])
        best = {option};
      else if (votes_[option] == votes_[best[0]])
        best.push_back(option);
      if (worst.empty() || votes_[option] < votes_[worst[0]])
        worst = {option};
      else if (votes_[option] == votes_[worst[0]])
        worst.push_back(option);
    }
  }

  // Whether the lowest together have less than everyone else alone.
  bool hopeless(const std::vector<OptionIndex>& worst) const {
    const Rational sum = votes_[worst[0]] * static_cast<unsigned long>(worst.size());
    return std::all_of(left_.begin(), left_.end(), [&](OptionIndex option) {
      return votes_[option] == votes_[worst[0]] || sum < votes_[option];
    });
  }

  std::string text(const Rational& votes) const {
    return text_of(
        setup_.scale() == 1 ? votes : Rational(votes / static_cast<unsigned long>(setup_.scale())));
  }

  void start_table() {
    record_.words =
        "The option with the fewest ballots is excluded and its ballots go to their next choice, "
        "until one has more than half of the ballots that still name somebody.";
    table_ = {"rounds",
              "Rounds",
              {},
              {{"round", "Round", {}}, {"action", "Action", {}}, {"options", "Options", {}}},
              {}};
    for (const OptionIndex option : setup_.standing)
      table_.columns.push_back({"votes", {}, option});
    table_.columns.push_back({"exhausted", "Exhausted", {}});
  }

  void note(const char* action, const std::vector<OptionIndex>& options, const Rational& active) {
    if (!record_.keep_evidence) return;
    std::vector<Cell> row{static_cast<std::int64_t>(table_.rows.size() + 1), std::string(action),
                          options};
    for (const OptionIndex option : setup_.standing) {
      if (in_[option] != 0)
        row.emplace_back(text(votes_[option]));
      else
        row.emplace_back();
    }
    row.emplace_back(text(whole(setup_.profile.valid) - active));
    table_.rows.push_back(std::move(row));
    if (std::string_view(action) == "elected") record_.tables.push_back(table_);
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  std::vector<char> in_;
  std::vector<OptionIndex> left_;
  std::vector<Rational> votes_;
  std::vector<std::uint32_t> at_;
  Table table_;
};

}  // namespace

Result<void> count_irv(const Setup& setup, Ties& ties, CountRecord& record) {
  Count(setup, ties, record).run();
  return {};
}

}  // namespace althing::tally
