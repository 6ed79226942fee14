// One chain of checkpoints of another node's log, each proven to grow out of the one before, and its tiles as
// far as its entries were worked off. Kept in a folder: `checkpoint` (durable before anything rests on it),
// `state`, `tile/...`. Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "peer/evidence.h"
#include "peer/wire.h"
#include "tlog/checkpoint.h"
#include "tlog/tile_reader.h"

namespace althing::peer {

/// How a checkpoint relates to a chain.
enum class News {
  same,   // the newest one again
  older,  // an earlier state of the same tree
  newer,    // grows out of it; the chain has it now
  fork,     // contradicts it
  unclear,  // a smaller tree, and whoever gave it has not the tiles that would tell: compare() later
};

class Chain {
 public:
  /// What the folder holds of the log; a fresh chain if there is nothing. Tiles that do not lead to the noted
  /// root (lost in a crash) are taken for none.
  static Result<Chain> open(Fs& fs, std::string dir, const tlog::VerifierKey& log);

  const tlog::VerifierKey& log() const { return log_; }
  /// The newest checkpoint, "" before the first.
  const std::string& note() const { return note_; }
  std::uint64_t size() const { return newest_.size; }
  const Hash& root() const { return newest_.root; }
  /// Entries worked off, at most size().
  std::uint64_t taken() const { return edge_.size(); }

  struct Weighed {
    News news = News::same;
    std::optional<Fork> fork;
  };
  /// Weighs a signed note against all this chain has seen; a newer one becomes its newest, durably. `wire`
  /// gives tiles, which are believed as far as they lead to a signed root only.
  /// signature, wrong_place, malformed: no checkpoint of this log; corrupt: tiles that lead nowhere.
  Result<Weighed> weigh(const std::string& note, Wire& wire);

  /// Leaf hashes of one level-0 tile under the newest checkpoint, proven.
  /// @param at_hand bytes of the tile that came already; "" = ask the wire
  Result<std::vector<Hash>> leaves(const tlog::TileId& tile, Wire& wire, std::string_view at_hand = {});
  /// Notes leaves as worked off; they come in order. corrupt: at size() they do not lead to its root.
  Result<void> take(std::span<const Hash> leaves);
  /// Writes the state; what was taken before it need not be fetched again.
  Result<void> save();

  /// The root of the first `size` leaves, at most taken().
  Result<Hash> root_at(std::uint64_t size) const;
  /// Evidence if this chain's newest checkpoint and that of another chain of the log, both worked off, contradict
  /// each other; nullopt if not, or if that cannot be told yet.
  Result<std::optional<Fork>> compare(const Chain& other) const;
  /// Bytes of a tile of the first taken() leaves.
  Result<std::string> tile_bytes(const tlog::TileId& tile) const;

  /// Details that were not to be had when their entries were read: place in the log -> commitment.
  std::map<std::uint64_t, Hash> wanted;

 private:
  Chain(Fs& fs, std::string dir, tlog::VerifierKey log) : fs_(&fs), dir_(std::move(dir)), log_(std::move(log)) {}
  Result<void> load();
  Result<void> load_state();
  Result<Weighed> against(const tlog::Checkpoint& smaller, const std::string& smaller_note, const tlog::Checkpoint& larger,
                          const std::string& larger_note, tlog::HashReader& reader, News if_consistent) const;

  Fs* fs_;
  std::string dir_;
  tlog::VerifierKey log_;
  std::string note_;
  tlog::Checkpoint newest_;
  tlog::TileEdge edge_;
  std::vector<std::string> partials_;                       // tile files that the next save replaces
  std::optional<tlog::VerifiedTileReader> reader_;          // under the newest checkpoint
  Wire* reading_ = nullptr;                                 // whose tiles reader_ fetches
  struct AtHand {
    tlog::TileId tile;
    std::string_view bytes;
  };
  std::shared_ptr<AtHand> at_hand_ = std::make_shared<AtHand>();  // for reader_, wherever this is moved
};

}  // namespace althing::peer
