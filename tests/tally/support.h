// Helpers of the counting tests: elections from text, results as names, a seeded generator.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tally/count.h"
#include "tally/formats.h"

namespace althing::tally::test {

using Names = std::vector<std::string>;

Result<Profile> try_read(std::string_view text, Format format);
/// Fails the test if it does not read.
Profile read(std::string_view text, Format format);
Digest sha(std::string_view text);

Result<CountRecord> try_count(const Profile& profile, const Description& description);
CountRecord count(const Profile& profile, std::string_view method, std::uint32_t seats = 1);
CountRecord count(const Profile& profile, const Description& description);
Description how(std::string_view method, std::uint32_t seats = 1);
/// Names of the elected in ascending order / in the order of election.
Names elected(const CountRecord& record);
Names in_order(const CountRecord& record);

/// The shared folder with real ballots, or empty: then a test skips with a message.
std::string shared_dir();
std::string file_text(const std::string& path);
#define NEED_SHARED()       \
  if (shared_dir().empty()) \
  GTEST_SKIP() << "no real ballots: set ALTHING_SHARED to the shared folder"

/// SplitMix64: the same numbers everywhere.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

 private:
  std::uint64_t state_;
};

/// A ballot as groups of equals, best first, with its weight: what the slow references count.
struct Plain {
  std::vector<std::vector<OptionIndex>> groups;
  std::int64_t weight = 1;
};
Profile make_ranked(std::size_t options, const std::vector<Plain>& ballots);
Profile make_approval(std::size_t options, const std::vector<std::vector<OptionIndex>>& ballots);
/// Random rankings, truncated at random; with equal ranks if asked.
std::vector<Plain> random_ballots(Rng& rng, std::size_t options, std::size_t ballots, bool ties);

}  // namespace althing::tally::test
