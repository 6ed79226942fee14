// A profile: the options of an election and its ballots, equal ballots held once with their weight.
// Memory is bounded by the distinct ballots. Built by the readers (formats.h), by polls and by
// tests through `Builder`; read-only afterwards, so shareable between threads.
//
// A ranked ballot is its options from best to worst; an item's flag says that it is tied with the
// item before it. Options not named are below all named ones and tied among themselves. An approval
// ballot is the approved options in ascending order; a score ballot, in that order too, has a score
// for each item.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tally/limits.h"

namespace althing::tally {

using OptionIndex = std::uint16_t;

/// One place on a ballot.
class Item {
 public:
  Item() = default;
  explicit Item(OptionIndex option, bool tied = false)
      : bits_(static_cast<std::uint16_t>(option | (tied ? kTied : 0))) {}
  OptionIndex option() const { return bits_ & (kTied - 1); }
  /// Ranked the same as the item before it.
  bool tied() const { return (bits_ & kTied) != 0; }
  std::uint16_t bits() const { return bits_; }
  bool operator==(const Item&) const = default;

 private:
  static constexpr std::uint16_t kTied = 0x8000;
  std::uint16_t bits_ = 0;
};
static_assert(kMaxOptions < 0x8000);

enum class BallotKind { ranked, approval, score };
std::string_view kind_name(BallotKind kind);

struct Option {
  std::string id;         // what the file and draws call it: "3", "A"
  std::string name;       // as shown; the id if the file has no names
  std::int64_t cost = 0;  // participatory budgets: in 1/money_scale units
};

/// What a file says about the election beyond its ballots. A description (election.h) overrides it.
struct FileHints {
  std::string title;
  std::optional<std::uint32_t> seats;
  std::vector<OptionIndex> withdrawn;
  std::vector<OptionIndex> tie_order;  // best first
  std::string rule;                    // Pabulib's `rule`
  std::optional<std::int64_t> budget;  // in 1/money_scale units
  std::int64_t longest = 0;  // Pabulib's max_length: the first of a ranking has this many points
  std::optional<OptionIndex> default_option;
  std::vector<OptionIndex>
      selected;  // official result stored in the file (Pabulib), for comparison
};

/// One distinct ballot.
struct BallotRef {
  std::span<const Item> items;
  std::span<const std::int32_t> scores;  // score ballots only, parallel to items
  std::int64_t weight;                   // in 1/weight_scale ballots
};

class Profile {
 public:
  BallotKind kind = BallotKind::ranked;
  std::vector<Option> options;
  FileHints hints;
  std::vector<std::string> warnings;  // what was odd in the file and how it was taken
  std::int64_t weight_scale = 1;      // 1, or a power of ten if weights have decimals
  std::int64_t money_scale = 1;       // 1 or 100
  std::int64_t blank = 0;             // weight of ballots that name no option
  std::int64_t valid = 0;             // weight of the others

  std::size_t size() const { return entries_.size(); }
  BallotRef operator[](std::size_t i) const {
    const Entry& e = entries_[i];
    return {{items_.data() + e.offset, e.length},
            scores_.empty() ? std::span<const std::int32_t>{}
                            : std::span<const std::int32_t>{scores_.data() + e.offset, e.length},
            e.weight};
  }
  /// The option of that id, or of that name if no id fits and the name is unique.
  std::optional<OptionIndex> find(std::string_view text) const;

 private:
  friend class Builder;
  struct Entry {
    std::uint64_t offset;
    std::uint32_t length;
    std::int64_t weight;
  };
  std::vector<Item> items_;
  std::vector<std::int32_t> scores_;
  std::vector<Entry> entries_;
};

/// Fills a profile. Options may be added while ballots arrive (CSV, ABIF).
class Builder {
 public:
  explicit Builder(BallotKind kind);

  Profile& profile() { return profile_; }
  /// too_large beyond kMaxOptions; malformed if the id is taken.
  Result<OptionIndex> add_option(std::string_view id, std::string_view name);

  /// Adds a ballot. `weight` is in whole ballots times 10^decimals. A ranked ballot's items must
  /// name each option at most once (malformed otherwise); approval items may come in any order.
  /// too_large beyond kMaxTotalWeight or kMaxDistinctBallots.
  Result<void> add(std::span<const Item> items, std::int64_t weight, int decimals = 0);
  Result<void> add_scores(std::span<const Item> items, std::span<const std::int32_t> scores,
                          std::int64_t weight, int decimals = 0);
  std::optional<OptionIndex> find_id(std::string_view id) const;
  void warn(std::string text);
  Profile take();

 private:
  Result<void> insert(std::span<const Item> items, std::span<const std::int32_t> scores,
                      std::int64_t weight, int decimals);
  Result<std::int64_t> scaled(std::int64_t weight, int decimals);
  Result<void> check_once(std::span<const Item> items);
  void grow();

  Profile profile_;
  std::vector<std::uint64_t> slots_;  // high half: hash, low half: entry index + 1; 0: free
  std::vector<std::uint32_t> seen_;   // option -> stamp of the last ballot that named it
  std::uint32_t stamp_ = 0;
  std::vector<Item> sorted_;
  std::vector<std::uint32_t> id_slots_;  // open hash of option ids: index + 1
};

}  // namespace althing::tally
