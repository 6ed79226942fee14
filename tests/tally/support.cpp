#include "tally/support.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "crypto/sha256.h"

namespace althing::tally::test {

Result<Profile> try_read(std::string_view text, Format format) {
  TextSource source(text);
  LineReader lines(source);
  return read_ballots(lines, format);
}

Profile read(std::string_view text, Format format) {
  auto profile = try_read(text, format);
  if (!profile) {
    ADD_FAILURE() << profile.error().text();
    return {};
  }
  return std::move(*profile);
}

Digest sha(std::string_view text) { return sha256(text).data; }

Result<CountRecord> try_count(const Profile& profile, const Description& description) {
  return tally::count(profile, description, sha);
}

CountRecord count(const Profile& profile, const Description& description) {
  auto record = try_count(profile, description);
  if (!record) {
    ADD_FAILURE() << record.error().text();
    return {};
  }
  return std::move(*record);
}

Description how(std::string_view method, std::uint32_t seats) {
  Description d;
  d.method = std::string(method);
  d.seats = seats;
  return d;
}

CountRecord count(const Profile& profile, std::string_view method, std::uint32_t seats) {
  return count(profile, how(method, seats));
}

Names in_order(const CountRecord& record) {
  Names out;
  for (const OptionIndex option : record.elected) out.push_back(record.options[option].name);
  return out;
}

Names elected(const CountRecord& record) {
  Names out = in_order(record);
  std::sort(out.begin(), out.end());
  return out;
}

std::string shared_dir() {
  const char* given = std::getenv("ALTHING_SHARED");
  const std::string path =
      given != nullptr && *given != 0 ? given : std::string(ALTHING_SOURCE_DIR) + "/../shared";
  return std::filesystem::exists(path + "/data/ballots") ? path : std::string();
}

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Profile make_ranked(std::size_t options, const std::vector<Plain>& ballots) {
  Builder builder(BallotKind::ranked);
  for (std::size_t i = 0; i < options; ++i)
    EXPECT_TRUE(builder.add_option(std::string(1, static_cast<char>('A' + i)), {}));
  for (const Plain& ballot : ballots) {
    std::vector<Item> items;
    for (const auto& group : ballot.groups) {
      for (std::size_t i = 0; i < group.size(); ++i) items.push_back(Item(group[i], i > 0));
    }
    EXPECT_TRUE(builder.add(items, ballot.weight));
  }
  return builder.take();
}

Profile make_approval(std::size_t options, const std::vector<std::vector<OptionIndex>>& ballots) {
  Builder builder(BallotKind::approval);
  for (std::size_t i = 0; i < options; ++i)
    EXPECT_TRUE(builder.add_option(std::string(1, static_cast<char>('A' + i)), {}));
  for (const auto& ballot : ballots) {
    std::vector<Item> items;
    for (const OptionIndex option : ballot) items.push_back(Item(option));
    EXPECT_TRUE(builder.add(items, 1));
  }
  return builder.take();
}

std::vector<Plain> random_ballots(Rng& rng, std::size_t options, std::size_t ballots, bool ties) {
  std::vector<Plain> out;
  for (std::size_t b = 0; b < ballots; ++b) {
    std::vector<OptionIndex> order(options);
    for (std::size_t i = 0; i < options; ++i) order[i] = static_cast<OptionIndex>(i);
    for (std::size_t i = options; i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    Plain ballot;
    ballot.weight = static_cast<std::int64_t>(1 + rng.below(9));
    const std::size_t length = 1 + rng.below(options);
    for (std::size_t i = 0; i < length; ++i) {
      if (i > 0 && ties && rng.below(3) == 0)
        ballot.groups.back().push_back(order[i]);
      else
        ballot.groups.push_back({order[i]});
    }
    out.push_back(ballot);
  }
  return out;
}

}  // namespace althing::tally::test
