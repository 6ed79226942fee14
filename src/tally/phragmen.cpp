// Sequential Phragmén (Phragmén 1894; Brill et al. 2017, "Phragmén's voting methods and justified
// representation"): electing an option puts a load of 1 on its supporters, spread so that they end
// up equal; each step elects the option whose supporters would end up with the smallest load.
// Exact.
#include <fmt/format.h>

#include <algorithm>

#include "tally/method.h"
#include "tally/rational.h"

namespace althing::tally {
namespace {

// Ballots of equal load form a class: class 0 has load 0, step s gives its supporters class s. So
// the load a supporter group bears is a short sum over classes, and ballots hold one small number
// each.
class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record)
      : setup_(setup),
        ties_(ties),
        record_(record),
        class_(setup.profile.size()),
        supporters_(setup.profile.options.size()),
        loads_{Rational(0)} {
    for (std::size_t i = 0; i < setup.profile.size(); ++i) {
      for (const Item item : setup.profile[i].items)
        supporters_[item.option()].push_back(static_cast<std::uint32_t>(i));
    }
  }

  void run() {
    std::vector<OptionIndex> left = setup_.standing;
    std::erase_if(left, [&](OptionIndex option) { return supporters_[option].empty(); });
    Table table{"steps",
                "Steps",
                "Load: what each supporter of the elected option bears after the step.",
                {{"step", "Step", {}}, {"option", "Elected", {}}, {"load", "Load", {}}},
                {}};
    for (const OptionIndex option : setup_.standing) table.columns.push_back({"loads", {}, option});
    while (record_.elected.size() < setup_.seats && !left.empty()) {
      std::vector<Rational> load;
      std::vector<OptionIndex> best;
      for (std::size_t i = 0; i < left.size(); ++i) {
        load.push_back(load_after(left[i]));
        const Rational* least =
            best.empty() ? nullptr
                         : &load[static_cast<std::size_t>(
                               std::find(left.begin(), left.end(), best[0]) - left.begin())];
        if (least != nullptr && load[i] > *least) continue;
        if (least != nullptr && load[i] < *least) best.clear();
        best.push_back(left[i]);
      }
      const OptionIndex next = ties_.one("next elected", best);
      const auto place =
          static_cast<std::size_t>(std::find(left.begin(), left.end(), next) - left.begin());
      loads_.push_back(load[place]);
      for (const std::uint32_t ballot : supporters_[next])
        class_[ballot] = static_cast<std::uint32_t>(loads_.size() - 1);
      record_.elected.push_back(next);
      if (record_.keep_evidence) {
        std::vector<Cell> row{static_cast<std::int64_t>(record_.elected.size()), OptionCell{next},
                              text_of(load[place])};
        for (const OptionIndex option : setup_.standing) {
          const auto at = std::find(left.begin(), left.end(), option);
          if (at == left.end())
            row.emplace_back();
          else
            row.emplace_back(text_of(load[static_cast<std::size_t>(at - left.begin())]));
        }
        table.rows.push_back(std::move(row));
      }
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(place));
    }
    if (!record_.keep_evidence) return;
    record_.words =
        "Each elected option puts a load of 1 on its supporters, spread so that they end up equal; "
        "each step elects the option that leaves its supporters the smallest load.";
    const std::size_t possible = std::min<std::size_t>(setup_.seats, setup_.standing.size());
    if (record_.elected.size() < possible)
      record_.notes.push_back(fmt::format("{} seats stay empty: no option left has a supporter.",
                                          possible - record_.elected.size()));
    record_.tables.push_back(std::move(table));
  }

 private:
  Rational load_after(OptionIndex option) const {
    std::vector<std::int64_t> weight(loads_.size());
    std::int64_t all = 0;
    for (const std::uint32_t ballot : supporters_[option]) {
      const std::int64_t w = setup_.profile[ballot].weight;
      weight[class_[ballot]] += w;
      all += w;
    }
    Rational sum = whole(setup_.scale());  // weights are in 1/scale, and so is the load to spread
    for (std::size_t c = 1; c < weight.size(); ++c) {
      if (weight[c] != 0) sum += loads_[c] * whole(weight[c]);
    }
    return sum / whole(all);
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  std::vector<std::uint32_t> class_;
  std::vector<std::vector<std::uint32_t>> supporters_;
  std::vector<Rational> loads_;
};

}  // namespace

Result<void> count_phragmen(const Setup& setup, Ties& ties, CountRecord& record) {
  Count(setup, ties, record).run();
  return {};
}

}  // namespace althing::tally
