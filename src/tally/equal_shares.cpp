// The Method of Equal Shares for participatory budgets and committees, with its completions by
// name:
//
//   none             what the voters' equal shares buy
//   add1             every voter gets 1 unit more, again and again, as long as the result stays
//   within the
//                    budget (the start is budget / voters exactly); the last result that does
//   add1-exhaustive  add1 as equalshares.net computes it: starts with whole units and stops as soon
//   as no
//                    further project would fit
//   greedy           then, by votes, what still fits into the budget
//   phragmen         committees: then sequential Phragmén, on the money left (Rule X with Phragmén)
//   add1+greedy, add1-exhaustive+greedy, add1-comparison
//
// add1-comparison: greedy instead, if more voters get more of their projects from it (Pabulib).
#include <fmt/format.h>

#include <algorithm>

#include "tally/shares_run.h"
#include "tally/totals.h"

namespace althing::tally {
namespace {

constexpr __int128 kMostMoney = static_cast<__int128>(1) << 60;

struct Completion {
  bool add1 = false, exhaustive = false, greedy = false, phragmen = false, comparison = false;
};

Result<Completion> completion_of(std::string_view text) {
  if (text == "none") return Completion{};
  if (text == "phragmen") return Completion{.phragmen = true};
  Completion out;
  std::string_view rest = text;
  if (rest.starts_with("add1")) {
    out.add1 = true;
    rest.remove_prefix(4);
    if (rest == "-comparison") {
      out.comparison = true;
      return out;
    }
    if (rest.starts_with("-exhaustive")) {
      out.exhaustive = true;
      rest.remove_prefix(11);
    }
    if (rest.empty()) return out;
    if (rest.front() == '+')
      rest.remove_prefix(1);
    else
      rest = {};
  }
  if (rest == "greedy") {
    out.greedy = true;
    return out;
  }
  return fail(Errc::schema, "completion",
              "must be one of none, add1, add1-exhaustive, add1-comparison, greedy, add1+greedy, "
              "add1-exhaustive+greedy, phragmen");
}

std::string default_completion(const Profile& profile) {
  if (!profile.hints.budget) return "none";
  const std::string& rule = profile.hints.rule;
  if (rule.find("comparison") != std::string::npos) return "add1-comparison";
  return rule.starts_with("equalshares") && rule.find("add1") == std::string::npos ? "none"
                                                                                   : "add1";
}

// What still fits, by votes; projects of equal votes are put in order by ties only if not all fit.
std::vector<OptionIndex> greedy_fill(const std::vector<OptionIndex>& projects,
                                     const std::vector<std::int64_t>& cost,
                                     const std::vector<__int128>& votes, std::int64_t room,
                                     Ties& ties) {
  std::vector<OptionIndex> out;
  for (auto group : groups_by(projects, [&](OptionIndex p) { return votes[p]; })) {
    while (true) {
      std::erase_if(group, [&](OptionIndex p) { return cost[p] > room; });
      __int128 all = 0;
      for (const OptionIndex p : group) all += cost[p];
      if (group.empty()) break;
      if (all <= room) {
        out.insert(out.end(), group.begin(), group.end());
        room -= static_cast<std::int64_t>(all);
        break;
      }
      const OptionIndex next = ties.one("project that still fits", group);
      out.push_back(next);
      room -= cost[next];
      std::erase(group, next);
    }
  }
  return out;
}

// Pabulib's ordinal ballots, as Kraków counts them: with at most 3 projects they have 3, 2 and 1.
std::vector<__int128> points_of_ranks(const Profile& profile) {
  std::vector<__int128> out(profile.options.size());
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    std::int64_t points = profile.hints.longest + 1;
    for (const Item item : ballot.items) {
      if (!item.tied()) --points;
      out[item.option()] +=
          static_cast<__int128>(std::max<std::int64_t>(points, 0)) * ballot.weight;
    }
  }
  return out;
}

Result<std::int64_t> budget_of(const Setup& setup) {
  const Profile& profile = setup.profile;
  if (!profile.hints.budget) {
    if (setup.description.budget) return fail(Errc::schema, "budget", "the options have no costs");
    return setup.seats;  // a committee: each option costs 1
  }
  if (!setup.description.budget) return *profile.hints.budget;
  const auto amount = parse_number(*setup.description.budget, kMaxMoney,
                                   profile.money_scale == 1 ? 0 : kMaxMoneyDecimals);
  if (!amount) return fail(amount.error().code, "budget", amount.error().message);
  if (amount->value <= 0) return fail(Errc::schema, "budget", "must be more than 0");
  return profile.money_scale == 1 ? amount->value : at_scale(*amount, kMaxMoneyDecimals);
}

class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record, Satisfaction satisfaction,
        Completion completion, std::int64_t budget)
      : setup_(setup),
        ties_(ties),
        record_(record),
        satisfaction_(satisfaction),
        completion_(completion),
        budget_(budget),
        in_(shares_input(setup)) {}

  Result<void> run() {
    for (const OptionIndex option :
         setup_.standing) {  // what costs nothing takes nothing from anyone
      if (in_.cost[option] == 0 && in_.votes[option] > 0) record_.elected.push_back(option);
    }
    SharesRun shares(in_, satisfaction_, ties_);
    __int128 money = budget_;
    if (in_.projects.empty() || in_.voters == 0) return {};
    std::vector<OptionIndex> bought = shares.run(money);
    std::size_t raises = 0;
    if (completion_.add1) {
      TRY(money, raise(bought, raises));
      record_.passes = raises;
      bought = shares.run(money);
    }
    record_.elected.insert(record_.elected.end(), bought.begin(), bought.end());
    if (record_.keep_evidence) evidence(shares, money, raises);
    std::int64_t room = budget_ - shares.cost();
    if (completion_.phragmen) phragmen(shares);
    if (completion_.greedy) add_greedy(room);
    if (completion_.comparison) compare();
    return {};
  }

 private:
  // The money of the last run within the budget.
  Result<__int128> raise(const std::vector<OptionIndex>& first, std::size_t& raises) {
    const __int128 unit = static_cast<__int128>(in_.voters) * setup_.profile.money_scale;
    __int128 money = budget_;
    if (completion_.exhaustive) money = budget_ / unit * unit;
    std::vector<OptionIndex> now = first;
    std::int64_t cost = cost_of(now);
    SharesRun shares(in_, satisfaction_, ties_);
    while (now.size() < in_.projects.size()) {
      if (completion_.exhaustive && exhaustive(now, cost)) break;
      if (raises == kMaxAdd1Steps)
        return fail(Errc::too_large, "completion",
                    fmt::format("add1 took more than {} raises", kMaxAdd1Steps));
      if (money + unit > kMostMoney)
        return fail(Errc::too_large, "budget", "too large to be raised");
      const auto& next = shares.run(money + unit);
      if (shares.cost() > budget_) break;
      cost = shares.cost();
      now = next;
      money += unit;
      ++raises;
    }
    return raises == 0 ? static_cast<__int128>(budget_) : money;
  }

  std::int64_t cost_of(const std::vector<OptionIndex>& projects) const {
    std::int64_t sum = 0;
    for (const OptionIndex p : projects) sum += in_.cost[p];
    return sum;
  }

  bool exhaustive(const std::vector<OptionIndex>& bought, std::int64_t cost) const {
    return std::all_of(setup_.standing.begin(), setup_.standing.end(), [&](OptionIndex p) {
      return std::find(bought.begin(), bought.end(), p) != bought.end() ||
             cost + in_.cost[p] > budget_;
    });
  }

  std::vector<__int128> votes() const { return {in_.votes.begin(), in_.votes.end()}; }

  void add_greedy(std::int64_t room) {
    std::vector<OptionIndex> left;
    for (const OptionIndex p : in_.projects) {
      if (std::find(record_.elected.begin(), record_.elected.end(), p) == record_.elected.end())
        left.push_back(p);
    }
    const auto more = greedy_fill(left, in_.cost, votes(), room, ties_);
    record_.elected.insert(record_.elected.end(), more.begin(), more.end());
    if (record_.keep_evidence)
      show_added("Added by votes, within what is left of the budget", more);
  }

  // Rule X with a Phragmén phase: the money left is a load below zero.
  void phragmen(SharesRun& shares) {
    std::vector<Rational> load = shares.money_left();
    for (Rational& money : load) money = -money;
    std::vector<OptionIndex> left, more;
    for (const OptionIndex p : in_.projects) {
      if (std::find(record_.elected.begin(), record_.elected.end(), p) == record_.elected.end())
        left.push_back(p);
    }
    for (std::int64_t room = budget_ - shares.cost(); room > 0 && !left.empty(); --room) {
      std::vector<OptionIndex> best;
      Rational least;
      for (const OptionIndex p : left) {
        Rational sum = 1;
        for (const std::uint32_t g : in_.groups_of[p]) sum += load[g] * whole(in_.weight[g]);
        sum /= whole(in_.votes[p]);
        if (!best.empty() && sum > least) continue;
        if (best.empty() || sum < least) best.clear();
        least = sum;
        best.push_back(p);
      }
      const OptionIndex next = ties_.one("next elected", best);
      for (const std::uint32_t g : in_.groups_of[next]) load[g] = least;
      more.push_back(next);
      std::erase(left, next);
    }
    record_.elected.insert(record_.elected.end(), more.begin(), more.end());
    if (record_.keep_evidence) show_added("Added by sequential Phragmén on the money left", more);
  }

  void compare() {
    const auto other = greedy_fill(in_.projects, in_.cost, votes(), budget_, ties_);
    std::vector<char> mine(in_.cost.size()), theirs(in_.cost.size());
    for (const OptionIndex p : record_.elected) mine[p] = 1;
    for (const OptionIndex p : other) theirs[p] = 1;
    std::int64_t prefer_mine = 0, prefer_other = 0;
    for (std::size_t g = 0; g < in_.weight.size(); ++g) {
      int more = 0;
      for (const OptionIndex p : in_.approvals_of[g]) more += mine[p] - theirs[p];
      if (more > 0) prefer_mine += in_.weight[g];
      if (more < 0) prefer_other += in_.weight[g];
    }
    record_.figures.push_back({"prefer_equal_shares",
                               "Voters who get more of their projects from Equal Shares",
                               std::to_string(prefer_mine)});
    record_.figures.push_back({"prefer_greedy",
                               "Voters who get more of them from the projects with most votes",
                               std::to_string(prefer_other)});
    if (prefer_other <= prefer_mine) return;
    record_.elected = other;
    record_.notes.push_back(
        "More voters get more of their projects from the greedy selection, so that one is taken.");
  }

  void show_added(const char* title, const std::vector<OptionIndex>& options) {
    Table table{"added",
                title,
                {},
                {{"option", "Option", {}}, {"cost", "Cost", {}}, {"votes", "Votes", {}}},
                {}};
    for (const OptionIndex p : options)
      table.rows.push_back({OptionCell{p}, money_text(in_.cost[p]), in_.votes[p]});
    record_.tables.push_back(std::move(table));
  }

  std::string money_text(std::int64_t amount) const {
    return decimal_text(amount, setup_.profile.money_scale);
  }
  std::string money_text(const Rational& amount) const {
    return text_of(setup_.profile.money_scale == 1
                       ? amount
                       : Rational(amount / static_cast<unsigned long>(setup_.profile.money_scale)));
  }

  void evidence(SharesRun& shares, __int128 money, std::size_t raises) {
    record_.words = fmt::format(
        "The budget is divided equally among the voters; each step buys the project that costs its "
        "supporters least per {}.{}",
        satisfaction_ == Satisfaction::cost ? "unit of cost" : "project",
        completion_.add1 ? " Then every voter's part is raised by 1 as long as the result stays "
                           "within the budget."
                         : "");
    record_.figures.push_back({"budget", "Budget", money_text(budget_)});
    record_.figures.push_back({"voters", "Voters", std::to_string(in_.voters)});
    const Rational part = ratio(static_cast<std::int64_t>(money), in_.voters);
    record_.figures.push_back({"per_voter", "Each voter's part", money_text(part)});
    if (completion_.add1)
      record_.figures.push_back({"raises", "Raises by 1 per voter", std::to_string(raises)});
    record_.figures.push_back({"cost", "Cost of what the shares buy", money_text(shares.cost())});
    Table table{
        "purchases",
        "Purchases",
        "Price: what each supporter pays who has enough; the others pay all they have left.",
        {{"step", "Step", {}},
         {"option", "Project", {}},
         {"cost", "Cost", {}},
         {"votes", "Votes", {}},
         {"price", "Price", {}},
         {"pay_price", "Pay it", {}},
         {"pay_rest", "Pay less", {}}},
        {}};
    for (const Purchase& p : shares.purchases()) {
      table.rows.push_back({static_cast<std::int64_t>(table.rows.size() + 1), OptionCell{p.project},
                            money_text(in_.cost[p.project]), in_.votes[p.project],
                            money_text(p.price), p.rich, p.poor});
    }
    record_.tables.push_back(std::move(table));
    const auto& official = setup_.profile.hints.selected;
    if (official.empty()) return;
    std::string names;
    for (const OptionIndex p : official)
      names += (names.empty() ? "" : ", ") + setup_.profile.options[p].id;
    record_.figures.push_back({"selected", "The file's own column `selected`", names});
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  Satisfaction satisfaction_;
  Completion completion_;
  std::int64_t budget_;
  SharesInput in_;
};

}  // namespace

