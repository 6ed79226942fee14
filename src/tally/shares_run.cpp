#include "tally/shares_run.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace althing::tally {
namespace {

constexpr int kBits = 62;

int bit_length(__int128 value) {
  int bits = 0;
  for (; value > 0; value >>= 1) ++bits;
  return bits;
}

Rational big(__int128 value) {
  mpz_class high = static_cast<long>(value >> 62);
  mpz_class low = static_cast<long>(value & ((static_cast<__int128>(1) << 62) - 1));
  return Rational(mpz_class((high << 62) + low));
}

}  // namespace

SharesInput shares_input(const Setup& setup) {
  const Profile& profile = setup.profile;
  SharesInput in;
  in.groups_of.resize(profile.options.size());
  in.cost.resize(profile.options.size());
  in.votes.resize(profile.options.size());
  in.voters = profile.valid + profile.blank;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    in.weight.push_back(ballot.weight);
    auto& approvals = in.approvals_of.emplace_back();
    for (const Item item : ballot.items) {
      approvals.push_back(item.option());
      in.groups_of[item.option()].push_back(static_cast<std::uint32_t>(i));
      in.votes[item.option()] += ballot.weight;
    }
  }
  const bool priced = profile.hints.budget.has_value();
  for (const OptionIndex option : setup.standing) {
    in.cost[option] = priced ? profile.options[option].cost : 1;
    if (in.cost[option] > 0 && in.votes[option] > 0) in.projects.push_back(option);
  }
  return in;
}

SharesRun::SharesRun(const SharesInput& input, Satisfaction satisfaction, Ties& ties)
    : in_(input), satisfaction_(satisfaction), ties_(ties) {}

void SharesRun::start(__int128 budget) {
  CHECK(budget > 0 && bit_length(budget) < kBits);
  budget_ = budget;
  shift_ = kBits - 1 - bit_length(budget);
  error_ = 1;
  spent_ = 0;
  bought_.clear();
  order_.clear();
  const auto part = static_cast<std::int64_t>((budget << shift_) / in_.voters);
  purses_.clear();
  for (const std::int64_t weight : in_.weight) purses_.push_back({part, weight});
  paying_ = in_.groups_of;
  live_ = in_.votes;
  seen_.assign(in_.cost.size(), 0);
  emptied_ = 0;
  empty_.assign(in_.weight.size(), 0);
  bought_at_.assign(in_.cost.size(), -1);
  least_.assign(in_.cost.size(), 0);
  floor_.assign(in_.cost.size(), 0);
}

std::int64_t SharesRun::rank_of(OptionIndex project, __int128 price) const {
  constexpr int kFine = 20;
  if (satisfaction_ == Satisfaction::cardinality) return static_cast<std::int64_t>(price);
  return static_cast<std::int64_t>(
      std::min<__int128>((price << kFine) / in_.cost[project], INT64_MAX - 1));
}

// Before the first purchase everybody has the same: all pay, or nobody can.
SharesRun::Quote SharesRun::first_quote(OptionIndex project, Offer& offer) {
  const std::int64_t voters = in_.votes[project], price = (in_.cost[project] << shift_) / voters;
  const std::int64_t gap = purses_[in_.groups_of[project][0]].money - price;
  constexpr std::int64_t kError = 2;
  if (gap <= kError + error_ && gap >= -kError - error_)
    return quote_exactly(project, offer) ? Quote::made : Quote::never;
  if (gap < 0) return Quote::never;
  offer = {price, kError, voters, 0, std::nullopt};
  return Quote::made;
}

// Empty groups do no harm, they are poor with nothing to give, but cost time: out with them once
// they may be many.
void SharesRun::forget_empty(OptionIndex project) {
  auto& groups = paying_[project];
  if ((emptied_ - seen_[project]) * 4 <= groups.size()) return;
  seen_[project] = emptied_;
  std::size_t kept = 0;
  std::int64_t live = 0;
  for (const std::uint32_t g : groups) {
    groups[kept] = g;
    const bool pays = empty_[g] == 0;
    kept += pays ? 1U : 0U;
    live += pays ? purses_[g].weight : 0;
  }
  groups.resize(kept);
  live_[project] = live;
}

