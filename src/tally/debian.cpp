// Debian's rule, constitution 1.9, appendix A.5: quorum R, majority ratio S over the default
// option, then the weakest defeats within the Schwartz set are dropped until none is left; the
// casting vote is the draw or the order laid down beforehand.
#include <fmt/format.h>

#include <algorithm>

#include "tally/a5.h"
#include "tally/scan.h"

namespace althing::tally {
namespace {

using Pair = std::pair<OptionIndex, OptionIndex>;  // winner, loser

// Points 5 and 6: who is in the Schwartz set of the defeats still held.
std::vector<OptionIndex> schwartz(const std::vector<OptionIndex>& options,
                                  const std::vector<Pair>& defeats) {
  const std::size_t m = options.size();
  std::vector<std::vector<char>> beats(m, std::vector<char>(m));
  const auto place = [&](OptionIndex option) {
    return static_cast<std::size_t>(std::lower_bound(options.begin(), options.end(), option) -
                                    options.begin());
  };
  for (const auto& [a, b] : defeats) beats[place(a)][place(b)] = 1;
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t i = 0; i < m; ++i) {
      if (beats[i][k] == 0) continue;
      for (std::size_t j = 0; j < m; ++j)
        beats[i][j] = static_cast<char>(beats[i][j] | beats[k][j]);
    }
  }
  std::vector<OptionIndex> out;
  for (std::size_t i = 0; i < m; ++i) {
    bool in = true;
    for (std::size_t j = 0; j < m; ++j) in = in && (beats[i][j] != 0 || beats[j][i] == 0);
    if (in) out.push_back(options[i]);
  }
  return out;
}

constexpr std::int64_t kFine = 100'000;  // 10^kMaxWeightDecimals

std::string quorum_text(const Description& description) {
  const Decimal quorum = description.quorum;
  return fixed_text(quorum.value, quorum.decimals);
}

}  // namespace

Result<std::vector<OptionIndex>> admitted(const Setup& setup, const Matrix& matrix,
                                          CountRecord& record) {
  const Description& description = setup.description;
  if (!setup.default_option) {
    if (description.quorum.value != 0)
      return fail(Errc::schema, "quorum", "needs a default option");
    if (description.majority.num != description.majority.den || !description.majorities.empty())
      return fail(Errc::schema, "majority", "needs a default option");
    return setup.standing;
  }
  const OptionIndex d = *setup.default_option;
  std::vector<Ratio> majority(setup.profile.options.size(), description.majority);
  for (const auto& [name, ratio] : description.majorities) {
    const auto option = setup.profile.find(name);
    if (!option)
      return fail(Errc::schema, "majorities",
                  fmt::format("{} is no option of this election", quoted(name)));
    majority[*option] = ratio;
  }
  const std::int64_t quorum_fine = at_scale(description.quorum, kMaxWeightDecimals);
  std::vector<OptionIndex> out;
  Table table{"default",
              "Against the default option",
              {},
              {{"option", "Option", {}},
               {"for", "Above the default", {}},
               {"against", "Below it", {}},
               {"quorum", "Quorum", {}},
               {"ratio", "Majority needed", {}},
               {"majority", "Majority", {}}},
              {}};
  for (const OptionIndex a : setup.standing) {
    if (a == d) {
      out.push_back(a);
      continue;
    }
    const std::int64_t above = matrix.at(a, d), below = matrix.at(d, a);
    const Ratio s = majority[a];
    const bool enough =
        static_cast<__int128>(above) * kFine >= static_cast<__int128>(quorum_fine) * setup.scale();
    const bool more =
        static_cast<__int128>(above) * s.den >= static_cast<__int128>(below) * s.num &&
        above > below;
    if (enough && more) out.push_back(a);
    table.rows.push_back({OptionCell{a}, setup.votes(above), setup.votes(below),
                          std::string(enough ? "met" : "not met"),
                          fmt::format("{}:{}", s.num, s.den),
                          std::string(more ? "met" : "not met")});
  }
  if (record.keep_evidence) {
    const Ratio s = description.majority;
    record.figures.push_back({"quorum", "Quorum R", quorum_text(description)});
    record.figures.push_back({"majority", "Majority S", fmt::format("{}:{}", s.num, s.den)});
    record.figures.push_back({"default_option", "Default option", setup.profile.options[d].name});
    record.tables.push_back(std::move(table));
  }
  return out;
}

Result<void> count_debian(const Setup& setup, Ties& ties, CountRecord& record) {
  const Matrix matrix = pairwise(setup.profile);
  if (record.keep_evidence) {
    record.tables.push_back(matrix_table(setup, matrix));
    note_condorcet(setup, matrix, record);
    record.words = fmt::format(
        "Debian constitution A.5: an option needs {} ballots that rank it above the default option "
        "and at least {}:{} (and more) against it{}; "
        "then the weakest defeats in the Schwartz set are dropped until none is left.",
        quorum_text(setup.description), setup.description.majority.num,
        setup.description.majority.den,
        setup.description.majorities.empty() ? "" : " (another ratio where its row says so)");
  }
  TRY(const std::vector<OptionIndex> options, admitted(setup, matrix, record));
  std::vector<Pair> defeats;  // point 4
  for (const OptionIndex a : options) {
    for (const OptionIndex b : options) {
      if (matrix.at(a, b) > matrix.at(b, a)) defeats.emplace_back(a, b);
    }
  }
  const auto defeat = [&](const Pair& p) {
    return Defeat{matrix.at(p.first, p.second), matrix.at(p.second, p.first)};
  };
  Table steps{"schwartz",
              "Schwartz sets",
              {},
              {{"step", "Step", {}},
               {"options", "Schwartz set", {}},
               {"dropped", "Weakest defeats, dropped", {}}},
              {}};
  while (true) {
    const auto set = schwartz(options, defeats);
    const auto inside = [&](const Pair& p) {
      return std::binary_search(set.begin(), set.end(), p.first) &&
             std::binary_search(set.begin(), set.end(), p.second);
    };
    std::optional<Defeat> weakest;
    for (const Pair& p : defeats) {
      if (inside(p) && (!weakest || compare(defeat(p), *weakest, Strength::winning) < 0))
        weakest = defeat(p);
    }
    std::string dropped;
    std::erase_if(defeats, [&](const Pair& p) {
      if (!weakest || !inside(p) || compare(defeat(p), *weakest, Strength::winning) != 0)
        return false;
      dropped +=
          fmt::format("{}{} over {} ({}:{})", dropped.empty() ? "" : "; ",
                      setup.profile.options[p.first].name, setup.profile.options[p.second].name,
                      setup.votes(weakest->support), setup.votes(weakest->opposition));
      return true;
    });
    steps.rows.push_back({static_cast<std::int64_t>(steps.rows.size() + 1), set, dropped});
    if (weakest) continue;
    record.elected = {ties.one("winner", set)};  // point 8
    break;
  }
  if (record.keep_evidence) record.tables.push_back(std::move(steps));
  return {};
}

}  // namespace althing::tally
