// The pairwise matrix: how many ballots rank one option above another. Options not ranked are below
// all ranked ones. Exact; the hot loop of every Condorcet method.
#pragma once

#include <vector>

#include "tally/method.h"

namespace althing::tally {

class Matrix {
 public:
  explicit Matrix(std::size_t n) : n_(n), cells_(n * n) {}
  std::int64_t& at(std::size_t a, std::size_t b) { return cells_[a * n_ + b]; }
  std::int64_t at(std::size_t a, std::size_t b) const { return cells_[a * n_ + b]; }
  std::size_t size() const { return n_; }

 private:
  std::size_t n_;
  std::vector<std::int64_t> cells_;
};

/// at(a, b) = weight of the ballots that rank a above b. By option index; score ballots rank by
/// score, approvals above the rest.
Matrix pairwise(const Profile& profile);

/// How strong the defeat of b by a is. Winning votes: the greater support, then the smaller
/// opposition (Schulze 2011, 2.1; Debian A.5 point 7). Margins: the difference.
enum class Strength { winning, margins };
Result<Strength> strength_of(const Description& description);
struct Defeat {
  std::int64_t support = 0, opposition = 0;
};
/// -1, 0, 1 as a is weaker than, equal to, stronger than b.
int compare(const Defeat& a, const Defeat& b, Strength strength);

/// The matrix as evidence.
Table matrix_table(const Setup& setup, const Matrix& matrix);
/// The option that beats every other, if there is one.
std::optional<OptionIndex> condorcet_winner(const Setup& setup, const Matrix& matrix);
/// Adds the sentence that says so.
void note_condorcet(const Setup& setup, const Matrix& matrix, CountRecord& record);

}  // namespace althing::tally
