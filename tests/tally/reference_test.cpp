// Each method's winners and all its tied outcomes against a count written straight from the rule,
// in rationals, that follows every branch of every tie. Small random elections with equal ranks,
// truncated and blank ballots, weights with decimals and withdrawn options. Schulze, Scottish STV,
// Meek and Equal Shares have theirs beside their other tests.
#include <fmt/format.h>
#include <gmpxx.h>

#include <functional>
#include <map>
#include <set>

#include "tally/support.h"

namespace althing::tally::test {
namespace {

using Set = std::set<OptionIndex>;
using Sets = std::set<Set>;

struct Small {
  std::size_t options;
  std::vector<Plain> ballots;  // weights in tenths
  Set standing;
  Description how;
};

// A random election as a PrefLib file, so that a reader has a part in it.
Small random_election(std::uint64_t seed, std::string& file) {
  Rng rng(seed);
  Small out;
  out.options = 1 + rng.below(4);
  out.ballots = random_ballots(rng, out.options, 1 + rng.below(7), true);
  for (Plain& ballot : out.ballots) {
    if (rng.below(8) == 0) ballot.groups.clear();
    ballot.weight =
        rng.below(3) != 0 ? 10 * ballot.weight : static_cast<std::int64_t>(1 + rng.below(30));
  }
  file = fmt::format("# DATA TYPE: toi\n# NUMBER ALTERNATIVES: {}\n", out.options);
  for (const Plain& ballot : out.ballots) {
    file += fmt::format("{}.{}: ", ballot.weight / 10, ballot.weight % 10);
    for (std::size_t g = 0; g < ballot.groups.size(); ++g) {
      std::string group;
      for (const OptionIndex o : ballot.groups[g])
        group += fmt::format("{}{}", group.empty() ? "" : ",", o + 1);
      file += (g > 0 ? "," : "") + (ballot.groups[g].size() > 1 ? "{" + group + "}" : group);
    }
    file += "\n";
  }
  const bool withdraw = out.options > 1 && rng.below(3) == 0;
  const std::size_t gone = withdraw ? rng.below(out.options) : out.options;
  for (OptionIndex o = 0; o < out.options; ++o) {
    if (o != gone) out.standing.insert(o);
  }
  if (withdraw) out.how.withdrawn = {std::to_string(gone + 1)};
  return out;
}

// tenths of ballots that rank a above b
std::int64_t above(const Small& e, OptionIndex a, OptionIndex b) {
  std::int64_t out = 0;
  for (const Plain& ballot : e.ballots) {
    std::size_t of_a = SIZE_MAX, of_b = SIZE_MAX;
    for (std::size_t g = 0; g < ballot.groups.size(); ++g) {
      for (const OptionIndex o : ballot.groups[g]) (o == a ? of_a : o == b ? of_b : g) = g;
    }
    out += of_a < of_b ? ballot.weight : 0;
  }
  return out;
}

struct Beat {
  OptionIndex winner, loser;
  std::int64_t support, opposition;
  std::pair<std::int64_t, std::int64_t> strength() const { return {support, -opposition}; }
};

std::vector<Beat> beats(const Small& e, const Set& options) {
  std::vector<Beat> out;
  for (const OptionIndex a : options) {
    for (const OptionIndex b : options) {
      if (a != b && above(e, a, b) > above(e, b, a))
        out.push_back({a, b, above(e, a, b), above(e, b, a)});
    }
  }
  return out;
}

bool reaches(const std::vector<Beat>& beats, OptionIndex from, OptionIndex to) {
  Set seen{from};
  for (bool more = true; more;) {
    more = false;
    for (const Beat& beat : beats) {
      if (seen.count(beat.winner) != 0 && seen.insert(beat.loser).second) more = true;
    }
  }
  return seen.count(to) != 0;
}

Sets slow_ranked_pairs(const Small& e) {
  Sets out;
  std::set<std::vector<std::pair<OptionIndex, OptionIndex>>> seen;
  const std::function<void(std::vector<Beat>, std::vector<Beat>)> go = [&](std::vector<Beat> locked,
                                                                           std::vector<Beat> left) {
    if (left.empty()) {
      for (const OptionIndex a : e.standing) {
        if (std::none_of(locked.begin(), locked.end(),
                         [&](const Beat& beat) { return beat.loser == a; }))
          out.insert({a});
      }
      return;
    }
    auto strongest = left[0].strength();
    for (const Beat& beat : left) strongest = std::max(strongest, beat.strength());
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i].strength() != strongest) continue;
      auto now = locked, rest = left;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      if (!reaches(locked, left[i].loser, left[i].winner)) now.push_back(left[i]);
      go(std::move(now), std::move(rest));
    }
  };
  go({}, beats(e, e.standing));
  return out;
}

