#include "peer/tile_work.h"

#include <fmt/format.h>

#include "tlog/bundle.h"

namespace althing::peer {
namespace {

using tlog::TileId;

Result<void> fetch_leaves(TileWork& work, Wire& wire) {
  TRY(work.bytes, wire.tile(work.tile));
  // A wider tile may come where the partial one is gone.
  TRY(std::vector<Hash> all, tlog::parse_tile(work.tile, std::string_view(work.bytes).substr(0, work.tile.width * Hash::kSize)));
  work.leaves.assign(all.begin() + work.first, all.end());
  return {};
}

Result<void> fetch_entries(TileWork& work, Wire& wire, Ledger& ledger) {
  Places missing;
  for (unsigned i = 0; i < work.leaves.size(); ++i) {
    if (!ledger.settled(work.leaves[i])) missing.set(work.first + i);
  }
  if (missing.none()) return {};
  const TileId bundle{true, 0, work.tile.index, work.tile.width};
  TRY(std::vector<std::string> entries, wire.entries(bundle, missing));
  if (entries.size() != missing.count()) return fail(Errc::corrupt, tlog::tile_path(bundle), "has another number of entries than its tile");
  std::size_t next = 0;
  for (unsigned i = 0; i < work.leaves.size(); ++i) {
    if (!missing.test(work.first + i)) continue;
    std::string& entry = entries[next++];
    if (tlog::leaf_hash(as_bytes(entry)) != work.leaves[i]) {
      return fail(Errc::corrupt, tlog::tile_path(bundle), fmt::format("entry {} is not what the log's tree commits to", work.first + i));
    }
    auto act = act::open_entry(entry, &ledger.assembly());
    work.candidates.push_back({work.leaves[i], std::move(entry), work.first + i, std::move(act), {}});
  }
  return {};
}

// A detail that is not what its act commits to counts as not held: the act itself is good.
Result<void> fetch_details(TileWork& work, Wire& wire) {
  Places places;
  for (const Candidate& one : work.candidates) {
    if (one.act && one.act->detail) places.set(one.place);
  }
  if (places.none()) return {};
  TRY(std::vector<std::string> details, details_at(wire, {true, 0, work.tile.index, work.tile.width}, places));
  std::size_t next = 0;
  for (Candidate& one : work.candidates) {
    if (!places.test(one.place)) continue;
    std::string& bytes = details[next++];
    if (bytes.empty() || sha256(bytes) != *one.act->detail) {
      work.wrong += bytes.empty() ? 0 : 1;
      work.lacking.emplace_back(one.place, *one.act->detail);
      continue;
    }
    one.detail = std::move(bytes);
    ++work.details;
  }
  return {};
}

Result<void> run(TileWork& work, Wire& wire, Ledger& ledger) {
  TRY_VOID(fetch_leaves(work, wire));
  TRY_VOID(fetch_entries(work, wire, ledger));
  return fetch_details(work, wire);
}

}  // namespace

Result<std::vector<std::string>> details_at(Wire& wire, const TileId& bundle, const Places& places) {
  TRY(std::vector<std::string> details, wire.details(bundle, places));
  if (details.size() != places.count()) return fail(Errc::corrupt, "details", "are another number than was asked for");
  return details;
}

TileWork work_off(Wire& wire, Ledger& ledger, const TileId& tile, unsigned first) {
  TileWork work;
  work.tile = tile;
  work.first = first;
  work.outcome = run(work, wire, ledger);
  return work;
}

}  // namespace althing::peer
