// What a counting method is to the rest of the room: a function from a prepared election and a way
// to break ties to a record. One file per method; count.cpp has the table.
#pragma once

#include <functional>
#include <span>

#include "tally/election.h"
#include "tally/record.h"

namespace althing::tally {

/// An election ready to be counted: withdrawn options are stripped from the ballots.
struct Setup {
  const Profile& profile;
  const Description& description;
  std::vector<OptionIndex> standing;  // options that can be elected, ascending
  std::uint32_t seats = 1;            // may be more than there are options: then all are elected
  std::optional<OptionIndex> default_option;

  std::int64_t scale() const { return profile.weight_scale; }
  /// A weight as text: "12" or "12.5".
  std::string votes(std::int64_t weight) const;
};

using MethodFn = Result<void> (*)(const Setup&, Ties&, CountRecord&);

Result<void> count_approval(const Setup&, Ties&, CountRecord&);
Result<void> count_score(const Setup&, Ties&, CountRecord&);
Result<void> count_star(const Setup&, Ties&, CountRecord&);
Result<void> count_schulze(const Setup&, Ties&, CountRecord&);
Result<void> count_debian(const Setup&, Ties&, CountRecord&);
Result<void> count_ranked_pairs(const Setup&, Ties&, CountRecord&);
Result<void> count_irv(const Setup&, Ties&, CountRecord&);
Result<void> count_stv_scottish(const Setup&, Ties&, CountRecord&);
Result<void> count_stv_meek(const Setup&, Ties&, CountRecord&);
Result<void> count_equal_shares(const Setup&, Ties&, CountRecord&);
Result<void> count_greedy(const Setup&, Ties&, CountRecord&);
Result<void> count_phragmen(const Setup&, Ties&, CountRecord&);

/// Takes the `seats` best of options given in groups of equals, best group first, and breaks the
/// tie at the edge. `what` names the tie.
std::vector<OptionIndex> take_best(const std::vector<std::vector<OptionIndex>>& groups,
                                   std::size_t seats, std::string_view what, Ties& ties);

}  // namespace althing::tally