Sets slow_debian(const Small& e, OptionIndex d, std::int64_t quorum, const Ratio& s) {
  Set options;
  for (const OptionIndex a : e.standing) {
    const std::int64_t yes = above(e, a, d), no = above(e, d, a);
    if (a == d || (yes >= quorum && yes * s.den >= no * s.num && yes > no)) options.insert(a);
  }
  auto defeats = beats(e, options);
  while (true) {
    Set schwartz;
    for (const OptionIndex a : options) {
      if (std::all_of(options.begin(), options.end(), [&](OptionIndex b) {
            return a == b || reaches(defeats, a, b) || !reaches(defeats, b, a);
          }))
        schwartz.insert(a);
    }
    std::optional<std::pair<std::int64_t, std::int64_t>> weakest;
    const auto inside = [&](const Beat& beat) {
      return schwartz.count(beat.winner) != 0 && schwartz.count(beat.loser) != 0;
    };
    for (const Beat& beat : defeats) {
      if (inside(beat) && (!weakest || beat.strength() < *weakest)) weakest = beat.strength();
    }
    if (!weakest) {
      Sets out;
      for (const OptionIndex a : schwartz) out.insert({a});
      return out;
    }
    std::erase_if(defeats,
                  [&](const Beat& beat) { return inside(beat) && beat.strength() == *weakest; });
  }
}

Sets slow_irv(const Small& e) {
  Sets out;
  const std::function<void(const Set&)> go = [&](const Set& left) {
    std::map<OptionIndex, mpq_class> votes;
    for (const OptionIndex o : left) votes[o] = 0;
    mpq_class active = 0;
    for (const Plain& ballot : e.ballots) {
      for (const auto& group : ballot.groups) {
        Set here;
        for (const OptionIndex o : group) {
          if (left.count(o) != 0) here.insert(o);
        }
        if (here.empty()) continue;
        for (const OptionIndex o : here)
          votes[o] += mpq_class(ballot.weight) / mpq_class(static_cast<unsigned long>(here.size()));
        active += ballot.weight;
        break;
      }
    }
    mpq_class least = votes.begin()->second;
    for (const auto& [option, sum] : votes) {
      if (left.size() == 1 || sum * 2 > active) {
        out.insert({option});
        return;
      }
      if (sum < least) least = sum;
    }
    for (const auto& [option, sum] : votes) {
      if (sum != least) continue;
      Set rest = left;
      rest.erase(option);
      go(rest);
    }
  };
  go(e.standing);
  return out;
}

