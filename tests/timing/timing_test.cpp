#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "timing/analysis.h"

namespace althing::timing {
namespace {

// For eight of twenty, Clopper & Pearson give 0.19119 to 0.63946 (R: binom.test(8, 20)).
TEST(Ratio, OneCountryIsClopperAndPearson) {
  const Stratum s{1'000, 100, 20, 8};
  const Ratio r = rate_ratio({&s, 1});
  ASSERT_TRUE(r.estimate);
  EXPECT_NEAR(*r.estimate, (8.0 / 100) / (12.0 / 900), 1e-6);
  const auto of_share = [](double p) { return p / (1 - p) * 900 / 100; };
  EXPECT_NEAR(r.low, of_share(0.1911901), 1e-3);
  EXPECT_NEAR(r.high, of_share(0.6394574), 1e-2);
}

TEST(Ratio, EndsOfTheScale) {
  const Stratum none{1'000, 100, 20, 0}, all{1'000, 100, 20, 20}, silent{1'000, 0, 20, 0}, whole{1'000, 1'000, 20, 20};
  EXPECT_EQ(*rate_ratio({&none, 1}).estimate, 0);
  EXPECT_EQ(rate_ratio({&none, 1}).low, 0);
  EXPECT_LT(rate_ratio({&none, 1}).high, 10);
  EXPECT_TRUE(std::isinf(*rate_ratio({&all, 1}).estimate));
  EXPECT_TRUE(std::isinf(rate_ratio({&all, 1}).high));
  EXPECT_GT(rate_ratio({&all, 1}).low, 1);
  EXPECT_FALSE(rate_ratio({&silent, 1}).estimate);
  EXPECT_FALSE(rate_ratio({&whole, 1}).estimate);
  EXPECT_FALSE(rate_ratio({}).estimate);
}

TEST(Ratio, CountriesAreComparedWithThemselvesOnly) {
  // A busy country with few events and a quiet one with many: pooled they would look like a negative link.
  const Stratum strata[] = {{1'000, 10, 500, 5}, {1'000, 500, 2, 1}};
  EXPECT_NEAR(*estimate_ratio(strata), 1.0, 0.02);
  // Those that say nothing change nothing.
  const Stratum more[] = {strata[0], {1'000, 0, 70, 0}, strata[1], {1'000, 10, 0, 0}};
  EXPECT_EQ(*estimate_ratio(more), *estimate_ratio(strata));
  EXPECT_EQ(rate_ratio(more).low, rate_ratio(strata).low);
}

TEST(Ratio, TailsOfTwoCountriesByHand) {
  // Two onsets each, half of the days: binomials of 2 and 1/2, together of 4.
  const Stratum strata[] = {{10, 5, 2, 2}, {10, 5, 2, 1}};
  const Tails t = tails(strata, 1.0);
  EXPECT_NEAR(t.at_least, 5.0 / 16, 1e-12);
  EXPECT_NEAR(t.at_most, 15.0 / 16, 1e-12);
}

TEST(Shift, GeneratorIsTheStandards) {
  std::mt19937_64 random;  // [rand.predef]: the 10000th number of the default seed
  random.discard(9'999);
  EXPECT_EQ(random(), 9981545732273789042ULL);
  std::mt19937_64 again(1);
  std::vector<int> seen(7, 0);
  for (int i = 0; i < 7'000; ++i) ++seen[below(again, 7)];
  for (const int n : seen) EXPECT_NEAR(n, 1'000, 150);
}

TEST(Shift, TurnedCountsByHand) {
  const Country c{0, {0, 4}, {4, -1, 6}};
  // Days 0 to 5; window the day after: of -1 that is 0, of 4 it is 5, of 6 it is outside.
  EXPECT_EQ(window_days(c, {1, 1}, 6), (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(turned_counts(c, window_days(c, {1, 1}, 6)), (std::vector<std::uint32_t>{1, 1, 1, 0, 0, 1}));
}

Data random_data(std::uint64_t seed, bool tied) {
  std::mt19937_64 random(seed);
  Data data;
  data.span = {1'000, 2'999};
  for (std::uint32_t c = 0; c < 20; ++c) {
    data.countries.push_back(std::string(1, static_cast<char>('a' + c)));
    for (int i = 0; i < 10; ++i) {
      const Day event = 1'000 + static_cast<Day>(below(random, 2'000));
      data.events.push_back({c, event});
      data.onsets.push_back({c, tied && i < 3 ? event + static_cast<Day>(below(random, 2)) : 1'000 + static_cast<Day>(below(random, 2'000))});
    }
  }
  return data;
}

TEST(Analysis, FindsWhatIsPlantedAndNotWhatIsNot) {
  Options options;
  options.windows = {{0, 1}, {-3, -1}};
  const Report tied = *analyse(random_data(1, true), options);
  EXPECT_EQ(tied.windows[0].shift.at_least, 0u);
  EXPECT_LT(tied.windows[0].p_corrected, 0.001);
  EXPECT_GT(tied.windows[0].ratio.low, 10);
  EXPECT_GT(tied.windows[1].p_corrected, 0.01);
  EXPECT_GT(tied.placebos[0].p_corrected, 0.01);
  EXPECT_GT(tied.curve[30].rate(), tied.curve[30].high);
  EXPECT_EQ(tied.curve[30].lag, 0);
  int small = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    options.seed = seed;
    options.draws = 1'000;
    const Report chance = *analyse(random_data(seed + 100, false), options);
    small += chance.windows[0].shift.p() < 0.05 ? 1 : 0;
    EXPECT_LE(chance.windows[0].ratio.low, *chance.windows[0].ratio.estimate);
    EXPECT_LT(*chance.windows[0].ratio.estimate, chance.windows[0].ratio.high);
  }
  EXPECT_LE(small, 5);  // of 20, 1 expected
}

TEST(Analysis, SameSeedSameReportOtherSeedOtherDraws) {
  Options options;
  options.windows = {{-20, 20}};
  const Data data = random_data(5, false);
  const Report a = *analyse(data, options), b = *analyse(data, options);
  EXPECT_EQ(a.windows[0].shift.at_least, b.windows[0].shift.at_least);
  EXPECT_EQ(a.windows[0].resampled, b.windows[0].resampled);
  options.seed = 2;
  EXPECT_NE(analyse(data, options)->windows[0].shift.at_least, a.windows[0].shift.at_least);
  EXPECT_EQ(analyse(data, options)->windows[0].ratio.low, a.windows[0].ratio.low);
}

TEST(Analysis, CountsAgreeWithLookingAtEveryDay) {
  const Data data = random_data(9, true);
  Options options;
  options.windows = {{-2, 5}};
  options.lags = 10;
  const Report report = *analyse(data, options);
  std::int64_t inside = 0, window_days = 0, pairs = 0;
  for (std::uint32_t c = 0; c < 20; ++c) {
    for (Day day = data.span.first; day <= data.span.last; ++day) {
      bool in_window = false, onset = false;
      for (const Dated& event : data.events) in_window = in_window || (event.country == c && day - event.day >= -2 && day - event.day <= 5);
      for (const Dated& one : data.onsets) onset = onset || (one.country == c && one.day == day);
      window_days += in_window;
      inside += in_window && onset;
    }
    std::set<Day> onsets, events;
    for (const Dated& one : data.onsets) if (one.country == c && data.span.holds(one.day)) onsets.insert(one.day);
    for (const Dated& one : data.events) if (one.country == c) events.insert(one.day);
    for (const Day event : events) pairs += static_cast<std::int64_t>(onsets.count(event + 1));
  }
  EXPECT_EQ(report.windows[0].everywhere.inside, inside);
  EXPECT_EQ(report.windows[0].everywhere.window_days, window_days);
  EXPECT_EQ(report.windows[0].shift.observed, inside);
  EXPECT_EQ(report.curve[11].lag, 1);
  EXPECT_EQ(report.curve[11].pairs, pairs);
}

TEST(Analysis, PooledRatioCountsCountriesWithoutAnything) {
  Data data;
  data.countries = {"a", "b", "c", "d"};
  data.span = {0, 99};
  data.events = {{0, 10}, {1, 20}};
  data.onsets = {{0, 10}, {2, 50}};
  Options options;
  options.placebo_days = 0;
  const Report report = *analyse(data, options);
  EXPECT_EQ(report.windows[0].everywhere.days, 400);
  EXPECT_NEAR(*report.windows[0].pooled(), (1.0 / 2) / (1.0 / 398), 1e-9);
  EXPECT_EQ(report.windows[0].countries, 1u);
}

TEST(Analysis, SeveralIncidentsOfADayAreOneOnset) {
  Data data;
  data.countries = {"a"};
  data.span = {0, 99};
  data.events = {{0, 10}, {0, 10}};
  data.onsets = {{0, 10}, {0, 10}, {0, 70}};
  const Report report = *analyse(data, {});
  EXPECT_EQ(report.onset_days, 2);
  EXPECT_EQ(report.event_days, 1);
}

TEST(Analysis, Holm) {
  const std::vector<double> got = holm({0.01, 0.04, 0.03});
  EXPECT_NEAR(got[0], 0.03, 1e-12);
  EXPECT_NEAR(got[1], 0.06, 1e-12);
  EXPECT_NEAR(got[2], 0.06, 1e-12);
  EXPECT_EQ(holm({0.9, 0.8}), (std::vector<double>{1.0, 1.0}));
}

TEST(Analysis, RefusesWhatItCannotAnswer) {
  const Data good = random_data(1, false);
  const auto field = [](const Data& data, const Options& options) { return analyse(data, options).error().field; };
  Data data = good;
  data.span = {10, 9};
  EXPECT_EQ(field(data, {}), "span");
  data.span = {0, static_cast<Day>(kMaxDays)};
  EXPECT_EQ(field(data, {}), "span");
  data.span = {0, static_cast<Day>(kMaxDays - 1)};
  Options few;
  few.draws = kMinDraws;
  EXPECT_TRUE(analyse(data, few).has_value());
  data = good;
  data.onsets[0].country = 20;
  EXPECT_EQ(field(data, {}), "onsets");
  data = good;
  data.events[0].country = 20;
  EXPECT_EQ(field(data, {}), "events");
  Options options;
  options.windows = {};
  EXPECT_EQ(field(good, options), "windows");
  options.windows = {{1, 0}};
  EXPECT_EQ(field(good, options), "windows");
  options.placebo_days = 0;
  options.windows = {{0, kMaxWindowDay + 1}};
  EXPECT_EQ(field(good, options), "windows");
  options.windows = {{0, kMaxWindowDay}};
  EXPECT_TRUE(analyse(good, options).has_value());
  options.windows.assign(kMaxWindows + 1, {0, 0});
  EXPECT_EQ(field(good, options), "windows");
  options = {};
  options.placebo_days = -kMaxWindowDay - 1;
  EXPECT_EQ(field(good, options), "placebo");
  options = {};
  options.lags = kMaxWindowDay + 1;
  EXPECT_EQ(field(good, options), "lags");
  options = {};
  options.draws = kMinDraws - 1;
  EXPECT_EQ(field(good, options), "draws");
  options.draws = kMaxDraws + 1;
  EXPECT_EQ(field(good, options), "draws");
  options = {};
  options.level = 1;
  EXPECT_EQ(field(good, options), "level");
}

}  // namespace
}  // namespace althing::timing
