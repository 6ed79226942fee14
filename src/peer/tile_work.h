// One level-0 tile of another node's log on its way here: its missing entries fetched, held against the tile, put
// through the door, and their details fetched. It changes nothing and trusts nothing: whether the log signed that tile
// is asked afterwards (Chain::leaves). So several tiles can be under way at once, which hides the way to the other node.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/act.h"
#include "peer/pull.h"

namespace althing::peer {

/// An entry on its way through the door.
struct Candidate {
  Hash leaf;
  std::string note;
  unsigned place = 0;           // in its tile
  Result<act::Act> act;         // what the door says of it
  std::string detail;           // "" = none, or not held there
};

struct TileWork {
  tlog::TileId tile;
  unsigned first = 0;           // place from which on entries are wanted
  std::string bytes;            // the tile as it came, unproven; "" if it did not
  std::vector<Hash> leaves;     // in it from `first` on
  std::vector<Candidate> candidates;
  std::vector<std::pair<unsigned, Hash>> lacking;  // place and commitment of details that were not to be had
  std::uint64_t details = 0;    // held there and right
  std::uint64_t wrong = 0;      // details that were not what the act commits to
  Result<void> outcome;         // the wire's errors; corrupt: entries that the tile contradicts
};

/// Fetches and checks; blocks as long as the wire does. Any thread, if wire and ledger allow it.
TileWork work_off(Wire& wire, Ledger& ledger, const tlog::TileId& tile, unsigned first);

/// The details at `places` of a bundle, in order, as many as were asked for. Errors of the wire; corrupt.
Result<std::vector<std::string>> details_at(Wire& wire, const tlog::TileId& bundle, const Places& places);

}  // namespace althing::peer