Sets slow_phragmen(const std::vector<std::pair<std::int64_t, Set>>& ballots, const Set& options,
                   std::size_t seats) {
  Sets out;
  const std::function<void(const std::vector<mpq_class>&, const Set&)> go =
      [&](const std::vector<mpq_class>& load, const Set& elected) {
        std::map<OptionIndex, mpq_class> after;
        for (const OptionIndex o : options) {
          mpq_class sum = 1, supporters = 0;
          for (std::size_t b = 0; b < ballots.size(); ++b) {
            if (ballots[b].second.count(o) == 0) continue;
            supporters += ballots[b].first;
            sum += load[b] * ballots[b].first;
          }
          if (elected.count(o) == 0 && supporters > 0) after[o] = sum / supporters;
        }
        if (elected.size() == seats || after.empty()) {
          out.insert(elected);
          return;
        }
        mpq_class least = after.begin()->second;
        for (const auto& [option, value] : after) {
          if (value < least) least = value;
        }
        for (const auto& [option, value] : after) {
          if (value != least) continue;
          auto next = load;
          for (std::size_t b = 0; b < ballots.size(); ++b) {
            if (ballots[b].second.count(option) != 0) next[b] = least;
          }
          Set with = elected;
          with.insert(option);
          go(next, with);
        }
      };
  go(std::vector<mpq_class>(ballots.size()), {});
  return out;
}

Sets sets_of(const CountRecord& record) {
  EXPECT_TRUE(record.outcomes.complete);
  Sets out;
  for (const Outcome& outcome : record.outcomes.list)
    out.insert(Set(outcome.begin(), outcome.end()));
  EXPECT_EQ(out.count(Set(record.elected.begin(), record.elected.end())), 1U);
  return out;
}

TEST(Reference, RankedMethods) {
  int tied = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    std::string file;
    Small e = random_election(seed, file);
    const auto profile = read(file, Format::preflib);
    const auto counted = [&](const char* method) {
      e.how.method.emplace(method);
      return sets_of(count(profile, e.how));
    };
    const Sets pairs = slow_ranked_pairs(e);
    tied += pairs.size() > 1 ? 1 : 0;
    EXPECT_EQ(counted("ranked-pairs"), pairs) << seed << "\n" << file;
    EXPECT_EQ(counted("irv"), slow_irv(e)) << seed << "\n" << file;
    Rng rng(seed + 1'000'000);
    auto d = e.standing.begin();
    std::advance(d, rng.below(e.standing.size()));
    const auto quorum = static_cast<std::int64_t>(rng.below(120));
    e.how.default_option.emplace(std::to_string(*d + 1));
    e.how.quorum = Decimal{quorum, 1};
    e.how.majority = rng.below(2) == 0 ? Ratio{1, 1} : Ratio{3, 2};
    EXPECT_EQ(counted("debian"), slow_debian(e, *d, quorum, e.how.majority)) << seed << "\n"
                                                                             << file;
  }
  EXPECT_GT(tied, 50);
}

TEST(Reference, Phragmen) {
  int tied = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Rng rng(seed + 500);
    const std::size_t n = 1 + rng.below(4), seats = 1 + rng.below(n);
    std::vector<std::pair<std::int64_t, Set>> ballots;
    std::string file = "weight,approved\n";
    Set options;
    for (std::size_t i = 0; i < 1 + rng.below(6); ++i) {
      Set approved;
      std::string names;
      for (OptionIndex o = 0; o < n; ++o) {
        if (rng.below(2) == 0) continue;
        approved.insert(o);
      }
      for (const OptionIndex o : approved)
        names += (names.empty() ? "" : "|") + std::string(1, static_cast<char>('A' + o));
      ballots.emplace_back(1 + rng.below(4), approved);
      file += fmt::format("{},{}\n", ballots.back().first, names);
      options.insert(approved.begin(), approved.end());
    }
    if (options.empty()) continue;
    const auto profile = read(file, Format::csv);
    Sets found;
    for (const Set& outcome : sets_of(count(
             profile, "phragmen", static_cast<std::uint32_t>(std::min(seats, options.size()))))) {
      Set named;  // the file's order of options is that of their first mention
      for (const OptionIndex o : outcome)
        named.insert(static_cast<OptionIndex>(profile.options[o].name[0] - 'A'));
      found.insert(named);
    }
    const Sets expected = slow_phragmen(ballots, options, std::min(seats, options.size()));
    tied += expected.size() > 1 ? 1 : 0;
    EXPECT_EQ(found, expected) << seed << "\n" << file;
  }
  EXPECT_GT(tied, 50);
}

}  // namespace
}  // namespace althing::tally::test
