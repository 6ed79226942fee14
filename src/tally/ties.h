// Ties. A method that cannot tell options apart asks `Ties`. The count itself answers by the draw
// (DESIGN.md 6): options in ascending order of SHA-256("tie|" poll "|" seed "|" option id), the
// first is preferred; or by an order laid down beforehand. All other outcomes the tie allows are
// found by counting again with every other answer (`all_outcomes`).
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tally/profile.h"
#include "tally/table.h"

namespace althing::tally {

using Digest = std::array<std::uint8_t, 32>;
/// SHA-256. Handed in, because this room knows no cryptography.
using Sha256Of = std::function<Digest(std::string_view)>;

struct DrawRule {
  std::string poll;
  std::string seed;
  std::vector<OptionIndex> order;  // an order laid down beforehand, best first; else the hashes
  Sha256Of sha256;
};

/// One tie as it was met and broken.
struct TieEvent {
  std::string what;  // "winner", "exclusion", ...
  std::vector<OptionIndex> tied;
  std::vector<OptionIndex> chosen;
  std::vector<OptionIndex> drawn;   // the tied ones in the order of the draw
  std::vector<std::string> hashes;  // of `drawn`, hex; empty if by an order laid down
};

class Ties {
 public:
  virtual ~Ties() = default;
  /// The k of the tied options that come first. 1 <= k < tied.size(); `what` says what for.
  virtual std::vector<OptionIndex> first(std::string_view what, std::span<const OptionIndex> tied,
                                         std::size_t k) = 0;
  /// The one that comes last (exclusions).
  virtual OptionIndex last(std::string_view what, std::span<const OptionIndex> tied) = 0;

  /// The one that comes first, a single option included.
  OptionIndex one(std::string_view what, std::span<const OptionIndex> tied) {
    return tied.size() == 1 ? tied[0] : first(what, tied, 1)[0];
  }
  OptionIndex lowest(std::string_view what, std::span<const OptionIndex> tied) {
    return tied.size() == 1 ? tied[0] : last(what, tied);
  }
};

/// Breaks ties by the draw and keeps a log, in which each question stands once: the draw is one
/// order of all options, so asking again gives the same answer.
class DrawTies final : public Ties {
 public:
  DrawTies(const Profile& profile, const DrawRule& rule);
  std::vector<OptionIndex> first(std::string_view what, std::span<const OptionIndex> tied,
                                 std::size_t k) override;
  OptionIndex last(std::string_view what, std::span<const OptionIndex> tied) override;
  const std::vector<TieEvent>& events() const { return events_; }

 private:
  const TieEvent* find(std::string_view what, std::span<const OptionIndex> tied,
                       std::size_t k) const;
  TieEvent draw(std::string_view what, std::span<const OptionIndex> tied);

  const Profile& profile_;
  const DrawRule& rule_;
  std::vector<TieEvent> events_;
};

/// The elected options, ascending.
using Outcome = std::vector<OptionIndex>;
struct Outcomes {
  std::vector<Outcome> list;  // distinct, ascending
  bool complete = true;       // false: a limit was met, there may be more
};
/// Counts with every possible answer to every tie, at most `max_runs` times.
/// @param run counts with these ties and gives the elected options, or nothing if a limit stops it
Outcomes all_outcomes(const std::function<std::optional<Outcome>(Ties&)>& run,
                      std::size_t max_runs);

}  // namespace althing::tally
