// The Schulze method (Schulze 2011, Social Choice and Welfare 36; 2.1-2.3): strongest paths over
// pairwise defeats, strength by winning votes or margins. With a default option, first points 2 and
// 3 of Debian's A.5: options without quorum or majority over the default are dropped.
#include <fmt/format.h>

#include <algorithm>

#include "tally/a5.h"
#include "tally/pairwise.h"

namespace althing::tally {
namespace {

constexpr Defeat kNone{-1, 0};

class Paths {
 public:
  Paths(const std::vector<OptionIndex>& options, const Matrix& matrix, Strength strength)
      : options_(options), m_(options.size()), strength_(strength), paths_(m_ * m_, kNone) {
    for (std::size_t i = 0; i < m_; ++i) {
      for (std::size_t j = 0; j < m_; ++j) {
        const std::int64_t for_i = matrix.at(options[i], options[j]),
                           for_j = matrix.at(options[j], options[i]);
        if (i != j && for_i > for_j) path(i, j) = {for_i, for_j};
      }
    }
    // Floyd and Warshall: a path is as strong as its weakest link.
    for (std::size_t k = 0; k < m_; ++k) {
      for (std::size_t i = 0; i < m_; ++i) {
        if (i == k || is_none(path(i, k))) continue;
        for (std::size_t j = 0; j < m_; ++j) {
          if (j == i || j == k || is_none(path(k, j))) continue;
          const Defeat& link = order(path(i, k), path(k, j)) <= 0 ? path(i, k) : path(k, j);
          if (order(path(i, j), link) < 0) path(i, j) = link;
        }
      }
    }
  }

  /// Whether i is strictly better than j.
  bool better(std::size_t i, std::size_t j) const { return order(path(i, j), path(j, i)) > 0; }
  const Defeat& path(std::size_t i, std::size_t j) const { return paths_[i * m_ + j]; }
  static bool is_none(const Defeat& d) { return d.support < 0; }

  /// Groups of equals, best first: the potential winners, then those of the rest, and so on.
  std::vector<std::vector<OptionIndex>> groups() const {
    std::vector<std::vector<OptionIndex>> out;
    std::vector<std::size_t> left(m_);
    for (std::size_t i = 0; i < m_; ++i) left[i] = i;
    while (!left.empty()) {
      std::vector<OptionIndex> best;
      std::vector<std::size_t> rest;
      for (const std::size_t i : left) {
        const bool beaten =
            std::any_of(left.begin(), left.end(), [&](std::size_t j) { return better(j, i); });
        if (beaten)
          rest.push_back(i);
        else
          best.push_back(options_[i]);
      }
      out.push_back(std::move(best));
      left = std::move(rest);
    }
    return out;
  }

 private:
  Defeat& path(std::size_t i, std::size_t j) { return paths_[i * m_ + j]; }
  int order(const Defeat& a, const Defeat& b) const {
    if (is_none(a) || is_none(b))
      return static_cast<int>(is_none(b)) - static_cast<int>(is_none(a));
    return compare(a, b, strength_);
  }

  const std::vector<OptionIndex>& options_;
  std::size_t m_;
  Strength strength_;
  std::vector<Defeat> paths_;
};

void show_paths(const Setup& setup, const std::vector<OptionIndex>& options, const Paths& paths,
                Strength strength, CountRecord& record) {
  Table table{"strongest_paths", "Strongest paths", {}, {{"option", "From", {}}}, {}};
  table.note = strength == Strength::winning
                   ? "Each cell: the winning votes of the weakest defeat on the strongest path, "
                     "then the votes against it."
                   : "Each cell: the votes of the weakest defeat, by margin, on the strongest "
                     "path, then the votes against it.";
  for (const OptionIndex b : options) table.columns.push_back({"to", {}, b});
  for (std::size_t i = 0; i < options.size(); ++i) {
    std::vector<Cell> row{OptionCell{options[i]}};
    for (std::size_t j = 0; j < options.size(); ++j) {
      const Defeat& d = paths.path(i, j);
      if (i == j)
        row.emplace_back();
      else
        row.emplace_back(Paths::is_none(d) ? std::string("-")
                                           : fmt::format("{}:{}", setup.votes(d.support),
                                                         setup.votes(d.opposition)));
    }
    table.rows.push_back(std::move(row));
  }
  record.tables.push_back(std::move(table));
}

}  // namespace

Result<void> count_schulze(const Setup& setup, Ties& ties, CountRecord& record) {
  TRY(const Strength strength, strength_of(setup.description));
  const Matrix matrix = pairwise(setup.profile);
  if (record.keep_evidence) {
    record.tables.push_back(matrix_table(setup, matrix));
    note_condorcet(setup, matrix, record);
  }
  TRY(const std::vector<OptionIndex> options, admitted(setup, matrix, record));
  const Paths paths(options, matrix, strength);
  const auto groups = paths.groups();
  record.elected = take_best(groups, setup.seats, "winner", ties);
  if (!record.keep_evidence) return {};
  record.words = fmt::format(
      "One option is better than another if its strongest path of pairwise defeats ({}) to the "
      "other is stronger than the way back; {} elected.",
      strength == Strength::winning ? "by winning votes, then by smaller opposition" : "by margins",
      setup.seats == 1 ? std::string("one is") : fmt::format("{} are", setup.seats));
  show_paths(setup, options, paths, strength, record);
  Table ranking{"ranking",
                "Order",
                "Options of one place are equal.",
                {{"place", "Place", {}}, {"options", "Options", {}}},
                {}};
  for (std::size_t g = 0; g < groups.size(); ++g)
    ranking.rows.push_back({static_cast<std::int64_t>(g + 1), groups[g]});
  record.tables.push_back(std::move(ranking));
  return {};
}

}  // namespace althing::tally