Result<void> count_equal_shares(const Setup& setup, Ties& ties, CountRecord& record) {
  const Description& d = setup.description;
  if (setup.scale() != 1)
    return fail(Errc::unsupported, "weights", "Equal Shares counts whole voters");
  const std::string satisfaction = d.satisfaction.value_or("cost");
  if (satisfaction != "cost" && satisfaction != "cardinality")
    return fail(Errc::schema, "satisfaction", "must be cost or cardinality");
  TRY(const Completion completion,
      completion_of(d.completion.value_or(default_completion(setup.profile))));
  TRY(const std::int64_t budget, budget_of(setup));
  if (completion.phragmen && setup.profile.hints.budget)
    return fail(Errc::schema, "completion", "phragmen completes committees, not budgets");
  return Count(setup, ties, record,
               satisfaction == "cost" ? Satisfaction::cost : Satisfaction::cardinality, completion,
               budget)
      .run();
}

Result<void> count_greedy(const Setup& setup, Ties& ties, CountRecord& record) {
  if (!setup.profile.hints.budget)
    return fail(Errc::schema, "method", "greedy needs costs and a budget");
  TRY(const std::int64_t budget, budget_of(setup));
  std::vector<std::int64_t> cost;
  for (const Option& option : setup.profile.options) cost.push_back(option.cost);
  const bool ranked = setup.profile.kind == BallotKind::ranked;
  const auto sums = ranked ? points_of_ranks(setup.profile) : totals(setup.profile);
  record.elected = greedy_fill(setup.standing, cost, sums, budget, ties);
  if (!record.keep_evidence) return {};
  record.words = ranked
                     ? fmt::format(
                           "A ballot's first project has {} points, each next one 1 less. Projects "
                           "are taken by points, each that still fits into the budget.",
                           setup.profile.hints.longest)
                     : "Projects are taken by votes, each that still fits into the budget.";
  record.figures.push_back({"budget", "Budget", decimal_text(budget, setup.profile.money_scale)});
  Table table{"projects",
              "Projects",
              {},
              {{"option", "Project", {}},
               {"cost", "Cost", {}},
               {"votes", setup.profile.kind == BallotKind::approval ? "Votes" : "Points", {}},
               {"selected", "Selected", {}}},
              {}};
  for (const auto& group : groups_by(setup.standing, [&](OptionIndex p) { return sums[p]; })) {
    for (const OptionIndex p : group) {
      const bool in =
          std::find(record.elected.begin(), record.elected.end(), p) != record.elected.end();
      table.rows.push_back({OptionCell{p}, decimal_text(cost[p], setup.profile.money_scale),
                            total_text(setup, sums[p]), std::string(in ? "yes" : "")});
    }
  }
  record.tables.push_back(std::move(table));
  return {};
}

}  // namespace althing::tally
