// What a pull needs of another node, whether it is reached over HTTP, lies in a folder or is made up by a
// simulation. Used by one thread at a time unless an implementation says otherwise.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "crypto/sha256.h"
#include "tlog/tile.h"

namespace althing::peer {

/// Places within one entry bundle.
using Places = std::bitset<tlog::kTileWidth>;

/// Part of a file: from the place asked for on, not empty unless the file ends there.
struct BlobPiece {
  std::uint64_t total = 0;  // size of the whole file
  std::string bytes;
};

class Wire {
 public:
  virtual ~Wire() = default;

  /// The newest checkpoint; nullopt if it is the one given last time (a conditional request).
  virtual Result<std::optional<std::string>> checkpoint() = 0;
  /// Bytes of a hash tile at its width; a longer tile's where the partial one is gone.
  virtual Result<std::string> tile(const tlog::TileId& id) = 0;
  /// The entries at `places` of a bundle (of width bundle.width), in order. corrupt: not so many.
  virtual Result<std::vector<std::string>> entries(const tlog::TileId& bundle, const Places& places) = 0;
  /// Their details, "" = not held there. Unverified, as everything here.
  virtual Result<std::vector<std::string>> details(const tlog::TileId& bundle, const Places& places) = 0;
  /// A blob by its SHA-256, from `offset` on, as much as comes at once. not_found: not held there, or withheld.
  virtual Result<BlobPiece> blob(const Hash& name, std::uint64_t offset) = 0;
};

/// The places 0..width-1.
inline Places first_places(unsigned width) {
  Places out;
  for (unsigned i = 0; i < width; ++i) out.set(i);
  return out;
}

}  // namespace althing::peer
