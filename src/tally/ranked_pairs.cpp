// Ranked Pairs (Tideman 1987): pairwise defeats are locked from the strongest to the weakest unless
// they would close a cycle with those locked before. Strength by winning votes (then smaller
// opposition) or margins. Equal defeats that cannot all be locked are put in order by ties.
#include <fmt/format.h>

#include <algorithm>

#include "tally/pairwise.h"

namespace althing::tally {
namespace {

struct Edge {
  OptionIndex winner, loser;
  Defeat defeat;
};

// Which option is reachable from which over locked defeats, kept closed under transitivity.
class Locked {
 public:
  explicit Locked(std::size_t n) : n_(n), reach_(n * n) {}
  bool reaches(OptionIndex a, OptionIndex b) const { return reach_[a * n_ + b] != 0; }
  void lock(OptionIndex a, OptionIndex b) {
    if (reaches(a, b)) return;
    for (std::size_t i = 0; i < n_; ++i) {
      if (i != a && reach_[i * n_ + a] == 0) continue;
      for (std::size_t j = 0; j < n_; ++j) {
        if (j == b || reach_[b * n_ + j] != 0) reach_[i * n_ + j] = 1;
      }
    }
  }

 private:
  std::size_t n_;
  std::vector<char> reach_;
};

class Count {
 public:
  Count(const Setup& setup, Ties& ties, CountRecord& record, const Matrix& matrix,
        Strength strength)
      : setup_(setup),
        ties_(ties),
        record_(record),
        locked_(setup.profile.options.size()),
        strength_(strength) {
    for (const OptionIndex a : setup.standing) {
      for (const OptionIndex b : setup.standing) {
        if (matrix.at(a, b) > matrix.at(b, a))
          edges_.push_back({a, b, {matrix.at(a, b), matrix.at(b, a)}});
      }
    }
    std::sort(edges_.begin(), edges_.end(), [&](const Edge& x, const Edge& y) {
      const int order = compare(x.defeat, y.defeat, strength);
      return order != 0 ? order > 0 : std::pair(x.winner, x.loser) < std::pair(y.winner, y.loser);
    });
  }

  void run() {
    for (std::size_t from = 0; from < edges_.size();) {
      std::size_t to = from + 1;
      while (to < edges_.size() && compare(edges_[from].defeat, edges_[to].defeat, strength_) == 0)
        ++to;
      level(std::span<const Edge>(edges_).subspan(from, to - from));
      from = to;
    }
  }

  // Options nobody still standing is locked above; then those of the rest, and so on.
  std::vector<std::vector<OptionIndex>> groups() const {
    std::vector<std::vector<OptionIndex>> out;
    for (std::vector<OptionIndex> left = setup_.standing; !left.empty();) {
      std::vector<OptionIndex> best, rest;
      for (const OptionIndex b : left) {
        const bool below = std::any_of(left.begin(), left.end(), [&](OptionIndex a) {
          return a != b && locked_.reaches(a, b);
        });
        (below ? rest : best).push_back(b);
      }
      out.push_back(std::move(best));
      left = std::move(rest);
    }
    return out;
  }

  Table table() && { return std::move(table_); }

 private:
  // Defeats of one strength. Those that contradict what is locked are skipped; if the others close
  // no cycle among themselves their order does not matter; else ties decide which comes first.
  void level(std::span<const Edge> edges) {
    std::vector<Edge> open;
    for (const Edge& e : edges) {
      if (locked_.reaches(e.loser, e.winner))
        note(e, false);
      else
        open.push_back(e);
    }
    while (!open.empty()) {
      Locked all = locked_;
      bool cycle = false;
      for (const Edge& e : open) {
        cycle = cycle || all.reaches(e.loser, e.winner);
        all.lock(e.winner, e.loser);
      }
      if (!cycle) {
        for (const Edge& e : open) lock(e);
        return;
      }
      const Edge next = choose(open);
      lock(next);
      std::erase_if(open, [&](const Edge& e) {
        const bool same = e.winner == next.winner && e.loser == next.loser;
        if (!same && !locked_.reaches(e.loser, e.winner)) return false;
        if (!same) note(e, false);
        return true;
      });
    }
  }

  Edge choose(const std::vector<Edge>& open) {
    std::vector<OptionIndex> winners, losers;
    for (const Edge& e : open) winners.push_back(e.winner);
    std::sort(winners.begin(), winners.end());
    winners.erase(std::unique(winners.begin(), winners.end()), winners.end());
    const OptionIndex winner = ties_.one("defeat locked first, by its winner", winners);
    for (const Edge& e : open) {
      if (e.winner == winner) losers.push_back(e.loser);
    }
    const OptionIndex loser = ties_.lowest("defeat locked first, by its loser", losers);
    return *std::find_if(open.begin(), open.end(),
                         [&](const Edge& e) { return e.winner == winner && e.loser == loser; });
  }

  void lock(const Edge& e) {
    locked_.lock(e.winner, e.loser);
    note(e, true);
  }

  void note(const Edge& e, bool locked) {
    if (!record_.keep_evidence) return;
    table_.rows.push_back({OptionCell{e.winner}, OptionCell{e.loser},
                           setup_.votes(e.defeat.support), setup_.votes(e.defeat.opposition),
                           std::string(locked ? "locked" : "skipped: closes a cycle")});
  }

  const Setup& setup_;
  Ties& ties_;
  CountRecord& record_;
  std::vector<Edge> edges_;
  Locked locked_;
  Strength strength_;
  Table table_{"pairs",
               "Defeats from the strongest to the weakest",
               {},
               {{"winner", "Winner", {}},
                {"loser", "Loser", {}},
                {"for", "For", {}},
                {"against", "Against", {}},
                {"result", "Result", {}}},
               {}};
};

}  // namespace

Result<void> count_ranked_pairs(const Setup& setup, Ties& ties, CountRecord& record) {
  TRY(const Strength strength, strength_of(setup.description));
  const Matrix matrix = pairwise(setup.profile);
  if (record.keep_evidence) {
    record.tables.push_back(matrix_table(setup, matrix));
    note_condorcet(setup, matrix, record);
    record.words = fmt::format(
        "Pairwise defeats are locked from the strongest to the weakest ({}), leaving out each that "
        "would close a cycle; whoever is locked below nobody is elected.",
        strength == Strength::winning ? "most votes for, then fewest against" : "by margin");
  }
  Count count(setup, ties, record, matrix, strength);
  count.run();
  const auto groups = count.groups();
  record.elected = take_best(groups, setup.seats, "winner", ties);
  if (!record.keep_evidence) return {};
  record.tables.push_back(std::move(count).table());
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
