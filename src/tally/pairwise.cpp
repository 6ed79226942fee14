#include "tally/pairwise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace althing::tally {
namespace {

// Ranks of all options on one ballot, 0 for the best; those not named get `n`.
void ranks_of(const BallotRef& ballot, BallotKind kind, std::span<std::uint16_t> ranks) {
  std::fill(ranks.begin(), ranks.end(), static_cast<std::uint16_t>(0xffff));
  if (kind == BallotKind::score) {
    // Ranks by descending score; an option without a score is below all (score methods say more).
    std::vector<std::int32_t> values(ballot.scores.begin(), ballot.scores.end());
    std::sort(values.rbegin(), values.rend());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (std::size_t i = 0; i < ballot.items.size(); ++i) {
      const auto place = std::find(values.begin(), values.end(), ballot.scores[i]) - values.begin();
      ranks[ballot.items[i].option()] = static_cast<std::uint16_t>(place);
    }
    return;
  }
  std::uint16_t rank = 0;
  for (std::size_t i = 0; i < ballot.items.size(); ++i) {
    if (kind == BallotKind::ranked && i > 0 && !ballot.items[i].tied()) ++rank;
    ranks[ballot.items[i].option()] = rank;
  }
}

// Up to 32 options: a ballot is one vector of byte ranks; comparing it with each option's own rank
// gives a row of the matrix at once. Rows are summed in bytes and poured out before they can
// overflow.
using Bytes = std::uint8_t __attribute__((vector_size(32)));
constexpr std::size_t kLanes = 32;

class Narrow {
 public:
  Narrow(std::size_t n, Matrix& matrix) : n_(n), matrix_(matrix) {}
  ~Narrow() { pour(); }

  void add_one(const std::uint8_t* ranks) {
    Bytes all;
    std::memcpy(&all, ranks, kLanes);
    for (std::size_t a = 0; a < n_; ++a) {
      const Bytes mine = all[a] - Bytes{};
      rows_[a] -= static_cast<Bytes>(mine < all);  // true is -1
    }
    if (++held_ == 255) pour();
  }

 private:
  void pour() {
    for (std::size_t a = 0; a < n_; ++a) {
      for (std::size_t b = 0; b < n_; ++b) matrix_.at(a, b) += rows_[a][b];
      rows_[a] = Bytes{};
    }
    held_ = 0;
  }
  std::size_t n_;
  Matrix& matrix_;
  Bytes rows_[kLanes] = {};
  int held_ = 0;
};

void narrow(const Profile& profile, Matrix& matrix) {
  const std::size_t n = profile.options.size();
  Narrow sums(n, matrix);
  constexpr std::int64_t kRepeat = 4;  // a light ballot is added so often, a heavier one by itself
  alignas(32) std::uint8_t ranks[kLanes];
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    std::memset(ranks, 0xff, kLanes);
    std::uint8_t rank = 0;
    for (std::size_t k = 0; k < ballot.items.size(); ++k) {
      const Item item = ballot.items[k];
      rank = static_cast<std::uint8_t>(rank + (item.tied() ? 0 : 1));
      ranks[item.option()] = rank;
    }
    if (ballot.weight <= kRepeat) {
      for (std::int64_t w = 0; w < ballot.weight; ++w) sums.add_one(ranks);
      continue;
    }
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b)
        matrix.at(a, b) += ranks[a] < ranks[b] ? ballot.weight : 0;
    }
  }
}

}  // namespace

Matrix pairwise(const Profile& profile) {
  const std::size_t n = profile.options.size();
  Matrix matrix(n);
  if (n <= kLanes && profile.kind == BallotKind::ranked) {
    narrow(profile, matrix);
    return matrix;
  }
  std::vector<std::uint16_t> ranks(n);
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    ranks_of(ballot, profile.kind, ranks);
    // Only named options are above anything.
    for (const Item item : ballot.items) {
      const std::size_t a = item.option();
      for (std::size_t b = 0; b < n; ++b)
        matrix.at(a, b) += ranks[a] < ranks[b] ? ballot.weight : 0;
    }
  }
  return matrix;
}

Result<Strength> strength_of(const Description& description) {
  if (!description.strength || *description.strength == "winning") return Strength::winning;
  if (*description.strength == "margins") return Strength::margins;
  return fail(Errc::schema, "strength", "must be winning or margins");
}

int compare(const Defeat& a, const Defeat& b, Strength strength) {
  const auto order = [](std::int64_t x, std::int64_t y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (strength == Strength::margins)
    return order(a.support - a.opposition, b.support - b.opposition);
  if (const int by_support = order(a.support, b.support); by_support != 0) return by_support;
  return order(b.opposition, a.opposition);
}

Table matrix_table(const Setup& setup, const Matrix& matrix) {
  Table table{"pairwise",
              "Pairwise matrix",
              "Each row: how many ballots rank the option above the option of the column.",
              {{"option", "Option", {}}},
              {}};
  for (const OptionIndex b : setup.standing) table.columns.push_back({"over", {}, b});
  for (const OptionIndex a : setup.standing) {
    std::vector<Cell> row{OptionCell{a}};
    for (const OptionIndex b : setup.standing) {
      if (a == b)
        row.emplace_back();
      else if (setup.scale() == 1)
        row.emplace_back(matrix.at(a, b));
      else
        row.emplace_back(setup.votes(matrix.at(a, b)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::optional<OptionIndex> condorcet_winner(const Setup& setup, const Matrix& matrix) {
  for (const OptionIndex a : setup.standing) {
    const bool beats_all =
        std::all_of(setup.standing.begin(), setup.standing.end(),
                    [&](OptionIndex b) { return a == b || matrix.at(a, b) > matrix.at(b, a); });
    if (beats_all) return a;
  }
  return std::nullopt;
}

void note_condorcet(const Setup& setup, const Matrix& matrix, CountRecord& record) {
  if (const auto winner = condorcet_winner(setup, matrix)) {
    record.notes.push_back(fmt::format("{} beats every other option one against one.",
                                       setup.profile.options[*winner].name));
  }
}

}  // namespace althing::tally
