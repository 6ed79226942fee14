// One run of the Method of Equal Shares with a fixed budget (Peters, Pierczyński, Skowron 2021;
// Peters and Skowron, equalshares.net), exact. Every voter has the same part of the budget; a
// project costs each supporter the same, or all that is left to who has less; each step buys the
// project that costs its supporters least per unit of satisfaction.
//
// Amounts are held as 62-bit fixed-point numbers with a bound on their error. Whenever a comparison
// lies within that bound, it is made again in exact rationals, so the result is exact and the usual
// run makes no rational at all.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tally/method.h"
#include "tally/rational.h"

namespace althing::tally {

enum class Satisfaction { cost, cardinality };

/// Who supports what: voters with the same approvals in one group. Made once, used by many runs.
struct SharesInput {
  std::vector<std::int64_t> weight;                    // voters in a group
  std::vector<std::vector<std::uint32_t>> groups_of;   // project -> groups that approve it
  std::vector<std::vector<OptionIndex>> approvals_of;  // group -> projects
  std::vector<std::int64_t> cost, votes;               // by project
  std::vector<OptionIndex> projects;                   // with a supporter and a cost above 0
  std::int64_t voters = 0;                             // blank ones included
};
SharesInput shares_input(const Setup& setup);

struct Purchase {
  OptionIndex project;
  Rational price;           // what a supporter with enough money pays
  std::int64_t rich, poor;  // supporters who pay the price; who pay the rest of their money
};

class SharesRun {
 public:
  /// @param budget money of all voters together; below 2^61
  SharesRun(const SharesInput& input, Satisfaction satisfaction, Ties& ties);
  /// Buys until nothing is affordable; gives the projects in the order they were bought.
  const std::vector<OptionIndex>& run(__int128 budget);

  std::int64_t cost() const { return spent_; }
  /// Exact prices, for the record. After run().
  std::vector<Purchase> purchases();
  /// Exact money left to each group's voter, for completions. After run().
  std::vector<Rational> money_left();

 private:
  struct Offer {
    std::int64_t price = 0, error = 0;  // fixed point; the exact price lies within price +- error
    std::int64_t rich = 0, poor = 0;    // voters
    std::optional<Rational> exact;
  };
  struct Bought {
    OptionIndex project;
    Offer offer;
    std::vector<std::uint32_t> emptied;  // groups that paid all they had left
  };

  void start(__int128 budget);
  // never: its supporters cannot pay for it, now or later. above: dearer than the ceiling.
  enum class Quote { never, above, made };
  Quote quote(OptionIndex project, Offer& offer, std::int64_t ceiling);
  Quote first_quote(OptionIndex project, Offer& offer);
  void forget_empty(OptionIndex project);
  // What projects are ranked by, from a price in fixed point: rounded down.
  std::int64_t rank_of(OptionIndex project, __int128 price) const;
  bool quote_exactly(OptionIndex project, Offer& offer);
  int order(OptionIndex a, Offer& of_a, OptionIndex b, Offer& of_b);
  void buy(OptionIndex project, Offer offer);
  const Rational& exact_price(OptionIndex project, Offer& offer);
  Rational exact_money(std::uint32_t group);
  Rational money_after(std::uint32_t group, std::size_t purchases);
  OptionIndex choose(std::vector<OptionIndex>& best);

  const SharesInput& in_;
  Satisfaction satisfaction_;
  Ties& ties_;
  __int128 budget_ = 0;
  int shift_ = 0;
  std::int64_t error_ = 1;  // of every amount of money
  // What a voter of each group has, in fixed point, and how many voters it has.
  struct Purse {
    std::int64_t money, weight;
  };
  std::vector<Purse> purses_;
  std::vector<char> empty_;  // exactly 0
  // By project: groups without those that were empty when that was last looked at, their voters,
  // and how many groups had been emptied by then.
  std::vector<std::vector<std::uint32_t>> paying_;
  std::vector<std::int64_t> live_;
  std::vector<std::size_t> seen_;
  std::size_t emptied_ = 0;
  std::vector<Bought> bought_;
  std::vector<std::int32_t> bought_at_;  // project -> place in bought_, -1
  std::vector<OptionIndex> order_;
  std::vector<std::int64_t> least_;  // project -> lower bound of its price
  std::vector<std::int64_t> floor_;  // project -> the same of its rank
  std::vector<std::uint32_t> scratch_;
  std::int64_t spent_ = 0;
};

}  // namespace althing::tally
