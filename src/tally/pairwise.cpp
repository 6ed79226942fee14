#include "tally/pairwise.h"

#include <fmt/format.h>

#include <algorithm>

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

// Up to 64 options: ballots are gathered in blocks, by option a row of byte ranks; comparing two
// rows counts 16 ballots at once. (Signed bytes: what every processor compares at once.)
using Bytes = std::int8_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 16, kVectors = 64, kBlock = kLanes * kVectors, kMostNarrow = 64;
// A little more than a block, lest all rows of a column fall into the same few cache sets.
constexpr std::size_t kStride = kVectors + 4;
constexpr std::int8_t kUnranked = 127;
static_assert(kVectors < 128, "a lane's sum is a signed byte");

class Narrow {
 public:
  Narrow(std::size_t n, Matrix& matrix) : n_(n), matrix_(matrix), rows_(n * kStride) { clear(); }
  ~Narrow() { pour(); }

  void add_one(std::span<const Item> items) {
    std::int8_t* const column = ranks() + held_;
    std::int8_t rank = 0;
    for (const Item item : items) {
      rank = static_cast<std::int8_t>(rank + (item.tied() ? 0 : 1));
      column[item.option() * (kStride * kLanes)] = rank;
    }
    if (++held_ == kBlock) {
      pour();
      clear();
    }
  }

 private:
  std::int8_t* ranks() { return reinterpret_cast<std::int8_t*>(rows_.data()); }

  void clear() {
    std::fill_n(ranks(), rows_.size() * sizeof(Bytes), kUnranked);  // no rows: no bytes, no pointer
    held_ = 0;
  }

  static std::int64_t sum(const Bytes& lanes) {
    std::int64_t out = 0;
    for (std::size_t i = 0; i < kLanes; ++i) out += lanes[i];
    return out;
  }

  void pour() {
    for (std::size_t a = 0; a < n_; ++a) {
      const Bytes* const of_a = rows_.data() + a * kStride;
      for (std::size_t b = a + 1; b < n_; ++b) {
        const Bytes* const of_b = rows_.data() + b * kStride;
        Bytes above{}, below{};
        for (std::size_t v = 0; v < kVectors; ++v) {  // true is -1
          above += of_a[v] < of_b[v];
          below += of_b[v] < of_a[v];
        }
        matrix_.at(a, b) -= sum(above);
        matrix_.at(b, a) -= sum(below);
      }
    }
  }

  std::size_t n_;
  Matrix& matrix_;
  std::vector<Bytes> rows_;  // option by option, kStride each
  std::size_t held_ = 0;
};

// A light ballot is added as often as it was cast, a heavier one by itself.
constexpr std::int64_t kRepeat = 4;

}  // namespace

Matrix pairwise(const Profile& profile) {
  const std::size_t n = profile.options.size();
  Matrix matrix(n);
  const bool by_blocks = n <= kMostNarrow && profile.kind == BallotKind::ranked;
  Narrow blocks(by_blocks ? n : 0, matrix);
  std::vector<std::uint16_t> ranks(n);
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const BallotRef ballot = profile[i];
    if (by_blocks && ballot.weight <= kRepeat) {
      for (std::int64_t w = 0; w < ballot.weight; ++w) blocks.add_one(ballot.items);
      continue;
    }
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
