#include "peer/pull.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "peer/limits.h"
#include "tlog/bundle.h"

namespace althing::peer {
namespace {

using tlog::kTileWidth;
using tlog::TileId;

// An entry on its way through the door.
struct Candidate {
  Hash leaf;
  std::string note;
  TileId bundle;
  unsigned place = 0;
  std::optional<Result<act::Act>> act;
  std::string detail;
};

class Round {
 public:
  Round(Wire& wire, Chain& chain, Ledger& ledger, const PullLimits& limits, PullReport& report)
      : wire_(wire), chain_(chain), ledger_(ledger), limits_(limits), report_(report) {}

  Result<void> run() {
    while (chain_.taken() < chain_.size() && report_.fetched < limits_.max_entries && !limits_.stop()) TRY_VOID(step());
    return limits_.ask_wanted ? fetch_wanted() : Result<void>{};
  }

 private:
  Result<void> step();
  Result<void> read_tile(const TileId& tile, unsigned first, std::vector<Hash>& leaves);
  Result<std::vector<std::string>> details_at(const TileId& bundle, const Places& places);
  void pass_door();
  Result<void> fetch_details();
  Result<void> settle();
  Result<void> lacking_details(const TileId& tile, const std::vector<Hash>& leaves);
  Result<void> fetch_wanted();

  Wire& wire_;
  Chain& chain_;
  Ledger& ledger_;
  const PullLimits& limits_;
  PullReport& report_;
  std::vector<Candidate> candidates_;
  std::vector<std::pair<std::uint64_t, Hash>> lacking_;  // place in their log, commitment; not held there
};

// Some tiles: their missing entries fetched, checked, logged, and only then the tiles noted as worked off.
Result<void> Round::step() {
  candidates_.clear();
  lacking_.clear();
  std::vector<Hash> taken;
  std::uint64_t at = chain_.taken();
  for (std::size_t n = 0; n < kTilesPerStep && at < chain_.size() && report_.fetched < limits_.max_entries; ++n) {
    const std::uint64_t index = at / kTileWidth;
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, chain_.size() - index * kTileWidth));
    TRY_VOID(read_tile({false, 0, index, width}, static_cast<unsigned>(at % kTileWidth), taken));
    at = index * kTileWidth + width;
  }
  pass_door();
  TRY_VOID(fetch_details());
  TRY_VOID(settle());
  TRY_VOID(chain_.take(taken));
  for (const auto& [place, commitment] : lacking_) {
    if (chain_.wanted.size() < kMaxWantedDetails) chain_.wanted.emplace(place, commitment);
  }
  return chain_.save();
}

Result<void> Round::read_tile(const TileId& tile, unsigned first, std::vector<Hash>& leaves) {
  TRY(const std::vector<Hash> all, chain_.leaves(tile, wire_));
  Places missing, lacking;
  for (unsigned i = first; i < tile.width; ++i) {
    leaves.push_back(all[i]);
    if (!ledger_.settled(all[i])) missing.set(i);
  }
  const TileId bundle{true, 0, tile.index, tile.width};
  if (missing.any()) {
    TRY(std::vector<std::string> entries, wire_.entries(bundle, missing));
    if (entries.size() != missing.count()) return fail(Errc::corrupt, tlog::tile_path(bundle), "has another number of entries than its tile");
    std::size_t next = 0;
    for (unsigned i = first; i < tile.width; ++i) {
      if (!missing.test(i)) continue;
      std::string& entry = entries[next++];
      if (tlog::leaf_hash(as_bytes(entry)) != all[i]) {
        return fail(Errc::corrupt, tlog::tile_path(bundle), fmt::format("entry {} is not what the log's tree commits to", i));
      }
      candidates_.push_back({all[i], std::move(entry), bundle, i, {}, {}});
    }
    report_.fetched += missing.count();
  }
  return lacking_details(tile, std::vector<Hash>(all.begin() + first, all.end()));
}

Result<std::vector<std::string>> Round::details_at(const TileId& bundle, const Places& places) {
  TRY(std::vector<std::string> details, wire_.details(bundle, places));
  if (details.size() != places.count()) return fail(Errc::corrupt, "details", "are another number than was asked for");
  return details;
}

void Round::pass_door() {
  const auto check = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) candidates_[i].act = act::open_entry(candidates_[i].note, &ledger_.assembly());
  };
  const std::size_t threads = candidates_.size() < kMinParallelChecks ? 1 : std::max(1U, limits_.threads);
  std::vector<std::thread> others;
  const std::size_t share = (candidates_.size() + threads - 1) / threads;
  for (std::size_t t = 1; t < threads; ++t) {
    others.emplace_back(check, std::min(candidates_.size(), t * share), std::min(candidates_.size(), (t + 1) * share));
  }
  check(0, std::min(candidates_.size(), share));
  for (std::thread& other : others) other.join();
}

// A detail that is not what its act commits to counts as not held: the act itself is good.
Result<void> Round::fetch_details() {
  for (std::size_t i = 0; i < candidates_.size();) {
    const TileId bundle = candidates_[i].bundle;
    Places places;
    const std::size_t begin = i;
    for (; i < candidates_.size() && candidates_[i].bundle == bundle; ++i) {
      const auto& act = *candidates_[i].act;
      if (act && act->detail) places.set(candidates_[i].place);
    }
    if (places.none()) continue;
    TRY(std::vector<std::string> details, details_at(bundle, places));
    std::size_t next = 0;
    for (std::size_t j = begin; j < i; ++j) {
      Candidate& one = candidates_[j];
      if (!places.test(one.place)) continue;
      std::string& bytes = details[next++];
      const Hash& commitment = *(*one.act)->detail;
      if (bytes.empty() || sha256(bytes) != commitment) {
        report_.wrong += bytes.empty() ? 0 : 1;
        lacking_.emplace_back(bundle.index * kTileWidth + one.place, commitment);
        continue;
      }
      one.detail = std::move(bytes);
      ++report_.details;
    }
  }
  return {};
}

Result<void> Round::settle() {
  std::vector<Incoming> good;
  for (Candidate& one : candidates_) {
    if (!*one.act) {
      ++report_.refused;
      TRY_VOID(ledger_.refuse(one.leaf, one.act->error()));
      continue;
    }
    good.push_back({(*one.act)->id, one.leaf, std::move(one.note), std::move(one.detail)});
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
  TRY(std::vector<std::string> details, details_at({true, 0, tile.index, tile.width}, places));
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
      TRY(details, details_at({true, 0, index, width}, places));
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