// What the project would cost its supporters: starts with a price that is too low and takes out who
// cannot pay it, which raises the price, until nobody drops out. Whoever is taken out, the others
// pay at least (cost - money of those) / (number of the others), so each price on the way is a
// lower bound; above the ceiling there is no need to go on.
SharesRun::Quote SharesRun::quote(OptionIndex project, Offer& offer, std::int64_t ceiling) {
  if (static_cast<__int128>(in_.cost[project]) > budget_) return Quote::never;
  if (bought_.empty()) return first_quote(project, offer);
  const auto exactly = [&] { return quote_exactly(project, offer) ? Quote::made : Quote::never; };
  forget_empty(project);
  const std::int64_t cost = in_.cost[project] << shift_, voters = live_[project];
  const auto& groups = paying_[project];
  if (voters == 0) return Quote::never;
  // All pay the same, unless the price is known to be higher: then some are poor.
  std::int64_t rich = voters, poor = 0, price = cost / rich, nearest = 0;
  if (least_[project] > price) {
    price = least_[project];
    poor = -1;
  }
  __int128 error = 2;
  while (true) {
    std::int64_t all = 0, sum = 0, count = 0;
    nearest = INT64_MAX;  // the least distance of anybody's money to the price
    for (const std::uint32_t g : groups) {
      const Purse purse = purses_[g];
      const std::int64_t money = purse.weight * purse.money, gap = purse.money - price;
      all += money;
      sum += gap < 0 ? money : 0;
      count += gap < 0 ? purse.weight : 0;
      nearest = std::min(nearest, gap < 0 ? -gap : gap);
    }
    if (count == poor) break;
    // Who has clearly less than the cost needs no closer look, who has just about the cost does.
    const __int128 slack = static_cast<__int128>(error_) * voters + 2;
    if (all + slack < cost) return Quote::never;
    if (all < cost + slack) return exactly();
    poor = count;
    rich = voters - poor;
    if (rich == 0) return exactly();
    price = (cost - sum) / rich;
    // The money of the poor is known to within `error_` each, so the price to within this:
    error = static_cast<__int128>(error_) * poor / rich + 2;
    least_[project] = std::max<std::int64_t>(price - static_cast<std::int64_t>(error), 0);
    floor_[project] = rank_of(project, least_[project]);
    if (floor_[project] > ceiling) return Quote::above;
  }
  if (error + error_ >= nearest) return exactly();
  offer = {price, static_cast<std::int64_t>(error), rich, in_.votes[project] - rich, std::nullopt};
  return Quote::made;
}

