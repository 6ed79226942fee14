// Debian tally sheets (vote.debian.org), as devotee writes them: an option list drawn with slashes,
// then one line a ballot, "V: 2143-" and a checksum. A digit is the rank of the option in that
// place (letters go on after 9), "-" is unranked. The last option is the default option.
#include <fmt/format.h>

#include "tally/formats.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

constexpr std::size_t kMostRanks = 35;  // 1-9, then A-Z

// "  |/  Option 2--------->: Name", or nothing.
std::optional<std::pair<std::int64_t, std::string>> option_line(std::string_view line) {
  const auto word = line.find("Option ");
  if (word == std::string_view::npos) return std::nullopt;
  for (const char c : line.substr(0, word)) {
    if (!is_blank(c) && c != '/' && c != '|' && c != '\\' && c != '\'') return std::nullopt;
  }
  std::string_view rest = line.substr(word + 7);
  std::size_t digits = 0;
  while (digits < rest.size() && is_digit(rest[digits])) ++digits;
  const auto number = parse_count(rest.substr(0, digits), kMostRanks);
  rest.remove_prefix(digits);
  while (!rest.empty() && (rest.front() == '-' || rest.front() == '>' || is_blank(rest.front())))
    rest.remove_prefix(1);
  if (!number || *number == 0 || rest.empty() || rest.front() != ':') return std::nullopt;
  return std::pair{*number, to_utf8(trim(rest.substr(1)))};
}

// Rank of a character, 0 for unranked, -1 for anything else.
int rank_of(char c) {
  if (c == '-') return 0;
  if (c >= '1' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  return -1;
}

Result<void> add_ballot(Builder& builder, std::string_view ranks) {
  const std::size_t n = builder.profile().options.size();
  if (n == 0) return fail(Errc::malformed, "a ballot before the list of options");
  if (ranks.size() != n)
    return fail(Errc::malformed,
                fmt::format("{} ranks {} options, there are {}", quoted(ranks), ranks.size(), n));
  std::vector<Item> by_rank[kMostRanks + 1];
  for (std::size_t i = 0; i < n; ++i) {
    const int rank = rank_of(ranks[i]);
    if (rank < 0)
      return fail(Errc::malformed, fmt::format("{} is no rank", quoted(ranks.substr(i, 1))));
    auto& group = by_rank[rank];
    if (rank > 0) group.push_back(Item(static_cast<OptionIndex>(i), !group.empty()));
  }
  std::vector<Item> items;
  for (const auto& group : by_rank) items.insert(items.end(), group.begin(), group.end());
  return builder.add(items, 1);
}

}  // namespace

Result<Profile> read_debian(LineReader& lines) {
  Builder builder(BallotKind::ranked);
  std::string_view line;
  bool any = false;
  std::uint64_t odd = 0;
  while (true) {
    TRY(const bool more, lines.next(line));
    if (!more) break;
    auto done = [&]() -> Result<void> {
      if (const auto option = option_line(line); option && !any) {
        if (static_cast<std::size_t>(option->first) != builder.profile().options.size() + 1) {
          return fail(Errc::malformed,
                      fmt::format("option {} where option {} should be", option->first,
                                  builder.profile().options.size() + 1));
        }
        return builder.add_option(std::to_string(option->first), option->second)
            .map([](OptionIndex) {});
      }
      if (!line.starts_with("V:")) {
        if (any && !trim(line).empty()) ++odd;
        return {};
      }
      any = true;
      const std::string_view text = trim(line.substr(2));
      return add_ballot(builder, text.substr(0, text.find_first_of(" \t")));
    }();
    if (!done) return fail(at_line(lines.number(), done.error()));
  }
  if (!any)
    return fail_at(lines.number() + 1, Errc::malformed,
                   "the file has no ballots (lines that begin with \"V:\")");
  if (odd > 0)
    builder.warn(
        fmt::format("{} lines after the first ballot are no ballots and were passed over", odd));
  Profile profile = builder.take();
  profile.hints.default_option = static_cast<OptionIndex>(profile.options.size() - 1);
  return profile;
}

}  // namespace althing::tally
