#include "peer/pull.h"

#include <algorithm>
#include <deque>
#include <future>
#include <iterator>
#include <semaphore>

#include "peer/limits.h"
#include "peer/tile_work.h"

namespace althing::peer {
namespace {

using tlog::kTileWidth;
using tlog::TileId;

class Round {
 public:
  Round(Wire& wire, Chain& chain, Ledger& ledger, const PullLimits& limits, PullReport& report)
      : wire_(wire), chain_(chain), ledger_(ledger), limits_(limits), report_(report), turns_(std::max(1U, limits.at_once)) {}

  Result<void> run() {
    next_ = chain_.taken();
    while (chain_.taken() < chain_.size() && wants_more() && !limits_.stop()) TRY_VOID(step());
    return limits_.ask_wanted ? fetch_wanted() : Result<void>{};
  }

 private:
  bool wants_more() const { return report_.fetched < limits_.max_entries; }
  void fill_line();
  Result<void> step();
  Result<void> take(TileWork work);
  Result<void> settle();
  Result<void> lacking_details(const TileId& tile, const std::vector<Hash>& leaves);
  Result<void> fetch_wanted();

  Wire& wire_;
  Chain& chain_;
  Ledger& ledger_;
  const PullLimits& limits_;
  PullReport& report_;
  std::uint64_t next_ = 0;                     // place in their log from which on no tile is under way
  std::counting_semaphore<> turns_;            // how many tiles are worked on at once
  std::deque<std::future<TileWork>> line_;     // tiles under way, or ready, in order
  std::vector<Hash> taken_;                    // leaves of this step
  std::vector<Candidate> candidates_;          // of this step
  std::vector<std::pair<std::uint64_t, Hash>> lacking_;  // place in their log, commitment; not held there
};

// A step's worth of tiles under way, but no more than this round may take.
void Round::fill_line() {
  const std::size_t most = limits_.at_once <= 1 ? 1 : kTilesPerStep;
  while (next_ < chain_.size() && line_.size() < most && wants_more()) {
    const std::uint64_t under_way = (line_.size() + 1) * kTileWidth;
    if (!line_.empty() && limits_.max_entries - report_.fetched < under_way) return;
    const std::uint64_t index = next_ / kTileWidth;
    const auto first = static_cast<unsigned>(next_ % kTileWidth);
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, chain_.size() - index * kTileWidth));
    next_ = index * kTileWidth + width;
    const bool alone = limits_.at_once <= 1 || (line_.empty() && next_ == chain_.size());
    line_.push_back(std::async(alone ? std::launch::deferred : std::launch::async, [this, index, first, width] {
      turns_.acquire();
      TileWork work = work_off(wire_, ledger_, {false, 0, index, width}, first);
      turns_.release();
      return work;
    }));
  }
}

// Some tiles: their missing entries fetched, checked, logged, and only then the tiles noted as worked off.
Result<void> Round::step() {
  candidates_.clear();
  lacking_.clear();
  taken_.clear();
  for (std::size_t n = 0; n < kTilesPerStep && wants_more(); ++n) {
    fill_line();
    if (line_.empty()) break;
    TileWork work = line_.front().get();
    line_.pop_front();
    TRY_VOID(take(std::move(work)));
  }
  fill_line();  // they are fetched while these are logged
  TRY_VOID(settle());
  TRY_VOID(chain_.take(taken_));
  for (const auto& [place, commitment] : lacking_) {
    if (chain_.wanted.size() < kMaxWantedDetails) chain_.wanted.emplace(place, commitment);
  }
  return chain_.save();
}

// Nothing of a tile counts before it was proven to be the log's.
Result<void> Round::take(TileWork work) {
  if (work.bytes.empty()) return work.outcome ? fail(Errc::corrupt, tlog::tile_path(work.tile), "is empty") : work.outcome;
  TRY(const std::vector<Hash> proven, chain_.leaves(work.tile, wire_, work.bytes));
  if (!std::equal(work.leaves.begin(), work.leaves.end(), proven.begin() + work.first, proven.end())) return fail(Errc::corrupt, tlog::tile_path(work.tile), "came in two forms");
  TRY_VOID(work.outcome);
  report_.fetched += work.candidates.size();
  report_.details += work.details;
  report_.wrong += work.wrong;
  taken_.insert(taken_.end(), work.leaves.begin(), work.leaves.end());
  for (const auto& [place, commitment] : work.lacking) lacking_.emplace_back(work.tile.index * kTileWidth + place, commitment);
  std::move(work.candidates.begin(), work.candidates.end(), std::back_inserter(candidates_));
  return lacking_details(work.tile, work.leaves);
}