bool SharesRun::quote_exactly(OptionIndex project, Offer& offer) {
  std::vector<std::pair<Rational, std::int64_t>> money;  // of those who have some
  std::int64_t empty = 0;
  for (const std::uint32_t g : in_.groups_of[project]) {
    if (empty_[g] != 0)
      empty += in_.weight[g];
    else
      money.emplace_back(exact_money(g), in_.weight[g]);
  }
  std::sort(money.begin(), money.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Rational cost = whole(in_.cost[project]);
  std::int64_t rich = in_.votes[project] - empty;
  for (const auto& [amount, weight] : money) {
    const Rational price = cost / whole(rich);
    if (amount >= price) {
      Rational scaled = price;
      mpq_mul_2exp(scaled.get_mpq_t(), scaled.get_mpq_t(), static_cast<mp_bitcnt_t>(shift_));
      const mpz_class down = scaled.get_num() / scaled.get_den();
      offer = {down.get_si(), 1, rich, in_.votes[project] - rich, price};
      return true;
    }
    cost -= amount * whole(weight);
    rich -= weight;
  }
  return false;
}

// The exact price of an offer made in fixed point: the poor are those below its price, beyond
// doubt.
const Rational& SharesRun::exact_price(OptionIndex project, Offer& offer) {
  if (offer.exact) return *offer.exact;
  Rational left = whole(in_.cost[project]);
  for (const std::uint32_t g : in_.groups_of[project]) {
    if (empty_[g] == 0 && purses_[g].money < offer.price)
      left -= exact_money(g) * whole(in_.weight[g]);
  }
  offer.exact = left / whole(offer.rich);
  return *offer.exact;
}

Rational SharesRun::exact_money(std::uint32_t group) {
  return empty_[group] != 0 ? Rational(0) : money_after(group, bought_.size());
}

// What a group that was not emptied has after that many purchases.
Rational SharesRun::money_after(std::uint32_t group, std::size_t purchases) {
  Rational money = big(budget_) / whole(in_.voters);
  for (const OptionIndex project : in_.approvals_of[group]) {
    const std::int32_t at = bought_at_[project];
    if (at < 0 || static_cast<std::size_t>(at) >= purchases) continue;
    Bought& b = bought_[static_cast<std::size_t>(at)];
    if (!b.offer.exact) {  // the money of those it emptied is known from the purchases before it
      Rational left = whole(in_.cost[project]);
      for (const std::uint32_t g : b.emptied)
        left -= money_after(g, static_cast<std::size_t>(at)) * whole(in_.weight[g]);
      b.offer.exact = left / whole(b.offer.rich);
    }
    money -= *b.offer.exact;
  }
  return money;
}

// By price per satisfaction: price with cardinality, price / cost with cost.
int SharesRun::order(OptionIndex a, Offer& of_a, OptionIndex b, Offer& of_b) {
  const bool by_cost = satisfaction_ == Satisfaction::cost;
  const std::int64_t scale_a = by_cost ? in_.cost[b] : 1, scale_b = by_cost ? in_.cost[a] : 1;
  const __int128 left = static_cast<__int128>(of_a.price) * scale_a,
                 right = static_cast<__int128>(of_b.price) * scale_b;
  const __int128 doubt =
      static_cast<__int128>(of_a.error) * scale_a + static_cast<__int128>(of_b.error) * scale_b;
  if (left + doubt < right) return -1;
  if (right + doubt < left) return 1;
  if (of_a.poor == 0 && of_b.poor == 0) {  // price = cost / rich
    const __int128 x = static_cast<__int128>(by_cost ? 1 : in_.cost[a]) * of_b.rich,
                   y = static_cast<__int128>(by_cost ? 1 : in_.cost[b]) * of_a.rich;
    return x < y ? -1 : x > y ? 1 : 0;
  }
  const Rational x = exact_price(a, of_a) * whole(scale_a),
                 y = exact_price(b, of_b) * whole(scale_b);
  return x < y ? -1 : x > y ? 1 : 0;
}

void SharesRun::buy(OptionIndex project, Offer offer) {
  Bought bought{project, offer, {}};
  for (const std::uint32_t g : paying_[project]) {  // the others are empty
    if (empty_[g] != 0) continue;
    bool all = purses_[g].money < offer.price;
    const std::int64_t gap = purses_[g].money - offer.price, near = error_ + offer.error;
    if (gap <= near && gap >= -near) all = exact_money(g) < exact_price(project, bought.offer);
    if (all)
      bought.emptied.push_back(g);
    else
      scratch_.push_back(g);
  }
  for (const std::uint32_t g : scratch_) purses_[g].money -= offer.price;
  scratch_.clear();
  for (const std::uint32_t g : bought.emptied) {
    purses_[g].money = 0;
    empty_[g] = 1;
    ++emptied_;
  }
  error_ += offer.error;
  bought_at_[project] = static_cast<std::int32_t>(bought_.size());
  bought_.push_back(std::move(bought));
  order_.push_back(project);
  spent_ += in_.cost[project];
}

// Equal price per satisfaction: the cheaper project, then the one with more votes
// (equalshares.net).
OptionIndex SharesRun::choose(std::vector<OptionIndex>& best) {
  const auto keep = [&](auto value) {
    auto least = value(best[0]);
    for (const OptionIndex p : best) least = std::min(least, value(p));
    std::erase_if(best, [&](OptionIndex p) { return value(p) != least; });
  };
  keep([&](OptionIndex p) { return in_.cost[p]; });
  keep([&](OptionIndex p) { return -in_.votes[p]; });
  std::sort(best.begin(), best.end());
  return ties_.one("project bought next", best);
}

const std::vector<OptionIndex>& SharesRun::run(__int128 budget) {
  start(budget);
  std::vector<OptionIndex> left = in_.projects, best;
  std::vector<Offer> offers(in_.cost.size());
  // A project's price only rises, so an old price is a lower bound: look in ascending order of it,
  // and stop where even the bound is above the best price found.
  while (!left.empty()) {
    std::sort(left.begin(), left.end(), [&](OptionIndex a, OptionIndex b) {
      return floor_[a] != floor_[b] ? floor_[a] < floor_[b] : a < b;
    });
    best.clear();
    std::int64_t ceiling = INT64_MAX;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
      const OptionIndex p = left[i];
      if (floor_[p] > ceiling) {
        for (; i < left.size(); ++i) left[kept++] = left[i];
        break;
      }
      Offer& offer = offers[p];
      const Quote found = quote(p, offer, ceiling);
      if (found == Quote::never) continue;
      left[kept++] = p;
      if (found == Quote::above) continue;
      least_[p] = std::max<std::int64_t>(offer.price - offer.error, 0);
      floor_[p] = rank_of(p, least_[p]);
      const int than_best = best.empty() ? -1 : order(p, offer, best[0], offers[best[0]]);
      if (than_best > 0) continue;
      if (than_best < 0) best.clear();
      best.push_back(p);
      ceiling = std::min(ceiling, rank_of(p, static_cast<__int128>(offer.price) + offer.error) + 1);
    }
    left.resize(kept);
    if (best.empty()) break;
    const OptionIndex next = choose(best);
    buy(next, offers[next]);
    std::erase(left, next);
  }
  return order_;
}

std::vector<Purchase> SharesRun::purchases() {
  std::vector<Purchase> out;
  for (std::size_t i = 0; i < bought_.size(); ++i) {
    Bought& b = bought_[i];
    if (!b.offer.exact) {
      Rational left = whole(in_.cost[b.project]);
      for (const std::uint32_t g : b.emptied) left -= money_after(g, i) * whole(in_.weight[g]);
      b.offer.exact = left / whole(b.offer.rich);
    }
    out.push_back({b.project, *b.offer.exact, b.offer.rich, b.offer.poor});
  }
  return out;
}

std::vector<Rational> SharesRun::money_left() {
  std::vector<Rational> out;
  for (std::uint32_t g = 0; g < in_.weight.size(); ++g) out.push_back(exact_money(g));
  return out;
}

}  // namespace althing::tally