Result<void> Round::settle() {
  std::vector<Incoming> good;
  for (Candidate& one : candidates_) {
    if (!one.act) {
      ++report_.refused;
      TRY_VOID(ledger_.refuse(one.leaf, one.act.error()));
      continue;
    }
    good.push_back({one.act->id, one.leaf, std::move(one.note), std::move(one.detail)});
  }
  if (good.empty()) return {};
  TRY(const Ledger::Added added, ledger_.add(std::move(good)));
  report_.added += added.acts;
  report_.bytes += added.bytes;
  return {};
}

// Details that acts held here lack and this node may have.
Result<void> Round::lacking_details(const TileId& tile, const std::vector<Hash>& leaves) {
  Places places;
  const unsigned first = tile.width - static_cast<unsigned>(leaves.size());
  std::vector<std::pair<Hash, Hash>> lacking;  // leaf, commitment
  for (unsigned i = 0; i < leaves.size(); ++i) {
    const auto commitment = ledger_.lacks_detail(leaves[i]);
    if (!commitment) continue;
    places.set(first + i);
    lacking.emplace_back(leaves[i], *commitment);
  }
  if (places.none()) return {};
  TRY(std::vector<std::string> details, details_at(wire_, {true, 0, tile.index, tile.width}, places));
  unsigned place = 0;
  for (std::size_t i = 0; i < lacking.size(); ++i, ++place) {
    while (!places.test(place)) ++place;
    if (details[i].empty() || sha256(details[i]) != lacking[i].second) {
      report_.wrong += details[i].empty() ? 0 : 1;
      lacking_.emplace_back(tile.index * kTileWidth + place, lacking[i].second);
      continue;
    }
    ++report_.details;
    report_.bytes += details[i].size();
    TRY_VOID(ledger_.add_detail(lacking[i].first, std::move(details[i])));
  }
  return {};
}

// Once more what was not to be had when its entry was read.
Result<void> Round::fetch_wanted() {
  bool changed = false;
  for (auto it = chain_.wanted.begin(); it != chain_.wanted.end() && !limits_.stop();) {
    const std::uint64_t index = it->first / kTileWidth;
    const std::uint64_t begin = index * kTileWidth;
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, chain_.size() - begin));
    TRY(const std::vector<Hash> leaves, chain_.leaves({false, 0, index, width}, wire_));
    std::vector<std::uint64_t> asked;
    Places places;
    for (; it != chain_.wanted.end() && it->first / kTileWidth == index; ++it) {
      asked.push_back(it->first);
      if (ledger_.lacks_detail(leaves[it->first - begin])) places.set(it->first - begin);
    }
    std::vector<std::string> details;
    if (places.any()) {
      TRY(details, details_at(wire_, {true, 0, index, width}, places));
    }
    std::size_t next = 0;
    for (const std::uint64_t at : asked) {
      if (places.test(at - begin)) {
        std::string& bytes = details[next++];
        if (bytes.empty() || sha256(bytes) != chain_.wanted[at]) continue;
        ++report_.details;
        report_.bytes += bytes.size();
        TRY_VOID(ledger_.add_detail(leaves[at - begin], std::move(bytes)));
      }
      chain_.wanted.erase(at);  // here now, erased, or come from elsewhere
      changed = true;
    }
  }
  return changed ? chain_.save() : Result<void>{};
}

}  // namespace

Result<PullReport> pull(Wire& wire, RemoteLog& log, Ledger& ledger, const PullLimits& limits) {
  PullReport report;
  TRY(const std::optional<std::string> note, wire.checkpoint());
  Chain* chain = &log.current();
  if (note) {
    TRY(auto weighed, log.weigh(*note, wire));
    chain = weighed.chain;
    report.news = weighed.news;
    report.fork = std::move(weighed.fork);
  }
  if (!chain->note().empty()) TRY_VOID(Round(wire, *chain, ledger, limits, report).run());
  if (!report.fork) {
    TRY(report.fork, log.compare_chains());
  }
  report.size = chain->size();
  report.taken = chain->taken();
  return report;
}

}  // namespace althing::peer
